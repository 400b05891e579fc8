"""Answers to queries asked again: the store is not asked, and nothing is given that was superseded."""

import asyncio
import threading
import time
import tracemalloc
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from service.settings import Settings
from service.store import Store, data_version, open_store
from service.web import application
from service.web.answers import KeptAnswers, Key, SentAnswer
from tests.reading.inventory import CITY, COUNTY, PROVINCE, add_divisions, counted_statements, publish
from tests.support.lists import listed
from tests.support.stores import SqliteStores
from tests.web.conftest import Client

ASKED = {
    "query": "query I($d: String) { items(division: $d) { nodes { name } } }",
    "variables": {"d": COUNTY},
}

WORKERS = 3


@pytest.fixture
def own(sqlite_stores: SqliteStores) -> Iterator[Store]:
    url = sqlite_stores.migrated()
    store = open_store(url)
    add_divisions(store, PROVINCE, CITY, COUNTY)
    publish(store, "2024", [listed("登记")])
    yield store
    store.close()
    sqlite_stores.remove(url)


def names(client: Client, **asked: Any) -> list[str]:
    """The names that are answered."""
    found = client.post("/graphql", json={**ASKED, **asked}).json()
    return [node["name"] for node in found["data"]["items"]["nodes"]]


def written(found: httpx.Response) -> tuple[bytes, dict[str, str]]:
    """An answer as it was sent, but for what tells one request from another."""
    return found.content, {name: value for name, value in found.headers.items() if name != "x-request-id"}


def test_asked_again_the_store_is_not_asked(own: Store) -> None:
    client = Client(application(own, Settings()))
    first, second = (client.post("/graphql", json=ASKED) for _ in range(2))
    with counted_statements(own) as sent:
        again = client.post("/graphql", json=ASKED)
        assert not sent
        assert names(client, variables={"d": CITY}) == []
        assert sent
    assert written(again) == written(second) == written(first)


def test_several_workers_give_nothing_superseded(own: Store) -> None:
    another = open_store(str(own.url))
    workers = [Client(application(store, Settings())) for store in (own, another)]
    for _ in range(3):
        assert [names(worker) for worker in workers] == [["登记"], ["登记"]]
    publish(another, "2025", [listed("登记"), listed("审批")])
    for _ in range(3):
        assert [names(worker) for worker in workers] == [["登记", "审批"], ["登记", "审批"]]
    publish(own, "2026", [listed("审批")])
    assert [names(worker) for worker in workers] == [["审批"], ["审批"]]
    another.close()


def test_a_commit_that_publishes_nothing_is_noticed_too(own: Store) -> None:
    client = Client(application(own, Settings()))
    asked = {"query": "{ bodies { nodes { name } } }"}
    for _ in range(3):
        before = client.post("/graphql", json=asked).json()["data"]["bodies"]["nodes"]
    with own.write() as connection:
        connection.execute(text("UPDATE body SET name = name || '（新）'"))
    after = client.post("/graphql", json=asked).json()["data"]["bodies"]["nodes"]
    assert [node["name"] for node in after] == [f"{node['name']}（新）" for node in before]


def test_errors_are_worked_out_anew_and_clients_get_headers_of_their_own(own: Store) -> None:
    client = Client(application(own, Settings(cors_origins="https://a.test,https://b.test")))
    wrong = {"query": "{ items(first: 900) { totalCount } }"}
    with counted_statements(own) as sent:
        for _ in range(2):
            assert client.post("/graphql", json=wrong).json()["errors"]
    assert len(sent) >= 2
    for origin in ("https://a.test", "https://b.test", None):
        found = client.post("/graphql", json=ASKED, headers={"origin": origin} if origin else {})
        assert found.headers.get("access-control-allow-origin") == origin


def test_each_way_of_taking_an_answer_is_kept_apart(own: Store) -> None:
    client = Client(application(own, Settings()))
    ways: list[dict[str, str]] = [
        {"accept": "application/json", "accept-encoding": "identity"},
        {"accept": "application/graphql-response+json", "accept-encoding": "identity"},
        {"accept": "application/json", "accept-encoding": "gzip"},
    ]
    many = {"query": "{ items { nodes { " + " ".join(f"n{at}: name" for at in range(90)) + " } } }"}
    found = [[client.post("/graphql", json=many, headers=way) for way in ways] for _ in range(3)]
    for first, second, kept in zip(*found, strict=True):
        assert written(first) == written(second) == written(kept)
    assert (
        len({(each.headers["content-type"], each.headers.get("content-encoding")) for each in found[2]}) == 3
    )


@pytest.mark.parametrize("together", [1, 8])
def test_no_worker_gives_what_was_superseded_when_it_was_asked(own: Store, together: int) -> None:
    """Workers are asked again and again while others publish and commit; each knows what was there before.

    They do so two dozen times at least, and go on until every worker has answered and one what it kept.
    """
    committed, ended = [0], threading.Event()
    asked = {"query": "{ items { nodes { name } } }"}
    given, kept = Counter[int](), Counter[int]()
    until = time.monotonic() + 120

    def is_enough() -> bool:
        return (len(given) == WORKERS and kept.total() > 0) or time.monotonic() > until

    def commits() -> None:
        try:
            for number in count(1):
                if number > 24 and is_enough():
                    break
                if number % 4 == 0:
                    publish(own, f"{number}版", [listed(f"第{number}项许可")])
                else:
                    with own.write() as connection:
                        connection.execute(text("UPDATE data_version SET version = version + 1"))
                with own.read() as connection:
                    committed[0] = data_version(connection)
                time.sleep(0.005 if number < 100 else 0.05)
        finally:
            ended.set()

    def asks(worker: int) -> None:
        store = open_store(str(own.url))
        transport = httpx.ASGITransport(application(store, Settings()))

        async def asking() -> None:
            async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
                while not ended.is_set():
                    floor = committed[0]
                    with counted_statements(store) as sent:
                        found = await asyncio.gather(
                            *(client.post("/graphql", json=asked) for _ in range(together))
                        )
                    assert all(each.json()["extensions"]["dataVersion"] >= floor for each in found)
                    given[worker] += 1
                    kept[worker] += not sent

        asyncio.run(asking())
        store.close()

    with ThreadPoolExecutor(WORKERS + 1) as pool:
        workers = [pool.submit(asks, number) for number in range(WORKERS)]
        pool.submit(commits).result()
        for worker in workers:
            worker.result()
    assert all(given[number] > kept[number] for number in range(WORKERS))
    assert kept.total() > 0


def test_small_answers_take_no_more_memory_than_large_ones(own: Store) -> None:
    """However many are asked for: what an answer takes besides its bytes is counted."""
    kept = KeptAnswers(own, most_bytes=1_000_000)
    headers = {b"vary": b"Accept", b"cache-control": b"no-store", b"content-type": b"application/json"}
    tracemalloc.start()
    try:
        for number in range(5_000):
            sent = [(bytes(bytearray(name)), bytes(bytearray(value))) for name, value in headers.items()]
            answer = SentAnswer(200, [*sent, *sent, *sent], b'{"data":{}}')
            kept.put(Key(True, b"%d" % number, None, "application/json", False), None, answer)
        taken, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
        kept.close()
    assert taken < 1_200_000
    assert kept.get(Key(True, b"4999", None, "application/json", False)) is answer
