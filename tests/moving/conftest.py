"""A store with two published editions of the example county's list, a draft, and a trail of acts."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from loaders import ReadOptions, read_list
from seeds import seed
from service.access import Principal
from service.audit import Entry, append
from service.editions import LoadRequest, LoadState, load
from service.moving import back_up
from service.store import migrate, open_store
from service.store.reference import load_reference
from service.vocabulary import ListKind
from tests.support.stores import StoreMaker

COUNTY = "330824"
CLERK = Principal(subject="os:clerk", name="经办人", grants=())


@pytest.fixture(scope="session")
def _filled_once() -> dict[StoreMaker, str]:
    """The address of the store by who made it."""
    return {}


@pytest.fixture
def filled_url(store_maker: StoreMaker, _filled_once: dict[StoreMaker, str]) -> Iterator[str]:
    """The address of a copy of the store, on SQLite and on PostgreSQL in turn."""
    if store_maker not in _filled_once:
        _filled_once[store_maker] = store_maker.migrated()
        _fill(_filled_once[store_maker])
    url = store_maker.copy(_filled_once[store_maker])
    yield url
    store_maker.remove(url)


@pytest.fixture(scope="session")
def backup(sqlite_stores: StoreMaker, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of the store; not to be changed."""
    url = sqlite_stores.migrated()
    _fill(url)
    store, path = open_store(url), tmp_path_factory.mktemp("backup") / "backup"
    back_up(store, path)
    store.close()
    return path


def _fill(url: str) -> None:
    store = migrate(url)
    with store.write() as connection:
        load_reference(connection)
    for label, file, published in (("2024", "2024", True), ("2025", "2025", True), ("2026", "2024", False)):
        path = Path(str(seed("examples", f"{COUNTY}-{file}.csv")))
        request = LoadRequest(
            division=COUNTY,
            kind=ListKind.COMBINED,
            label=label,
            effective=date(int(label), 1, 1),
            publish=published,
        )
        report = load(store, read_list(path, ReadOptions(kind=ListKind.COMBINED)), request)
        assert report.state is (LoadState.PUBLISHED if published else LoadState.DRAFT)
    with store.write() as connection:
        for act in ("edition.load", "edition.publish"):
            entry = Entry(by=CLERK, act=act, subject="edition:1", division=COUNTY, why="年度清理")
            append(connection, entry, at=datetime(2026, 1, 1, tzinfo=UTC))
    store.close()
