"""What a load makes of the bodies it names, against the edition before: pure, before anything is written.

Items whose content stands unchanged keep their revision; the others become new revisions of the power
they are identified with, or of a new one. An item keeps its place in the list where it can, so that a row
put in front of a thousand costs one row.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import partial
from itertools import chain

import msgspec

from service.bodies import BodyMap
from service.comparison import Unchanged, codes_borne, names_borne, reconcile
from service.items import Body, ItemHead, ListedItem, PackedItems, StandingItem, packed
from service.vocabulary import Category, Level

_STEP = 1024.0
# A body list is stored whole again when its layers grow this many, or when the difference is no smaller.
_DEEPEST = 24


class Incoming(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """An item with its body settled: the one at `place` among `items`.

    `source_file` is another file than the one being loaded, where the item comes from there.
    """

    items: PackedItems
    place: int
    body: Body
    level: Level | None
    source_file: int | None = None

    @property
    def head(self) -> ItemHead:
        """What tells the item from others, and where it stands."""
        return self.items.heads[self.place]

    @property
    def item(self) -> ListedItem:
        """The whole item, made anew."""
        return self.items[self.place]

    @property
    def content_hash(self) -> bytes:
        """The hash over all the item says."""
        return self.head.content_hash


class Standing(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """An item of the edition before: the item, and its place in its body's list."""

    item: StandingItem
    position: float


class Parent(msgspec.Struct, frozen=True, kw_only=True):
    """The body list a body has in the edition before; it can carry a difference unless `open_to_change`."""

    body_list: int
    depth: int
    open_to_change: bool


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of identity before anything is compared, by place among what arrives.

    `known` are powers there are, `new` the numbers taken for new ones; nothing is identified with `gone`.
    """

    known: Mapping[int, int] = {}
    new: Mapping[int, int] = {}
    gone: Collection[int] = frozenset()


NOTHING_TOLD = Told()


class Written(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One revision to write: `item_id` None starts a new power."""

    incoming: Incoming
    item_id: int | None
    position: float


class BodyListPlan(msgspec.Struct, kw_only=True):
    """What becomes of one body's list: stored against `parent`, whole where that is None.

    With nothing written or removed and a parent, the parent itself stands for the body again.
    """

    body: Body
    parent: Parent | None
    items: int
    hashes: list[bytes]
    counts: dict[tuple[Category | None, Level | None], int]
    written: list[Written]
    removed: list[StandingItem]
    new: int
    unchanged: int
    gone: int

    @property
    def is_unchanged(self) -> bool:
        """Whether the body's list of the edition before stands as it is."""
        return self.parent is not None and not self.written and not self.removed


def incoming(item: ListedItem, body: Body, level: Level | None) -> Incoming:
    """Return one item for its body."""
    return Incoming(items=packed([item]), place=0, body=body, level=level)


def plan(
    arriving: Sequence[Incoming],
    before: Sequence[Standing],
    parents: Mapping[int, Parent],
    *,
    body_map: BodyMap | None = None,
    told: Told = NOTHING_TOLD,
) -> list[BodyListPlan]:
    """Plan the body lists of the bodies that arrive, in the order they are first named.

    `before` are the items of the edition before that belong to these bodies; `parents` their body lists.
    Which power an item is, is decided as a comparison decides it (contract §2), where it is not `told`.
    """
    spoken_for = {*told.known.values(), *told.gone}
    same = _unchanged(arriving, before, told, spoken_for)
    kept = {standing.item.id for standing in same.values()} | spoken_for
    known = _identified(
        [standing.item for standing in before if standing.item.id not in kept],
        (
            _as_standing(place, entry)
            for place, entry in enumerate(arriving)
            if place not in same and place not in told.known and place not in told.new
        ),
        [standing.item for standing in same.values()],
        body_map,
    )
    known = {**known, **told.known, **told.new}
    by_body: dict[int, list[int]] = defaultdict(list)
    for place, entry in enumerate(arriving):
        by_body[entry.body.id].append(place)
    old_by_body: dict[int, list[Standing]] = defaultdict(list)
    for standing in before:
        old_by_body[standing.item.body.id].append(standing)
    return [
        _plan_body(
            [(arriving[place], same.get(place), known.get(place)) for place in places],
            old_by_body[body],
            parents.get(body),
            {*told.new.values()},
        )
        for body, places in by_body.items()
    ]


