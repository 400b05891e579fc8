"""Divisions, bodies, editions, instruments, nodes, statistics."""

from collections.abc import Callable
from typing import Any

import pytest

from schema import Kept, Request, answer, executable_schema
from service import node_ids
from service.store import Store
from tests.reading.inventory import CITY, COUNTY, PROVINCE, counted_statements

Data = Callable[..., Any]


def test_divisions_and_what_is_under_them(data: Data) -> None:
    found = data("""{
      division(code: "330800") {
        id code name level parent { code } children { nodes { code parent { name } } totalCount }
        bodies(first: 1) { nodes { name } totalCount pageInfo { hasNextPage } }
        editions { nodes { label kind } }
      }
      unknown: division(code: "110000") { code }
    }""")
    assert found["unknown"] is None
    division = found["division"]
    assert division["parent"] == {"code": PROVINCE}
    assert division["children"] == {
        "nodes": [{"code": COUNTY, "parent": {"name": "衢州市"}}],
        "totalCount": 1,
    }
    assert division["bodies"] == {
        "nodes": [{"name": "民政局"}],
        "totalCount": 1,
        "pageInfo": {"hasNextPage": False},
    }
    assert division["editions"]["nodes"] == [{"label": "2025", "kind": "POWER"}]
    assert data('{ divisions(under: "330000") { nodes { code } } }')["divisions"]["nodes"] == [
        {"code": CITY},
        {"code": COUNTY},
    ]
    assert data("{ divisions(level: PROVINCE) { nodes { code } } }")["divisions"]["nodes"] == [
        {"code": PROVINCE}
    ]


def test_nested_pages_cost_the_same_statements_for_one_parent_as_for_all(filled: Store) -> None:
    query = """query($n: Int) { divisions(first: $n) { nodes {
        children(first: 2) { totalCount pageInfo { hasPreviousPage } nodes { code } }
        bodies(last: 2) { totalCount nodes { name aliases successors { since } division { name } } }
        editions { nodes { label division { code } } }
    } } }"""
    counts = []
    for size in (1, 3):
        with counted_statements(filled) as sent:
            found = answer(executable_schema, filled, Request(query=query, variables={"n": size}), Kept(1))
        assert not found.errors, found.errors
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 10


