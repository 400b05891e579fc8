"""Pages by keyset: a page starts after a row's keys, so rows that come or go elsewhere never shift it."""

from collections.abc import Callable, Sequence
from functools import cached_property, partial
from typing import Any, Generic, TypeVar, overload

import msgspec
from sqlalchemy import ColumnElement, Connection, Row, Select, func, select, tuple_

from service.reading.cursors import Key, decode_cursor, encode_cursor
from service.reading.refusals import BadArgumentError

T = TypeVar("T")
DEFAULT_PAGE = 20
LARGEST_PAGE = 200


class PageRequest(msgspec.Struct, frozen=True):
    """Which page: the first so many after a cursor, or the last so many before one."""

    first: int | None = None
    after: str | None = None
    last: int | None = None
    before: str | None = None

    def __post_init__(self) -> None:
        """Raise `BadArgumentError` for sizes out of range; nothing is clamped (contract §4)."""
        if self.first is not None and self.last is not None:
            raise BadArgumentError("first 与 last 不能同时给出。", "只给其中一个。")
        for name, value in (("first", self.first), ("last", self.last)):
            if value is not None and not 0 <= value <= LARGEST_PAGE:
                raise BadArgumentError(f"{name} 为 {value}，超出范围。", f"取 0 到 {LARGEST_PAGE}。")

    @property
    def backwards(self) -> bool:
        """Whether the page is counted from the end."""
        return self.last is not None

    @property
    def size(self) -> int:
        """How many rows at most."""
        if self.last is not None:
            return self.last
        return DEFAULT_PAGE if self.first is None else self.first


class Order(msgspec.Struct, frozen=True, eq=False):
    """A total order of rows: its name, its key columns (all ascending) and their types."""

    name: str
    columns: tuple[ColumnElement[Any], ...]
    types: tuple[type[Key], ...]


class Page(Generic[T]):
    """A page of things; what lies around it and how many there are in all is asked for only when read."""

    def __init__(
        self,
        nodes: Sequence[T],
        cursors: Sequence[str],
        has_previous: Callable[[], bool],
        has_next: Callable[[], bool],
        total: Callable[[], int],
    ) -> None:
        self.nodes = nodes
        self.cursors = cursors
        self._has_previous = has_previous
        self._has_next = has_next
        self._total = total

    @cached_property
    def has_previous_page(self) -> bool:
        """Whether anything stands before the page."""
        return self._has_previous()

    @cached_property
    def has_next_page(self) -> bool:
        """Whether anything stands after the page."""
        return self._has_next()

    @cached_property
    def total_count(self) -> int:
        """How many there are on all pages."""
        return self._total()


class _Cursors(Sequence[str]):
    """The cursors of rows, each written when it is asked for."""

    def __init__(
        self, keyset: "Keyset", rows: Sequence[Any], keys: Callable[[Any], Sequence[Key]] | None
    ) -> None:
        self._keyset = keyset
        self._rows = rows
        self._keys = keys or keyset.keys

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, at: int) -> str: ...

    @overload
    def __getitem__(self, at: slice) -> "_Cursors": ...

    def __getitem__(self, at: int | slice) -> "str | _Cursors":
        if isinstance(at, slice):
            return _Cursors(self._keyset, self._rows[at], self._keys)
        return encode_cursor(self._keyset.order.name, self._keys(self._rows[at]))


class Keyset:
    """A request's place in an order: its cursors read once, its bounds as SQL."""

    def __init__(self, order: Order, request: PageRequest) -> None:
        self.order = order
        self.request = request
        self.after = decode_cursor(request.after, order.name, order.types) if request.after else None
        self.before = decode_cursor(request.before, order.name, order.types) if request.before else None
        if request.after == "" or request.before == "":
            decode_cursor("", order.name, order.types)

    def bounds(self) -> list[ColumnElement[bool]]:
        """The conditions that keep rows between the cursors."""
        found = []
        if self.after is not None:
            found.append(tuple_(*self.order.columns) > self.after)
        if self.before is not None:
            found.append(tuple_(*self.order.columns) < self.before)
        return found

    def outside(self, *, earlier: bool) -> ColumnElement[bool] | None:
        """The condition of rows beyond the cursor on that side, the cursor's own included."""
        if earlier:
            return tuple_(*self.order.columns) <= self.after if self.after is not None else None
        return tuple_(*self.order.columns) >= self.before if self.before is not None else None

    def sorting(self) -> list[ColumnElement[Any]]:
        """How to sort so that the page's rows come first."""
        columns = self.order.columns
        return [column.desc() for column in columns] if self.request.backwards else list(columns)

    def keyed(self) -> list[ColumnElement[Any]]:
        """The key columns, labelled for `keys`."""
        return [column.label(f"key_{place}") for place, column in enumerate(self.order.columns)]

    def keys(self, row: Row[Any]) -> Sequence[Key]:
        """The keys of a row that was selected with `keyed`."""
        return [getattr(row, f"key_{n}") for n in range(len(self.order.columns))]


def fetch_page(
    connection: Connection,
    query: Select[Any],
    order: Order,
    request: PageRequest,
    read: Callable[[Row[Any]], T],
    total: Callable[[], int] | None = None,
) -> Page[T]:
    """Return the page of the query's rows; `query` selects what `read` takes, without order or limit."""
    keyset = Keyset(order, request)
    return page_of_rows(
        connection,
        lambda: query,
        keyset,
        rows_between(connection, query, keyset),
        lambda rows: [read(row) for row in rows],
        total,
    )


