"""What a reconciliation found, as sequences: what items say is read again as they are gone through.

So a list of which everything differs need not be held twice: a link is some hundred bytes until it is told.
"""

from abc import abstractmethod
from array import array
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from operator import eq
from typing import Generic, TypeVar, overload

import msgspec
import numpy as np

from service.comparison.columns import Longs
from service.comparison.links import READ_AT_ONCE, Lineage, Link, Possible, PossibleLineage, Sides
from service.vocabulary import ChangeKind

Progress = Callable[[int, int], object]
"""Told how many of how many have been gone through."""
_Known = TypeVar("_Known")
_Told = TypeVar("_Told")
_INVERSE_KINDS = {
    ChangeKind.ADDED: ChangeKind.REMOVED,
    ChangeKind.REMOVED: ChangeKind.ADDED,
    ChangeKind.MERGED: ChangeKind.SPLIT,
    ChangeKind.SPLIT: ChangeKind.MERGED,
}


class _Read(Sequence[_Told], Generic[_Known, _Told]):
    """What is made of what is known, a few hundred at a time whenever it is gone through."""

    def __init__(self, parts: Iterable[Sequence[_Known]], progress: Progress | None = None) -> None:
        self._parts = [part for part in parts if part]
        self._progress = progress
        self._part_of = (0, len(self))

    @abstractmethod
    def _made(self, known: Sequence[_Known]) -> Iterable[_Told]:
        """Read what is to be told."""

    def __len__(self) -> int:
        return sum(map(len, self._parts))

    def __iter__(self) -> Iterator[_Told]:
        done, whole = self._part_of
        for part in self._parts:
            for start in range(0, len(part), READ_AT_ONCE):
                some = part[start : start + READ_AT_ONCE]
                yield from self._made(some)
                done += len(some)
                if self._progress:
                    self._progress(done, whole)

    @overload
    def __getitem__(self, place: int) -> _Told: ...
    @overload
    def __getitem__(self, place: slice) -> list[_Told]: ...
    def __getitem__(self, place: int | slice) -> _Told | list[_Told]:
        if isinstance(place, slice):
            return [self[at] for at in range(*place.indices(len(self)))]
        at = range(len(self))[place]
        for part in self._parts:
            if at < len(part):
                (told,) = self._made(part[at : at + 1])
                return told
            at -= len(part)
        raise IndexError(place)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence):
            return NotImplemented
        return len(self) == len(other) and all(map(eq, self, other))

    __hash__ = None  # type: ignore[assignment]  # as lists have none


class Links(_Read[Lineage, Link]):
    """Links by kind, and within a kind by item id."""

    def __init__(
        self,
        sides: Sides,
        by_kind: Mapping[ChangeKind | None, Sequence[Lineage]],
        progress: Progress | None = None,
    ) -> None:
        super().__init__(by_kind.values(), progress)
        self.sides = sides
        self._by_kind = by_kind

    def of_kind(self, kind: ChangeKind | None) -> "Links":
        """Return those of one kind."""
        found = Links(self.sides, {kind: self._by_kind.get(kind, ())}, self._progress)
        kinds = list(self._by_kind)
        before = kinds[: kinds.index(kind)] if kind in self._by_kind else []
        found._part_of = (sum(len(self._by_kind[each]) for each in before), len(self))
        return found

    def by_id(self) -> Iterator[Lineage]:
        """Yield each with the ids of its powers; nothing is read."""
        olds, news = self.sides.before.ids, self.sides.after.ids
        for part in self._parts:
            for each in part:
                yield msgspec.structs.replace(
                    each,
                    before=tuple([olds[i] for i in each.before]),
                    after=tuple([news[j] for j in each.after]),
                )

    def inverse(self) -> "Links":
        """Return the links of the two sides the other way round."""
        turned = self.sides.turned()
        found: dict[ChangeKind | None, Sequence[Lineage]] = {}
        for kind, part in self._by_kind.items():
            if isinstance(part, Alone | Paired):
                found[_turned(kind)] = part.inverse()
            else:
                found[_turned(kind)] = in_order(map(_inverse, part), turned)
        order: tuple[ChangeKind | None, ...] = (None, *ChangeKind)
        return Links(turned, {kind: found[kind] for kind in order if kind in found}, self._progress)

    def places(self) -> tuple[list[int], list[int]]:
        """Return the places before and after of all items that are told of."""
        lineages = list(chain.from_iterable(self._parts))
        return [i for each in lineages for i in each.before], [j for each in lineages for j in each.after]

    def told_from(self, sides: Sides) -> "Links":
        """Return the same links, told from these sides."""
        return Links(sides, self._by_kind, self._progress)

    def _made(self, known: Sequence[Lineage]) -> Iterable[Link]:
        return self.sides.links(known)


class Possibles(_Read[PossibleLineage, Possible]):
    """Pairs that may be one, the surest first."""

    def __init__(self, sides: Sides, found: Iterable[PossibleLineage]) -> None:
        olds, news = sides.before.ids, sides.after.ids
        self._found = sorted(found, key=lambda each: (-each.score, olds[each.before], news[each.after]))
        super().__init__([self._found])
        self.sides = sides

    def inverse(self) -> "Possibles":
        """Return the pairs the other way round."""
        turned = (PossibleLineage(each.after, each.before, each.score) for each in self._found)
        return Possibles(self.sides.turned(), turned)

    def places(self) -> tuple[list[int], list[int]]:
        """Return the places before and after of all items that are told of."""
        return [each.before for each in self._found], [each.after for each in self._found]

    def told_from(self, sides: Sides) -> "Possibles":
        """Return the same pairs, told from these sides."""
        return Possibles(sides, self._found)

    def _made(self, known: Sequence[PossibleLineage]) -> Iterable[Possible]:
        return self.sides.pairs(known)


