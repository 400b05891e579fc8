"""Upgrading stores of earlier schemas with data in them; an upgrade that fails leaves the store as it was.

`states/` holds a SQLite store of each schema that left this project, made by that version's own commands: the
example county's lists of 2024 and 2025 published, the city's of 2024 in draft. A schema that is released
adds its state here.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.operations import Operations
from alembic.script import ScriptDirectory

from service.audit import verify
from service.editions import editions
from service.reading import ItemSelection, PageRequest, histories, item_page
from service.store import migrate
from service.store.migrate import differences
from service.vocabulary import EditionState
from tests.support.repository import ROOT
from tests.support.states import STATES, contents, restore_state
from tests.support.stores import StoreMaker

COUNTY, CITY = "330824", "330800"


@pytest.fixture(params=STATES, ids=lambda path: path.name.split(".")[0])
def state_url(request: pytest.FixtureRequest, store_maker: StoreMaker, tmp_path: Path) -> Iterator[str]:
    """The address of a store in that state, on SQLite and on PostgreSQL in turn."""
    url = store_maker.bare()
    restore_state(request.param, url, tmp_path)
    yield url
    store_maker.remove(url)


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
        for words in ("水", "处罚", "水利局"):
            asked = ItemSelection(text=words), ItemSelection(text=words, division=COUNTY)
            everywhere, there = (item_page(connection, one, PageRequest(first=200)) for one in asked)
            assert [item.id for item in there.nodes] == [item.id for item in everywhere.nodes] != []
        assert verify(connection) == []
    store.close()


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


def test_every_schema_before_the_newest_has_a_state_that_is_upgraded() -> None:
    scripts = ScriptDirectory(str(ROOT / "service" / "store" / "migrations"))
    known = {script.revision for script in scripts.walk_revisions()}
    kept = {path.name.split(".")[0] for path in STATES}
    assert kept
    assert kept <= known