def rows_between(connection: Connection, query: Select[Any], keyset: Keyset) -> Sequence[Row[Any]]:
    """Return the rows of a page and one more, in the order they are walked."""
    return connection.execute(
        query.add_columns(*keyset.keyed())
        .where(*keyset.bounds())
        .order_by(*keyset.sorting())
        .limit(keyset.request.size + 1)
    ).all()


def page_of_rows(
    connection: Connection,
    query: Callable[[], Select[Any]],
    keyset: Keyset,
    rows: Sequence[Any],
    read: Callable[[Sequence[Any]], Sequence[T]],
    total: Callable[[], int] | None = None,
    nearby: Callable[[], Select[Any]] | None = None,
    keys: Callable[[Any], Sequence[Key]] | None = None,
) -> Page[T]:
    """Return the page whose rows are fetched already, as `rows_between` has them.

    The query is built only where it is asked what lies around the page. `nearby` is one of rows about the
    cursors, told sooner, where there may be such a one. `keys` gives those of a row selected without `keyed`.
    """

    def any_outside(earlier: bool) -> bool:
        outside = keyset.outside(earlier=earlier)
        if outside is None:
            return False
        asked = (each().with_only_columns(keyset.order.columns[0]) for each in (nearby, query) if each)
        return any(connection.execute(each.where(outside).limit(1)).first() is not None for each in asked)

    def count() -> int:
        counted = query().with_only_columns(keyset.order.columns[0]).subquery()
        return connection.execute(select(func.count()).select_from(counted)).scalar_one()

    return _page(keyset, rows, read, any_outside, total or count, keys)


def fetch_pages(
    connection: Connection,
    query: Select[Any],
    group: ColumnElement[Any],
    groups: Sequence[Any],
    order: Order,
    request: PageRequest,
    read: Callable[[Row[Any]], T],
) -> dict[Any, Page[T]]:
    """Return the same page of each group, in one statement; `query` must already keep to the groups.

    What lies around the pages and the totals cost one statement more for all groups together.
    """
    keyset = Keyset(order, request)
    place = func.row_number().over(partition_by=group, order_by=keyset.sorting()).label("place")
    ranked = query.add_columns(*keyset.keyed(), group.label("grouped"), place).where(*keyset.bounds())
    inner = ranked.subquery()
    rows = connection.execute(
        select(inner).where(inner.c.place <= request.size + 1).order_by(inner.c.grouped, inner.c.place)
    ).all()
    by_group: dict[Any, list[Row[Any]]] = {key: [] for key in groups}
    for row in rows:
        by_group[row.grouped].append(row)
    around = _Around(connection, query, group, keyset)
    return {
        key: _page(
            keyset,
            by_group[key],
            lambda rows: [read(row) for row in rows],
            partial(around.is_beyond, key),
            partial(around.total, key),
        )
        for key in groups
    }


class _Around:
    """What several groups' pages share: which groups go on beyond the cursors, and their totals."""

    def __init__(
        self, connection: Connection, query: Select[Any], group: ColumnElement[Any], keyset: Keyset
    ) -> None:
        self._connection = connection
        self._query = query
        self._group = group
        self._keyset = keyset
        self._beyond: dict[bool, set[Any]] = {}

    def is_beyond(self, key: object, earlier: bool) -> bool:
        """Whether a group has rows beyond the cursor on that side."""
        if earlier not in self._beyond:
            outside = self._keyset.outside(earlier=earlier)
            self._beyond[earlier] = (
                set()
                if outside is None
                else set(
                    self._connection.execute(
                        self._query.with_only_columns(self._group).where(outside).distinct()
                    ).scalars()
                )
            )
        return key in self._beyond[earlier]

    def total(self, key: object) -> int:
        """How many rows a group has in all."""
        return self._totals.get(key, 0)

    @cached_property
    def _totals(self) -> dict[Any, int]:
        counted = self._query.with_only_columns(self._group, func.count()).group_by(self._group)
        return dict(self._connection.execute(counted).all())


def _page(
    keyset: Keyset,
    rows: Sequence[Any],
    read: Callable[[Sequence[Any]], Sequence[T]],
    any_outside: Callable[[bool], bool],
    total: Callable[[], int],
    keys: Callable[[Any], Sequence[Key]] | None = None,
) -> Page[T]:
    size, backwards = keyset.request.size, keyset.request.backwards
    overflow = len(rows) > size
    shown = rows[:size]
    if backwards:
        shown = shown[::-1]

    def has(earlier: bool) -> bool:
        return (overflow and earlier is backwards) or any_outside(earlier)

    return Page(
        read(shown),
        _Cursors(keyset, shown, keys),
        lambda: has(True),
        lambda: has(False),
        total,
    )


def page_of(
    things: Sequence[T], name: str, request: PageRequest, kept: Sequence[int] | None = None
) -> Page[T]:
    """Return a page of things already in memory, in their order.

    `kept` are the places of those a filter leaves; cursors tell places in the whole, so that they stay
    good under any filter.
    """
    places = range(len(things)) if kept is None else kept
    after = _place(request.after, name) if request.after is not None else -1
    before = _place(request.before, name) if request.before is not None else len(things)
    between = [place for place in places if after < place < before]
    shown = between[max(len(between) - request.size, 0) :] if request.backwards else between[: request.size]
    return Page(
        [things[place] for place in shown],
        [encode_cursor(name, (place,)) for place in shown],
        lambda: any(place <= after for place in places) or (request.backwards and len(between) > len(shown)),
        lambda: (
            any(place >= before for place in places) or (not request.backwards and len(between) > len(shown))
        ),
        lambda: len(places),
    )


def _place(cursor: str, name: str) -> int:
    (place,) = decode_cursor(cursor, name, (int,))
    assert isinstance(place, int)  # noqa: S101 - narrows what decoding has checked
    return place
