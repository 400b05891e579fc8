"""The service as an operator runs it: `quanze serve` in a process of its own, on a free port of loopback."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

_SECONDS_TO_START = 60
_COMMAND = [sys.executable, "-c", "from service.cli import main; main()", "serve"]


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listened on a moment ago."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        return int(bound.getsockname()[1])


@contextmanager
def running_service(store_url: str, *, workers: int = 1, **settings: str) -> Iterator[str]:
    """The address of the service over a store, ready; stopped at the end."""
    with service_process(store_url, workers=workers, **settings) as (url, _):
        yield url


@contextmanager
def service_process(
    store_url: str, *, workers: int = 1, **settings: str
) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """The address of the service over a store, ready, and its process; stopped at the end."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with subprocess.Popen(
        [*_COMMAND, "--port", str(port), "--workers", str(workers)],
        env={**os.environ, "QUANZE_DATABASE_URL": store_url, **settings},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    ) as process:
        try:
            _await(url, process)
            yield url, process
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()


def resident_bytes(pid: int) -> int:
    """Memory of a process and its children."""
    pids = [pid, *map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())]
    pages = sum(int(Path(f"/proc/{each}/statm").read_text().split()[1]) for each in pids)
    return pages * os.sysconf("SC_PAGE_SIZE")


def _await(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _SECONDS_TO_START
    while time.monotonic() < deadline:
        if process.poll() is not None:
            said = process.stderr.read().decode() if process.stderr else ""
            raise AssertionError(f"the service ended with {process.returncode}: {said}")
        try:
            if httpx.get(f"{url}/readyz", timeout=5).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError("the service did not become ready")