def test_nodes_of_every_kind_and_malformed_ids(data: Data, code: Callable[..., str]) -> None:
    found = data("""{
      items(first: 1) { nodes { id body { id } edition { id } division { id } } }
      instruments { nodes { id } }
    }""")
    item = found["items"]["nodes"][0]
    ids = [
        item["id"],
        item["body"]["id"],
        item["edition"]["id"],
        item["division"]["id"],
        found["instruments"]["nodes"][0]["id"],
        node_ids.encode("PowerItem", 10**12),
    ]
    nodes = data("query($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }", ids=ids)["nodes"]
    assert [node and node["__typename"] for node in nodes] == [
        "PowerItem",
        "ImplementingBody",
        "Edition",
        "Division",
        "Instrument",
        None,
    ]
    assert [node["id"] for node in nodes[:5]] == ids[:5]
    for bad in ("", "x", "甲", node_ids.encode("Nothing", 1), ids[0] + "A", node_ids.encode("Division", 15)):
        assert code("query($id: ID!) { node(id: $id) { id } }", id=bad) == "BAD_ID"
    assert code("query($id: ID!) { body(id: $id) { id } }", id=ids[0]) == "BAD_ID"
    assert code("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=ids[:1] * 201) == "BAD_ARGUMENT"


def test_a_drafts_edition_is_no_node(data: Data) -> None:
    numbers = range(1, 10)
    ids = [node_ids.encode("Edition", number) for number in numbers]
    nodes = data("query($ids: [ID!]!) { nodes(ids: $ids) { ... on Edition { label } } }", ids=ids)["nodes"]
    labels = [node["label"] for node in nodes if node]
    assert "2024" in labels
    assert "2026" not in labels
    assert data('{ edition(division: "330824", kind: POWER, label: "2026") { id } }')["edition"] is None


def test_editions_and_bodies(data: Data) -> None:
    found = data("""{
      edition(division: "330824", kind: POWER) { label latest recordedAt publishedAt }
      editions(division: "330824", kind: POWER, last: 1) { totalCount nodes { label } }
      bodies(division: "330824", text: "監督") { nodes { name kind } }
    }""")
    assert found["edition"]["label"] == "2025"
    assert found["edition"]["publishedAt"].endswith("+00:00")
    assert found["editions"] == {"totalCount": 2, "nodes": [{"label": "2025"}]}
    assert found["bodies"]["nodes"] == [{"name": "市场监督管理局", "kind": "DEPARTMENT"}]


def test_instruments(data: Data) -> None:
    found = data("""{
      instruments(text: "行政許可 法", rank: LAW, status: IN_FORCE) { totalCount nodes { id title } }
      none: instruments(rank: NORMATIVE_DOCUMENT) { totalCount }
    }""")
    assert found["none"]["totalCount"] == 0
    (instrument,) = found["instruments"]["nodes"]
    assert data("query($id: ID!) { instrument(id: $id) { title } }", id=instrument["id"]) == {
        "instrument": {"title": instrument["title"]}
    }
    resting = data(
        'query($id: ID!) { items(instrument: $id, division: "330824") { nodes { name } } }',
        id=instrument["id"],
    )
    assert resting["items"]["nodes"] == [{"name": "社会团体成立登记"}]


def test_statistics(data: Data, code: Callable[..., str]) -> None:
    found = data("""{ statistics(division: "330824", kind: POWER, edition: "2024") {
      total bodies byCategory { category count } byBody { body { name } count }
      byBodyKind { kind count } byLevel { level count } edition { label } } }""")["statistics"]
    assert found["edition"] == {"label": "2024"}
    assert found["total"] == 12
    assert found["bodies"] == 3
    assert {entry["category"]: entry["count"] for entry in found["byCategory"]} == {
        "LICENSING": 6,
        "PAYMENT": 1,
        "PENALTY": 3,
        "INSPECTION": 1,
        "CONFIRMATION": 1,
    }
    assert {entry["body"]["name"]: entry["count"] for entry in found["byBody"]} == {
        "民政局": 5,
        "市场监督管理局": 4,
        "自然资源局": 3,
    }
    assert found["byBodyKind"] == [{"kind": "DEPARTMENT", "count": 3}]
    assert found["byLevel"] == [{"level": "COUNTY", "count": 1}, {"level": None, "count": 11}]
    assert code('{ statistics(division: "330824", kind: POWER, edition: "1999") { total } }') == "NOT_FOUND"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("{ items(first: 201) { totalCount } }", "BAD_ARGUMENT"),
        ("{ items(first: -1) { totalCount } }", "BAD_ARGUMENT"),
        ("{ items(first: 1, last: 1) { totalCount } }", "BAD_ARGUMENT"),
        ('{ items(after: "x") { totalCount } }', "BAD_CURSOR"),
        ('{ items(division: "abc") { totalCount } }', "BAD_ARGUMENT"),
        ("{ items(orderBy: RELEVANCE) { totalCount } }", "BAD_ARGUMENT"),
        ('{ items(edition: "2024", asOf: "2024-01-01") { totalCount } }', "BAD_ARGUMENT"),
        ('{ division(code: "330800") { bodies(first: 999) { totalCount } } }', "BAD_ARGUMENT"),
        ('{ items(asOf: "2024-02-30") { totalCount } }', "VALIDATION_FAILED"),
        ('{ items(knownAt: "昨天") { totalCount } }', "VALIDATION_FAILED"),
        ('{ items(body: "x") { totalCount } }', "BAD_ID"),
    ],
)
def test_bad_arguments_have_codes(code: Callable[..., str], query: str, expected: str) -> None:
    assert code(query) == expected
