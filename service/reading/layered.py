"""Pages of one body's items in one earlier edition, in the list's own order: each layer walked by its index.

An edition's body list stands in layers (decision 0002): what the nearest layer has of a power counts. A page
takes a piece of each layer, puts them in order as far as all of them reach, and leaves out what is hidden.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, Connection, Select, bindparam, select, tuple_

from service.reading.paging import Keyset
from service.reading.scope import Rows, Scope, item_rows
from service.store.core import body_list_layer, edition_body, revision
from service.store.prepared import Prepared, Value, as_stored, one_of_numbers
from service.vocabulary import Category

_Place = tuple[float, int]


class _Walk(NamedTuple):
    """Which way a layer is walked, and whether from a mark on and up to a stop."""

    after: bool
    before: bool
    backwards: bool


class _Asked(NamedTuple):
    """A body list's layers by depth, and which part of it is asked."""

    layers: dict[int, int]
    after: _Place | None
    before: _Place | None
    backwards: bool
    size: int


def layered_rows(
    connection: Connection,
    scope: Scope,
    categories: Sequence[Category],
    body: int | None,
    keyset: Keyset,
) -> list[Any] | None:
    """Return a page's rows and one more, as `rows_between` would have them; `keyset` is in the list's order.

    None unless one body's part of one edition is asked, and the cursors lie within it.
    """
    editions, lists = scope.editions, scope.lists
    if body is None or scope.parts or not (isinstance(editions, list) and isinstance(lists, list)):
        return None
    if len(editions) != 1 or len(lists) != 1:
        return None
    if any(cursor and cursor[:2] != (lists[0], body) for cursor in (keyset.after, keyset.before)):
        return None
    layers = {row.layer_id: row.depth for row in _LAYERS.rows(connection, edition=editions[0], body=body)}
    after, before = (_place_of(cursor) for cursor in (keyset.after, keyset.before))
    asked = _Asked(layers, after, before, keyset.request.backwards, keyset.request.size + 1)
    wanted = {category.value for category in categories}
    found: list[int] = []
    for row in _standing(connection, asked):
        if not wanted or row.category in wanted:
            found.append(row.id)
            if len(found) == asked.size:
                break
    rows = {row.id: row for row in _WHOLE.rows(connection, revisions=found, edition=editions[0], body=body)}
    return [rows[number] for number in found]


def _standing(connection: Connection, asked: _Asked) -> Iterator[Any]:
    """Yield the revisions that stand, in the order they are walked, a piece of every layer at a time."""
    after, before, open_layers = asked.after, asked.before, list(asked.layers)
    while open_layers:
        pieces = {layer: _piece(connection, layer, asked, after, before) for layer in open_layers}
        ends = {layer: _place(rows[-1]) for layer, rows in pieces.items() if len(rows) == asked.size}
        reach = (max if asked.backwards else min)(ends.values(), default=None)
        rows = [row for piece in pieces.values() for row in piece if _is_within(row, reach, asked.backwards)]
        rows.sort(key=_place, reverse=asked.backwards)
        yield from _not_hidden(connection, rows, asked.layers)
        if reach is None:
            return
        after, before = (after, reach) if asked.backwards else (reach, before)
        open_layers = [
            layer
            for layer, piece in pieces.items()
            if layer in ends or (piece and not _is_within(piece[-1], reach, asked.backwards))
        ]


def _piece(
    connection: Connection, layer: int, asked: _Asked, after: _Place | None, before: _Place | None
) -> list[Any]:
    values: dict[str, Value] = {"layer": layer, "size": asked.size}
    for side, mark in (("after", after), ("before", before)):
        if mark is not None:
            values |= {f"{side}0": mark[0], f"{side}1": mark[1]}
    walk = _Walk(after is not None, before is not None, asked.backwards)
    return _prepared(walk).rows(connection, **values)


def _not_hidden(connection: Connection, rows: Sequence[Any], layers: dict[int, int]) -> Iterator[Any]:
    """Yield those that are no removals and of whose power no nearer layer has anything."""
    deepest_hiding = min(layers.values())
    asked = [row.item_id for row in rows if layers[row.body_list_id] > deepest_hiding]
    nearest: dict[int, int] = {}
    for item, layer in _LAYERS_OF_ITEMS.rows(connection, items=asked) if asked else ():
        if layer in layers:
            nearest[item] = min(layers[layer], nearest.get(item, layers[layer]))
    for row in rows:
        depth = layers[row.body_list_id]
        if not row.removed and depth <= nearest.get(row.item_id, depth):
            yield row


def _place_of(cursor: Sequence[Any] | None) -> _Place | None:
    return (cursor[2], cursor[3]) if cursor else None


def _place(row: Any) -> _Place:
    return row.position, row.item_id


def _is_within(row: Any, reach: _Place | None, backwards: bool) -> bool:
    return reach is None or (_place(row) >= reach if backwards else _place(row) <= reach)


@lru_cache(maxsize=8)
def _prepared(walk: _Walk) -> Prepared:
    return Prepared(lambda _: _walked(walk))


def _walked(walk: _Walk) -> Select[Any]:
    at = revision.c
    query = select(at.id, at.item_id, at.body_list_id, at.position, at.removed, at.category).where(
        at.body_list_id == bindparam("layer")
    )
    keys = (at.position, at.item_id)
    # The place alone first: a store finds its way by the index only so.
    if walk.after:
        query = query.where(at.position >= bindparam("after0"))
        query = query.where(tuple_(*keys) > tuple_(bindparam("after0"), bindparam("after1")))
    if walk.before:
        query = query.where(at.position <= bindparam("before0"))
        query = query.where(tuple_(*keys) < tuple_(bindparam("before0"), bindparam("before1")))
    order = [key.desc() for key in keys] if walk.backwards else keys
    return query.order_by(*order).limit(bindparam("size"))


def _whole(dialect: str) -> Select[Any]:
    at, body = revision.c, bindparam("body", type_=BigInteger)
    rows = Rows(
        source=revision,
        stands=one_of_numbers(at.id, "revisions", dialect),
        edition_id=bindparam("edition", type_=BigInteger),
        list_id=at.list_id,
        body_id=body,
        position=at.position,
        item_id=at.item_id,
        category=at.category,
    )
    keys = (rows.list_id, body, rows.position, rows.item_id)
    query = item_rows(rows, as_stored(at.content, dialect))
    return query.add_columns(*[each.label(f"key_{number}") for number, each in enumerate(keys)])


_WHOLE = Prepared(_whole)
_LAYERS = Prepared(
    lambda _: (
        select(body_list_layer.c.layer_id, body_list_layer.c.depth)
        .join(edition_body, edition_body.c.body_list_id == body_list_layer.c.body_list_id)
        .where(edition_body.c.edition_id == bindparam("edition"), edition_body.c.body_id == bindparam("body"))
    )
)
_LAYERS_OF_ITEMS = Prepared(
    lambda dialect: select(revision.c.item_id, revision.c.body_list_id).where(
        one_of_numbers(revision.c.item_id, "items", dialect)
    )
)
