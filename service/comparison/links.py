"""Links: which items of the two sides are one lineage, and the ledger they are entered in."""

from collections.abc import Collection, Iterable, Sequence
from itertools import chain, compress

import msgspec

from service.comparison.bodies import BodyIdentity
from service.comparison.fields import FieldDifference, field_differences, kind_of_pair
from service.items import StandingItem
from service.vocabulary import ChangeKind, Decision

SURE = 100.0
"""The score of what code or name decides, on the matcher's scale."""


class Link(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """Items of two editions that are one lineage, and what happened between them.

    `kind` is None for a pair that says the same although it is not stored as the same (spelt in another
    width, a body renamed). An added item has an empty `before`, a removed one an empty `after`. `score`
    (0 to 100) is how sure the pairing is: 100 by code or name, the matcher's otherwise, None where
    stated or alone.
    """

    kind: ChangeKind | None
    before: tuple[StandingItem, ...] = ()
    after: tuple[StandingItem, ...] = ()
    fields: tuple[FieldDifference, ...] = ()
    score: float | None = None
    decision: Decision = Decision.AUTOMATIC
    reason: str = ""


class Possible(msgspec.Struct, frozen=True, gc=False):
    """Two items that may be one: for a person to decide, counted as removed and added until then."""

    before: StandingItem
    after: StandingItem
    score: float


def by_kind(links: Iterable[Link]) -> dict[ChangeKind | None, list[Link]]:
    """Return the links of every kind, those that are no change first, within a kind by item id."""
    found: dict[ChangeKind | None, list[Link]] = {kind: [] for kind in (None, *ChangeKind)}
    for link in links:
        found[link.kind].append(link)
    for kind, of_kind in found.items():
        of_kind.sort(key=_id_after if kind is ChangeKind.ADDED else _id_before)
    return found


def in_order(links: Iterable[Link]) -> tuple[Link, ...]:
    """Return the links by kind, and within a kind by item id."""
    return tuple(chain.from_iterable(by_kind(links).values()))


def possible_order(possible: Possible) -> tuple[float, int, int]:
    """Sort key: the surest first."""
    return (-possible.score, possible.before.id, possible.after.id)


def _id_before(link: Link) -> int:
    return link.before[0].id


def _id_after(link: Link) -> int:
    return link.after[0].id


class Ledger:
    """The two sides while they are being paired: what is still open, and the links found so far.

    Items are named by their place in `before` and `after`. An item is in one link at most. `held_apart`
    are the pairs of item ids that a person said are not one.
    """

    def __init__(
        self,
        before: Sequence[StandingItem],
        after: Sequence[StandingItem],
        bodies: BodyIdentity,
        held_apart: Collection[tuple[int, int]],
    ) -> None:
        self.before = before
        self.after = after
        self.bodies = bodies
        self.links: list[Link] = []
        self.kept: list[tuple[int, int]] = []
        self.held_apart = held_apart
        self._taken = (bytearray(len(before)), bytearray(len(after)))
        self._open = [list(range(len(before))), list(range(len(after)))]
        self._is_stale = [False, False]

    def open_before(self) -> Sequence[int]:
        """Places of the items before that are in no link yet."""
        return self._still_open(0)

    def open_after(self) -> Sequence[int]:
        """Places of the items after that are in no link yet."""
        return self._still_open(1)

    def taken(self) -> list[StandingItem]:
        """The items of both sides that are paired already."""
        return [
            item
            for items, taken in zip((self.before, self.after), self._taken, strict=True)
            for item in compress(items, taken)
        ]

    def is_open(self, place: int, *, after: bool) -> bool:
        """Whether the item at that place is in no link yet."""
        return not self._taken[after][place]

    def may_pair(self, i: int, j: int) -> bool:
        """Whether nobody said that these two are not one."""
        return not self.held_apart or (self.before[i].id, self.after[j].id) not in self.held_apart

    def keep(self, pairs: Iterable[tuple[int, int]]) -> None:
        """Enter pairs of items that are wholly equal."""
        self._is_stale = [True, True]
        old_taken, new_taken = self._taken
        for i, j in pairs:
            old_taken[i] = new_taken[j] = 1
            self.kept.append((i, j))

    def pair(self, i: int, j: int, *, score: float | None = SURE) -> bool:
        """Enter two items as one, unless one of them is taken or a person said that they are not."""
        if self._taken[0][i] or self._taken[1][j] or not self.may_pair(i, j):
            return False
        self.enter((i,), (j,), score=score)
        return True

    def group(self, before: Iterable[int], after: Iterable[int]) -> bool:
        """Enter a merge or a split, unless one of its items is taken or a person said no."""
        sources, parts = tuple(before), tuple(after)
        if any(self._taken[0][i] for i in sources) or any(self._taken[1][j] for j in parts):
            return False
        if not all(self.may_pair(i, j) for i in sources for j in parts):
            return False
        self.enter(sources, parts, score=SURE)
        return True

    def join(self, number: int, before: Iterable[int], after: Iterable[int]) -> None:
        """Let open items join the link with that number: it becomes a merge or a split."""
        sources, parts = tuple(before), tuple(after)
        link = self.links[number]
        rejected = any(
            (old.id, new.id) in self.held_apart
            for old in (*link.before, *(self.before[i] for i in sources))
            for new in (*link.after, *(self.after[j] for j in parts))
        )
        if rejected:
            return
        self._is_stale = [True, True]
        for i in sources:
            self._taken[0][i] = 1
        for j in parts:
            self._taken[1][j] = 1
        old = _by_id((*link.before, *(self.before[i] for i in sources)))
        new = _by_id((*link.after, *(self.after[j] for j in parts)))
        kind, fields = self._what_happened(old, new)
        self.links[number] = msgspec.structs.replace(link, before=old, after=new, kind=kind, fields=fields)

    def enter_rest(self) -> None:
        """Enter what is still open as removed and added; what a person held apart is marked so."""
        removed = [self.before[i] for i in self.open_before()]
        added = [self.after[j] for j in self.open_after()]
        self._taken = (bytearray(b"\1" * len(self.before)), bytearray(b"\1" * len(self.after)))
        self._is_stale = [True, True]
        if not self.held_apart:
            self.links += [Link(kind=ChangeKind.REMOVED, before=(item,)) for item in removed]
            self.links += [Link(kind=ChangeKind.ADDED, after=(item,)) for item in added]
            return
        gone, come = {old for old, _ in self.held_apart}, {new for _, new in self.held_apart}
        self.links += [
            Link(kind=ChangeKind.REMOVED, before=(item,), decision=_decision(item, gone)) for item in removed
        ]
        self.links += [
            Link(kind=ChangeKind.ADDED, after=(item,), decision=_decision(item, come)) for item in added
        ]

    def enter(
        self,
        before: tuple[int, ...],
        after: tuple[int, ...],
        *,
        score: float | None = None,
        decision: Decision = Decision.AUTOMATIC,
        reason: str = "",
    ) -> None:
        """Enter a link of open items and work out what happened to them."""
        self._is_stale = [True, True]
        for i in before:
            self._taken[0][i] = 1
        for j in after:
            self._taken[1][j] = 1
        old = _by_id(self.before[i] for i in before)
        new = _by_id(self.after[j] for j in after)
        kind, fields = self._what_happened(old, new)
        self.links.append(
            Link(
                before=old,
                after=new,
                kind=kind,
                fields=fields,
                score=score,
                decision=decision,
                reason=reason,
            )
        )

    def _still_open(self, side: int) -> Sequence[int]:
        """The open places, not to be changed; worked out anew only where some were taken since."""
        if self._is_stale[side]:
            taken = self._taken[side]
            self._open[side] = [place for place in self._open[side] if not taken[place]]
            self._is_stale[side] = False
        return self._open[side]

    def _what_happened(
        self, old: tuple[StandingItem, ...], new: tuple[StandingItem, ...]
    ) -> tuple[ChangeKind | None, tuple[FieldDifference, ...]]:
        if not old:
            return ChangeKind.ADDED, ()
        if not new:
            return ChangeKind.REMOVED, ()
        if len(old) > 1:
            return ChangeKind.MERGED, ()
        if len(new) > 1:
            return ChangeKind.SPLIT, ()
        same_body = self.bodies.of(old[0]) == self.bodies.of(new[0])
        fields = field_differences(old[0], new[0], same_body=same_body)
        return kind_of_pair(fields, same_body=same_body), fields


def _decision(item: StandingItem, held_apart: Collection[int]) -> Decision:
    return Decision.REJECTED if item.id in held_apart else Decision.AUTOMATIC


def _by_id(items: Iterable[StandingItem]) -> tuple[StandingItem, ...]:
    found = tuple(items)
    if len(found) < 2:
        return found
    return tuple(sorted(found, key=lambda item: (item.id, item.content_hash)))
