"""Reading the trail: as a stream from its beginning, or a page of it from its end."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Row, select

from service.audit.records import Record
from service.store.core import audit_record

_PIECE = 1000


def stored_records(connection: Connection) -> Iterator[Record]:
    """Yield every record in the order of their numbers, a thousand of them in memory at most."""
    last = None
    query = select(audit_record).order_by(audit_record.c.sequence).limit(_PIECE)
    while rows := connection.execute(
        query if last is None else query.where(audit_record.c.sequence > last)
    ).all():
        yield from map(read_record, rows)
        last = rows[-1].sequence


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
