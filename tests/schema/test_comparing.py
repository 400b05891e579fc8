"""Comparison and alignment by GraphQL: the figures of contract §3, in pages."""

from collections.abc import Callable
from typing import Any

from schema import Kept

Data = Callable[..., Any]

COMPARE = """query($kinds: [ChangeKind!], $body: ID, $after: String, $first: Int) {
  compare(division: "330824", kind: POWER, from: "2024", to: "2025") {
    from to before after added removed merged split transferred renamed changed unchanged net
    bodiesGaining bodiesLosing
    byBody { body before after added removed movedIn movedOut merged split net }
    byCategory { category before after net }
    changes(kind: $kinds, body: $body, first: $first, after: $after) {
      totalCount pageInfo { hasNextPage hasPreviousPage endCursor }
      nodes { kind before { id name subItemName category codes body edition } after { id name }
              fields { field before after } score decision }
    }
    possible { totalCount nodes { score before { name } after { name } } }
  }
}"""


def test_two_years_of_a_county(data: Data) -> None:
    found = data(COMPARE)["compare"]
    assert (found["from"], found["to"]) == ("2024", "2025")
    assert found["before"] + found["added"] - found["removed"] == found["after"] == 12
    assert (found["added"], found["removed"], found["renamed"], found["unchanged"]) == (1, 1, 1, 10)
    assert sum(row["net"] for row in found["byBody"]) == found["net"] == 0
    assert sum(row["after"] for row in found["byCategory"]) == 12
    kinds = {change["kind"] for change in found["changes"]["nodes"]}
    assert kinds == {"ADDED", "REMOVED", "RENAMED"}
    renamed = next(change for change in found["changes"]["nodes"] if change["kind"] == "RENAMED")
    assert renamed["before"][0]["id"] == renamed["after"][0]["id"]
    assert renamed["before"][0]["edition"] == "2024"
    assert renamed["fields"][0]["field"] == "name"


def test_changes_come_in_pages_under_a_filter(data: Data) -> None:
    whole = data(COMPARE)["compare"]["changes"]
    first = data(COMPARE, first=1)["compare"]["changes"]
    assert first["totalCount"] == 3
    assert first["pageInfo"]["hasNextPage"]
    rest = data(COMPARE, after=first["pageInfo"]["endCursor"])["compare"]["changes"]
    assert first["nodes"] + rest["nodes"] == whole["nodes"]
    assert rest["pageInfo"]["hasPreviousPage"]
    kinds = data(COMPARE, kinds=["ADDED", "REMOVED"])["compare"]["changes"]
    assert [change["kind"] for change in kinds["nodes"]] == ["ADDED", "REMOVED"]
    bodies = data('{ bodies(division: "330824", text: "市场") { nodes { id } } }')["bodies"]["nodes"]
    of_body = data(COMPARE, body=bodies[0]["id"])["compare"]["changes"]
    assert [change["kind"] for change in of_body["nodes"]] == ["RENAMED"]


def test_what_is_not_published_cannot_be_compared(code: Callable[..., str]) -> None:
    query = 'query($to: String!) { compare(division: "330824", kind: POWER, from: "2024", to: $to) { net } }'
    assert code(query, to="2026") == code(query, to="没有") == "NOT_FOUND"


ALIGN = """query($targets: [String!]!, $kind: ListKind) {
  alignment(reference: "330000", targets: $targets, kind: $kind) {
    reference allLevels
    targets {
      division edition items aligned review unmatched sameName sameCategory sameBasis sameCode fourSames rate
      missing { totalCount nodes { name } }
      rows(first: 2) { totalCount nodes { item { name } referenceItem { name } score verdict
        same { name category basis code } } }
    }
  }
}"""


def test_levels_held_against_the_province(data: Data, code: Callable[..., str]) -> None:
    found = data(ALIGN, targets=["330800", "330824"], kind="POWER")["alignment"]
    city, county = found["targets"]
    assert found["reference"] == "330000"
    assert found["allLevels"] == 2
    assert (city["items"], city["aligned"], city["fourSames"], city["rate"]) == (3, 3, 2, 0.6667)
    assert county["items"] == county["aligned"] + county["review"] + county["unmatched"] == 12
    assert county["missing"]["nodes"] == [{"name": "上级独有"}]
    assert county["rows"]["totalCount"] == 12
    assert county["rows"]["nodes"][0]["verdict"] == "SAME"
    assert data(ALIGN, targets=["330824"])["alignment"]["targets"][0]["items"] == 12
    assert code(ALIGN, targets=["330824"], kind="COMBINED") == "NOT_FOUND"
    assert code(ALIGN, targets=[]) == "BAD_ARGUMENT"


def test_dear_answers_are_worked_out_once_and_the_oldest_let_go() -> None:
    kept, made = Kept(2), []

    def work(answer: str) -> Callable[[], str]:
        def made_up() -> str:
            made.append(answer)
            return answer

        return made_up

    for key in ("a", "b", "a", "c", "a", "b"):
        assert kept.get(key, work(key)) == key
    assert made == ["a", "b", "c", "b"]
