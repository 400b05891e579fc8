"""The ledger of a comparison: what is still open on the two sides, and the lineages found so far."""

from array import array
from collections.abc import Collection, Iterable, Mapping, Sequence

import msgspec
import numpy as np
import numpy.typing as npt

from service.comparison.bodies import BodyIdentity
from service.comparison.columns import Longs, met
from service.comparison.fields import kind_of_wordings
from service.comparison.links import READ_AT_ONCE, SURE, Lineage, Sides
from service.comparison.outcome import Alone, Paired, Progress, in_order
from service.comparison.sides import Side
from service.vocabulary import ChangeKind, Decision


class Ledger:
    """The two sides while they are being paired: what is still open, and the lineages found so far.

    Items are named by their place in `before` and `after`. An item is in one lineage at most. `held_apart`
    are the pairs of item ids that a person said are not one. `kept_before` and `kept_after` are the places
    of wholly equal pairs. Other pairs that were found stand in `pairs`, all else in `lineages`.
    """

    def __init__(
        self, before: Side, after: Side, bodies: BodyIdentity, held_apart: Collection[tuple[int, int]]
    ) -> None:
        self.before = before
        self.after = after
        self.bodies = bodies
        self.sides = Sides(before, after, bodies.own)
        self.lineages: list[Lineage] = []
        self.pairs = Paired(None, self.sides)
        self.kept_before, self.kept_after = array("q"), array("q")
        self.held_apart = held_apart
        self._taken = (bytearray(len(before)), bytearray(len(after)))
        self._open: list[Longs] = [np.arange(len(before)), np.arange(len(after))]
        self._is_stale = [False, False]
        self._alike: tuple[list[int], list[int]] | None = None

    def open_before(self) -> Longs:
        """Places of the items before that are in no lineage yet."""
        return self._still_open(0)

    def open_after(self) -> Longs:
        """Places of the items after that are in no lineage yet."""
        return self._still_open(1)

    def alike_in_name(self) -> tuple[list[int], list[int]]:
        """Places on either side of the open items whose name an open one of the other bears."""
        olds, news = self.open_before(), self.open_after()
        if self._alike is None:
            self._alike = met(self.before.named(olds), self.after.named(news))
        return self._alike

    def taken_before(self) -> Longs:
        """Places of the items before that are paired already."""
        return np.flatnonzero(np.asarray(self._taken[0]))

    def taken_after(self) -> Longs:
        """Places of the items after that are paired already."""
        return np.flatnonzero(np.asarray(self._taken[1]))

    def is_open(self, place: int, *, after: bool) -> bool:
        """Whether the item at that place is in no lineage yet."""
        return not self._taken[after][place]

    def are_open(self, places: Longs, *, after: bool) -> npt.NDArray[np.bool_]:
        """Whether the items at these places are, each, in no lineage yet."""
        are: npt.NDArray[np.bool_] = np.asarray(self._taken[after])[places] == 0
        return are

    def may_pair(self, i: int, j: int) -> bool:
        """Whether nobody said that these two are not one."""
        return not self.held_apart or (self.before.ids[i], self.after.ids[j]) not in self.held_apart

    def keep(self, pairs: Iterable[tuple[int, int]]) -> None:
        """Enter pairs of items that are wholly equal."""
        old_taken, new_taken = self._taken
        for i, j in pairs:
            self._is_stale = [True, True]
            old_taken[i] = new_taken[j] = 1
            self.kept_before.append(i)
            self.kept_after.append(j)

    def pair(self, i: int, j: int, *, score: float = SURE) -> bool:
        """Enter two items as one, unless one of them is taken or a person said that they are not."""
        old_taken, new_taken = self._taken
        if old_taken[i] or new_taken[j] or not self.may_pair(i, j):
            return False
        old_taken[i] = new_taken[j] = 1
        self._is_stale = [True, True]
        self.pairs.add(i, j, score)
        return True

    def pair_all(self, olds: Longs, news: Longs) -> None:
        """Enter open items that are one with those beside them, each in one pair, unless a person said no."""
        if not len(olds):
            return
        if self.held_apart:
            may = [self.may_pair(i, j) for i, j in zip(olds.tolist(), news.tolist(), strict=True)]
            olds, news = olds[may], news[may]
        np.asarray(self._taken[0])[olds] = np.asarray(self._taken[1])[news] = 1
        self._is_stale = [True, True]
        self.pairs.add_all(olds, news, SURE)

    def group(self, before: Iterable[int], after: Iterable[int]) -> bool:
        """Enter a merge or a split, unless one of its items is taken or a person said no."""
        sources, parts = tuple(before), tuple(after)
        if any(self._taken[0][i] for i in sources) or any(self._taken[1][j] for j in parts):
            return False
        if not all(self.may_pair(i, j) for i in sources for j in parts):
            return False
        self.enter(sources, parts, score=SURE)
        return True

    def join(self, joining: Mapping[int, tuple[Sequence[int], Sequence[int]]]) -> None:
        """Let open items join the pairs with these numbers: each becomes a merge or a split."""
        joined: set[int] = set()
        for number, (sources, parts) in joining.items():
            pair = self.pairs[number]
            olds, news = (*pair.before, *sources), (*pair.after, *parts)
            if all(self.may_pair(i, j) for i in olds for j in news):
                joined.add(number)
                self.enter(olds, news, score=pair.score)
        self.pairs = self.pairs.without(joined)

    def enter(
        self,
        before: tuple[int, ...],
        after: tuple[int, ...],
        *,
        score: float | None = None,
        decision: Decision = Decision.AUTOMATIC,
        reason: str = "",
    ) -> None:
        """Enter a lineage of open items."""
        self._take(before, after)
        self.lineages.append(
            Lineage(
                before=_by_id(self.before, before),
                after=_by_id(self.after, after),
                score=score,
                decision=decision,
                reason=reason,
            )
        )

    def closed(self, progress: Progress) -> dict[ChangeKind | None, Sequence[Lineage]]:
        """Return the lineages by kind, within a kind by item id; what is still open was removed or added.

        What people held apart is marked so. Of pairs, what they say is read: that tells their kinds.
        `progress` is told how many of the pairs were read.
        """
        found: dict[ChangeKind | None, list[Lineage]] = {kind: [] for kind in (None, *ChangeKind)}
        said: list[Lineage] = []
        for each in self.lineages:
            kind = _kind(each)
            if kind is None:
                said.append(each)
            else:
                found[kind].append(msgspec.structs.replace(each, kind=kind))
        pairs = self.pairs.in_order()
        whole = len(said) + len(pairs)
        for start in range(0, len(said), READ_AT_ONCE):
            some = said[start : start + READ_AT_ONCE]
            olds, news = [each.before[0] for each in some], [each.after[0] for each in some]
            for each, kind in zip(some, self._kinds(olds, news), strict=True):
                found[kind].append(msgspec.structs.replace(each, kind=kind))
            progress(start + len(some), whole)
        of_kind: dict[ChangeKind | None, list[int]] = {kind: [] for kind in found}
        for start in range(0, len(pairs), READ_AT_ONCE):
            before, after = pairs.columns(start, start + READ_AT_ONCE)
            for at, kind in enumerate(self._kinds(before, after), start):
                of_kind[kind].append(at)
            progress(len(said) + start + len(before), whole)
        paired = {kind: pairs.picked(numbers, kind) for kind, numbers in of_kind.items()}
        closed: dict[ChangeKind | None, Sequence[Lineage]] = {}
        for kind, lineages in found.items():
            if kind is ChangeKind.REMOVED:
                closed[kind] = self._alone(kind, self.before, self.open_before(), lineages)
            elif kind is ChangeKind.ADDED:
                closed[kind] = self._alone(kind, self.after, self.open_after(), lineages)
            elif lineages:
                closed[kind] = in_order([*lineages, *paired[kind]], self.sides)
            else:
                closed[kind] = paired[kind]
        return closed

    def _kinds(self, olds: Sequence[int], news: Sequence[int]) -> list[ChangeKind | None]:
        """Return the one kind of each pair as `kind_of_pair` has it; what they say is read only of those
        that body and name do not tell.
        """
        before, after = self.before, self.after
        old_places, new_places = np.asarray(olds), np.asarray(news)
        old_bodies, new_bodies = np.asarray(before.bodies)[old_places], np.asarray(after.bodies)[new_places]
        is_elsewhere = old_bodies != new_bodies
        is_named_otherwise = before.named(old_places).marks != after.named(new_places).marks
        old_subs, new_subs = before.sub_names(), after.sub_names()
        if old_subs or new_subs:
            subs = zip(olds, news, strict=True)
            is_named_otherwise |= [old_subs.get(i, "") != new_subs.get(j, "") for i, j in subs]
        kinds: list[ChangeKind | None] = [None] * len(olds)
        for at in np.flatnonzero(is_elsewhere | is_named_otherwise).tolist():
            if not self.sides.same_body(olds[at], news[at]):
                kinds[at] = ChangeKind.TRANSFERRED
            elif is_named_otherwise[at]:
                kinds[at] = ChangeKind.RENAMED
        unsure = [at for at, kind in enumerate(kinds) if kind is None]
        worded = before.wordings([olds[at] for at in unsure])
        reworded = after.wordings([news[at] for at in unsure])
        for at, old, new, renamed_body in zip(
            unsure, worded, reworded, is_elsewhere[unsure].tolist(), strict=True
        ):
            kinds[at] = kind_of_wordings(old, new, renamed_body=renamed_body)
            if kinds[at] is None and before.categories[olds[at]] != after.categories[news[at]]:
                kinds[at] = ChangeKind.CHANGED
        return kinds

    def _alone(self, kind: ChangeKind, side: Side, rest: Longs, stated: Sequence[Lineage]) -> Alone:
        told = {place: each for each in stated for place in (*each.before, *each.after)}
        places = np.concatenate((np.fromiter(told, np.int64, len(told)), rest))
        if self.held_apart:
            apart = {pair[kind is ChangeKind.ADDED] for pair in self.held_apart}
            told |= {
                place: Lineage(
                    kind=kind,
                    before=() if kind is ChangeKind.ADDED else (place,),
                    after=(place,) if kind is ChangeKind.ADDED else (),
                    decision=Decision.REJECTED,
                )
                for place in rest.tolist()
                if side.ids[place] in apart
            }
        return Alone(kind, places[np.argsort(np.asarray(side.ids)[places], kind="stable")], told)

    def _take(self, before: Iterable[int], after: Iterable[int]) -> None:
        self._is_stale = [True, True]
        for i in before:
            self._taken[0][i] = 1
        for j in after:
            self._taken[1][j] = 1

    def _still_open(self, side: int) -> Longs:
        """The open places, not to be changed; worked out anew only where some were taken since."""
        if self._is_stale[side]:
            self._open[side] = np.flatnonzero(np.asarray(self._taken[side]) == 0)
            self._is_stale[side] = False
            self._alike = None
        return self._open[side]


def _kind(each: Lineage) -> ChangeKind | None:
    """The kind that the numbers of items tell; None for a pair."""
    if not each.before:
        return ChangeKind.ADDED
    if not each.after:
        return ChangeKind.REMOVED
    if len(each.before) > 1:
        return ChangeKind.MERGED
    return ChangeKind.SPLIT if len(each.after) > 1 else None


def _by_id(side: Side, places: tuple[int, ...]) -> tuple[int, ...]:
    if len({side.ids[place] for place in places}) == len(places):
        return tuple(sorted(places, key=side.ids.__getitem__))
    stamps = side.stamps(places)
    return tuple(sorted(places, key=lambda place: (side.ids[place], stamps[place].digest)))
