"""kill -9 in the middle of aligning: no report half-written; run again, the same as if never killed."""

from pathlib import Path

import pytest

from service.store import migrate
from service.store.reference import load_reference
from tests.bench.corpus import list_rows, write_csv
from tests.faults.killing import IN_SOAK, IN_TEST, Commands, moments
from tests.support.stores import SqliteStores

_DIVISIONS = ("620000", "620100", "620123")
_ROWS = 40
_EARLIER = b"an earlier report"


def _published(stores: SqliteStores, commands: Commands, directory: Path) -> str:
    """A store with a list of each division."""
    url = stores.migrated()
    store = migrate(url)
    with store.write() as connection:
        load_reference(connection)
    store.close()
    path = directory / "list.csv"
    for division in _DIVISIONS:
        write_csv(path, list_rows(_ROWS, int(division)))
        where = ("--division", division, "--kind", "combined", "--edition", "2025")
        commands.done(url, "load", path, *where, "--publish")
    return url


def _kill_alignments(stores: SqliteStores, commands: Commands, directory: Path, count: int) -> None:
    """Kill a comparison of levels at so many moments."""
    url = _published(stores, commands, directory)
    reference, *targets = _DIVISIONS
    report = directory / "report.json"
    levels = ("--reference", reference, "--targets", ",".join(targets))
    words = ("align", *levels, "--format", "json", "--output", report, "--work")
    seconds = commands.done(url, *words, directory / "whole")
    whole = report.read_bytes()
    interrupted = 0
    for number, moment in enumerate(moments(count, seed=3)):
        report.write_bytes(_EARLIER)
        work = directory / f"work{number}"
        commands.run(url, *words, work, kill_after=moment * seconds)
        found = report.read_bytes()
        assert found in (_EARLIER, whole), moment
        interrupted += found == _EARLIER
        commands.done(url, *words, work)
        assert report.read_bytes() == whole, moment
    assert interrupted > count / 4
    stores.remove(url)


def test_a_killed_alignment(sqlite_stores: SqliteStores, commands: Commands, tmp_path: Path) -> None:
    _kill_alignments(sqlite_stores, commands, tmp_path, IN_TEST)


@pytest.mark.soak
@pytest.mark.timeout(1800)
def test_a_hundred_killed_alignments(sqlite_stores: SqliteStores, commands: Commands, tmp_path: Path) -> None:
    _kill_alignments(sqlite_stores, commands, tmp_path, IN_SOAK)
