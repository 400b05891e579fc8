"""Reading the trail: as a stream from its beginning, or a page of it from its end."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from service.audit.records import Record
from service.reading.paging import Order, Page, PageRequest, fetch_page
from service.store.core import audit_record

_PIECE = 1000
_ORDER = Order("audit", (audit_record.c.sequence,), (int,))


def stored_records(connection: Connection) -> Iterator[Record]:
    """Yield every record in the order of their numbers, a thousand of them in memory at most."""
    last = None
    query = select(audit_record).order_by(audit_record.c.sequence).limit(_PIECE)
    while rows := connection.execute(
        query if last is None else query.where(audit_record.c.sequence > last)
    ).all():
        yield from map(read_record, rows)
        last = rows[-1].sequence


def record_page(
    connection: Connection,
    request: PageRequest,
    *,
    division: str | None = None,
    act: str | None = None,
    subject: str | None = None,
    since: datetime | None = None,
) -> Page[Record]:
    """Return a page of the trail, oldest first: of a division, an act, a subject, since a moment, or all."""
    query = select(audit_record)
    narrowing = {"division_code": division, "act": act, "subject": subject}
    for column, value in narrowing.items():
        if value is not None:
            query = query.where(audit_record.c[column] == value)
    if since is not None:
        query = query.where(audit_record.c.recorded_at >= since)
    return fetch_page(connection, query, _ORDER, request, read_record)


def read_record(row: Row[Any]) -> Record:
    """Return a row of the table as a record."""
    return Record(
        sequence=row.sequence,
        recorded_at=row.recorded_at,
        who=row.who,
        who_name=row.who_name,
        act=row.act,
        subject=row.subject,
        division=row.division_code,
        body=row.body_id,
        before=row.before,
        after=row.after,
        why=row.why,
        previous=bytes(row.previous),
        hash=bytes(row.hash),
    )
