"""Editions (清单版本) that a snapshot shows, and which of them answer on a day."""

from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, Row, Select, func, select

from service.reading.paging import Order, Page, PageRequest, fetch_page, fetch_pages
from service.reading.refusals import BadArgumentError, NotFoundError
from service.reading.sight import PUBLISHED, drafts_shown, part_seen, parts_shown, seen
from service.store.core import body_list, edition, edition_body, published_list
from service.store.prepared import Prepared, one_of_numbers
from service.vocabulary import EditionState, ListKind

_ORDER = Order(
    "edition",
    (published_list.c.division_code, published_list.c.kind, edition.c.effective_on, edition.c.id),
    (str, str, date, int),
)


class EditionRecord(msgspec.Struct, frozen=True, kw_only=True):
    """An edition; `latest` marks the one that answers where no other is asked for.

    Of a draft seen in part `items` counts that part. `published` is None for a draft.
    """

    id: int
    list_id: int
    division_code: str
    kind: ListKind
    label: str
    effective_on: date
    recorded_at: datetime
    published: datetime | None
    latest: bool
    items: int

    @property
    def published_at(self) -> datetime:
        """When it was published; not to be asked of a draft."""
        assert self.published is not None  # noqa: S101 - see above
        return self.published

    @property
    def state(self) -> EditionState:
        """Whether it is published."""
        return EditionState.DRAFT if self.published is None else EditionState.PUBLISHED


class When(msgspec.Struct, frozen=True, kw_only=True):
    """Which edition of each list answers: the one with a label, or the latest as of a day and as known
    at a moment, or simply the latest.
    """

    label: str | None = None
    as_of: date | None = None
    known_at: datetime | None = None

    def __post_init__(self) -> None:
        """Raise `BadArgumentError` where a label and a day are both given."""
        if self.label is not None and (self.as_of is not None or self.known_at is not None):
            raise BadArgumentError("edition 不能与 asOf、knownAt 同时给出。", "只给 edition，或只给日期。")

    @property
    def is_latest(self) -> bool:
        """Whether simply the latest editions are asked."""
        return self == LATEST


LATEST = When()


def in_force(
    when: When, *narrowing: ColumnElement[bool], shown: ColumnElement[bool] = PUBLISHED
) -> Select[tuple[int]]:
    """Return the query of the ids of the editions that answer, one of each list at most.

    `narrowing` are conditions on `edition` and `published_list`, which are joined. A draft only ever
    answers by its label, where `shown` lets it.
    """
    joined = edition.join(published_list, published_list.c.id == edition.c.list_id)
    public = (PUBLISHED, *narrowing)
    if when.is_latest:
        return select(edition.c.id).select_from(joined).where(edition.c.current, *narrowing)
    if when.label is not None:
        return (
            select(edition.c.id).select_from(joined).where(edition.c.label == when.label, shown, *narrowing)
        )
    place = (
        func.row_number()
        .over(
            partition_by=edition.c.list_id,
            order_by=(edition.c.effective_on.desc(), edition.c.recorded_at.desc(), edition.c.id.desc()),
        )
        .label("place")
    )
    known = select(edition.c.id, place).select_from(joined).where(*public)
    if when.as_of is not None:
        known = known.where(edition.c.effective_on <= when.as_of)
    if when.known_at is not None:
        known = known.where(edition.c.published_at <= when.known_at)
    ranked = known.subquery()
    return select(ranked.c.id).where(ranked.c.place == 1)


def editions_by_id(connection: Connection, ids: Collection[int]) -> dict[int, EditionRecord]:
    """Return the editions with those ids that are shown; others are left out."""
    rows: Sequence[Any] = _BY_ID.rows(connection, ids=list(ids))
    drafts = sorted(drafts_shown(connection).keys() & set(ids))
    if drafts:
        rows = [*rows, *connection.execute(_query(seen(connection)).where(edition.c.id.in_(drafts)))]
    read = _reader(connection)
    return {row.id: read(row) for row in rows}


def latest_editions(connection: Connection, list_ids: Collection[int]) -> dict[int, EditionRecord]:
    """Return, by list, its latest published edition; lists without one are left out."""
    rows = _LATEST_OF.rows(connection, lists=list(list_ids))
    return {row.list_id: _read(row) for row in rows}


def editions_of_lists(connection: Connection, list_ids: Collection[int]) -> list[EditionRecord]:
    """Return all published editions of the lists, of each list from the oldest to the newest."""
    rows = connection.execute(
        _query()
        .where(edition.c.list_id.in_(list_ids))
        .order_by(edition.c.list_id, edition.c.effective_on, edition.c.recorded_at, edition.c.id)
    )
    return [_read(row) for row in rows]


def all_editions(connection: Connection) -> list[EditionRecord]:
    """Return every published edition, of each list from the oldest to the newest."""
    rows = connection.execute(
        _query().order_by(edition.c.list_id, edition.c.effective_on, edition.c.recorded_at, edition.c.id)
    )
    return [_read(row) for row in rows]


