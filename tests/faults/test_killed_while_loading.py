"""kill -9 in the middle of loading and publishing: an edition is there whole, or not at all."""

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import func, select

from loaders import ReadOptions, read_list
from service.editions import LoadRequest, LoadState, load
from service.store import migrate, open_store
from service.store.base import Table
from service.store.reference import load_reference
from service.store.tables import Edition
from service.vocabulary import EditionState, ListKind
from tests.bench.corpus import DIVISION, list_rows, write_csv
from tests.support.repository import ROOT
from tests.support.stores import StoreMaker

_ROWS = 600
_TAKEN_APART = {"number_series"}  # numbers are taken in a transaction of their own and may leave gaps


def _file(directory: Path, seed: int) -> Path:
    path = directory / f"list{seed}.csv"
    write_csv(path, list_rows(_ROWS, seed))
    return path


def _load(url: str, path: Path, label: str) -> float:
    """Load and publish the file here; the seconds it took."""
    content = read_list(path, ReadOptions(kind=ListKind.COMBINED))
    request = LoadRequest(division=DIVISION, kind=ListKind.COMBINED, label=label, publish=True)
    store = open_store(url)
    start = time.perf_counter()
    assert load(store, content, request).state is LoadState.PUBLISHED
    seconds = time.perf_counter() - start
    store.close()
    return seconds


def _prepared(url: str, first: Path) -> float:
    """Publish the edition before; the seconds its load took."""
    store = migrate(url)
    with store.write() as connection:
        load_reference(connection)
    store.close()
    return _load(url, first, "2025")


def _kill_a_load(url: str, path: Path, after: float) -> None:
    command = [sys.executable, "-m", "tests.faults.killed_load", url, str(path), "2026"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stdout.readline() == b"begun\n"
        time.sleep(after)
        process.kill()


def _rows(url: str) -> dict[str, int]:
    """How many rows each table has."""
    tables = [table for table in Table.metadata.sorted_tables if table.name not in _TAKEN_APART]
    store = open_store(url)
    with store.read() as connection:
        found = {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in tables
        }
    store.close()
    return found


def _editions(url: str) -> dict[str, tuple[str, int, bytes]]:
    """State, items and seal of every edition, by label."""
    edition = Table.metadata.tables[Edition.__tablename__]
    store = open_store(url)
    with store.read() as connection:
        rows = connection.execute(
            select(edition.c.label, edition.c.state, edition.c["items"], edition.c.seal)
        ).all()
    store.close()
    return {row.label: (row.state, row.items, row.seal) for row in rows}


def _kill_at(moments: list[float], stores: StoreMaker, directory: Path) -> None:
    """Kill a load at each moment (parts of the time it takes) and look at what it left."""
    first, second = _file(directory, 1), _file(directory, 2)
    prepared = stores.migrated()
    seconds = _prepared(prepared, first)
    before = _rows(prepared)
    published = _editions(prepared)
    interrupted = 0
    for moment in moments:
        url = stores.copy(prepared)
        _kill_a_load(url, second, after=moment * seconds)
        left = _editions(url)
        if left == published:
            interrupted += 1
            assert _rows(url) == before
            _load(url, second, "2026")
            left = _editions(url)
        assert left["2025"] == published["2025"]
        assert left["2026"][:2] == (EditionState.PUBLISHED, _ROWS)
        assert left["2026"][2]
        stores.remove(url)
    stores.remove(prepared)
    assert interrupted


def test_a_killed_load_leaves_an_edition_whole_or_not_at_all(store_maker: StoreMaker, tmp_path: Path) -> None:
    _kill_at([0.2, 0.7, 0.9], store_maker, tmp_path)


@pytest.mark.soak
@pytest.mark.timeout(1800)
def test_a_hundred_killed_loads(store_maker: StoreMaker, tmp_path: Path) -> None:
    chance = random.Random(9)
    _kill_at([chance.uniform(0, 1.2) for _ in range(100)], store_maker, tmp_path)
