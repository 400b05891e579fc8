"""Stores on SQLite and PostgreSQL in turn: `divided` is a test's own, `shared` its module's to read from."""

from collections.abc import Iterator

import pytest

from service.store import Store, open_store
from tests.reading.inventory import CITY, COUNTY, PROVINCE, add_divisions
from tests.support.stores import StoreMaker


@pytest.fixture
def divided(store: Store) -> Store:
    """A store that knows a county and the divisions above it."""
    add_divisions(store, PROVINCE, CITY, COUNTY)
    return store


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def shared(request: pytest.FixtureRequest) -> Iterator[Store]:
    """The same, for all tests of a module, which fills it once and then only reads it."""
    maker: StoreMaker = request.getfixturevalue(f"{request.param}_stores")
    url = maker.migrated()
    opened = open_store(url)
    add_divisions(opened, PROVINCE, CITY, COUNTY)
    yield opened
    opened.close()
    maker.remove(url)