class Alone(Sequence[Lineage]):
    """What was added or removed, by item id; kept as places, with what is `told` of some of them."""

    def __init__(self, kind: ChangeKind, places: Longs, told: Mapping[int, Lineage]) -> None:
        self._kind = kind
        self._places = places
        self._told = told

    def places(self) -> Longs:
        """The places of the items."""
        return self._places

    def inverse(self) -> "Alone":
        """Return the same seen the other way round."""
        told = {place: _inverse(each) for place, each in self._told.items()}
        return Alone(_INVERSE_KINDS[self._kind], self._places, told)

    def __len__(self) -> int:
        return len(self._places)

    @overload
    def __getitem__(self, place: int) -> Lineage: ...
    @overload
    def __getitem__(self, place: slice) -> list[Lineage]: ...
    def __getitem__(self, place: int | slice) -> Lineage | list[Lineage]:
        if isinstance(place, slice):
            return [self._lineage(at) for at in self._places[place].tolist()]
        return self._lineage(int(self._places[place]))

    def _lineage(self, at: int) -> Lineage:
        if at in self._told:
            return self._told[at]
        if self._kind is ChangeKind.ADDED:
            return Lineage(kind=self._kind, after=(at,))
        return Lineage(kind=self._kind, before=(at,))


class Paired(Sequence[Lineage]):
    """Pairs that were found, kept as places and scores."""

    def __init__(self, kind: ChangeKind | None, sides: Sides) -> None:
        self._kind = kind
        self._sides = sides
        self._before, self._after, self._scores = array("q"), array("q"), array("d")

    def add(self, i: int, j: int, score: float) -> None:
        """Take in one more."""
        self._before.append(i)
        self._after.append(j)
        self._scores.append(score)

    def add_all(self, olds: Longs, news: Longs, score: float) -> None:
        """Take in many more of one score."""
        self._before.frombytes(olds.tobytes())
        self._after.frombytes(news.tobytes())
        self._scores.extend([score] * len(olds))

    def columns(self, start: int, end: int) -> tuple[Sequence[int], Sequence[int]]:
        """Return the places before and after of these."""
        return self._before[start:end], self._after[start:end]

    def places(self) -> Iterator[tuple[int, int, int]]:
        """Yield which pair each is, and its places before and after."""
        for at, (i, j) in enumerate(zip(self._before, self._after, strict=True)):
            yield at, i, j

    def without(self, numbers: Collection[int]) -> "Paired":
        """Return all but those at these places."""
        if not numbers:
            return self
        return self.picked([at for at in range(len(self)) if at not in numbers], self._kind)

    def in_order(self) -> "Paired":
        """Return them by the id of the item before."""
        ids = np.asarray(self._sides.before.ids)[np.asarray(self._before)]
        return self.picked(np.argsort(ids, kind="stable"), self._kind)

    def inverse(self) -> "Paired":
        """Return them seen the other way round, in order."""
        turned = Paired(self._kind, self._sides.turned())
        turned._before, turned._after, turned._scores = self._after, self._before, self._scores
        return turned.in_order()

    def moved(self) -> Iterator[Lineage]:
        """Yield those that stand in another body or category after."""
        before, after = self._sides.before, self._sides.after
        olds, news = np.asarray(self._before), np.asarray(self._after)
        moved = np.asarray(before.categories)[olds] != np.asarray(after.categories)[news]
        elsewhere = np.asarray(before.bodies)[olds] != np.asarray(after.bodies)[news]
        for at in np.flatnonzero(moved | elsewhere).tolist():
            if moved[at] or not self._sides.same_body(self._before[at], self._after[at]):
                yield self[at]

    def __len__(self) -> int:
        return len(self._before)

    @overload
    def __getitem__(self, place: int) -> Lineage: ...
    @overload
    def __getitem__(self, place: slice) -> list[Lineage]: ...
    def __getitem__(self, place: int | slice) -> Lineage | list[Lineage]:
        if isinstance(place, slice):
            return [self[at] for at in range(*place.indices(len(self)))]
        before, after = (self._before[place],), (self._after[place],)
        return Lineage(kind=self._kind, before=before, after=after, score=self._scores[place])

    def picked(self, numbers: Sequence[int] | Longs, kind: ChangeKind | None) -> "Paired":
        """Return those at these places, which are of this kind."""
        picked = Paired(kind, self._sides)
        picked._before = array("q", np.asarray(self._before)[numbers].tobytes())
        picked._after = array("q", np.asarray(self._after)[numbers].tobytes())
        picked._scores = array("d", np.asarray(self._scores)[numbers].tobytes())
        return picked


def in_order(lineages: Iterable[Lineage], sides: Sides) -> list[Lineage]:
    """Return lineages that have something before by the id of the first item before."""
    ids = sides.before.ids
    return sorted(lineages, key=lambda each: ids[each.before[0]])


def _turned(kind: ChangeKind | None) -> ChangeKind | None:
    return _INVERSE_KINDS.get(kind, kind) if kind else None


def _inverse(each: Lineage) -> Lineage:
    return msgspec.structs.replace(each, kind=_turned(each.kind), before=each.after, after=each.before)
