"""A Dask scheduler and its workers as real processes of this machine, ended with the test."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

_STARTING_SECONDS = 120
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
    """Start a scheduler on a free port of the loopback address, and so many workers of one thread.

    It knows all of them, so that the first to be there does not do everything.
    """
    over = ("--protocol", protocol)
    file = directory / "scheduler.json"
    with ExitStack() as ended:
        ended.enter_context(_process(directory, *_SCHEDULER, *over, "--scheduler-file", str(file)))
        _await(lambda: file.exists() and file.stat().st_size > 0)
        address: str = json.loads(file.read_text("utf-8"))["address"]
        started = [
            ended.enter_context(
                _process(
                    directory, *_WORKER, *over, "--local-directory", str(directory / f"worker-{n}"), address
                )
            )
            for n in range(workers)
        ]
        log = directory / "log"
        _await(lambda: log.read_text("utf-8").count("Register worker") == workers)
        yield Cluster(address, started)


def _await(begun: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _STARTING_SECONDS
    while not begun():
        if time.monotonic() > deadline:
            raise TimeoutError("the cluster did not start")
        time.sleep(0.05)


@contextmanager
def _process(directory: Path, *words: str) -> Iterator[subprocess.Popen[bytes]]:
    with (directory / "log").open("ab") as log:
        process = subprocess.Popen([sys.executable, *words], stdout=log, stderr=log, cwd=directory)
    try:
        yield process
    finally:
        process.kill()
        process.wait()
