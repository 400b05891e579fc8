"""Tables of the audit trail: records that are only ever added, chained by hashes, and the chain's head.

Triggers of the migration hold both to it: a record is never changed or deleted, the head only counts on.
"""

from datetime import datetime

from sqlalchemy import Index, LargeBinary, Text
from sqlmodel import Field

from service.store.base import Table
from service.store.column_types import Number, UtcDateTime


class AuditRecord(Table, table=True):
    """操作记录: one act. `before` and `after` are canonical JSON; `hash` covers all of it and `previous`, the
    hash of the record before.

    `who` is a principal's subject, `subject` what was acted upon. Numbers and codes are those of the moment
    and may name what is gone since, so no foreign keys.
    """

    __tablename__ = "audit_record"
    __table_args__ = (Index(None, "division_code", "sequence"), Index(None, "subject", "sequence"))

    sequence: int = Field(primary_key=True, sa_type=Number)
    recorded_at: datetime = Field(sa_type=UtcDateTime)
    who: str
    who_name: str
    act: str
    subject: str
    division_code: str | None = None
    body_id: int | None = Field(default=None, sa_type=Number)
    before: str = Field(sa_type=Text)
    after: str = Field(sa_type=Text)
    why: str = Field(sa_type=Text)
    previous: bytes = Field(sa_type=LargeBinary)
    hash: bytes = Field(sa_type=LargeBinary)


class AuditHead(Table, table=True):
    """One row: how many records there are, and the hash of the last. Writers take their turn by it."""

    __tablename__ = "audit_head"

    id: int = Field(primary_key=True)
    records: int = Field(sa_type=Number)
    hash: bytes = Field(sa_type=LargeBinary)
