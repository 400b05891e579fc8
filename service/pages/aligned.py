"""Alignments (三级四同) as pages tell of them: what comes of holding two lists against each other is kept."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple, TypeVar

import msgspec
from sqlalchemy import Connection

from service import reading
from service.alignment import Alignment, TargetAlignment, here
from service.pages.catalogue import Catalogue, Holding
from service.pages.release import key_of
from service.pages.working import Working
from service.reading import marks
from service.reading.decided import decisions_between
from service.vocabulary import ListKind, Verdict

T = TypeVar("T")
_PREFERRED: tuple[ListKind, ...] = (ListKind.COMBINED, ListKind.POWER, *ListKind)
# An alignment of more items than these is read anew for each that asks; any that is filed has fewer.
_MOST_HELD = 20_000
# A city's list and its counties', which are held against it one after the other, then again for their pages.
_MOST_READ = 40_000


class Figures(msgspec.Struct, frozen=True, array_like=True, kw_only=True):
    """What came of one list: the figures of `TargetAlignment`, and the items of the list above by number that
    it has four times the same.
    """

    items: int
    aligned: int
    review: int
    unmatched: int
    same_name: int
    same_category: int
    same_basis: int
    same_code: int
    four_sames: int
    missing: int
    rate: float | None
    four: Sequence[int] = ()


class Below(NamedTuple):
    """The lists below a division held against its own; `all_levels` as in `Alignment`."""

    all_levels: int
    targets: Sequence[tuple[Holding, Figures]]


_read = msgspec.msgpack.Decoder(Figures).decode
_written = msgspec.msgpack.Encoder().encode


class Aligned:
    """Alignments in one snapshot of the store."""

    def __init__(self, connection: Connection, catalogue: Catalogue, working: Working) -> None:
        """Take the snapshot, what is published in it, and where alignments are kept."""
        self._connection = connection
        self._catalogue = catalogue
        self._working = working
        self._last: tuple[tuple[str, ...], Alignment] | None = None
        self._lists = reading.ListsAtHand(connection, _MOST_READ)

    def whole(self, reference: str, targets: Sequence[str]) -> Alignment:
        """Return the alignment of these divisions' lists with another's, every row of it."""
        asked = (reference, *targets)
        if self._last is not None and self._last[0] == asked:
            return self._last[1]
        found = reading.align_divisions(
            self._connection,
            reference,
            targets,
            work=self._working(),
            run=here(1),
            progress=lambda done, of: None,
            lists=self._lists,
        )
        if sum(self.stands_for(each).latest.items for each in asked) <= _MOST_HELD:
            # The page and its files are made one after the other.
            found = msgspec.structs.replace(found, targets=tuple(found.targets))
            self._last = asked, found
        return found

    def below(self, code: str) -> Below:
        """Return the figures of the lists below a division held against its own."""
        ours = self.stands_for(code)
        theirs = {each.code: self.stands_for(each.code) for each in self._catalogue.below(code)}
        decided = bool(self._decided(ours, list(theirs.values())))
        keys = {
            each: self._key(ours, holding, self._decided(ours, [holding]) if decided else [])
            for each, holding in theirs.items()
        }
        names = {each: f"aligned {ours.list_id} {holding.list_id}" for each, holding in theirs.items()}
        kept = self._working.kept
        known = {each: kept.get(names[each], keys[each]) for each in theirs}
        found = {each: _read(told) for each, told in known.items() if told is not None}
        lacking = [each for each in theirs if each not in found]
        if lacking:
            for target in self.whole(code, lacking).targets:
                figures = figures_of(target)
                kept.put(names[target.division], keys[target.division], _written(figures))
                found[target.division] = figures
        return Below(_common(list(found.values())), [(theirs[each], found[each]) for each in theirs])

    def kept(self, name: str, above: str, code: str, kind: type[T], make: Callable[[Alignment], T]) -> T:
        """Return what is made of a division's list held against one above it, as it is kept by that name."""
        ours, theirs = self.stands_for(above), self.stands_for(code)
        known = self._working.kept
        place = f"{name} {ours.list_id} {theirs.list_id}"
        names = [(each.code, each.name) for each in (ours.division, theirs.division)]
        key = key_of(self._key(ours, theirs, self._decided(ours, [theirs])), names)
        told = known.get(place, key)
        if told is not None:
            return msgspec.msgpack.decode(told, type=kind)
        made = make(self.whole(above, [code]))
        known.put(place, key, _written(made))
        return made

    def stands_for(self, code: str) -> Holding:
        """Return the list that stands for a division (`service.reading.aligning`)."""
        by_kind = {each.kind: each for each in self._catalogue.of_division(code)}
        return next(by_kind[kind] for kind in _PREFERRED if kind in by_kind)

    def _key(self, ours: Holding, theirs: Holding, decided: Sequence[object]) -> bytes:
        both = ours, theirs
        return key_of(
            [self._editions[each.latest.id] for each in both],
            [self._bodies[each.division.code] for each in both],
            decided,
        )

    def _decided(self, ours: Holding, theirs: Sequence[Holding]) -> list[tuple[int, int, str]]:
        found = decisions_between(self._connection, ours.list_id, [each.list_id for each in theirs])
        return sorted((each.before, each.after, each.decision.value) for each in found)

    @cached_property
    def _editions(self) -> Mapping[int, int]:
        return marks.edition_marks(self._connection)

    @cached_property
    def _bodies(self) -> Mapping[str, int]:
        found: dict[str, int] = defaultdict(int)
        for division, mark in marks.body_marks(self._connection).values():
            found[division] += mark
        return found


def figures_of(target: TargetAlignment) -> Figures:
    """Return what is kept of a list that was held against another."""
    told = {
        name: getattr(target, name) for name in Figures.__struct_fields__ if name not in ("missing", "four")
    }
    four = sorted(
        row.reference_item.id
        for row in target.rows
        if row.verdict is Verdict.SAME and row.same.four and row.reference_item
    )
    return Figures(**told, missing=len(target.missing), four=four)


def _common(figures: Sequence[Figures]) -> int:
    """Return how many items of the list above every list has four times the same."""
    if not figures:
        return 0
    return len(set(figures[0].four).intersection(*(each.four for each in figures[1:])))
