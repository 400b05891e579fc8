"""Legal instruments (法律法规规章和规范性文件) of the registry."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, Select, exists, or_, select

from service.reading.paging import Order, Page, PageRequest, fetch_page
from service.reading.refusals import require_short
from service.store.core import citation, instrument, instrument_alias, instrument_version
from service.store.prepared import Prepared, one_of_numbers
from service.text import fold
from service.vocabulary import InstrumentRank, InstrumentStatus

_ORDER = Order("instrument", (instrument.c.folded_title, instrument.c.id), (str, int))


class InstrumentRecord(msgspec.Struct, frozen=True, kw_only=True):
    """An instrument: title, number, rank, who issued it, and whether it is in force."""

    id: int
    title: str
    rank: InstrumentRank | None
    issuer: str | None
    document_number: str | None
    issued_on: date | None
    effective_on: date | None
    repealed_on: date | None
    status: InstrumentStatus
    successor_title: str | None


def instruments_by_id(connection: Connection, ids: Collection[int]) -> dict[int, InstrumentRecord]:
    """Return the instruments with those ids; unknown ones are left out."""
    return {row.id: _read(row) for row in connection.execute(_query().where(instrument.c.id.in_(ids)))}


def wordings_of(connection: Connection, ids: Collection[int]) -> dict[int, tuple[date, ...]]:
    """Return, in their order, the days on which wordings of instruments were published after the first.

    All that are known where the day of the first is not; an instrument without any is left out.
    """
    version = instrument_version.c
    rows = connection.execute(
        select(version.instrument_id, version.published_on)
        .join(instrument, instrument.c.id == version.instrument_id)
        .where(
            version.instrument_id.in_(ids),
            or_(instrument.c.issued_on.is_(None), version.published_on > instrument.c.issued_on),
        )
        .order_by(version.instrument_id, version.published_on)
    )
    found: dict[int, list[date]] = defaultdict(list)
    for number, day in rows:
        found[number].append(day)
    return {number: tuple(days) for number, days in found.items()}


def instrument_page(
    connection: Connection,
    request: PageRequest,
    *,
    text: str | None = None,
    status: InstrumentStatus | None = None,
    rank: InstrumentRank | None = None,
) -> Page[InstrumentRecord]:
    """Return a page of instruments by title; every word of `text` stands in title, number or an alias.

    Raises `BadArgumentError` for a text too long to look for.
    """
    require_short("text", text)
    query = _query()
    for word in (text or "").split():
        folded = fold(word)
        alias = exists(
            select(instrument_alias.c.instrument_id).where(
                instrument_alias.c.instrument_id == instrument.c.id,
                instrument_alias.c.folded_title.contains(folded, autoescape=True),
            )
        )
        query = query.where(
            or_(
                instrument.c.folded_title.contains(folded, autoescape=True),
                instrument.c.document_number.contains(word, autoescape=True),
                alias,
            )
        )
    if status is not None:
        query = query.where(instrument.c.status == status.value)
    if rank is not None:
        query = query.where(instrument.c.rank == rank.value)
    return fetch_page(connection, query, _ORDER, request, _read)


def cited_instruments(
    connection: Connection, revision_ids: Collection[int]
) -> dict[int, dict[int, InstrumentRecord]]:
    """Return, for each revision, by the basis' ordinal, the instrument of the registry it cites."""
    found: dict[int, dict[int, InstrumentRecord]] = {number: {} for number in revision_ids}
    known: dict[int, InstrumentRecord] = {}
    for row in _CITED.rows(connection, revisions=list(revision_ids)):
        found[row.revision_id][row.ordinal] = known.setdefault(row.id, _read(row))
    return found


def _query() -> Select[Any]:
    return select(
        instrument.c.id,
        instrument.c.title,
        instrument.c.rank,
        instrument.c.issuer,
        instrument.c.document_number,
        instrument.c.issued_on,
        instrument.c.effective_on,
        instrument.c.repealed_on,
        instrument.c.status,
        instrument.c.successor_title,
    )


_CITED = Prepared(
    lambda dialect: (
        _query()
        .add_columns(citation.c.revision_id, citation.c.ordinal)
        .join(citation, citation.c.instrument_id == instrument.c.id)
        .where(one_of_numbers(citation.c.revision_id, "revisions", dialect))
    )
)


def _read(row: Row[Any]) -> InstrumentRecord:
    return InstrumentRecord(
        id=row.id,
        title=row.title,
        rank=InstrumentRank(row.rank) if row.rank else None,
        issuer=row.issuer,
        document_number=row.document_number,
        issued_on=row.issued_on,
        effective_on=row.effective_on,
        repealed_on=row.repealed_on,
        status=InstrumentStatus(row.status),
        successor_title=row.successor_title,
    )