def find_edition(
    connection: Connection, division: str, kind: ListKind, label: str | None = None
) -> EditionRecord | None:
    """Return the list's edition with that label, or its latest; None where none is shown."""
    shown = seen(connection)
    wanted = in_force(
        When(label=label),
        published_list.c.division_code == division,
        published_list.c.kind == kind.value,
        shown=shown,
    )
    row = connection.execute(_query(shown).where(edition.c.id.in_(wanted))).first()
    return _reader(connection)(row) if row else None


def require_edition(
    connection: Connection, division: str, kind: ListKind, label: str | None = None
) -> EditionRecord:
    """Return `find_edition`'s; raises `NotFoundError` naming the list and the labels it has."""
    found = find_edition(connection, division, kind, label)
    if found:
        return found
    labels = connection.execute(
        _query()
        .where(published_list.c.division_code == division, published_list.c.kind == kind.value)
        .order_by(edition.c.effective_on, edition.c.recorded_at)
    )
    known = "、".join(row.label for row in labels)
    wanted = f"名为“{label[:40]}”的已公布版本" if label is not None else "已公布的版本"
    raise NotFoundError(
        f"{division} 的{kind.label}没有{wanted}。",
        f"已公布的版本：{known}。" if known else "该清单还没有公布任何版本。",
    )


def editions_to_check(
    connection: Connection, division: str, kind: ListKind | None = None, label: str | None = None
) -> list[EditionRecord]:
    """Return the editions of the division's lists: those of the label, else the latest of each.

    Raises `NotFoundError` where there is none.
    """
    if kind is not None:
        return [require_edition(connection, division, kind, label)]
    shown = seen(connection)
    wanted = in_force(When(label=label), published_list.c.division_code == division, shown=shown)
    rows = connection.execute(_query(shown).where(edition.c.id.in_(wanted)).order_by(published_list.c.kind))
    found = list(map(_reader(connection), rows))
    if not found:
        what = f"名为“{label[:40]}”的已公布版本" if label is not None else "已公布的清单"
        raise NotFoundError(f"{division} 没有{what}。", "先载入并公布，或换一个版本。")
    return found


def edition_page(
    connection: Connection,
    request: PageRequest,
    *,
    division: str | None = None,
    kind: ListKind | None = None,
    latest: bool = False,
) -> Page[EditionRecord]:
    """Return a page of the editions shown: by division and kind, then from the oldest to the newest.

    With `latest`, of each list only the latest.
    """
    query = _query(seen(connection))
    if latest:
        query = query.where(edition.c.current)
    if division is not None:
        query = query.where(published_list.c.division_code == division)
    if kind is not None:
        query = query.where(published_list.c.kind == kind.value)
    return fetch_page(connection, query, _ORDER, request, _reader(connection))


def division_edition_pages(
    connection: Connection, codes: Sequence[str], request: PageRequest
) -> dict[str, Page[EditionRecord]]:
    """Return, for each of the divisions, the page of its editions that are shown."""
    query = _query(seen(connection)).where(published_list.c.division_code.in_(codes))
    place, read = published_list.c.division_code, _reader(connection)
    return fetch_pages(connection, query, place, codes, _ORDER, request, read)


def _query(shown: ColumnElement[bool] = PUBLISHED) -> Select[Any]:
    return (
        select(
            edition.c.id,
            edition.c.list_id,
            published_list.c.division_code,
            published_list.c.kind,
            edition.c.label,
            edition.c.effective_on,
            edition.c.recorded_at,
            edition.c.published_at,
            edition.c.current,
            edition.c["items"].label("item_count"),
        )
        .select_from(edition.join(published_list, published_list.c.id == edition.c.list_id))
        .where(shown)
    )


_BY_ID = Prepared(lambda dialect: _query().where(one_of_numbers(edition.c.id, "ids", dialect)))
_LATEST_OF = Prepared(
    lambda dialect: _query().where(one_of_numbers(edition.c.list_id, "lists", dialect), edition.c.current)
)


def _reader(connection: Connection) -> Callable[[Row[Any]], EditionRecord]:
    """What reads rows as this snapshot shows them: a draft seen in part counts that part."""
    parts = parts_shown(connection)
    if not parts:
        return _read
    counts = connection.execute(
        select(edition_body.c.edition_id, func.sum(body_list.c["items"]))
        .join(body_list, body_list.c.id == edition_body.c.body_list_id)
        .where(edition_body.c.edition_id.in_(sorted(parts)), part_seen(parts))
        .group_by(edition_body.c.edition_id)
    )
    counted = {**dict.fromkeys(parts, 0), **{number: int(items) for number, items in counts}}

    def read(row: Row[Any]) -> EditionRecord:
        record = _read(row)
        return msgspec.structs.replace(record, items=counted.get(record.id, record.items))

    return read


def _read(row: Row[Any]) -> EditionRecord:
    return EditionRecord(
        id=row.id,
        list_id=row.list_id,
        division_code=row.division_code,
        kind=ListKind(row.kind),
        label=row.label,
        effective_on=row.effective_on,
        recorded_at=row.recorded_at,
        published=row.published_at,
        latest=row.current,
        items=row.item_count,
    )
