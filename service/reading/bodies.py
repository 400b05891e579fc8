"""Implementing bodies (实施主体) that have items in an edition that is shown."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

import msgspec
from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    String,
    and_,
    cast,
    exists,
    not_,
    or_,
    select,
)

from service.reading.paging import Order, Page, PageRequest, fetch_page, fetch_pages
from service.reading.refusals import require_short
from service.reading.sight import (
    PUBLISHED,
    drafts_shown,
    known_code,
    news_kept,
    part_seen,
    parts_shown,
    seen,
)
from service.store.core import body, body_alias, body_list, body_succession, edition, edition_body
from service.store.news import News
from service.store.prepared import Prepared, one_of_numbers
from service.text import fold
from service.vocabulary import BodyKind

_ORDER = Order("body", (body.c.division_code, body.c.id), (str, int))


class BodyRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A body: who it is, where it belongs, since when and until when it was one."""

    id: int
    division_code: str
    name: str
    kind: BodyKind
    credit_code: str | None
    legacy_code: str | None
    valid_from: date | None
    valid_to: date | None


class Succession(msgspec.Struct, frozen=True):
    """机构改革: another body that came before or after, and since when."""

    body_id: int
    since: date | None


def bodies_by_id(connection: Connection, ids: Collection[int]) -> dict[int, BodyRecord]:
    """Return the bodies with those ids that are shown; others are left out."""
    rows: Sequence[Any]
    if drafts_shown(connection):
        rows = connection.execute(_query(connection).where(body.c.id.in_(ids))).all()
    else:
        rows = _BY_ID.rows(connection, ids=list(ids))
    return {row.id: _read(row) for row in rows}


def body_page(
    connection: Connection, request: PageRequest, *, division: str | None = None, text: str | None = None
) -> Page[BodyRecord]:
    """Return a page of bodies: of a division, whose name or known alias holds every word, or all.

    Raises `BadArgumentError` for a text too long to look for.
    """
    require_short("text", text)
    query = _query(connection)
    if division is not None:
        query = query.where(body.c.division_code == division)
    for word in (text or "").split():
        query = query.where(_named(connection, fold(word)))
    return fetch_page(connection, query, _ORDER, request, _read)


def division_body_pages(
    connection: Connection, codes: Sequence[str], request: PageRequest
) -> dict[str, Page[BodyRecord]]:
    """Return, for each of the divisions, the page of its bodies."""
    query = _query(connection).where(body.c.division_code.in_(codes))
    return fetch_pages(connection, query, body.c.division_code, codes, _ORDER, request, _read)


def aliases_of(connection: Connection, ids: Collection[int]) -> dict[int, list[str]]:
    """Return, for each body, the other names it is or was written under."""
    found: dict[int, list[str]] = {number: [] for number in ids}
    rows = connection.execute(
        select(body_alias.c.body_id, body_alias.c.name)
        .where(body_alias.c.body_id.in_(ids), _alias_known(connection))
        .order_by(body_alias.c.body_id, body_alias.c.folded_name)
    )
    for body_id, name in rows:
        found[body_id].append(name)
    return found


def successions_of(
    connection: Connection, ids: Collection[int]
) -> dict[int, tuple[list[Succession], list[Succession]]]:
    """Return, for each body, its predecessors and its successors."""
    before: dict[int, list[Succession]] = defaultdict(list)
    after: dict[int, list[Succession]] = defaultdict(list)
    link = body_succession.c
    rows = connection.execute(
        select(link.predecessor_id, link.successor_id, link.since)
        .where(
            or_(link.predecessor_id.in_(ids), link.successor_id.in_(ids)),
            not_(
                news_kept(connection, link.successor_id, News.SUCCESSION, cast(link.predecessor_id, String))
            ),
        )
        .order_by(link.predecessor_id, link.successor_id)
    )
    for predecessor, successor, since in rows:
        before[successor].append(Succession(predecessor, since))
        after[predecessor].append(Succession(successor, since))
    return {number: (before[number], after[number]) for number in ids}


def _alias_known(connection: Connection | None) -> ColumnElement[bool]:
    """The condition that an alias is known beyond drafts that are not shown."""
    return not_(news_kept(connection, body_alias.c.body_id, News.ALIAS, body_alias.c.folded_name))


def _query(connection: Connection | None = None) -> Select[Any]:
    return select(
        body.c.id,
        body.c.division_code,
        body.c.name,
        body.c.kind,
        known_code(body.c.credit_code, connection),
        known_code(body.c.legacy_code, connection),
        body.c.valid_from,
        body.c.valid_to,
    ).where(is_shown(connection))


_BY_ID = Prepared(lambda dialect: _query().where(one_of_numbers(body.c.id, "ids", dialect)))


def is_shown(connection: Connection | None = None) -> ColumnElement[bool]:
    """The condition that a body is shown: one that only drafts name is not public.

    A snapshot may show more than what is.
    """
    shown = PUBLISHED
    if connection is not None and drafts_shown(connection):
        shown = and_(seen(connection), part_seen(parts_shown(connection)))
    return exists(
        select(body_list.c.id)
        .join(edition_body, edition_body.c.body_list_id == body_list.c.id)
        .join(edition, edition.c.id == edition_body.c.edition_id)
        .where(body_list.c.body_id == body.c.id, shown)
    )


def _named(connection: Connection, word: str) -> ColumnElement[bool]:
    alias = exists(
        select(body_alias.c.body_id).where(
            body_alias.c.body_id == body.c.id,
            body_alias.c.folded_name.contains(word, autoescape=True),
            _alias_known(connection),
        )
    )
    return or_(
        body.c.folded_name.contains(word, autoescape=True), body.c.name.contains(word, autoescape=True), alias
    )


def _read(row: Row[Any]) -> BodyRecord:
    return BodyRecord(
        id=row.id,
        division_code=row.division_code,
        name=row.name,
        kind=BodyKind(row.kind),
        credit_code=row.credit_code,
        legacy_code=row.legacy_code,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )
