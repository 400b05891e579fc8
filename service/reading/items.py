"""Power items (职权事项) as they stand in an edition: pages, and single ones by id or code."""

from collections.abc import Callable, Collection, Sequence
from enum import StrEnum
from functools import cached_property, partial
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, Row, Select, collate, func, select

from service.items import ItemContent, decode_content
from service.reading.dates import require_begun
from service.reading.editions import LATEST, When
from service.reading.layered import layered_rows
from service.reading.listed import keys_of_listed, listed_rows
from service.reading.paging import Keyset, Order, Page, PageRequest, page_of_rows, rows_between
from service.reading.ranked import beside_cursor, is_ranked, ranked_rows
from service.reading.readings import READINGS, Fetched, Stored
from service.reading.refusals import AmbiguousError, BadArgumentError, require_short
from service.reading.scope import (
    Rows,
    Scope,
    counted,
    item_rows,
    narrowed_to,
    rows_of,
    scope_of,
    scope_of_lists,
)
from service.reading.search import matches, tier
from service.reading.sight import drafts_shown, parts_shown
from service.store.core import citation, edition, power_item, published_list, revision, revision_code
from service.text import fold
from service.vocabulary import Category, Level, ListKind

_CATEGORIES = {None: None} | {category.value: category for category in Category}
_LEVELS = {None: None} | {int(level): level for level in Level}


class ItemOrder(StrEnum):
    """The orders a page of items may have."""

    LIST = "LIST"
    NAME = "NAME"
    CODE = "CODE"
    RELEVANCE = "RELEVANCE"


class ItemSelection(msgspec.Struct, frozen=True, kw_only=True):
    """Which items are asked; what is None or empty does not narrow."""

    division: str | None = None
    kind: ListKind | None = None
    when: When = LATEST
    categories: tuple[Category, ...] = ()
    body: int | None = None
    code: str | None = None
    instrument: int | None = None
    text: str | None = None
    order: ItemOrder | None = None

    def __post_init__(self) -> None:
        """Raise `BadArgumentError` for a text or code too long to look for."""
        require_short("text", self.text)
        require_short("code", self.code)

    @property
    def words(self) -> str:
        """The words to look for, empty where there are none."""
        return (self.text or "").strip()

    @property
    def sorting(self) -> ItemOrder:
        """The order asked for, else by relevance to the words, else the list's own."""
        if self.order is ItemOrder.RELEVANCE and not self.words:
            raise BadArgumentError("没有 text，不能按 RELEVANCE 排序。", "给出 text，或换一种排序。")
        return self.order or (ItemOrder.RELEVANCE if self.words else ItemOrder.LIST)


class ItemRecord(Fetched, msgspec.Struct, eq=False, dict=True):
    """A power item in one edition. `edition_id` is None where it is its list's latest.

    `when` is the time the question was put for, `encoded` its content as it is stored. With `has_readings`
    what publication keeps of its cells' readings came along. Records are equal when they are the same object.
    """

    when: When
    id: int
    revision_id: int
    edition_id: int | None
    list_id: int
    body_id: int
    category: Category | None
    level: Level | None
    encoded: str | bytes
    has_readings: bool = False
    stored_bases: Stored = None
    stored_codes: Stored = None
    stored_duties: Stored = None

    @cached_property
    def content(self) -> ItemContent:
        """Every field, verbatim."""
        return decode_content(self.encoded)

    @property
    def folded_name(self) -> str:
        """Name and sub-item name, folded, as revisions are found by."""
        return fold(self.content.name + self.content.sub_item_name)


def item_record(row: Row[Any], when: When) -> ItemRecord:
    """Return the record of a row of `item_rows`."""
    return ItemRecord(
        when,
        row.item_id,
        row.id,
        row.edition_id,
        row.list_id,
        row.body_id,
        _CATEGORIES[row.category],
        _LEVELS[row.level],
        row.content,
    )


def _listed(rows: Sequence[Any], when: When) -> list[ItemRecord]:
    """Return the records of rows of `listed_rows`."""
    return [
        ItemRecord(when, item, number, None, list_id, body_id, _CATEGORIES[category], _LEVELS[level], content)
        for number, item, list_id, body_id, category, level, content, _ in rows
    ]


