"""What a process takes, its children included: seconds, and the most memory at any moment."""

import resource
import subprocess
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from tests.support.repository import ROOT

# Looking holds up what is looked at, each process for some milliseconds.
_LOOKED_EVERY_SECONDS = 0.25


class Taken(NamedTuple):
    """Seconds from start to end, and the most memory in megabytes."""

    seconds: float
    megabytes: float


def taken(words: Sequence[str], output: Path | None = None) -> Taken:
    """Run a command in the repository's root, its standard output into a file. Raises where it fails.

    Memory shared between processes counts once (the proportional set size); where the system does not tell
    it, the most that any one process held.
    """
    with (output or Path("/dev/null")).open("wb") as file:
        start = time.perf_counter()
        with subprocess.Popen(words, stdout=file, stderr=subprocess.PIPE, cwd=ROOT) as process:
            watch = _Watch(process.pid)
            watch.start()
            _, said = process.communicate()
            seconds = time.perf_counter() - start
            watch.ended.set()
            watch.join()
    if process.returncode:
        raise RuntimeError(f"{' '.join(words[:4])} …: {said.decode()[-2000:]}")
    most = watch.most or resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return Taken(seconds, most / 1024)


class _Watch(threading.Thread):
    """Looks at a process and its children again and again; `most`: kilobytes, 0 where nothing is told."""

    def __init__(self, process: int) -> None:
        super().__init__(daemon=True)
        self.ended = threading.Event()
        self.most = 0
        self._process = process

    def run(self) -> None:
        while not self.ended.wait(_LOOKED_EVERY_SECONDS):
            self.most = max(self.most, sum(map(_kilobytes, _family(self._process))))


def _family(process: int) -> list[int]:
    children = Path(f"/proc/{process}/task/{process}/children")
    try:
        found = [int(word) for word in children.read_text().split()]
    except OSError:
        return [process]
    return [process, *(member for child in found for member in _family(child))]


def _kilobytes(process: int) -> int:
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
