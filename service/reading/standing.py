"""Whole editions for the domain's pure functions: comparing, aligning, checking."""

from collections.abc import Iterable, Iterator, Mapping

from sqlalchemy import ColumnElement, Connection, select

from service.items import Body, ItemContent, StandingItem, decode_content
from service.store.core import body, body_list_layer, edition, edition_body, revision
from service.store.live import standing
from service.vocabulary import Category, Level

_ROWS_AT_ONCE = 5000
_CATEGORIES = {category.value: category for category in Category}
_LEVELS = {int(level): level for level in Level}


def standing_items(
    connection: Connection, edition_id: int, *, known: Iterable[StandingItem] = ()
) -> list[StandingItem]:
    """Return every item of an edition, a draft's too, in the list's order.

    `known` are items of another edition: what stands here in the same revision shares their content
    instead of being decoded again.
    """
    return items_of_lists(connection, edition_id, lists_of(connection, edition_id), known=known)


def standing_bodies(connection: Connection, edition_id: int) -> list[Body]:
    """Return the bodies of an edition, a draft's too: one without a name first, then in the list's order."""
    return [owner for _, owner in _in_order(connection, edition_id)]


def standing_by_body(connection: Connection, edition_id: int) -> Iterator[tuple[Body, list[StandingItem]]]:
    """Yield the same bodies, each with its items, so that no more need be held."""
    for number, owner in _in_order(connection, edition_id):
        yield owner, items_of_lists(connection, edition_id, {number: owner})


def _in_order(connection: Connection, edition_id: int) -> list[tuple[int, Body]]:
    lists = lists_of(connection, edition_id)
    return sorted(lists.items(), key=lambda pair: (pair[1].name != "", pair[1].id))


def lists_of(connection: Connection, edition_id: int) -> dict[int, Body]:
    """Return the body lists of an edition, each with its body."""
    rows = connection.execute(
        select(edition_body.c.body_list_id, body.c.id, body.c.name, body.c.division_code, body.c.credit_code)
        .join(body, body.c.id == edition_body.c.body_id)
        .where(edition_body.c.edition_id == edition_id)
        .order_by(body.c.id)
    )
    return {number: Body(owner, name, division, credit) for number, owner, name, division, credit in rows}


def items_of_lists(
    connection: Connection,
    edition_id: int,
    lists: Mapping[int, Body],
    *,
    narrowed: ColumnElement[bool] | None = None,
    known: Iterable[StandingItem] = (),
) -> list[StandingItem]:
    """Return the items that stand in these body lists of an edition, by body and in the list's order.

    `narrowed` is a condition on `revision`. `known` is as in `standing_items`.
    """
    if not lists:
        return []
    label = connection.execute(select(edition.c.label).where(edition.c.id == edition_id)).scalar_one()
    contents: dict[int, ItemContent] = {item.revision: item.content for item in known}
    joined, stands = standing()
    query = (
        select(
            body_list_layer.c.body_list_id,
            revision.c.position,
            revision.c.item_id,
            revision.c.id,
            revision.c.category,
            revision.c.level,
            revision.c.content_hash,
            revision.c.content,
        )
        .select_from(joined)
        .where(body_list_layer.c.body_list_id.in_(lists), stands)
    )
    if narrowed is not None:
        query = query.where(narrowed)
    rows = connection.execute(query.execution_options(yield_per=_ROWS_AT_ONCE))
    found: list[tuple[int, float, int, StandingItem]] = []
    for number, position, item_id, revision_id, category, level, content_hash, encoded in rows:
        owner = lists[number]
        item = StandingItem(
            id=item_id,
            revision=revision_id,
            edition=label,
            body=owner,
            category=_CATEGORIES.get(category),
            level=_LEVELS.get(level),
            content=contents.get(revision_id) or decode_content(encoded),
            content_hash=content_hash,
        )
        found.append((owner.id, position, item_id, item))
    found.sort(key=lambda entry: entry[:3])
    return [entry[3] for entry in found]
