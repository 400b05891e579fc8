"""What a load makes of the bodies it names, against the edition before: pure, before anything is written.

Items whose content stands unchanged keep their revision; the others become new revisions of the power
they are identified with, or of a new one. An item keeps its place in the list where it can, so that a row
put in front of a thousand costs one row.
"""

import hashlib
from array import array
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence, Set
from functools import partial
from itertools import chain
from typing import Protocol, overload

import msgspec

from service.bodies import BodyMap
from service.comparison import NameKey, Side, Stage, Unchanged, reconcile
from service.editions.incoming import Incoming
from service.editions.positions import positions
from service.editions.sides import ArrivingSide
from service.items import Body, StandingItem
from service.vocabulary import Category, Level

# A body list is stored whole again when its layers grow this many, or when the difference is no smaller.
_DEEPEST = 24
NOBODY = -1
"""Stands where no power and no item is: numbers and places are none of them negative."""


class Before(Protocol):
    """The items of the edition before of the bodies that arrive, as columns by place, body by body in order.

    What they say is asked for where it is needed: for few of a yearly list.
    """

    @property
    def ids(self) -> Sequence[int]:
        """Which power each item is."""

    @property
    def positions(self) -> Sequence[float]:
        """Each item's place in its body's list."""

    @property
    def bodies(self) -> Mapping[int, range]:
        """The places of each body's items, by its id."""

    def content_hash(self, place: int) -> bytes:
        """Return the hash over all that the item says."""

    def side(self, places: Sequence[int]) -> Sequence[StandingItem] | Side:
        """Return the items at these places as a comparison takes them."""

    def codes_borne(self, places: Sequence[int], wanted: Set[str]) -> set[str]:
        """Return which of the wanted folded codes the items at these places bear."""

    def names_borne(self, places: Sequence[int], wanted: Set[NameKey]) -> set[NameKey]:
        """Return which of the wanted name keys the items at these places bear."""


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


class Writes(Sequence[Written]):
    """Revisions to write, made as they are asked for: some 24 bytes each."""

    def __init__(self, arriving: Sequence[Incoming]) -> None:
        self._arriving = arriving
        self._places, self._powers, self._positions = array("L"), array("q"), array("d")

    def append(self, place: int, power: int, position: float) -> None:
        """Take in the item at this place among what arrives; `power` may be `NOBODY`."""
        self._places.append(place)
        self._powers.append(power)
        self._positions.append(position)

    @property
    def beginning(self) -> int:
        """How many of them start a new power."""
        return self._powers.count(NOBODY)

    def __len__(self) -> int:
        return len(self._places)

    @overload
    def __getitem__(self, at: int) -> Written: ...
    @overload
    def __getitem__(self, at: slice) -> list[Written]: ...
    def __getitem__(self, at: int | slice) -> Written | list[Written]:
        if isinstance(at, slice):
            return [self[each] for each in range(*at.indices(len(self)))]
        power = self._powers[at]
        return Written(
            incoming=self._arriving[self._places[at]],
            item_id=None if power == NOBODY else power,
            position=self._positions[at],
        )


class BodyListPlan(msgspec.Struct, kw_only=True):
    """What becomes of one body's list: stored against `parent`, whole where that is None.

    `seal` is the hash over its items. With nothing written or removed and a parent, the parent itself stands
    for the body again. `removed` are powers.
    """

    body: Body
    parent: Parent | None
    items: int
    seal: bytes
    counts: dict[tuple[Category | None, Level | None], int]
    written: Writes
    removed: Sequence[int]
    new: int
    unchanged: int
    gone: int

    @property
    def is_unchanged(self) -> bool:
        """Whether the body's list of the edition before stands as it is."""
        return self.parent is not None and not self.written and not self.removed


def list_seal(hashes: Iterable[bytes]) -> bytes:
    """The hash of a body list: SHA-256 over its items' content hashes in ascending order."""
    return hashlib.sha256(b"".join(sorted(hashes))).digest()


def plan(
    arriving: Sequence[Incoming],
    before: Before,
    parents: Mapping[int, Parent],
    *,
    body_map: BodyMap | None = None,
    told: Told = NOTHING_TOLD,
    progress: Callable[[Stage, int, int], object] | None = None,
) -> list[BodyListPlan]:
    """Plan the body lists of the bodies that arrive, in the order they are first named.

    `before` are the items of the edition before that belong to these bodies; `parents` their body lists.
    Which power an item is, is decided as a comparison decides it (contract §2), where it is not `told`.
    `progress` is told of that comparison as it goes.
    """
    by_body: dict[int, array[int]] = defaultdict(lambda: array("L"))
    for place, entry in enumerate(arriving):
        by_body[entry.body.id].append(place)
    same = _unchanged(arriving, by_body, before, told)
    powers = _identified(arriving, same, before, told, body_map, progress)
    for place, number in chain(told.known.items(), told.new.items()):
        powers[place] = number
    fresh = {*told.new.values()}
    return [
        _plan_body(arriving, places, same, powers, before, parents.get(body), fresh)
        for body, places in by_body.items()
    ]


