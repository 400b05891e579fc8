"""The running service: a killed worker, clients that dawdle, many at once, a stop while it answers."""

import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from service.store import open_store
from tests.reading.inventory import CITY, COUNTY, PROVINCE, add_divisions, county_items, publish
from tests.support.serving import service_process
from tests.support.stores import SqliteStores

QUERY = {"query": f'{{ items(division: "{COUNTY}", first: 50) {{ totalCount nodes {{ id name }} }} }}'}


@pytest.fixture(scope="module")
def filled(sqlite_stores: SqliteStores) -> str:
    """The address of a store with a county's list."""
    url = sqlite_stores.migrated()
    store = open_store(url)
    add_divisions(store, PROVINCE, CITY, COUNTY)
    publish(store, "2026", county_items(), division=COUNTY)
    store.close()
    return url


@pytest.fixture(scope="module")
def service(filled: str) -> Iterator[tuple[str, int]]:
    """The address of the service with two workers, and the number of its first process."""
    with service_process(filled, workers=2) as (url, process):
        yield url, process.pid


def answered(url: str) -> int:
    """How many items one query is told of."""
    answer = httpx.post(f"{url}/graphql", json=QUERY, timeout=20)
    assert answer.status_code == 200, answer.text
    return len(answer.json()["data"]["items"]["nodes"])


def workers_of(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in children if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()]


def test_two_hundred_at_once(service: tuple[str, int]) -> None:
    url, _ = service
    with ThreadPoolExecutor(200) as at_once:
        found = list(at_once.map(lambda _: answered(url), range(200)))
    assert set(found) == {len(county_items())}


def test_clients_that_dawdle_do_not_keep_others_waiting(service: tuple[str, int]) -> None:
    url, _ = service
    host, _, port = url.removeprefix("http://").partition(":")
    with ExitStack() as dawdling:
        for number in range(100):
            client = dawdling.enter_context(socket.create_connection((host, int(port))))
            beginning = (
                b"POST /graphql HTTP/1.1\r\nHost: x\r\n",
                b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                b"Content-Length: 90\r\n\r\n{",
            )[number % 2]
            client.sendall(beginning)
        assert [answered(url) for _ in range(20)] == [len(county_items())] * 20


def test_a_killed_worker_is_replaced(service: tuple[str, int]) -> None:
    url, pid = service
    workers = workers_of(pid)
    assert len(workers) == 2
    os.kill(workers[0], signal.SIGKILL)
    for _ in range(300):
        now = workers_of(pid)
        if len(now) == 2 and workers[0] not in now:
            break
        time.sleep(0.1)
    else:
        raise AssertionError("no worker took its place")
    assert [answered(url) for _ in range(10)] == [len(county_items())] * 10


def test_it_answers_what_it_began_and_stops_within_ten_seconds(filled: str) -> None:
    with service_process(filled) as (url, process):
        answers: list[int] = []
        asking = threading.Event()

        def ask() -> None:
            with httpx.Client(timeout=20) as client:
                for _ in range(1000):
                    try:
                        answers.append(client.post(f"{url}/graphql", json=QUERY).status_code)
                    except httpx.TransportError:
                        return
                    asking.set()

        clients = [threading.Thread(target=ask) for _ in range(4)]
        for client in clients:
            client.start()
        asking.wait(20)
        host, _, port = url.removeprefix("http://").partition(":")
        with socket.create_connection((host, int(port))) as dawdling:
            dawdling.sendall(b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n")
            started = time.monotonic()
            process.send_signal(signal.SIGTERM)
            process.wait(15)
        assert time.monotonic() - started < 10
        for client in clients:
            client.join()
        assert set(answers) == {200}