def _with_shown(rows: Sequence[Any], when: When) -> list[ItemRecord]:
    """Return the same of rows that have beside them what is kept of their bases and codes.

    Taking a row apart at once takes half of what asking it for each field does.
    """
    return [
        ItemRecord(
            when,
            item,
            number,
            None,
            list_id,
            body_id,
            _CATEGORIES[category],
            _LEVELS[level],
            content,
            True,
            bases,
            codes,
        )
        for number, item, list_id, body_id, category, level, content, _, bases, codes in rows
    ]


def _with_all(rows: Sequence[Any], when: When) -> list[ItemRecord]:
    """Return the same of rows that have beside them what is kept of all of their readings."""
    records = _with_shown([row[:-1] for row in rows], when)
    for record, row in zip(records, rows, strict=True):
        record.stored_duties = row[-1]
    return records


# By how many of `READINGS` lie beside a row; duties, the last, are long and seldom asked for.
_SHOWN = 2
_LISTED = {0: _listed, _SHOWN: _with_shown, len(READINGS): _with_all}


def _beside(readings: frozenset[str] | None) -> int:
    """How many of `READINGS` a page brings along for those that are asked."""
    if readings is None:
        return 0
    return len(READINGS) if READINGS[-1] in readings else _SHOWN


def _records(rows: Sequence[Row[Any]], when: When) -> list[ItemRecord]:
    return [item_record(row, when) for row in rows]


def item_page(
    connection: Connection,
    selection: ItemSelection,
    request: PageRequest,
    *,
    readings: frozenset[str] | None = None,
) -> Page[ItemRecord]:
    """Return the page of the items asked; cursors hold while rows come and go.

    With `readings` what is kept of those of `READINGS` that it names comes with them, where that spares a
    statement; others are then read from their cells when they are asked for after all.
    Raises `DateBeyondDataError` for a day before the first edition of the lists that are asked.
    """
    scope = scope_of(
        connection,
        division=selection.division,
        kind=selection.kind,
        body=selection.body,
        when=selection.when,
    )
    rows = rows_of(scope)
    keyset = Keyset(_order(selection, rows, connection.dialect.name), request)
    query = partial(_query, connection, selection, scope, rows)
    total = partial(counted, connection, scope, selection.categories, selection.body)
    beside = _beside(readings)
    is_whole = not (selection.words or selection.code or selection.instrument)
    found: Sequence[Any] | None = None
    nearby: Callable[[], Select[Any]] | None = None
    records, keys = _records, None
    if is_whole and keyset.order.name == "list":
        found = listed_rows(
            connection,
            scope,
            selection.categories,
            selection.body,
            keyset,
            readings=beside,
        )
        if found is None:
            found = layered_rows(connection, scope, selection.categories, selection.body, keyset)
        else:
            records, keys = _LISTED[beside], keys_of_listed
    elif selection.words and not (selection.code or selection.instrument) and is_ranked(scope, keyset):
        narrowed = _narrowed(selection, rows)
        found = ranked_rows(connection, selection.words, scope, narrowed, rows, keyset)
        nearby = partial(beside_cursor, connection, selection.words, narrowed, rows, keyset)
    page = page_of_rows(
        connection,
        query,
        keyset,
        rows_between(connection, query(), keyset) if found is None else found,
        partial(records, when=selection.when),
        total if is_whole else None,
        nearby,
        keys,
    )
    if not page.nodes:
        asked = narrowed_to(selection.division, selection.kind, selection.body)
        require_begun(connection, selection.when, *asked)
    return page


def items_by_id(connection: Connection, ids: Collection[int], when: When = LATEST) -> dict[int, ItemRecord]:
    """Return the powers with those ids as they stand at that time; those that do not are left out.

    A power that no latest edition has is answered from the draft that has it, where one is shown. Raises
    `DateBeyondDataError` for a day before the first edition of the lists they are of.
    """
    scope = Scope(when=when, lists=None, editions=None)
    if not when.is_latest:
        lists = connection.execute(
            select(power_item.c.list_id).where(power_item.c.id.in_(ids)).distinct()
        ).scalars()
        asked = list(lists)
        scope = scope_of_lists(connection, asked, when)
        if scope.is_empty and asked:
            require_begun(connection, when, published_list.c.id.in_(asked))
    rows = rows_of(scope)
    standing = connection.execute(item_rows(rows).where(rows.item_id.in_(ids)))
    found = {row.item_id: item_record(row, when) for row in standing}
    if when.is_latest and drafts_shown(connection) and len(found) < len(set(ids)):
        found |= _drafted(connection, set(ids) - found.keys())
    return found