def _unchanged(
    arriving: Sequence[Incoming], by_body: Mapping[int, Sequence[int]], before: Before, told: Told
) -> "array[int]":
    """By place: the place of what stands word for word in the same body's list before, or `NOBODY`."""
    same = array("q", [NOBODY]) * len(arriving)
    if told.known:
        by_id = {number: place for place, number in enumerate(before.ids)}
        for place, number in told.known.items():
            entry, old = arriving[place], by_id.get(number)
            stood = before.bodies.get(entry.body.id, ())
            if old is not None and old in stood and before.content_hash(old) == entry.content_hash:
                same[place] = old
    spoken_for = {*told.known.values(), *told.gone}
    for body, places in by_body.items():
        stands = before.bodies.get(body)
        if not stands:
            continue
        waiting: dict[bytes, int] = {}
        next_copy: dict[int, int] = {}
        for old in reversed(stands):
            if before.ids[old] in spoken_for:
                continue
            digest = before.content_hash(old)
            if digest in waiting:
                next_copy[old] = waiting[digest]
            waiting[digest] = old
        for place in places:
            if place in told.known or place in told.new:
                continue
            found = waiting.pop(digest := arriving[place].content_hash, NOBODY)
            same[place] = found
            if found in next_copy:
                waiting[digest] = next_copy[found]
    return same


def _identified(
    arriving: Sequence[Incoming],
    same: Sequence[int],
    before: Before,
    told: Told,
    body_map: BodyMap | None,
    progress: Callable[[Stage, int, int], object] | None,
) -> "array[int]":
    """By place: the power that a changed item is, where one item became one; else `NOBODY`."""
    powers = array("q", [NOBODY]) * len(arriving)
    kept = array("L", [old for old in same if old != NOBODY])
    out = {*told.known.values(), *told.gone}
    is_kept = bytearray(len(before.ids))
    for old in kept:
        is_kept[old] = 1
    left = array(
        "L", [old for old, number in enumerate(before.ids) if not is_kept[old] and number not in out]
    )
    changed = array(
        "L",
        [
            place
            for place, old in enumerate(same)
            if old == NOBODY and place not in told.known and place not in told.new
        ],
    )
    if not left or not changed:
        return powers
    unchanged = Unchanged(codes=partial(before.codes_borne, kept), names=partial(before.names_borne, kept))
    found = reconcile(
        before.side(left),
        ArrivingSide(arriving, changed),
        body_map=body_map,
        unchanged=unchanged,
        progress=progress,
    )
    for link in chain(found.changes.by_id(), found.restated.by_id()):
        if len(link.before) == len(link.after) == 1:
            powers[-1 - link.after[0]] = link.before[0]
    return powers


def _plan_body(
    arriving: Sequence[Incoming],
    places: Sequence[int],
    same: Sequence[int],
    powers: Sequence[int],
    before: Before,
    parent: Parent | None,
    fresh: Collection[int],
) -> BodyListPlan:
    counts: dict[tuple[Category | None, Level | None], int] = defaultdict(int)
    for place in places:
        entry = arriving[place]
        counts[entry.category, entry.level] += 1
    body = entry.body
    numbers = [before.ids[same[place]] if same[place] != NOBODY else powers[place] for place in places]
    ids = set(numbers)
    stood = before.bodies.get(body.id, range(0))
    gone = array("q", [before.ids[old] for old in stood if before.ids[old] not in ids])
    unchanged = sum(1 for place in places if same[place] != NOBODY)
    differing = len(places) - unchanged + len(gone)
    chained = (
        parent is not None
        and not parent.open_to_change
        and parent.depth < _DEEPEST
        and differing < max(len(places), 1)
    )
    kept = [before.positions[same[place]] if same[place] != NOBODY and chained else None for place in places]
    written = Writes(arriving)
    for place, number, stays, position in zip(places, numbers, kept, positions(kept), strict=True):
        if stays is None:
            written.append(place, number, position)
    return BodyListPlan(
        body=body,
        parent=parent if chained else None,
        items=len(places),
        seal=list_seal(arriving[place].content_hash for place in places),
        counts=dict(counts),
        written=written,
        removed=gone if chained else (),
        new=sum(
            1
            for place in places
            if same[place] == NOBODY and (powers[place] == NOBODY or powers[place] in fresh)
        ),
        unchanged=unchanged,
        gone=len(gone),
    )
