"""`quanze align` killed half-way goes on where it stood, leaves nobody behind, and says the same."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from service.editions import LoadRequest, load
from service.items import ListedItem
from service.matching import processors
from service.store import open_store
from service.store.reference import load_reference
from service.vocabulary import Category, ListKind
from tests.alignment.lists import generated
from tests.support.lists import file_of, listed
from tests.support.repository import ROOT
from tests.support.stores import SqliteStores

REFERENCE = "330000"
TARGETS = ("330102", "330105", "330106", "330108", "330109", "330110", "330111", "330112")
COMMAND = "from service.cli import main; main()"
# The same, killed as it is about to keep a third target; its children are told before.
KILLED = """
import os, pathlib, signal

replace, finished = os.replace, []


def dying(source, target):
    if len(finished) == 2:
        pathlib.Path("workers").write_text(
            pathlib.Path(f"/proc/self/task/{os.getpid()}/children").read_text()
        )
        os.kill(os.getpid(), signal.SIGKILL)
    finished.append(target)
    replace(source, target)


os.replace = dying
"""
WAITING_SECONDS = 120


@pytest.fixture
def published(sqlite_stores: SqliteStores) -> str:
    """The address of a store in which a province and eight districts have published their lists."""
    url = sqlite_stores.migrated()
    store = open_store(url)
    with store.write() as connection:
        load_reference(connection)
    for seed, division in enumerate((REFERENCE, *TARGETS), start=1):
        request = LoadRequest(division=division, kind=ListKind.COMBINED, label="2026", publish=True)
        load(store, file_of(items_of(division, seed), name=f"{division}.xlsx"), request)
    store.close()
    return url


def items_of(division: str, seed: int) -> list[ListedItem]:
    return [
        listed(
            item.content.name,
            f"{number % 5}号局",
            item.category or Category.OTHER,
            setting_basis=item.content.setting_basis,
        )
        for number, item in enumerate(generated(division, 120, seed).items)
    ]


def run(
    url: str, work: Path, output: Path, targets: tuple[str, ...] = TARGETS, *, before: str = ""
) -> tuple[int, str]:
    """The exit code, and what was said of a refusal; `before` is done before the command is."""
    told = ("--targets", ",".join(targets), "--work", work, "--format", "json", "--output", output)
    done = subprocess.run(
        [sys.executable, "-c", before + COMMAND, "align", "--reference", REFERENCE, *map(str, told)],
        env={**os.environ, "QUANZE_DATABASE_URL": url, "PYTHONPATH": str(ROOT)},
        cwd=output.parent if before else None,
        capture_output=True,
        timeout=WAITING_SECONDS,
        check=False,
    )
    return done.returncode, done.stdout.decode()


def finished(work: Path) -> dict[str, int]:
    """The files of finished targets, and which files they are to the disk."""
    return {path.name: path.stat().st_ino for path in work.glob("*.aligned")}


def alive(process: int) -> bool:
    stat = Path(f"/proc/{process}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks for processes under /proc")
def test_a_killed_run_goes_on_where_it_stood(published: str, tmp_path: Path) -> None:
    work, whole, output = tmp_path / "work", tmp_path / "whole.json", tmp_path / "report.json"
    assert run(published, tmp_path / "other", whole) == (0, "")
    assert len(finished(tmp_path / "other")) == len(TARGETS)

    assert run(published, work, output, before=KILLED) == (-signal.SIGKILL, "")
    before = finished(work)
    assert len(before) == 2
    assert not output.exists()
    workers = [int(word) for word in (tmp_path / "workers").read_text().split()]
    assert len(workers) == (processors() if processors() > 1 else 0)
    deadline = time.monotonic() + WAITING_SECONDS
    while any(map(alive, workers)):
        assert time.monotonic() < deadline
        time.sleep(0.01)

    assert run(published, work, output) == (0, "")
    assert len(finished(work)) == len(TARGETS)
    assert before.items() <= finished(work).items()
    assert output.read_bytes() == whole.read_bytes()


@pytest.mark.parametrize(
    ("targets", "output", "code"),
    [
        (TARGETS[:1], "absent/report.json", "unwritable-file"),
        (("330102", "330122"), "report.json", "330122"),
    ],
)
def test_a_refusal_leaves_no_report(
    published: str, tmp_path: Path, targets: tuple[str, ...], output: str, code: str
) -> None:
    exit_code, said = run(published, tmp_path / "work", tmp_path / output, targets)
    assert exit_code == 1
    assert code in said
    assert not (tmp_path / output).exists()
