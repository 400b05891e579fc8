"""The running service: a killed worker, clients that dawdle, many at once, a stop while it answers."""

import json
import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from service.access import Role, operator
from service.audit import stored_records, verify
from service.credentials import Scope, issue
from service.store import Store, open_store
from service.vocabulary import ListKind
from tests.reading.inventory import CITY, COUNTY, PROVINCE, add_divisions, county_items, publish
from tests.support.postgresql import PostgresqlServer
from tests.support.serving import PATIENCE, resident_bytes, running_service, service_process
from tests.support.stores import PostgresqlStores, SqliteStores, StoreMaker

QUERY = {"query": f'{{ items(division: "{COUNTY}", first: 50) {{ totalCount nodes {{ id name }} }} }}'}


LONG = {"query": "".join(["{", *[f"a{at}: {QUERY['query'][1:-1]} " for at in range(40)], "}"])}
_PUBLISH = """mutation { publishEdition(division: "%s", kind: %s, label: "2027") {
    edition { state } } }"""


def fill(url: str) -> Store:
    """Publish a county's list in the store at that address."""
    store = open_store(url)
    add_divisions(store, PROVINCE, CITY, COUNTY)
    publish(store, "2026", county_items(), division=COUNTY)
    return store


@pytest.fixture(scope="module")
def filled(sqlite_stores: SqliteStores) -> str:
    """The address of a store with a county's list."""
    url = sqlite_stores.migrated()
    fill(url).close()
    return url


@pytest.fixture(scope="module")
def service(filled: str) -> Iterator[tuple[str, int]]:
    """The address of the service with two workers, and the number of its first process."""
    with service_process(filled, workers=2) as (url, process):
        yield url, process.pid


def answered(url: str) -> int:
    """How many items one query is told of."""
    answer = httpx.post(f"{url}/graphql", json=QUERY, timeout=PATIENCE)
    assert answer.status_code == 200, answer.text
    return len(answer.json()["data"]["items"]["nodes"])


def front(url: str) -> str:
    """The front page."""
    return httpx.get(url, timeout=PATIENCE).text


def workers_of(pid: int) -> list[int]:
    found = []
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        with suppress(FileNotFoundError, ProcessLookupError):  # it ended meanwhile
            if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes():
                found.append(int(child))
    return found


def _two_workers(pid: int, but: int = 0) -> list[int]:
    """The workers once there are two, of which none is that one."""
    for _ in range(1200):
        found = workers_of(pid)
        if len(found) == 2 and but not in found:
            return found
        time.sleep(0.1)
    raise AssertionError(f"no two workers, but {found}")


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


def test_clients_that_do_not_read_what_they_asked_for_keep_nobody_waiting(service: tuple[str, int]) -> None:
    url, pid = service
    host, _, port = url.removeprefix("http://").partition(":")
    body = json.dumps(LONG).encode()
    asked = (
        b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        b"Content-Length: %d\r\n\r\n%b" % (len(body), body)
    )
    assert len(httpx.post(f"{url}/graphql", json=LONG, timeout=PATIENCE).content) > 30_000
    before = resident_bytes(pid)
    with ExitStack() as dawdling:
        for _ in range(50):
            client = dawdling.enter_context(socket.socket())
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            client.connect((host, int(port)))
            client.sendall(asked * 30)
        assert [answered(url) for _ in range(20)] == [len(county_items())] * 20
        assert resident_bytes(pid) < before + 100_000_000
    assert answered(url) == len(county_items())


def test_two_hundred_at_once_on_a_server(postgresql_stores: PostgresqlStores) -> None:
    url = postgresql_stores.migrated()
    fill(url).close()
    with running_service(url, workers=2) as address, ThreadPoolExecutor(200) as at_once:
        found = list(at_once.map(lambda _: answered(address), range(200)))
    assert set(found) == {len(county_items())}
    postgresql_stores.remove(url)