def _drafted(connection: Connection, ids: Collection[int]) -> dict[int, ItemRecord]:
    """By id: the powers as they stand in the drafts shown, in the one begun last where several have them."""
    drafts = sorted(drafts_shown(connection))
    rows = rows_of(Scope(when=LATEST, lists=None, editions=drafts, parts=parts_shown(connection)))
    named = select(edition.c.id, edition.c.label).where(edition.c.id.in_(drafts))
    labels: dict[int, str] = dict(connection.execute(named).all())
    standing = item_rows(rows).where(rows.item_id.in_(ids)).order_by(rows.edition_id)
    return {
        row.item_id: item_record(row, When(label=labels[row.edition_id]))
        for row in connection.execute(standing)
    }


def powers_shown(connection: Connection, edition_id: int) -> list[int]:
    """Return the ids of the powers that stand in an edition, as far as it is shown."""
    rows = rows_of(Scope(when=LATEST, lists=None, editions=[edition_id], parts=parts_shown(connection)))
    return list(
        connection.execute(select(rows.item_id).select_from(rows.source).where(rows.stands)).scalars()
    )


def item_by_code(connection: Connection, division: str, code: str, when: When = LATEST) -> ItemRecord | None:
    """Return the division's power with that code; raises `AmbiguousError` where several have it."""
    selection = ItemSelection(division=division, code=code, when=when)
    page = item_page(connection, selection, PageRequest(first=2))
    if len(page.nodes) > 1:
        raise AmbiguousError(
            f"{division} 有 {page.total_count} 个事项的编码为“{code[:80]}”。",
            "用 items(division, code) 逐个查看，再按 id 查询。",
        )
    return page.nodes[0] if page.nodes else None


def _query(connection: Connection, selection: ItemSelection, scope: Scope, rows: Rows) -> Select[Any]:
    """The items of the scope, as far as they are asked."""
    query = _narrowed(selection, rows)
    if selection.words:
        lists = scope.lists if isinstance(scope.lists, list) else None
        drafts = drafts_shown(connection) if selection.when.label is not None else ()
        query = query.where(matches(selection.words, connection.dialect.name, rows, drafts, lists))
    return query


def _narrowed(selection: ItemSelection, rows: Rows) -> Select[Any]:
    """The items of the scope, as far as they are asked by something else than words."""
    query = item_rows(rows)
    if selection.categories:
        query = query.where(rows.category.in_([category.value for category in selection.categories]))
    if selection.body is not None:
        query = query.where(rows.body_id == selection.body)
    if selection.code:
        coded = select(revision_code.c.revision_id).where(revision_code.c.folded_code == fold(selection.code))
        query = query.where(revision.c.id.in_(coded))
    if selection.instrument is not None:
        citing = select(citation.c.revision_id).where(citation.c.instrument_id == selection.instrument)
        query = query.where(revision.c.id.in_(citing))
    return query


def _order(selection: ItemSelection, rows: Rows, dialect: str) -> Order:
    """The order with the list's own as its end, which makes it total."""
    sorting = selection.sorting
    columns = (rows.list_id, rows.body_id, rows.position, rows.item_id)
    types = (int, int, float, int)
    if sorting is ItemOrder.LIST:
        return Order("list", columns, types)
    if sorting is ItemOrder.RELEVANCE:
        return Order("relevance", (tier(selection.words, rows), *columns), (int, *types))
    leading: ColumnElement[Any] = revision.c.folded_name
    if sorting is ItemOrder.CODE:
        leading = (
            select(func.coalesce(func.min(revision_code.c.folded_code), ""))
            .where(revision_code.c.revision_id == revision.c.id)
            .scalar_subquery()
        )
    bytewise = collate(leading, "C" if dialect == "postgresql" else "BINARY")
    return Order(sorting.value.lower(), (bytewise, *columns), (str, *types))
