"""Answers by GET: what a CDN may keep, for how long, and how it asks whether it still holds."""

from collections.abc import Iterator
from typing import Any

import pytest

from service.settings import Settings
from service.store import Store, open_store
from service.web import application
from tests.reading.inventory import CITY, COUNTY, PROVINCE, add_divisions, counted_statements, publish
from tests.support.lists import listed
from tests.support.stores import SqliteStores
from tests.web.conftest import Client

QUERY = "query I($d: String) { items(division: $d) { totalCount } }"
ASKED = {"query": QUERY, "variables": '{"d": "330824"}'}


@pytest.fixture
def own(sqlite_stores: SqliteStores) -> Iterator[Store]:
    url = sqlite_stores.migrated()
    store = open_store(url)
    add_divisions(store, PROVINCE, CITY, COUNTY)
    publish(store, "2024", [listed("登记")])
    yield store
    store.close()
    sqlite_stores.remove(url)


def test_kept_until_something_is_published(own: Store) -> None:
    client = Client(application(own, Settings(cache_seconds=7)))
    first = client.get("/graphql", params=ASKED)
    assert first.headers["cache-control"] == "public, max-age=7"
    assert first.headers["vary"] == "Accept, Authorization, Accept-Encoding"
    tag = first.headers["etag"]
    with counted_statements(own) as sent:
        again = client.get("/graphql", params=ASKED, headers={"if-none-match": f'"x", {tag}'})
    assert (again.status_code, again.content) == (304, b"")
    assert len(sent) == 1
    assert {again.headers[name] for name in ("etag", "cache-control", "vary")} == {
        first.headers[name] for name in ("etag", "cache-control", "vary")
    }
    publish(own, "2025", [listed("登记"), listed("审批")])
    now = client.get("/graphql", params=ASKED, headers={"if-none-match": tag})
    assert (now.status_code, now.json()["data"]) == (200, {"items": {"totalCount": 2}})
    assert now.headers["etag"] != tag
    assert now.json()["extensions"]["dataVersion"] == first.json()["extensions"]["dataVersion"] + 1


def test_a_tag_is_of_all_an_answer_depends_on(client: Client) -> None:
    newer = {"accept": "application/graphql-response+json"}
    renamed = QUERY.replace("totalCount", "count: totalCount")
    variants: list[dict[str, Any]] = [
        {"params": ASKED},
        {"params": ASKED, "headers": newer},
        {"params": {**ASKED, "variables": "{}"}},
        {"params": {**ASKED, "operationName": "I"}},
        {"params": {**ASKED, "query": renamed}},
    ]
    tags = [client.get("/graphql", **variant).headers["etag"] for variant in variants]
    assert len(set(tags)) == len(tags)
    plain = client.get("/graphql", params=ASKED, headers={"accept-encoding": "identity"})
    assert plain.headers["etag"] == tags[0]


def test_an_answer_for_a_day_to_come_is_not_kept(own: Store) -> None:
    client = Client(application(own, Settings()))
    for asked, kept in (("2024-05-01", True), ("9999-12-31", False)):
        query = f'{{ items(asOf: "{asked}") {{ totalCount }} }}'
        found = [client.get("/graphql", params={"query": query}) for _ in range(2)]
        assert [one.json()["data"]["items"] for one in found] == [{"totalCount": 1}] * 2
        assert ["etag" in one.headers for one in found] == [kept] * 2
        assert ["notices" in one.json()["extensions"] for one in found] == [not kept] * 2
        client.post("/graphql", json={"query": query})
        with counted_statements(own) as sent:
            client.post("/graphql", json={"query": query})
            client.post("/graphql", json={"query": query})
        assert sum("current_item" in one or "revision" in one for one in sent) == (1 if kept else 2)


@pytest.mark.parametrize(
    "query", ["{", "{ nothing }", '{ node(id: "x") { id } }', "{ __typename " + "@skip(if: false)" * 9 + "}"]
)
def test_errors_are_never_kept(client: Client, query: str) -> None:
    response = client.get("/graphql", params={"query": query})
    assert response.headers["cache-control"] == "no-store"
    assert "etag" not in response.headers


def test_posts_are_never_kept(client: Client) -> None:
    response = client.post("/graphql", json={"query": QUERY}, headers={"if-none-match": "*"})
    assert response.status_code == 200
    assert response.headers["cache-control"] == "no-store"
    assert "etag" not in response.headers


def test_answers_are_compressed_for_those_who_take_it(client: Client) -> None:
    query = "{ items(first: 20) { nodes { id name body { name } division { name } bases { text } } } }"
    taken = client.get("/graphql", params={"query": query}, headers={"accept-encoding": "br, gzip;q=0.5"})
    assert taken.headers["content-encoding"] == "gzip"
    assert int(taken.headers["content-length"]) < len(taken.content)
    for refused in ("identity", "br", "gzip;q=0", "*;q=0", "gzip;q=x", ""):
        plain = client.get("/graphql", params={"query": query}, headers={"accept-encoding": refused})
        assert "content-encoding" not in plain.headers
        assert "Accept-Encoding" in plain.headers["vary"]
        assert plain.content == taken.content
    small = client.get("/graphql", params={"query": "{ __typename }"})
    assert "content-encoding" not in small.headers