def test_a_killed_worker_is_replaced(service: tuple[str, int]) -> None:
    url, pid = service
    workers = _two_workers(pid)
    os.kill(workers[0], signal.SIGKILL)
    _two_workers(pid, but=workers[0])
    assert [answered(url) for _ in range(10)] == [len(county_items())] * 10


def test_it_answers_what_it_began_and_stops_within_ten_seconds(filled: str) -> None:
    with service_process(filled) as (url, process):
        answers: list[int] = []
        asking = threading.Event()

        def ask() -> None:
            with httpx.Client(timeout=PATIENCE) as client:
                for _ in range(1000):
                    try:
                        answers.append(client.post(f"{url}/graphql", json=QUERY).status_code)
                    except httpx.TransportError:
                        return
                    asking.set()

        clients = [threading.Thread(target=ask) for _ in range(4)]
        for client in clients:
            client.start()
        assert asking.wait(PATIENCE)
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


def test_a_server_that_goes_away_and_comes_back_while_it_serves(
    postgresql_server: PostgresqlServer, postgresql_stores: PostgresqlStores
) -> None:
    store = fill(postgresql_stores.migrated())
    name = store.url.database
    store.close()
    gone = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
    with running_service(postgresql_server.url(name or "")) as url:
        assert answered(url) == len(county_items())
        postgresql_server.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        postgresql_server.execute(gone)
        assert httpx.get(f"{url}/readyz", timeout=PATIENCE).status_code == 503
        assert httpx.get(f"{url}/healthz", timeout=PATIENCE).status_code == 200
        failed = httpx.post(f"{url}/graphql", json=QUERY, timeout=PATIENCE)
        assert failed.status_code >= 500
        assert failed.json()["errors"][0]["extensions"]["code"]
        postgresql_server.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
        assert httpx.get(f"{url}/readyz", timeout=PATIENCE).status_code == 200
        assert answered(url) == len(county_items())
        postgresql_server.execute(gone)
        assert answered(url) == len(county_items()), "a restart that nobody saw"


def test_two_services_on_one_store(store_maker: StoreMaker) -> None:
    url = store_maker.migrated()
    store = fill(url)
    kinds = [ListKind.CHARGES, ListKind.PROOF, ListKind.NEGATIVE, ListKind.INSPECTION]
    publish(store, "2027", county_items()[:2], draft=True)
    for kind in kinds:
        publish(store, "2027", county_items(), kind=kind, draft=True)
    with store.write() as connection:
        token = issue(
            operator("root"),
            connection,
            name="县编办",
            roles=[Role.PUBLISHER],
            scope=Scope(division=COUNTY),
            now=datetime.now(UTC),
        ).text
    records = len(trail_of(store))

    def published(service: str, kind: ListKind) -> None:
        answer = httpx.post(
            f"{service}/graphql",
            json={"query": _PUBLISH % (COUNTY, kind.name)},
            headers={"Authorization": f"Bearer {token}"},
            timeout=PATIENCE,
        )
        assert answer.json()["data"]["publishEdition"]["edition"]["state"] == "PUBLISHED", answer.text

    with running_service(url) as one, running_service(url) as other:
        assert [answered(one), answered(other)] == [12, 12]
        assert "2027" not in front(other) + front(other)  # kept now
        published(one, ListKind.POWER)
        assert [answered(other), answered(one)] == [2, 2]
        time.sleep(0 if store.is_sqlite else 1)  # a kept page may be a second old there
        assert "2027" in front(other)
        with ThreadPoolExecutor(len(kinds)) as at_once:
            list(at_once.map(published, (one, other, one, other), kinds))
        assert [answered(one), answered(other)] == [50, 50]
    assert len(trail_of(store)) == records + 5
    store.close()
    store_maker.remove(url)


def trail_of(store: Store) -> list[object]:
    """The records of the trail, whose chain is whole."""
    with store.read() as connection:
        assert verify(connection) == []
        return list(stored_records(connection))
