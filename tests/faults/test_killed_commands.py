"""kill -9 in the middle of loading a list and of publishing an edition: done whole, or not at all."""

from pathlib import Path

import pytest

from service.store import migrate
from service.store.reference import load_reference
from service.vocabulary import EditionState
from tests.bench.corpus import DIVISION, list_rows, write_csv
from tests.faults.killing import Commands, left, moments, moments_to_kill
from tests.support.stores import StoreMaker

_ROWS = 100
_LIST = ("--division", DIVISION, "--kind", "combined", "--edition")


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


def _with_a_draft(stores: StoreMaker, commands: Commands, directory: Path) -> str:
    """A store with this year's edition in draft, too."""
    url = _with_last_year(stores, commands, directory)
    commands.done(url, "load", _file(directory, 2), *_LIST, "2026")
    assert left(url).editions[DIVISION, "2026"][0] is EditionState.DRAFT
    return url


@pytest.mark.parametrize("command", ["load", "publish"])
@moments_to_kill
def test_a_killed_command(
    store_maker: StoreMaker, commands: Commands, tmp_path: Path, command: str, kills: int
) -> None:
    words: tuple[object, ...] = ("edition", "publish", *_LIST, "2026")
    if command == "load":
        prepared = _with_last_year(store_maker, commands, tmp_path)
        words = ("load", _file(tmp_path, 2), *_LIST, "2026")
    else:
        prepared = _with_a_draft(store_maker, commands, tmp_path)
    before = left(prepared)
    whole = store_maker.copy(prepared)
    seconds = commands.done(whole, *words)
    after = left(whole)
    assert before.editions[DIVISION, "2025"] == after.editions[DIVISION, "2025"]
    assert before != after
    interrupted = 0
    for moment in moments(kills, seed=9):
        url = store_maker.copy(prepared)
        commands.run(url, *words, kill_after=moment * seconds)
        found = left(url)
        assert found in (before, after), moment
        if found == before:
            interrupted += 1
            seconds = min(seconds, commands.done(url, *words))
            assert left(url) == after, moment
        store_maker.remove(url)
    assert interrupted > kills / 4
    store_maker.remove(whole)
    store_maker.remove(prepared)
