"""Whole editions for the domain's pure functions: comparing, aligning, checking."""

from collections.abc import Iterable

from sqlalchemy import Connection, select

from service.items import Body, ItemContent, StandingItem, decode_content
from service.store.core import body, body_list_layer, edition, edition_body, revision
from service.store.live import standing
from service.vocabulary import Category, Level

_ROWS_AT_ONCE = 5000


def standing_items(
    connection: Connection, edition_id: int, *, known: Iterable[StandingItem] = ()
) -> list[StandingItem]:
    """Return every item of an edition, a draft's too, in the list's order.

    `known` are items of another edition: what stands here in the same revision shares their content
    instead of being decoded again.
    """
    label = connection.execute(select(edition.c.label).where(edition.c.id == edition_id)).scalar_one()
    bodies = _bodies(connection, edition_id)
    contents: dict[int, ItemContent] = {item.revision: item.content for item in known}
    joined, stands = standing()
    source = edition_body.join(joined, body_list_layer.c.body_list_id == edition_body.c.body_list_id)
    query = (
        select(
            edition_body.c.body_id,
            revision.c.position,
            revision.c.item_id,
            revision.c.id,
            revision.c.category,
            revision.c.level,
            revision.c.content_hash,
            revision.c.content,
        )
        .select_from(source)
        .where(edition_body.c.edition_id == edition_id, stands)
    )
    rows = connection.execute(query.execution_options(yield_per=_ROWS_AT_ONCE))
    categories = {category.value: category for category in Category}
    levels = {int(level): level for level in Level}
    found: list[tuple[int, float, int, StandingItem]] = []
    for body_id, position, item_id, number, category, level, content_hash, encoded in rows:
        item = StandingItem(
            id=item_id,
            revision=number,
            edition=label,
            body=bodies[body_id],
            category=categories.get(category),
            level=levels.get(level),
            content=contents.get(number) or decode_content(encoded),
            content_hash=content_hash,
        )
        found.append((body_id, position, item_id, item))
    found.sort(key=lambda entry: entry[:3])
    return [entry[3] for entry in found]


def _bodies(connection: Connection, edition_id: int) -> dict[int, Body]:
    rows = connection.execute(
        select(body.c.id, body.c.name, body.c.division_code, body.c.credit_code)
        .join(edition_body, edition_body.c.body_id == body.c.id)
        .where(edition_body.c.edition_id == edition_id)
    )
    return {number: Body(number, name, division, credit) for number, name, division, credit in rows}
