"""What stands before a load: the body lists of the edition it is identified against, and their items."""

from array import array
from bisect import bisect_left
from collections.abc import Callable, Collection, Mapping, Sequence, Set

from sqlalchemy import Connection, func, select

from service.comparison import NameKey, Side
from service.editions.plan import Parent
from service.items import Body, StandingItem
from service.reading.outlined import OutlinedSide
from service.reading.standing import items_of_lists, pieces
from service.store.core import body, body_list_layer, edition, edition_body, revision, revision_code
from service.store.live import standing
from service.text import fold
from service.vocabulary import Category, EditionState

_HASH_SIZE = 32
_ROWS_AT_ONCE = 5_000
# Beyond this many named items it is cheaper to take every body than to look for theirs.
_MOST_LOOKED_FOR = 5_000


def parents_of(
    connection: Connection, predecessor_id: int | None, bodies: Collection[int]
) -> dict[int, Parent]:
    """Return the body lists that the bodies have in the edition before."""
    depth = (
        select(func.max(body_list_layer.c.depth))
        .where(body_list_layer.c.body_list_id == edition_body.c.body_list_id)
        .scalar_subquery()
    )
    rows = connection.execute(
        select(edition_body.c.body_id, edition_body.c.body_list_id, depth.label("depth"), edition.c.state)
        .join(edition, edition.c.id == edition_body.c.edition_id)
        .where(edition_body.c.edition_id == predecessor_id)
    )
    return {
        row.body_id: Parent(
            body_list=row.body_list_id,
            depth=row.depth,
            open_to_change=row.state != EditionState.PUBLISHED,
        )
        for row in rows
        if row.body_id in bodies
    }


class StandingItems:
    """The items of body lists of one edition, as `service.editions.plan.Before` has them: some 60 bytes each.

    What they say is read from the store when it is asked for, through the same connection.
    """

    def __init__(self, connection: Connection, edition_id: int | None, bodies: Mapping[int, Body]) -> None:
        """`edition_id` may be None where there are no body lists."""
        self._connection, self._edition_id, self._owners = connection, edition_id, bodies
        self._lists: dict[int, int] = {}
        self._revisions, self._hashes = array("q"), bytearray()
        self.ids, self.positions = array("q"), array("d")
        self.bodies: dict[int, range] = {}

    def add(self, body_id: int, body_list: int) -> None:
        """Take in a body's list, after those of the bodies that were taken in before."""
        joined, stands = standing()
        query = (
            select(revision.c.id, revision.c.item_id, revision.c.position, revision.c.content_hash)
            .select_from(joined)
            .where(body_list_layer.c.body_list_id == body_list, stands)
            .order_by(revision.c.position, revision.c.item_id)
            .execution_options(yield_per=_ROWS_AT_ONCE)
        )
        first = len(self.ids)
        for number, power, position, digest in self._connection.execute(query):
            self._revisions.append(number)
            self.ids.append(power)
            self.positions.append(position)
            self._hashes += digest
        self.bodies[body_id] = range(first, len(self.ids))
        self._lists[body_id] = body_list

    def content_hash(self, place: int) -> bytes:
        """Return the hash over all that the item says."""
        return bytes(self._hashes[place * _HASH_SIZE : (place + 1) * _HASH_SIZE])

    def side(self, places: Sequence[int]) -> Side:
        """Return the items at these places in outline."""
        assert self._edition_id is not None  # noqa: S101 - items stand in an edition
        found = OutlinedSide(self._connection, self._edition_id)
        wanted: dict[int, int] = {}
        for body_id, own in self.bodies.items():
            start, end = bisect_left(places, own.start), bisect_left(places, own.stop)
            body_list = self._lists[body_id]
            wanted |= {self._revisions[place]: body_list for place in places[start:end]}
        found.add_revisions(
            wanted, {number: self._owners[body_id] for body_id, number in self._lists.items()}
        )
        return found

    def codes_borne(self, places: Sequence[int], wanted: Set[str]) -> set[str]:
        """Return which of the wanted folded codes the items at these places bear."""
        code = revision_code.c
        query = select(code.revision_id, code.folded_code)
        rows = (
            row
            for piece in pieces(sorted(wanted))
            for row in self._connection.execute(query.where(code.folded_code.in_(piece)))
        )
        is_one = self._among(places)
        return {folded for number, folded in rows if is_one(number)}

    def names_borne(self, places: Sequence[int], wanted: Set[NameKey]) -> set[NameKey]:
        """Return which of the wanted name keys the items at these places bear."""
        of_list = select(edition.c.list_id).where(edition.c.id == self._edition_id).scalar_subquery()
        query = select(revision.c.id, revision.c.name, revision.c.sub_item_name, revision.c.category).where(
            revision.c.list_id == of_list
        )
        names = sorted({fold(key.name + key.sub) for key in wanted})
        rows = (
            row
            for piece in pieces(names)
            for row in self._connection.execute(query.where(revision.c.folded_name.in_(piece)))
        )
        is_one = self._among(places)
        found = (
            NameKey(fold(name), fold(sub), Category(category) if category else None)
            for number, name, sub, category in rows
            if is_one(number)
        )
        return {key for key in found if key in wanted}

    def _among(self, places: Sequence[int]) -> Callable[[int], bool]:
        """Return what tells of a revision whether it is one of the items at these places."""
        own = array("q", sorted(self._revisions[place] for place in places))

        def is_one(number: int) -> bool:
            at = bisect_left(own, number)
            return at < len(own) and own[at] == number

        return is_one


def standing_of(
    connection: Connection,
    edition_id: int | None,
    parents: Mapping[int, Parent],
    bodies: Mapping[int, Body],
    progress: Callable[[int, int], object] = lambda done, whole: None,
) -> StandingItems:
    """Return the items of these body lists of an edition; `progress` is told how many lists are read."""
    found = StandingItems(connection, edition_id, bodies)
    for done, (body_id, parent) in enumerate(parents.items(), 1):
        found.add(body_id, parent.body_list)
        progress(done, len(parents))
    return found


def items_of(
    connection: Connection, edition_id: int | None, parents: Mapping[int, Parent], bodies: Mapping[int, Body]
) -> list[StandingItem]:
    """Return the same items whole."""
    if edition_id is None:
        return []
    lists = {parent.body_list: bodies[body_id] for body_id, parent in parents.items()}
    return items_of_lists(connection, edition_id, lists)


def bodies_in(connection: Connection, edition_id: int | None) -> dict[int, Body]:
    """Return the bodies that have items in the edition."""
    rows = connection.execute(
        select(body.c.id, body.c.name, body.c.division_code, body.c.credit_code)
        .join(edition_body, edition_body.c.body_id == body.c.id)
        .where(edition_body.c.edition_id == edition_id)
    )
    return {number: Body(number, name, division, credit) for number, name, division, credit in rows}


def bodies_holding(connection: Connection, edition_id: int | None, items: Collection[int]) -> set[int]:
    """Return the bodies of the edition that hold these powers in some edition: where they stand, and more."""
    bodies = set(bodies_in(connection, edition_id))
    if len(items) > _MOST_LOOKED_FOR:
        return bodies
    found: set[int] = set()
    for piece in pieces(sorted(items)):
        query = select(revision.c.body_id).where(revision.c.item_id.in_(piece)).distinct()
        found.update(connection.execute(query).scalars())
    return found & bodies