def _unchanged(
    arriving: Sequence[Incoming], before: Sequence[Standing], told: Told, spoken_for: Collection[int]
) -> dict[int, Standing]:
    """Which arriving items, by place, stand word for word in the same body's list before."""
    if not before:
        return {}
    found: dict[int, Standing] = {}
    if told.known:
        by_id = {standing.item.id: standing for standing in before}
        for place, number in told.known.items():
            entry, old = arriving[place], by_id.get(number)
            if old and (entry.body.id, entry.content_hash) == (old.item.body.id, old.item.content_hash):
                found[place] = old
    waiting: dict[tuple[int, bytes], list[Standing]] = defaultdict(list)
    for standing in reversed(before):
        if standing.item.id not in spoken_for:
            waiting[standing.item.body.id, standing.item.content_hash].append(standing)
    for place, entry in enumerate(arriving):
        if place in told.known or place in told.new:
            continue
        copies = waiting.get((entry.body.id, entry.content_hash))
        if copies:
            found[place] = copies.pop()
    return found


def _identified(
    before: Sequence[StandingItem],
    arriving: Iterable[StandingItem],
    kept: Sequence[StandingItem],
    body_map: BodyMap | None,
) -> dict[int, int]:
    """By place: the power that an arriving item is, where one item became one."""
    after = list(arriving) if before else []
    if not after:
        return {}
    unchanged = Unchanged(
        codes=partial(codes_borne, kept),
        names=partial(names_borne, kept),
    )
    found = reconcile(before, after, body_map=body_map, unchanged=unchanged)
    return {
        -1 - link.after[0]: link.before[0]
        for link in chain(found.changes.by_id(), found.restated.by_id())
        if len(link.before) == len(link.after) == 1
    }


def _as_standing(place: int, entry: Incoming) -> StandingItem:
    """The arriving item as comparison takes it, told by its place (as a negative id)."""
    return StandingItem(
        id=-1 - place,
        revision=0,
        edition="",
        body=entry.body,
        category=entry.head.category,
        level=entry.level,
        content=entry.items.content(entry.place),
        content_hash=entry.content_hash,
    )


def _plan_body(
    entries: Sequence[tuple[Incoming, Standing | None, int | None]],
    before: Sequence[Standing],
    parent: Parent | None,
    fresh: Collection[int],
) -> BodyListPlan:
    first = entries[0][0]
    counts: dict[tuple[Category | None, Level | None], int] = defaultdict(int)
    for entry, _, _ in entries:
        counts[entry.head.category, entry.level] += 1
    unchanged = sum(1 for _, same, _ in entries if same)
    ids = {same.item.id if same else known for _, same, known in entries}
    gone = [standing.item for standing in before if standing.item.id not in ids]
    differing = len(entries) - unchanged + len(gone)
    chained = (
        parent is not None
        and not parent.open_to_change
        and parent.depth < _DEEPEST
        and differing < max(len(entries), 1)
    )
    positions = _positions([same.position if same and chained else None for _, same, _ in entries])
    return BodyListPlan(
        body=first.body,
        parent=parent if chained else None,
        items=len(entries),
        hashes=[entry.content_hash for entry, _, _ in entries],
        counts=dict(counts),
        written=[
            Written(incoming=entry, item_id=same.item.id if same else known, position=position)
            for (entry, same, known), position in zip(entries, positions, strict=True)
            if not (same and chained)
        ],
        removed=gone if chained else [],
        new=sum(1 for _, same, known in entries if not same and (known is None or known in fresh)),
        unchanged=unchanged,
        gone=len(gone),
    )


def _positions(kept: Sequence[float | None]) -> list[float]:
    """A place for every item: those that stay keep theirs, others go between their neighbours that stay.

    Places rise along the list but for items that stay and were moved: they keep their old place. Two may
    come to share a place; the item's id then decides.
    """
    anchors = _rising(kept)
    result = [place if place is not None else 0.0 for place in kept]
    start, last, end_of_list = 0, 0.0, max((place for place in kept if place is not None), default=0.0)
    for anchor in [*anchors, len(kept)]:
        gap = [at for at in range(start, anchor) if kept[at] is None]
        end = kept[anchor] if anchor < len(kept) else None
        last = end_of_list if end is None else last
        step = _STEP if end is None else (end - last) / (len(gap) + 1)
        for count, at in enumerate(gap, start=1):
            result[at] = last + step * count
        last = end if end is not None else last
        start = anchor + 1
    return result


def _rising(kept: Sequence[float | None]) -> list[int]:
    """Indices of the longest run of kept places that rise one after another."""
    tails: list[float] = []
    ends: list[int] = []
    before: dict[int, int] = {}
    for at, place in enumerate(kept):
        if place is None:
            continue
        length = bisect_left(tails, place)
        tails[length : length + 1] = [place]
        ends[length : length + 1] = [at]
        if length:
            before[at] = ends[length - 1]
    run = ends[-1:]
    while run and run[-1] in before:
        run.append(before[run[-1]])
    return run[::-1]
