"""Pages of the latest lists in the lists' own order, by statements built once: what portals ask most."""

from collections.abc import Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, Select, bindparam, tuple_

from service.reading.editions import LATEST
from service.reading.paging import Keyset
from service.reading.readings import READINGS
from service.reading.scope import Rows, Scope, item_rows, rows_of
from service.store.core import current_item, revision, revision_reading
from service.store.prepared import Prepared, Value, as_stored
from service.vocabulary import Category

_SHAPES = 256


class _Shape(msgspec.Struct, frozen=True):
    """What of a page decides its statement."""

    one_list: bool
    categories: int
    body: bool
    after: bool
    before: bool
    backwards: bool
    readings: int


def listed_rows(
    connection: Connection,
    scope: Scope,
    categories: Sequence[Category],
    body: int | None,
    keyset: Keyset,
    *,
    readings: int = 0,
) -> Sequence[Any] | None:
    """Return a page's rows and one more, in the order they are walked; `keyset` is in the list's order.

    A row is the columns of `item_rows` but for `edition_id`, which is None for all of them; then its position
    in the list, then what is kept of the first so many `readings`, in the order of `READINGS`.

    None unless the scope is the latest edition of one list or of all, and the cursors lie within it. The
    place in one list is told without the list, for a store finds its way by an index only so.
    """
    the_list = scope.lists[0] if isinstance(scope.lists, list) and len(scope.lists) == 1 else None
    if scope.editions is not None or (the_list is None and scope.lists is not None):
        return None
    cursors = {"after": keyset.after, "before": keyset.before}
    values: dict[str, Value] = {"size": keyset.request.size + 1}
    for side, cursor in cursors.items():
        if cursor is None:
            continue
        if the_list is not None and cursor[0] != the_list:
            return None
        values |= {f"{side}{at}": key for at, key in enumerate(_narrow(cursor, the_list is not None))}
    if the_list is not None:
        values["list"] = the_list
    if body is not None:
        values["body"] = body
    values |= {f"category{at}": category.value for at, category in enumerate(categories)}
    shape = _Shape(
        the_list is not None,
        len(categories),
        body is not None,
        keyset.after is not None,
        keyset.before is not None,
        keyset.request.backwards,
        readings,
    )
    return _prepared(shape).bare(connection, **values)


keys_of_listed = itemgetter(2, 3, 7, 1)
"""The keys of a row of `listed_rows`, as the list's order has them."""


@lru_cache(maxsize=_SHAPES)
def _prepared(shape: _Shape) -> Prepared:
    return Prepared(lambda dialect: _query(shape, dialect))


def _query(shape: _Shape, dialect: str) -> Select[Any]:
    rows = rows_of(Scope(when=LATEST, lists=None, editions=None))
    columns = (rows.list_id, rows.body_id, rows.position, rows.item_id)
    query = _selected(rows, shape.readings, dialect)
    if shape.one_list:
        query = query.where(current_item.c.list_id == bindparam("list"))
    if shape.categories == 1:
        query = query.where(rows.category == bindparam("category0"))
    elif shape.categories:
        query = query.where(rows.category.in_([bindparam(f"category{at}") for at in range(shape.categories)]))
    if shape.body:
        query = query.where(rows.body_id == bindparam("body"))
    walked = _narrow(columns, shape.one_list)
    if shape.after:
        query = query.where(tuple_(*walked) > _marks("after", len(walked)))
    if shape.before:
        query = query.where(tuple_(*walked) < _marks("before", len(walked)))
    order = [each.desc() for each in walked] if shape.backwards else walked
    return query.order_by(*order).limit(bindparam("size"))


def _selected(rows: Rows, readings: int, dialect: str) -> Select[Any]:
    """The items with what `listed_rows` gives of each.

    A column takes a driver time for each row: what is the same in all, or not asked for, is left out.
    """
    if readings:
        beside = revision_reading.c.revision_id == revision.c.id
        rows = msgspec.structs.replace(rows, source=rows.source.outerjoin(revision_reading, beside))
    query = item_rows(rows, as_stored(revision.c.content, dialect))
    return query.with_only_columns(
        *[each for each in query.selected_columns if each.key != "edition_id"],
        rows.position,
        *[as_stored(revision_reading.c[name], dialect) for name in READINGS[:readings]],
        maintain_column_froms=True,
    )


def _narrow(keys: Sequence[Any], one_list: bool) -> Sequence[Any]:
    return keys[1:] if one_list else keys


def _marks(side: str, count: int) -> ColumnElement[Any]:
    return tuple_(*[bindparam(f"{side}{at}") for at in range(count)])
