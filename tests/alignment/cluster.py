"""A Dask scheduler and its workers as real processes of this machine, ended with the test."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

_STARTING_SECONDS = 60
_HOST = ("--host", "127.0.0.1", "--no-dashboard", "--dashboard-address", "127.0.0.1:0")
_SCHEDULER = ("-m", "distributed.cli.dask_scheduler", "--port", "0", *_HOST)
_WORKER = ("-m", "distributed.cli.dask_worker", "--no-nanny", "--nthreads", "1", *_HOST)


class Cluster:
    """The scheduler's `address`, and the worker processes."""

    def __init__(self, address: str, workers: list[subprocess.Popen[bytes]]) -> None:
        self.address = address
        self.workers = workers


@contextmanager
def cluster(directory: Path, workers: int, protocol: str = "tcp") -> Iterator[Cluster]:
    """Start a scheduler on a free port of the loopback address, and so many workers of one thread."""
    over = ("--protocol", protocol)
    file = directory / "scheduler.json"
    with ExitStack() as ended:
        ended.enter_context(_process(directory, *_SCHEDULER, *over, "--scheduler-file", str(file)))
        deadline = time.monotonic() + _STARTING_SECONDS
        while not (file.exists() and file.stat().st_size):
            if time.monotonic() > deadline:
                raise TimeoutError("the scheduler did not start")
            time.sleep(0.05)
        address: str = json.loads(file.read_text("utf-8"))["address"]
        started = [
            ended.enter_context(
                _process(
                    directory, *_WORKER, *over, "--local-directory", str(directory / f"worker-{n}"), address
                )
            )
            for n in range(workers)
        ]
        yield Cluster(address, started)


@contextmanager
def _process(directory: Path, *words: str) -> Iterator[subprocess.Popen[bytes]]:
    with (directory / "log").open("ab") as log:
        process = subprocess.Popen([sys.executable, *words], stdout=log, stderr=log, cwd=directory)
    try:
        yield process
    finally:
        process.kill()
        process.wait()
