"""What the lists of published editions hold, counted body by body."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

import msgspec
from sqlalchemy import Connection, Select, func, select

from service.reading.bodies import BodyRecord, bodies_by_id
from service.store.core import body_list, body_list_count, edition, edition_body
from service.vocabulary import Category, EditionState

Counts = dict[Category | None, int]


class BodyPart(msgspec.Struct, frozen=True):
    """A body's part of a published edition, and how many items it has."""

    edition_id: int
    body_id: int
    body_list_id: int
    items: int


def body_categories(connection: Connection, edition_id: int) -> dict[int, Counts]:
    """Return, for each body of an edition, how many items of each category it has, in the list's order."""
    counted = body_list_count.c["items"]
    rows = connection.execute(
        select(edition_body.c.body_id, body_list_count.c.category, func.sum(counted))
        .join(body_list_count, body_list_count.c.body_list_id == edition_body.c.body_list_id)
        .where(edition_body.c.edition_id == edition_id, counted > 0)
        .group_by(edition_body.c.body_id, body_list_count.c.category)
        .order_by(edition_body.c.body_id)
    )
    found: dict[int, Counts] = defaultdict(dict)
    for body_id, category, items in rows:
        found[body_id][Category(category) if category else None] = int(items)
    return dict(found)


def latest_categories(connection: Connection, list_ids: Collection[int]) -> Counts:
    """Return how many items of each category the latest editions of these lists have together."""
    counted = body_list_count.c["items"]
    rows = connection.execute(
        select(body_list_count.c.category, func.sum(counted))
        .select_from(edition)
        .join(edition_body, edition_body.c.edition_id == edition.c.id)
        .join(body_list_count, body_list_count.c.body_list_id == edition_body.c.body_list_id)
        .where(edition.c.list_id.in_(list_ids), edition.c.current, counted > 0)
        .group_by(body_list_count.c.category)
    )
    return {Category(category) if category else None: int(items) for category, items in rows}


def bodies_in_latest(connection: Connection, list_ids: Collection[int]) -> dict[int, list[BodyPart]]:
    """Return, by body, its parts of the latest editions of these lists."""
    rows = connection.execute(_parts().where(edition.c.list_id.in_(list_ids), edition.c.current))
    found: dict[int, list[BodyPart]] = defaultdict(list)
    for row in rows:
        found[row.body_id].append(BodyPart(*row))
    return dict(found)


def parts_of_body(connection: Connection, body_id: int) -> tuple[BodyRecord | None, list[BodyPart]]:
    """Return a public body and its part of every published edition it is in, by edition."""
    known = bodies_by_id(connection, [body_id]).get(body_id)
    rows = connection.execute(
        _parts().where(body_list.c.body_id == body_id, edition.c.state == EditionState.PUBLISHED)
    )
    return known, [BodyPart(*row) for row in rows]


def _parts() -> Select[Any]:
    return (
        select(edition_body.c.edition_id, edition_body.c.body_id, body_list.c.id, body_list.c["items"])
        .join(body_list, body_list.c.id == edition_body.c.body_list_id)
        .join(edition, edition.c.id == edition_body.c.edition_id)
        .order_by(edition_body.c.body_id, edition_body.c.edition_id)
    )
