"""kill -9 in the middle of aligning: no report half-written; run again, the same as if never killed."""

from pathlib import Path

from service.store import migrate
from service.store.reference import load_reference
from tests.bench.corpus import list_rows, write_csv
from tests.faults.killing import Commands, moments, moments_to_kill
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


@moments_to_kill
def test_a_killed_alignment(
    sqlite_stores: SqliteStores, commands: Commands, tmp_path: Path, kills: int
) -> None:
    url = _published(sqlite_stores, commands, tmp_path)
    reference, *targets = _DIVISIONS
    report = tmp_path / "report.json"
    levels = ("--reference", reference, "--targets", ",".join(targets))
    words = ("align", *levels, "--format", "json", "--output", report, "--work")
    seconds = min(commands.done(url, *words, tmp_path / f"whole{number}") for number in range(3))
    whole = report.read_bytes()
    interrupted = 0
    for number, moment in enumerate(moments(kills, seed=3)):
        report.write_bytes(_EARLIER)
        work = tmp_path / f"work{number}"
        commands.run(url, *words, work, kill_after=moment * seconds)
        found = report.read_bytes()
        assert found in (_EARLIER, whole), moment
        interrupted += found == _EARLIER
        commands.done(url, *words, work)
        assert report.read_bytes() == whole, moment
    assert interrupted > kills / 4
    sqlite_stores.remove(url)
