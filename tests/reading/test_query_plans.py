"""On SQLite a page of the latest edition is walked along an index, never sorted whole."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection, event

from service.reading import ItemSelection, PageRequest, item_page
from service.store import Store
from service.vocabulary import Category, ListKind
from tests.reading.inventory import CITY, COUNTY, PROVINCE, add_divisions, county_items, publish


@pytest.fixture
def several(sqlite_store: Store) -> Store:
    add_divisions(sqlite_store, PROVINCE, CITY, COUNTY)
    for division in (COUNTY, CITY):
        for kind in (ListKind.POWER, ListKind.COMBINED):
            publish(sqlite_store, "2024", county_items(), division=division, kind=kind)
    return sqlite_store


@contextmanager
def plans(store: Store) -> Iterator[list[str]]:
    """How SQLite goes about each statement that reads items."""
    found: list[str] = []

    def explain(
        connection: Connection, _cursor: object, statement: str, parameters: tuple[object, ...], *_: object
    ) -> None:
        if statement.startswith("SELECT revision.id"):
            rows = connection.connection.cursor().execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
            found.append(" | ".join(row[3] for row in rows.fetchall()))

    event.listen(store.engine, "before_cursor_execute", explain)
    try:
        yield found
    finally:
        event.remove(store.engine, "before_cursor_execute", explain)


@pytest.mark.parametrize(
    ("selection", "key"),
    [
        (ItemSelection(), "sqlite_autoindex_current_item_1"),
        (ItemSelection(division=COUNTY), "sqlite_autoindex_current_item_1"),
        (ItemSelection(division=COUNTY, kind=ListKind.POWER), "sqlite_autoindex_current_item_1"),
        (
            ItemSelection(division=COUNTY, kind=ListKind.POWER, categories=(Category.PENALTY,)),
            "category",
        ),
    ],
)
@pytest.mark.parametrize("follow", [False, True])
def test_pages_walk_an_index(several: Store, selection: ItemSelection, key: str, follow: bool) -> None:
    with several.read() as connection:
        cursor = item_page(connection, selection, PageRequest(first=1)).cursors[0] if follow else None
        with plans(several) as found:
            item_page(connection, selection, PageRequest(first=1, after=cursor))
    assert len(found) == 1
    assert "TEMP B-TREE" not in found[0], found[0]
    assert "SCAN revision" not in found[0], found[0]
    assert key in found[0], found[0]
