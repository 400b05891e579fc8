"""What stands before a load: the body lists of the edition it is identified against, and their items."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping

import msgspec
from sqlalchemy import Connection, func, select

from service.editions.plan import Incoming, Parent, Standing
from service.items import Body, ItemContent, StandingItem, decode_content
from service.reading.standing import pieces
from service.store.core import body, body_list_layer, edition, edition_body, revision
from service.store.live import standing
from service.vocabulary import Category, EditionState, Level

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


class _Outline(msgspec.Struct, frozen=True, gc=False):
    """What an item is told from others by."""

    name: str
    sub_item_name: str = ""
    codes: tuple[str, ...] = ()


_decode_outline = msgspec.json.Decoder(_Outline).decode


def standing_of(
    connection: Connection,
    parents: Mapping[int, Parent],
    bodies: Mapping[int, Body],
    arriving: Iterable[Incoming] = (),
) -> list[Standing]:
    """Return the items of those body lists, each with its place.

    Of those that stand word for word among what is `arriving`, most of a yearly list, the contents hold no
    more than name, sub-item name and codes.
    """
    alike: dict[int, Counter[bytes]] = defaultdict(Counter)
    for entry in arriving:
        alike[entry.body.id][entry.content_hash] += 1
    joined, stands = standing()
    found: list[Standing] = []
    for body_id, parent in parents.items():
        left = alike[body_id]
        rows = connection.execute(
            select(
                revision.c.id,
                revision.c.item_id,
                revision.c.position,
                revision.c.category,
                revision.c.level,
                revision.c.content,
                revision.c.content_hash,
            )
            .select_from(joined)
            .where(body_list_layer.c.body_list_id == parent.body_list, stands)
            .order_by(revision.c.position, revision.c.item_id)
        )
        found += [
            Standing(
                item=StandingItem(
                    id=row.item_id,
                    revision=row.id,
                    edition="",
                    body=bodies[body_id],
                    category=Category(row.category) if row.category else None,
                    level=Level(row.level) if row.level else None,
                    content=_content(row.content, in_outline=_taken(left, row.content_hash)),
                    content_hash=row.content_hash,
                ),
                position=row.position,
            )
            for row in rows
        ]
    return found


def _taken(left: Counter[bytes], content_hash: bytes) -> bool:
    """Take one of these contents, if any is left."""
    if not left.get(content_hash):
        return False
    left[content_hash] -= 1
    return True


def _content(encoded: str, *, in_outline: bool) -> ItemContent:
    if not in_outline:
        return decode_content(encoded)
    outline = _decode_outline(encoded)
    return ItemContent(name=outline.name, sub_item_name=outline.sub_item_name, codes=outline.codes)


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
