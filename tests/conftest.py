"""Fixtures of every room: stores on SQLite and on PostgreSQL, a clean environment.

`store` and `store_url` run a test once on each; `sqlite_store` where the store's make does not matter.
"""

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from service.store import Store, open_store
from tests.support.postgresql import PostgresqlAbsentError, PostgresqlServer, running_server
from tests.support.stores import PostgresqlStores, SqliteStores, StoreMaker

# What is tried is the same in every run, so that a change fails or passes for what it is. How quickly it is
# made up tells of the machine. `--hypothesis-profile explore` tries other examples each time.
settings.register_profile(
    "quanze", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("explore", settings.get_profile("quanze"), derandomize=False, print_blob=True)
settings.load_profile("quanze")


def pytest_configure() -> None:
    """Keep the caller's QUANZE_ settings out of the tests."""
    for name in [name for name in os.environ if name.startswith("QUANZE_")]:
        del os.environ[name]


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[PostgresqlServer]:
    """The test process's own PostgreSQL server; the test is skipped, with the reason, where none can run."""
    try:
        with running_server() as server:
            yield server
    except PostgresqlAbsentError as absent:
        pytest.skip(str(absent))


@pytest.fixture(scope="session")
def sqlite_stores(tmp_path_factory: pytest.TempPathFactory) -> SqliteStores:
    """Makes SQLite stores."""
    return SqliteStores(tmp_path_factory.mktemp("stores"))


@pytest.fixture(scope="session")
def postgresql_stores(postgresql_server: PostgresqlServer) -> PostgresqlStores:
    """Makes PostgreSQL stores."""
    return PostgresqlStores(postgresql_server)


@pytest.fixture(params=["sqlite", "postgresql"])
def store_maker(request: pytest.FixtureRequest) -> StoreMaker:
    """Makes stores, of each make in turn: for tests that need more than one."""
    maker: StoreMaker = request.getfixturevalue(f"{request.param}_stores")
    return maker


@pytest.fixture
def store_url(store_maker: StoreMaker) -> Iterator[str]:
    """The address of a migrated, empty store, on SQLite and on PostgreSQL in turn."""
    url = store_maker.migrated()
    yield url
    store_maker.remove(url)


@pytest.fixture
def bare_store_url(store_maker: StoreMaker) -> Iterator[str]:
    """An address at which there is no store yet, on SQLite and on PostgreSQL in turn."""
    url = store_maker.bare()
    yield url
    store_maker.remove(url)


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    """A migrated, empty store, on SQLite and on PostgreSQL in turn."""
    opened = open_store(store_url)
    yield opened
    opened.close()


@pytest.fixture
def sqlite_store(sqlite_stores: SqliteStores) -> Iterator[Store]:
    """A migrated, empty store on SQLite alone."""
    url = sqlite_stores.migrated()
    opened = open_store(url)
    yield opened
    opened.close()
    sqlite_stores.remove(url)
