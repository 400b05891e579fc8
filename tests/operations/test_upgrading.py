"""Upgrading stores of earlier schemas with data in them; an upgrade that fails leaves the store as it was.

`states/` holds a SQLite store of each schema that left this project, made by that version's own commands: the
example county's lists of 2024 and 2025 published, the city's of 2024 in draft. A schema that is released
adds its state here.
"""

import lzma
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from service.audit import verify
from service.editions import editions
from service.reading import ItemSelection, PageRequest, histories, item_page
from service.store import Store, migrate, open_store
from service.store.migrate import differences
from service.vocabulary import EditionState
from tests.support.repository import ROOT
from tests.support.stores import StoreMaker

STATES = sorted((ROOT / "tests" / "operations" / "states").glob("*.db.xz"))
COUNTY, CITY = "330824", "330800"


@pytest.fixture(params=STATES, ids=lambda path: path.name.split(".")[0])
def state(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The SQLite file of a state."""
    path = tmp_path / "state.db"
    path.write_bytes(lzma.decompress(request.param.read_bytes()))
    return path


@pytest.fixture
def state_url(state: Path, store_maker: StoreMaker) -> Iterator[str]:
    """The address of a store in that state, on SQLite and on PostgreSQL in turn."""
    url = store_maker.bare()
    with closing(sqlite3.connect(state)) as old:
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
            for (name,) in old.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
                if name in kinds and not name.startswith(("revision_search", "alembic")):
                    _fill(store, connection, old, name, kinds[name])
        store.close()
    yield url
    store_maker.remove(url)


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


def _contents(url: str) -> dict[str, set[str]]:
    """Each table's rows."""
    store = open_store(url)
    with store.read() as connection:
        names = [name for name in inspect(connection).get_table_names() if "search" not in name]
        found = {name: set(map(repr, connection.execute(text(f"SELECT * FROM {name}")))) for name in names}
    store.close()
    return found


def test_a_store_of_an_earlier_schema_is_upgraded_with_its_data(state_url: str) -> None:
    store = migrate(state_url)
    assert differences(store) == []
    with store.read() as connection:
        county, city = editions(connection, COUNTY), editions(connection, CITY)
        assert {row.label: row.state for row in county} == {
            "2024": EditionState.PUBLISHED,
            "2025": EditionState.PUBLISHED,
        }
        assert [row.state for row in city] == [EditionState.DRAFT]
        page = item_page(connection, ItemSelection(division=COUNTY), PageRequest(first=200))
        assert page.total_count == 220
        assert all(item.content.name for item in page.nodes)
        lived = histories(connection, [item.id for item in page.nodes])
        assert {entry.edition.label for entries in lived.values() for entry in entries} == {"2024", "2025"}
        assert verify(connection) == []
    store.close()


def test_an_upgrade_that_fails_leaves_the_store_as_it_was(
    state_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = _contents(state_url)
    steps = 0

    def failing(self: Operations, statement: Any, **options: Any) -> None:
        nonlocal steps
        steps += 1
        if steps == 2:
            raise OSError("the disk is gone")
        execute(self, statement, **options)

    execute = Operations.execute
    monkeypatch.setattr(Operations, "execute", failing)
    with pytest.raises(OSError, match="the disk is gone"):
        migrate(state_url)
    monkeypatch.undo()
    assert steps == 2
    assert _contents(state_url) == before
    migrate(state_url).close()
    after = _contents(state_url)
    for name in before.keys() - {"alembic_version"}:
        assert before[name] <= after[name], name


def test_every_schema_before_the_newest_has_a_state_that_is_upgraded() -> None:
    scripts = ScriptDirectory(str(ROOT / "service" / "store" / "migrations"))
    known = {script.revision for script in scripts.walk_revisions()}
    kept = {path.name.split(".")[0] for path in STATES}
    assert kept
    assert kept <= known
