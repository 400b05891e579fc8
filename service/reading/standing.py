"""Whole editions for the domain's pure functions: comparing, aligning, checking."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import Connection, bindparam, select

from service.items import Body, StandingItem, decode_content
from service.reading.sight import known_code
from service.store.core import body, body_list_layer, edition, edition_body, revision
from service.store.live import standing
from service.store.prepared import Prepared, one_of_numbers
from service.vocabulary import Category, Level

Key = TypeVar("Key", int, str)
_ROWS_AT_ONCE = 5000
_KEYS_AT_ONCE = 1000
_CATEGORIES = {category.value: category for category in Category}
_LEVELS = {int(level): level for level in Level}


def standing_items(connection: Connection, edition_id: int) -> list[StandingItem]:
    """Return every item of an edition, a draft's too, in the list's order."""
    return items_of_lists(connection, edition_id, lists_of(connection, edition_id))


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
    rows = _LISTS.rows(connection, edition=edition_id)
    return {number: Body(owner, name, division, credit) for number, owner, name, division, credit in rows}


def items_of_lists(connection: Connection, edition_id: int, lists: Mapping[int, Body]) -> list[StandingItem]:
    """Return the items that stand in these body lists of an edition, by body and in the list's order."""
    if not lists:
        return []
    joined, stands = standing()
    query = (
        select(body_list_layer.c.body_list_id, *_COLUMNS)
        .select_from(joined)
        .where(body_list_layer.c.body_list_id.in_(lists), stands)
    )
    rows = connection.execute(query.execution_options(yield_per=_ROWS_AT_ONCE))
    read = _Reading(connection, edition_id)
    found: list[tuple[int, float, int, StandingItem]] = []
    for number, *row in rows:
        item = read.item(lists[number], row)
        found.append((item.body.id, row[0], item.id, item))
    found.sort(key=lambda entry: entry[:3])
    return [entry[3] for entry in found]


def items_of_powers(
    connection: Connection,
    edition_id: int,
    lists: Mapping[int, Body],
    powers: Iterable[int],
) -> list[StandingItem]:
    """Return these powers as they stand in these body lists of an edition, in no order.

    What it costs grows with the powers, not with the lists.
    """
    places = revisions_of_powers(connection, lists, powers)
    read = _Reading(connection, edition_id)
    return [
        read.item(lists[places[row.id]], row)
        for piece in pieces(sorted(places))
        for row in connection.execute(select(*_COLUMNS).where(revision.c.id.in_(piece))).all()
    ]


def revisions_of_powers(
    connection: Connection, lists: Collection[int], powers: Iterable[int]
) -> dict[int, int]:
    """Return the revisions in which these powers stand in these body lists, each with its body list."""
    layers = layers_of(connection, lists)
    return {
        row.id: number
        for piece in pieces(sorted(powers))
        for number, row in nearest(_REVISIONS.rows(connection, powers=piece), layers)
    }


def layers_of(connection: Connection, lists: Collection[int]) -> dict[int, list[tuple[int, int]]]:
    """Return by layer the body lists among these that have it, each with how deep it lies there."""
    layers: dict[int, list[tuple[int, int]]] = {}
    for row in _LAYERS.rows(connection, lists=list(lists)):
        layers.setdefault(row.layer_id, []).append((row.body_list_id, row.depth))
    return layers


def nearest(rows: Iterable[Any], layers: Mapping[int, Sequence[tuple[int, int]]]) -> list[tuple[int, Any]]:
    """Return those of the rows that stand in the body lists of these layers, each behind its body list.

    They must be all the revisions of some powers, with `item_id`, `body_list_id` and `removed`. That layers
    are looked at here and not in a query spares a store that begins with them reading them whole.
    """
    found: dict[tuple[int, int], tuple[int, Any]] = {}
    for row in rows:
        for number, depth in layers.get(row.body_list_id, ()):
            stood = found.get((number, row.item_id))
            if stood is None or depth < stood[0]:
                found[number, row.item_id] = (depth, row)
    return [(number, row) for (number, _), (_, row) in found.items() if not row.removed]


def pieces(keys: list[Key]) -> Iterator[list[Key]]:
    """Yield the keys in lists short enough for one statement."""
    for start in range(0, len(keys), _KEYS_AT_ONCE):
        yield keys[start : start + _KEYS_AT_ONCE]


_COLUMNS = (
    revision.c.position,
    revision.c.item_id,
    revision.c.id,
    revision.c.category,
    revision.c.level,
    revision.c.content_hash,
    revision.c.content,
)


_LISTS = Prepared(
    lambda _: (
        select(edition_body.c.body_list_id, body.c.id, body.c.name, body.c.division_code)
        .add_columns(known_code(body.c.credit_code))
        .join(body, body.c.id == edition_body.c.body_id)
        .where(edition_body.c.edition_id == bindparam("edition"))
        .order_by(body.c.id)
    )
)
_LAYERS = Prepared(
    lambda dialect: select(
        body_list_layer.c.body_list_id, body_list_layer.c.depth, body_list_layer.c.layer_id
    ).where(one_of_numbers(body_list_layer.c.body_list_id, "lists", dialect))
)
_REVISIONS = Prepared(
    lambda dialect: select(
        revision.c.id, revision.c.item_id, revision.c.body_list_id, revision.c.removed
    ).where(one_of_numbers(revision.c.item_id, "powers", dialect))
)


class _Reading:
    """Makes items of an edition of rows of `_COLUMNS`."""

    def __init__(self, connection: Connection, edition_id: int) -> None:
        self._label: str = connection.execute(
            select(edition.c.label).where(edition.c.id == edition_id)
        ).scalar_one()

    def item(self, owner: Body, row: Sequence[Any]) -> StandingItem:
        """Make the item of a row."""
        _, item_id, revision_id, category, level, content_hash, encoded = row
        return StandingItem(
            id=item_id,
            revision=revision_id,
            edition=self._label,
            body=owner,
            category=_CATEGORIES.get(category),
            level=_LEVELS.get(level),
            content=decode_content(encoded),
            content_hash=content_hash,
        )
