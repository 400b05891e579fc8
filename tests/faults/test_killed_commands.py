"""kill -9 in the middle of loading a list and of publishing an edition: done whole, or not at all."""

from pathlib import Path

import pytest

from service.store import migrate
from service.store.reference import load_reference
from service.vocabulary import EditionState
from tests.bench.corpus import DIVISION, list_rows, write_csv
from tests.faults.killing import IN_SOAK, IN_TEST, Commands, left, moments
from tests.support.stores import StoreMaker

_ROWS = 100
_LIST = ("--division", DIVISION, "--kind", "combined", "--edition")
_Words = tuple[object, ...]


def _file(directory: Path, seed: int) -> Path:
    path = directory / f"list{seed}.csv"
    write_csv(path, list_rows(_ROWS, seed))
    return path


def _with_last_year(stores: StoreMaker, commands: Commands, directory: Path) -> str:
    """A store with the edition before published."""
    url = stores.migrated()
    store = migrate(url)
    with store.write() as connection:
        load_reference(connection)
    store.close()
    commands.done(url, "load", _file(directory, 1), *_LIST, "2025", "--publish")
    return url


def _kill(stores: StoreMaker, commands: Commands, prepared: str, words: _Words, count: int) -> None:
    """Kill the command at so many moments; what it leaves is what was or what is to be, and it goes on."""
    before = left(prepared)
    whole = stores.copy(prepared)
    seconds = commands.done(whole, *words)
    after = left(whole)
    assert before.editions[DIVISION, "2025"] == after.editions[DIVISION, "2025"]
    assert before != after
    interrupted = 0
    for moment in moments(count, seed=9):
        url = stores.copy(prepared)
        commands.run(url, *words, kill_after=moment * seconds)
        found = left(url)
        assert found in (before, after), moment
        if found == before:
            interrupted += 1
            commands.done(url, *words)
            assert left(url) == after, moment
        stores.remove(url)
    assert interrupted > count / 4
    stores.remove(whole)


def _kill_loads(stores: StoreMaker, commands: Commands, directory: Path, count: int) -> None:
    prepared = _with_last_year(stores, commands, directory)
    words = ("load", _file(directory, 2), *_LIST, "2026")
    _kill(stores, commands, prepared, words, count)
    stores.remove(prepared)


def _kill_publications(stores: StoreMaker, commands: Commands, directory: Path, count: int) -> None:
    prepared = _with_last_year(stores, commands, directory)
    commands.done(prepared, "load", _file(directory, 2), *_LIST, "2026")
    assert left(prepared).editions[DIVISION, "2026"][0] is EditionState.DRAFT
    _kill(stores, commands, prepared, ("edition", "publish", *_LIST, "2026"), count)
    stores.remove(prepared)


def test_a_killed_load(store_maker: StoreMaker, commands: Commands, tmp_path: Path) -> None:
    _kill_loads(store_maker, commands, tmp_path, IN_TEST)


def test_a_killed_publication(store_maker: StoreMaker, commands: Commands, tmp_path: Path) -> None:
    _kill_publications(store_maker, commands, tmp_path, IN_TEST)


@pytest.mark.soak
@pytest.mark.timeout(1800)
def test_a_hundred_killed_loads(store_maker: StoreMaker, commands: Commands, tmp_path: Path) -> None:
    _kill_loads(store_maker, commands, tmp_path, IN_SOAK)


@pytest.mark.soak
@pytest.mark.timeout(1800)
def test_a_hundred_killed_publications(store_maker: StoreMaker, commands: Commands, tmp_path: Path) -> None:
    _kill_publications(store_maker, commands, tmp_path, IN_SOAK)
