"""The audit trail (操作记录): who did what, when, upon what and why; only added to, chained by hash."""

from service.audit.acts import act_labels
from service.audit.reading import record_page, stored_records
from service.audit.records import Entry, Record
from service.audit.telling import told
from service.audit.verifying import Head, head_of, verify
from service.audit.writing import append

__all__ = [
    "Entry",
    "Head",
    "Record",
    "act_labels",
    "append",
    "head_of",
    "record_page",
    "stored_records",
    "told",
    "verify",
]
