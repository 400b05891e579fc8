"""Stores of earlier schemas with data in them, as the commands of those versions made them."""

import lzma
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import inspect, text

from service.store import Store, migrate, open_store
from service.store.search import add_documents
from tests.support.repository import ROOT

FOLDER = ROOT / "tests" / "operations" / "states"
STATES = sorted(FOLDER.glob("*.db.xz"))


def restore_state(state: Path, url: str, directory: Path) -> None:
    """Make the store at `url`, where none is yet, what the state holds."""
    unpacked = directory / "state.db"
    unpacked.write_bytes(lzma.decompress(state.read_bytes()))
    with closing(sqlite3.connect(unpacked)) as old:
        ((revision,),) = old.execute("SELECT version_num FROM alembic_version")
        store = migrate(url, revision)
        with store.write() as connection:
            kinds = {
                name: {column["name"]: column["type"] for column in inspect(connection).get_columns(name)}
                for name in inspect(connection).get_table_names()
            }
            if store.is_sqlite:
                connection.execute(text("PRAGMA defer_foreign_keys=ON"))
            else:
                connection.execute(text("SET session_replication_role = replica"))
                # SQLite keeps moments as UTC without saying so.
                connection.execute(text("SET LOCAL TIME ZONE 'UTC'"))
            for (name,) in old.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
                if name in kinds and not name.startswith(("revision_search", "alembic")):
                    _fill(store, connection, old, name, kinds[name])
            add_documents(connection, _documents(old))
        store.close()


def _fill(store: Store, connection: Any, old: sqlite3.Connection, name: str, kinds: dict[str, Any]) -> None:
    found = old.execute(f"SELECT * FROM {name}")
    columns = [column for column, *_ in found.description]
    assert set(columns) == set(kinds), name
    true_or_false = [column for column in columns if str(kinds[column]) == "BOOLEAN"]
    rows = [dict(zip(columns, row, strict=True)) for row in found]
    for row in rows if not store.is_sqlite else ():
        row.update({column: bool(row[column]) for column in true_or_false})
    connection.execute(text(f"DELETE FROM {name}"))
    if rows:
        listed = ", ".join(columns)
        marks = ", ".join(f":{column}" for column in columns)
        connection.execute(text(f"INSERT INTO {name} ({listed}) VALUES ({marks})"), rows)


def _documents(old: sqlite3.Connection) -> Iterator[tuple[int, str]]:
    """The search index, which keeps no text: by revision, the terms it is found by."""
    old.execute("CREATE VIRTUAL TABLE temp.terms USING fts5vocab(main, revision_search, instance)")
    yield from old.execute("SELECT doc, group_concat(term, ' ') FROM temp.terms GROUP BY doc").fetchall()


def contents(url: str) -> dict[str, set[str]]:
    """Each table's rows."""
    store = open_store(url)
    with store.read() as connection:
        names = [name for name in inspect(connection).get_table_names() if "search" not in name]
        found = {name: set(map(repr, connection.execute(text(f"SELECT * FROM {name}")))) for name in names}
    store.close()
    return found
