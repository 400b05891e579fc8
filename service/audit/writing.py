"""Adding to the trail, within the transaction of what is recorded."""

from datetime import UTC, datetime

import msgspec
from sqlalchemy import Connection, insert, select, update

from service.audit.records import Entry, Record, canonical, hash_of
from service.errors import Refusal
from service.store.core import audit_head, audit_record


def append(connection: Connection, entry: Entry, *, at: datetime | None = None) -> Record:
    """Add an entry at the end of the trail; it stands or falls with the caller's transaction.

    Other writers wait from here to the end of the transaction, so it comes last: after whatever else they
    wait for, the data version too, lest two wait for one another. `at` is the moment
    recorded, by default now. Raises `Refusal` (`bad-argument`) for text that cannot be kept.
    """
    texts = (entry.by.subject, entry.by.name, entry.subject, entry.why)
    if any("\0" in text for text in texts):
        raise Refusal("bad-argument", "文字中有不能保存的字符。", "删去该字符后重试。")
    head = connection.execute(select(audit_head.c.records, audit_head.c.hash).with_for_update()).one()
    record = Record(
        sequence=head.records + 1,
        recorded_at=at or datetime.now(UTC),
        who=entry.by.subject,
        who_name=entry.by.name,
        act=entry.act,
        subject=entry.subject,
        division=entry.division,
        body=entry.body,
        before=canonical(entry.before),
        after=canonical(entry.after),
        why=entry.why,
        previous=head.hash,
        hash=b"",
    )
    record = msgspec.structs.replace(record, hash=hash_of(record))
    connection.execute(
        insert(audit_record).values(
            sequence=record.sequence,
            recorded_at=record.recorded_at,
            who=record.who,
            who_name=record.who_name,
            act=record.act,
            subject=record.subject,
            division_code=record.division,
            body_id=record.body,
            before=record.before,
            after=record.after,
            why=record.why,
            previous=record.previous,
            hash=record.hash,
        )
    )
    connection.execute(update(audit_head).values(records=record.sequence, hash=record.hash))
    return record
