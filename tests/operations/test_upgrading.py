"""Upgrading stores of earlier schemas with data in them; an upgrade that fails leaves the store as it was.

`states/` holds a SQLite store of each schema that left this project, made by that version's own commands: the
example county's lists of 2024 and 2025 published, the city's of 2024 in draft. A schema that is released
adds its state here (`tests.support.newest_state` makes it), with something in every table. Schemas between
two releases are those that the newest state is taken back to, step by step, and brought up from again.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from alembic.operations import Operations
from alembic.runtime.migration import HeadMaintainer
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from service.audit import verify
from service.editions import editions, index_search
from service.reading import ItemSelection, PageRequest, histories, item_page
from service.store import migrate, open_store
from service.store.migrate import differences
from service.vocabulary import EditionState, ListKind
from tests.support.repository import ROOT
from tests.support.states import STATES, contents, restore_state
from tests.support.stores import StoreMaker

COUNTY, CITY = "330824", "330800"
MIGRATIONS = ROOT / "service" / "store" / "migrations"
REVISIONS = sorted(script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions())
_COUNTED_ON = {"alembic_version", "number_series"}


def revision_of(state: Path) -> str:
    return state.name.split(".")[0]


EARLIER = [state for state in STATES if revision_of(state) < REVISIONS[-1]]


@pytest.fixture
def state_url(request: pytest.FixtureRequest, store_maker: StoreMaker, tmp_path: Path) -> Iterator[str]:
    """The address of a store in that state, on SQLite and on PostgreSQL in turn."""
    url = store_maker.bare()
    restore_state(request.param, url, tmp_path)
    yield url
    store_maker.remove(url)


of_every_state = pytest.mark.parametrize("state_url", STATES, indirect=True, ids=revision_of)
of_earlier_states = pytest.mark.parametrize("state_url", EARLIER, indirect=True, ids=revision_of)
of_the_newest_state = pytest.mark.parametrize("state_url", STATES[-1:], indirect=True, ids=revision_of)


def take_back(url: str, revision: str) -> None:
    """Take a store back to an earlier schema; what only later ones hold is lost."""
    store = open_store(url)
    with store.write() as connection:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        command.downgrade(config, revision)
    store.close()


@of_every_state
def test_a_store_of_an_earlier_schema_is_upgraded_with_its_data(state_url: str) -> None:
    store = migrate(state_url)
    assert differences(store) == []
    with store.read() as connection:
        county, city = editions(connection, COUNTY), editions(connection, CITY)
        assert {row.label: row.state for row in county if row.kind is ListKind.COMBINED} == {
            "2024": EditionState.PUBLISHED,
            "2025": EditionState.PUBLISHED,
        }
        assert [row.state for row in city] == [EditionState.DRAFT]
        asked = ItemSelection(division=COUNTY, kind=ListKind.COMBINED)
        page = item_page(connection, asked, PageRequest(first=200))
        assert page.total_count == 220
        assert all(item.content.name for item in page.nodes)
        lived = histories(connection, [item.id for item in page.nodes])
        assert {entry.edition.label for entries in lived.values() for entry in entries} == {"2024", "2025"}
        for words in ("水", "处罚", "水利局"):
            scopes = ItemSelection(text=words), ItemSelection(text=words, division=COUNTY)
            everywhere, there = (item_page(connection, one, PageRequest(first=200)) for one in scopes)
            assert [item.id for item in there.nodes] == [item.id for item in everywhere.nodes] != []
        assert verify(connection) == []
    store.close()


@of_earlier_states
def test_an_upgrade_that_fails_leaves_the_store_as_it_was(
    state_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(state_url)
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
    assert contents(state_url) == before
    migrate(state_url).close()
    after = contents(state_url)
    for name in before.keys() - {"alembic_version"}:
        assert before[name] <= after[name], name


@of_earlier_states
def test_an_upgrade_that_fails_after_any_step_leaves_the_store_as_it_was(
    state_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(state_url)
    ((of_state,),) = (eval(row) for row in before["alembic_version"])
    to_come = [revision for revision in REVISIONS if revision > of_state]
    step = HeadMaintainer.update_to_step
    for wanted in to_come:

        def failing(self: HeadMaintainer, told: Any, wanted: str = wanted) -> None:
            step(self, told)
            if wanted in self.heads:
                raise OSError(f"the disk is gone at {wanted}")

        monkeypatch.setattr(HeadMaintainer, "update_to_step", failing)
        with pytest.raises(OSError, match=f"gone at {wanted}"):
            migrate(state_url)
        monkeypatch.undo()
        assert contents(state_url) == before, wanted
    assert len(to_come) >= 10


@of_the_newest_state
def test_what_any_schema_on_the_way_held_is_carried_up(state_url: str, store_maker: StoreMaker) -> None:
    newest = contents(state_url)
    assert [name for name, rows in newest.items() if not rows] == []
    for revision in REVISIONS[-2::-1]:
        take_back(state_url, revision)
        before = contents(state_url)
        upgraded = store_maker.copy(state_url)
        migrate(upgraded).close()
        after = contents(upgraded)
        assert after.keys() == newest.keys()
        for name in before.keys() - _COUNTED_ON:
            assert before[name] <= after[name], (revision, name)
        assert after["publication"] == newest["publication"], revision
        store_maker.remove(upgraded)


@of_the_newest_state
def test_who_is_signed_in_signs_in_anew_with_an_issuer(state_url: str) -> None:
    take_back(state_url, "0008")
    store = open_store(state_url)
    with store.write() as connection:
        connection.execute(
            text(
                "INSERT INTO access_session (text_hash, token_id, opened_at, used_at, ends_at)"
                " SELECT secret_hash, id, issued_at, issued_at, expires_at FROM access_token"
            )
        )
    store.close()
    assert len(contents(state_url)["access_session"]) == 1
    migrate(state_url).close()
    assert contents(state_url)["access_session"] == set()


@of_every_state
def test_an_upgraded_search_index_is_what_would_be_made_anew(state_url: str) -> None:
    store = migrate(state_url)
    emptied = "TRUNCATE revision_search"
    if store.is_sqlite:
        emptied = "INSERT INTO revision_search (revision_search) VALUES ('delete-all')"
    with store.write() as connection:
        upgraded = documents(connection)
        connection.execute(text(emptied))
        assert documents(connection) == {}
        index_search(connection)
        assert documents(connection) == upgraded
    assert len(upgraded) > 200
    store.close()


def documents(connection: Connection) -> dict[int, set[str]]:
    """The terms of each document of the search index."""
    if connection.dialect.name == "postgresql":
        rows = connection.execute(
            text("SELECT revision_id, tsvector_to_array(document) FROM revision_search")
        )
        return {number: set(terms) for number, terms in rows}
    connection.execute(
        text("CREATE VIRTUAL TABLE temp.terms USING fts5vocab(main, revision_search, instance)")
    )
    rows = connection.execute(text("SELECT doc, group_concat(term, ' ') FROM temp.terms GROUP BY doc"))
    found = {number: set(terms.split(" ")) for number, terms in rows}
    connection.execute(text("DROP TABLE temp.terms"))
    return found


def test_every_schema_before_the_newest_has_a_state_that_is_upgraded() -> None:
    kept = {revision_of(state) for state in STATES}
    assert "0001" in kept
    assert kept <= set(REVISIONS)
