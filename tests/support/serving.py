"""The service as an operator runs it: `quanze serve` in a process of its own, on a free port of loopback."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx

PATIENCE = 120
"""Seconds until something counts as not answered: a busy machine may take long over it."""
_PORTS = 5
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
    environment = {**os.environ, "QUANZE_DATABASE_URL": store_url, **settings}
    url, process = _started(["--workers", str(workers)], environment)
    with process:
        try:
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


def _started(words: list[str], environment: dict[str, str]) -> tuple[str, subprocess.Popen[bytes]]:
    """A service that is ready; on another port where somebody took the first one meanwhile."""
    for _ in range(_PORTS):
        port = free_port()
        process = subprocess.Popen(
            [*_COMMAND, "--port", str(port), *words],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        url = f"http://127.0.0.1:{port}"
        try:
            _await(url, process)
        except BaseException as failure:
            process.kill()
            process.communicate()
            if not isinstance(failure, _PortTakenError):
                raise
        else:
            return url, process
    raise AssertionError("every port was taken by somebody else")


class _PortTakenError(Exception):
    """Somebody else listens there by now."""


def _await(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if process.poll() is not None:
            said = process.stderr.read().decode() if process.stderr else ""
            if "address already in use" in said.lower():
                raise _PortTakenError
            raise AssertionError(f"the service ended with {process.returncode}: {said}")
        with suppress(httpx.TransportError):
            if httpx.get(f"{url}/readyz", timeout=PATIENCE).status_code == 200:
                return
        time.sleep(0.05)
    raise AssertionError("the service did not become ready")
