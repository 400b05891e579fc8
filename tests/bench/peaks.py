"""The most memory that comparing two editions takes, in a process that does nothing else."""

import io
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from service.collecting import uncollected
from service.comparison import without_matching
from service.documents import (
    Cleanup,
    write_cleanup_csv,
    write_cleanup_json,
    write_cleanup_text,
    write_cleanup_workbook,
)
from service.editions import find_edition
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
    address, *editions, form = sys.argv[1:]
    _compared(address, (editions[0], editions[1]), (editions[2], editions[3]), form)
    print(_most_so_far() / 1024)
