"""Published lists of every sort, and their pages, on SQLite and on PostgreSQL in turn."""

from collections.abc import Iterator

import pytest

from service.pages import Site
from service.store import Store, open_store
from tests.pages.inventory import fill, pages
from tests.support.stores import SqliteStores, StoreMaker

SHOWN = Site(findings=True)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def filled(request: pytest.FixtureRequest) -> Iterator[Store]:
    """A store with everything, for all tests of a module to read from."""
    maker: StoreMaker = request.getfixturevalue(f"{request.param}_stores")
    url = maker.migrated()
    opened = open_store(url)
    fill(opened)
    yield opened
    opened.close()
    maker.remove(url)


@pytest.fixture(scope="module")
def site_pages(filled: Store, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Every page of its site, findings too, by address."""
    return dict(pages(filled, SHOWN, tmp_path_factory.mktemp("work")))


@pytest.fixture(scope="module")
def sqlite_filled(sqlite_stores: SqliteStores) -> Iterator[Store]:
    """The same store, where its make does not matter."""
    url = sqlite_stores.migrated()
    opened = open_store(url)
    fill(opened)
    yield opened
    opened.close()
    sqlite_stores.remove(url)
