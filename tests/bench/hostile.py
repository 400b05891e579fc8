"""Requests that mean harm: how soon each is refused while others ask for pages, and what these notice."""

import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from service.store import migrate
from service.store.reference import load_reference
from tests.reading.inventory import COUNTY, county_items, publish
from tests.support.hostile import DOCUMENTS, VARIABLES

_GOAL_MS = 50
_OTHERS = 4
_PAUSE = 0.05
_PAGE = "{ items(first: 20) { totalCount nodes { id name body { name } bases { text citedTitle } } } }"
_HEADERS = {"content-type": "application/json", "accept": "application/graphql-response+json"}


def run(_rows: int, repeats: int) -> Iterator[str]:
    """Each request of the corpus, `repeats` × 5 times in turn, as Markdown."""
    requests = {name: json.dumps({"query": query}) for name, (query, _) in DOCUMENTS.items()}
    requests |= {
        name: json.dumps({"query": query, "variables": variables})
        for name, (query, variables, _) in VARIABLES.items()
    }
    taken: dict[str, list[float]] = {name: [] for name in requests}
    with _served() as address, httpx.Client(base_url=address, trust_env=False) as client:
        alone = _asking(address, seconds=2.0)
        stop = threading.Event()
        beside: list[float] = []
        others = [
            threading.Thread(target=_ask_pages, args=(address, stop, beside), daemon=True)
            for _ in range(_OTHERS)
        ]
        for other in others:
            other.start()
        for _ in range(repeats * 5):
            for name, body in requests.items():
                started = time.perf_counter()
                response = client.post("/graphql", content=body, headers=_HEADERS)
                taken[name].append((time.perf_counter() - started) * 1000)
                assert response.json()["errors"][0]["extensions"]["code"], name
        stop.set()
        for other in others:
            other.join()
    medians = {name: statistics.median(found) for name, found in taken.items()}
    slowest = sorted(medians, key=medians.__getitem__, reverse=True)[:8]
    yield (
        f"{len(requests)} requests, refused while {_OTHERS} clients ask for a page of 20 each, twenty times a"
        f" second at most; one worker; goal {_GOAL_MS} ms. The slowest eight, milliseconds with the sending:"
    )
    rows = [f"| {name} | {medians[name]:.1f} | {max(taken[name]):.1f} |" for name in slowest]
    yield "\n".join(["| request | median | worst |", "|---|---:|---:|", *rows])
    yield (
        f"The pages meanwhile: median {statistics.median(beside):.1f} ms, p99 {_p99(beside):.1f} ms; without"
        f" them median {statistics.median(alone):.1f} ms, p99 {_p99(alone):.1f} ms."
    )


def _p99(found: list[float]) -> float:
    return sorted(found)[int(len(found) * 0.99)]


def _asking(address: str, seconds: float) -> list[float]:
    stop = threading.Event()
    found: list[float] = []
    asking = [threading.Thread(target=_ask_pages, args=(address, stop, found)) for _ in range(_OTHERS)]
    for each in asking:
        each.start()
    time.sleep(seconds)
    stop.set()
    for each in asking:
        each.join()
    return found


def _ask_pages(address: str, stop: threading.Event, found: list[float]) -> None:
    with httpx.Client(base_url=address, trust_env=False) as client:
        while not stop.is_set():
            started = time.perf_counter()
            assert "errors" not in client.post("/graphql", json={"query": _PAGE}).json()
            found.append((time.perf_counter() - started) * 1000)
            stop.wait(_PAUSE)


@contextmanager
def _served() -> Iterator[str]:
    """The address of a worker of its own over a small inventory."""
    with tempfile.TemporaryDirectory(prefix="quanze-bench-") as directory:
        url = f"sqlite:///{directory}/store.db"
        store = migrate(url)
        with store.write() as connection:
            load_reference(connection)
        publish(store, "2024", county_items(), division=COUNTY)
        store.close()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        command = [sys.executable, "-c", "from service.cli import main; main()", "serve", "--port", str(port)]
        worker = subprocess.Popen(
            command, env={**os.environ, "QUANZE_DATABASE_URL": url}, stdout=subprocess.DEVNULL
        )
        try:
            yield _reachable(f"http://127.0.0.1:{port}")
        finally:
            worker.terminate()
            worker.wait(timeout=10)


def _reachable(address: str) -> str:
    for _ in range(400):
        try:
            if httpx.get(f"{address}/healthz", trust_env=False).status_code == 200:
                return address
        except httpx.ConnectError:
            time.sleep(0.05)
    raise TimeoutError(f"nobody answers at {address}")
