"""Trails to verify, and the hand of somebody who has the database itself."""

from typing import Any

from sqlalchemy import Connection, text

from service.access import operator
from service.audit import Entry, append
from service.store import Store

CLERK = operator("clerk")


def entry(number: int, **fields: Any) -> Entry:
    """An entry like any other."""
    return Entry(
        by=CLERK,
        act="edition.publish",
        subject=f"edition:{number}",
        division="330824",
        before={"state": "draft"},
        after={"state": "published", "items": number},
        why="年度清理",
        **fields,
    )


def trail(store: Store, length: int) -> None:
    """So many records."""
    with store.write() as connection:
        for number in range(1, length + 1):
            append(connection, entry(number))


def tamper(store: Store, *statements: str) -> None:
    """Do to the store what no program of ours does: the guards are taken off first."""
    with store.write() as connection:
        _unguard(connection)
        for statement in statements:
            connection.execute(text(statement))


def _unguard(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        triggers = connection.execute(
            text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'audit%'")
        ).scalars()
        for name in list(triggers):
            connection.execute(text(f"DROP TRIGGER {name}"))
    else:
        for table in ("audit_record", "audit_head"):
            connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
