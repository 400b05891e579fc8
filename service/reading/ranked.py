"""Pages of what fits words best among the lists of the whole country, at a cost that does not grow with them.

A store finds all matches of a word quickly, but puts them in order only once it has them all. So few matches
are ranked at once; of many, each tier is asked for by itself, best first, and one stretch of lists after
another, until the page is full. What comes is what sorting all the matches would bring.
"""

from bisect import bisect_left
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, bindparam, func, select, tuple_

from service.reading.paging import Keyset, rows_between
from service.reading.scope import Rows, Scope
from service.reading.search import matches
from service.store.core import current_item, published_list, revision
from service.store.fits import Stretch, stretch_from, wanted_by_tier
from service.store.prepared import Prepared
from service.store.search import Wanted, expression, matching_revisions

# As many matches are looked at one by one; of more, a shorter stretch of lists is taken.
_FEW = 400
# How long a stretch each tier begins with. Few items of a list have the same name or code.
_BEGIN = (2, 0, 0, 1, 0, 0)


def is_ranked(scope: Scope, keyset: Keyset) -> bool:
    """Whether the page is one that `ranked_rows` can give: onwards, of the latest editions of all lists.

    All lists of one kind are as well.
    """
    request = keyset.request
    return (
        keyset.order.name == "relevance"
        and scope.editions is None
        and not isinstance(scope.lists, list)
        and not request.backwards
        and request.before is None
    )


def ranked_rows(
    connection: Connection, words: str, scope: Scope, narrowed: Select[Any], rows: Rows, keyset: Keyset
) -> Sequence[Any]:
    """Return a page's rows and one more, as `rows_between` would have those that match the words.

    `narrowed` are the items of the scope to look among, in the order of relevance; see `is_ranked`.
    """
    wanted = wanted_by_tier(words)
    if not wanted:
        return []
    last = connection.execute(select(func.max(published_list.c.id))).scalar() or 0
    asked = _asked(connection, scope)
    few = _few_of_all(connection, wanted[-1], last)
    if few is not None:
        return rows_between(connection, narrowed.where(revision.c.id.in_(few)), keyset)
    place: Sequence[Any] = keyset.after or ()
    found: list[Any] = []
    for tier in range(max(0, place[0]) if place else 0, len(wanted)):
        walk = _Walk(connection, narrowed, rows, keyset, tier, wanted[tier])
        first, level = 1, _BEGIN[tier]
        if place and tier == place[0]:
            first, level = max(1, place[1]), 0
            walk.go_on_after(place[1:])
        while (at := _next(asked, first)) is not None and at <= last:
            stretch = stretch_from(at, last, level)
            ids = _few(connection, wanted[tier], stretch)
            if ids is None and level:
                level -= 1
                continue
            size = keyset.request.size + 1 - len(found)
            found += walk.densely(stretch, size) if ids is None else walk.among(ids, stretch, size)
            if len(found) > keyset.request.size:
                return found
            first, level = stretch.last + 1, level + 1 if ids is not None else 0
    return found


def _asked(connection: Connection, scope: Scope) -> list[int] | None:
    """The numbers of the lists of the kind that is asked, in order; None for lists of every kind."""
    if not isinstance(scope.lists, Select):
        return None
    return sorted(row.id for row in connection.execute(scope.lists))


def _next(asked: Sequence[int] | None, first: int) -> int | None:
    """The next list that is asked from that number on, None after the last."""
    if asked is None:
        return first
    at = bisect_left(asked, first)
    return asked[at] if at < len(asked) else None


def beside_cursor(
    connection: Connection, words: str, narrowed: Select[Any], rows: Rows, keyset: Keyset
) -> Select[Any]:
    """Return the matches in the list that a page starts within, whose cursor's own item stands as a rule."""
    assert keyset.after is not None  # noqa: S101 - nothing is asked of what lies before the first page
    the_list: Any = keyset.after[1]
    return narrowed.where(
        rows.list_id == the_list, matches(words, connection.dialect.name, rows, lists=[the_list])
    )


class _Walk:
    """The items of a tier, in their order."""

    def __init__(
        self,
        connection: Connection,
        narrowed: Select[Any],
        rows: Rows,
        keyset: Keyset,
        tier: int,
        wanted: Wanted,
    ) -> None:
        fit, *self._order = keyset.order.columns
        self._connection = connection
        self._rows = rows
        self._wanted = wanted
        # The sum keeps a store from walking all the items in their order to find these.
        self._items = (
            narrowed.add_columns(*keyset.keyed())
            .where(fit == tier)
            .order_by(self._order[0] + 0, *self._order[1:])
        )
        self._beyond: list[ColumnElement[bool]] = []

    def go_on_after(self, place: Sequence[Any]) -> None:
        """Leave out what stands up to that place."""
        self._beyond = [tuple_(*self._order) > tuple(place)]

    def among(self, ids: Sequence[int], stretch: Stretch, size: int) -> Sequence[Any]:
        """At most so many of the revisions with these ids that are of the stretch's lists."""
        if not ids:
            return []
        within = self._rows.list_id.between(stretch.first, stretch.last)
        return self._found(size, revision.c.id.in_(ids), within)

    def densely(self, stretch: Stretch, size: int) -> Sequence[Any]:
        """At most so many of a list that has many matches: as a rule the first items of it will do."""
        said = _said(self._connection, self._wanted, stretch)
        matching = revision.c.id.in_(matching_revisions(self._connection.dialect.name, said))
        of_list = self._rows.list_id == stretch.first
        near = (
            select(current_item.c.revision_id)
            .where(of_list, *self._beyond)
            .order_by(*self._order)
            .limit(_FEW)
            .cte("near")
        )
        found = self._found(size, matching, revision.c.id.in_(select(near.c.revision_id)))
        if len(found) == size:
            return found
        return self._found(size, matching, of_list)

    def _found(self, size: int, *conditions: ColumnElement[bool]) -> Sequence[Any]:
        return self._connection.execute(self._items.where(*conditions, *self._beyond).limit(size)).all()


def _few_of_all(connection: Connection, wanted: Wanted, last: int) -> list[int] | None:
    """The revisions that match, None where they are many."""
    found: list[int] = []
    first, level = 1, 0
    while first <= last:
        stretch = stretch_from(first, last, level)
        ids = _few(connection, wanted, stretch)
        if ids is None:
            return None
        found = [*found, *ids] if stretch.term else ids
        if len(found) > _FEW:
            return None
        first, level = stretch.last + 1, level + 1
    return found


def _few(connection: Connection, wanted: Wanted, stretch: Stretch) -> list[int] | None:
    """The revisions that match in a stretch, None where they are many."""
    said = _said(connection, wanted, stretch)
    ids = [row.id for row in _IDS.rows(connection, match=said, size=_FEW + 1)]
    return None if len(ids) > _FEW else ids


def _said(connection: Connection, wanted: Wanted, stretch: Stretch) -> str:
    return expression([*wanted, [stretch.term]] if stretch.term else wanted, connection.dialect.name)


def _ids(dialect: str) -> Select[Any]:
    """The ids of matches, no more than `size`; found by the index, however few rows are wanted."""
    matching = matching_revisions(dialect).cte("matching").prefix_with("MATERIALIZED", dialect="postgresql")
    return select(matching.c.id).limit(bindparam("size"))


_IDS = Prepared(_ids)
