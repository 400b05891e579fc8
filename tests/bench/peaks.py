"""The most memory that comparing two editions takes, or loading a list, in a process of its own."""

import io
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, NamedTuple

from sqlalchemy import event

from loaders import ReadOptions, read_list
from service.collecting import uncollected
from service.comparison import without_matching
from service.documents import (
    Cleanup,
    write_cleanup_csv,
    write_cleanup_json,
    write_cleanup_text,
    write_cleanup_workbook,
)
from service.editions import LoadRequest, LoadState, find_edition, load
from service.reading import reconcile_editions
from service.store import Store
from service.vocabulary import ListKind
from tests.bench.corpus import DIVISION
from tests.support.repository import ROOT

REPORTS: dict[str, Callable[[Cleanup, BinaryIO], object]] = {
    "text": write_cleanup_text,
    "json": lambda cleanup, target: write_cleanup_json(cleanup.reconciliation, target),
    "csv": write_cleanup_csv,
    "xlsx": write_cleanup_workbook,
}


class _Nowhere(io.RawIOBase):
    """Takes what is written and keeps nothing."""

    def writable(self) -> bool:
        return True

    def write(self, data) -> int:  # type: ignore[no-untyped-def]
        return len(data)


def peak(url: str, before: tuple[ListKind, str], after: tuple[ListKind, str], report: str = "") -> float:
    """Return the megabytes that comparing two editions takes at the most, and writing a report of them."""
    words = [sys.executable, "-m", "tests.bench.peaks", url, *before, *after, report]
    told = subprocess.run(words, cwd=ROOT, check=True, capture_output=True, text=True)
    return float(told.stdout)


class Peak(NamedTuple):
    """The most memory (MB) and processor time (s): when the file was read, and when it was loaded."""

    read: float
    loaded: float
    read_seconds: float
    seconds: float


def loading(url: str, file: Path, label: str, *, publish: bool = False, cached: bool = True) -> Peak:
    """Return what loading a file into a store takes; not `cached`, SQLite keeps hardly any page."""
    words = [sys.executable, "-m", "tests.bench.peaks", "load", url, str(file), label]
    words += [] if cached else ["uncached"]
    words += ["publish"] if publish else []
    told = subprocess.run(words, cwd=ROOT, check=True, capture_output=True, text=True)
    return Peak(*map(float, told.stdout.split()))


def _loaded(url: str, file: str, label: str, *how: str) -> None:
    store, kind = Store(url), ListKind.COMBINED
    if "uncached" in how:
        event.listen(store.engine, "connect", lambda driver, _: driver.execute("PRAGMA cache_size=-1024"))
    start = time.process_time()
    content = read_list(Path(file), ReadOptions(kind=kind))
    read, read_seconds = _most_so_far(), time.process_time() - start
    request = LoadRequest(division=DIVISION, kind=kind, label=label, publish="publish" in how)
    report = load(store, content, request)
    assert report.state in (LoadState.DRAFT, LoadState.PUBLISHED), report.findings
    store.close()
    print(read / 1024, _most_so_far() / 1024, read_seconds, time.process_time() - start)


def _compared(url: str, before: tuple[str, str], after: tuple[str, str], report: str) -> None:
    store = Store(url)
    with store.read() as connection, uncollected():
        old, new = (
            find_edition(connection, DIVISION, ListKind(kind), label) for kind, label in (before, after)
        )
        if old != new:
            found = reconcile_editions(connection, old, new, matcher=without_matching)
            if report:
                target = io.BufferedWriter(_Nowhere())
                REPORTS[report](Cleanup("榆中县", ListKind.COMBINED, found), target)
    store.close()


def _most_so_far() -> int:
    """Kilobytes: the system's own mark of this program, for usage as reported counts who started it too."""
    status = Path("/proc/self/status")
    for line in status.read_text().splitlines() if status.exists() else ():
        if line.startswith("VmHWM:"):
            return int(line.split()[1])
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


if __name__ == "__main__":
    if sys.argv[1] == "load":
        _loaded(*sys.argv[2:])
    else:
        address, *editions, form = sys.argv[1:]
        _compared(address, (editions[0], editions[1]), (editions[2], editions[3]), form)
        print(_most_so_far() / 1024)
