"""Findings, and what rests on an instrument, by GraphQL."""

from collections.abc import Callable
from typing import Any

Data = Callable[..., Any]


def test_findings_are_paged_and_narrowed_by_code(data: Data) -> None:
    query = """query($code: String, $after: String) {
      findings(division: "330824", kind: POWER, code: $code, first: 3, after: $after) {
        totalCount pageInfo { hasNextPage endCursor }
        nodes { code severity message fix source item { id name body { name } edition { label } } }
      } }"""
    everything = data(query)["findings"]
    assert everything["totalCount"] > 3
    assert everything["pageInfo"]["hasNextPage"]
    following = data(query, after=everything["pageInfo"]["endCursor"])["findings"]
    assert following["nodes"][0] not in everything["nodes"]
    missing = data(query, code="missing-basis")["findings"]
    assert {node["code"] for node in missing["nodes"]} == {"missing-basis"}
    assert 0 < missing["totalCount"] < everything["totalCount"]
    first = missing["nodes"][0]
    assert first["severity"] == "WARNING"
    assert first["item"]["edition"]["label"] == "2025"
    assert first["fix"]


def test_findings_answer_for_the_edition_asked(data: Data, code: Callable[..., str]) -> None:
    query = """query($edition: String) { findings(division: "330824", kind: POWER, edition: $edition) {
      nodes { item { edition { label } } } } }"""
    labels = {
        node["item"]["edition"]["label"]
        for node in data(query, edition="2024")["findings"]["nodes"]
        if node["item"]
    }
    assert labels == {"2024"}
    assert code(query, edition="2026") == "NOT_FOUND"
    assert code('{ findings(division: "330825") { totalCount } }') == "NOT_FOUND"


def test_every_list_of_the_division_is_told_without_a_kind(data: Data) -> None:
    total = '{{ findings(division: "330824"{}) {{ totalCount }} }}'
    whole = data(total.format(""))["findings"]["totalCount"]
    power = data(total.format(", kind: POWER"))["findings"]["totalCount"]
    duties = data(total.format(", kind: RESPONSIBILITY"))["findings"]["totalCount"]
    assert whole == power + duties


def test_what_rests_on_an_instrument(data: Data) -> None:
    (law,) = data("""{ instruments(text: "行政许可法") { nodes {
      title impact { powers bodies divisions leftWithout }
      powers(first: 200) { totalCount nodes { name bases { instrument { title } } } }
      alone: powers(alone: true) { totalCount }
    } } }""")["instruments"]["nodes"]
    assert law["impact"]["powers"] == law["powers"]["totalCount"] > 0
    assert law["impact"]["leftWithout"] == law["alone"]["totalCount"]
    for power in law["powers"]["nodes"]:
        assert law["title"] in [
            basis["instrument"] and basis["instrument"]["title"] for basis in power["bases"]
        ]
