"""Who asks, and the audit trail, over GraphQL."""

from collections.abc import Iterator
from typing import Any

import pytest

from schema import Answer, Kept, Request, answer, executable_schema
from service.access import NATION, Grant, Principal, Role
from service.store import Store, open_store
from tests.reading.inventory import CITY, COUNTY, PROVINCE, add_divisions, county_items, publish
from tests.support.stores import StoreMaker

AUDIT = """query (
    $division: String, $act: String, $subject: String, $since: DateTime, $first: Int, $after: String
) {
    audit(division: $division, act: $act, subject: $subject, since: $since, first: $first, after: $after) {
        totalCount pageInfo { hasNextPage endCursor }
        nodes { sequence recordedAt who whoName act actLabel subject division before after why hash }
    }
}"""


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def recorded(request: pytest.FixtureRequest) -> Iterator[Store]:
    """A store in which a county's and a city's editions were published by GraphQL."""
    maker: StoreMaker = request.getfixturevalue(f"{request.param}_stores")
    url = maker.migrated()
    store = open_store(url)
    add_divisions(store, PROVINCE, CITY, COUNTY)
    for division in (COUNTY, CITY, COUNTY):
        label = "2025" if division == CITY else f"{2024 + _records(store)}"
        publish(store, label, county_items()[:2], division=division, draft=True)
        done = _ask(
            store,
            _somebody(Grant(role=Role.PUBLISHER, division=division)),
            f"""mutation {{
                publishEdition(division: "{division}", kind: POWER, label: "{label}", why: "年度清理") {{
                    edition {{ id label state latest items: itemCount division {{ name }} }}
                }}
            }}""",
        )
        assert not done.errors, done.errors
    yield store
    store.close()
    maker.remove(url)


def _records(store: Store) -> int:
    data = _ask(store, READER, "{ audit { totalCount } }").data
    return int(data["audit"]["totalCount"])  # type: ignore[index]


def _somebody(*grants: Grant) -> Principal:
    return Principal(subject="token:5", name="县发布岗", grants=grants)


READER = _somebody(Grant(role=Role.ADMINISTRATOR, division=NATION, below=True))


def _ask(store: Store, who: Principal | None, query: str, **variables: Any) -> Answer:
    return answer(executable_schema, store, Request(query=query, variables=variables), Kept(4), principal=who)


def _page(store: Store, who: Principal, **asked: Any) -> dict[str, Any]:
    found = _ask(store, who, AUDIT, **asked)
    assert not found.errors, found.errors
    assert isinstance(found.data, dict)
    page: dict[str, Any] = found.data["audit"]
    return page


def test_the_trail_is_read_by_who_may(recorded: Store) -> None:
    page = _page(recorded, READER)
    assert [node["sequence"] for node in page["nodes"]] == [1, 2, 3]
    first = page["nodes"][0]
    assert (first["who"], first["whoName"], first["why"]) == ("token:5", "县发布岗", "年度清理")
    assert (first["act"], first["actLabel"], first["division"]) == ("edition.publish", "发布版本", COUNTY)
    assert '"state":"published"' in first["after"]
    assert len(first["hash"]) == 64


def test_the_trail_is_narrowed_and_paged(recorded: Store) -> None:
    county = _page(recorded, _somebody(Grant(role=Role.ADMINISTRATOR, division=COUNTY)), division=COUNTY)
    assert [node["sequence"] for node in county["nodes"]] == [1, 3]
    subject = county["nodes"][0]["subject"]
    assert _page(recorded, READER, subject=subject)["totalCount"] == 1
    assert _page(recorded, READER, act="token.issue")["totalCount"] == 0
    assert _page(recorded, READER, since=county["nodes"][1]["recordedAt"])["totalCount"] == 1
    begun = _page(recorded, READER, first=2)
    assert (len(begun["nodes"]), begun["pageInfo"]["hasNextPage"]) == (2, True)
    rest = _page(recorded, READER, first=2, after=begun["pageInfo"]["endCursor"])
    assert [node["sequence"] for node in rest["nodes"]] == [3]


@pytest.mark.parametrize("division", [None, CITY, PROVINCE, "620000"])
def test_nobody_else_reads_it(recorded: Store, division: str | None) -> None:
    clerks = [_somebody(Grant(role=role, division=COUNTY)) for role in Role]
    for who in (
        None,
        _somebody(),
        *clerks,
        _somebody(Grant(role=Role.PUBLISHER, division=NATION, below=True)),
    ):
        (error,) = _ask(recorded, who, AUDIT, division=division).errors
        assert (error.extensions or {})["code"] == "FORBIDDEN"


def test_who_asks_is_told_who_he_is(recorded: Store) -> None:
    query = "{ viewer { subject name grants { role division below body { name } } } }"
    assert _ask(recorded, None, query).data == {"viewer": None}
    body_grant = Grant(role=Role.BODY_EDITOR, division=COUNTY, body=1)
    found = _ask(recorded, _somebody(body_grant, Grant(role=Role.PUBLISHER, division=COUNTY)), query).data
    assert found == {
        "viewer": {
            "subject": "token:5",
            "name": "县发布岗",
            "grants": [
                {"role": "BODY_EDITOR", "division": COUNTY, "below": False, "body": {"name": "民政局"}},
                {"role": "PUBLISHER", "division": COUNTY, "below": False, "body": None},
            ],
        }
    }


def test_what_a_mutation_answers_is_of_after_it(sqlite_store: Store) -> None:
    add_divisions(sqlite_store, PROVINCE, CITY, COUNTY)
    for label in ("2024", "2025"):
        publish(sqlite_store, label, county_items()[:2], draft=True)
    who = _somebody(Grant(role=Role.PUBLISHER, division=COUNTY))
    said = "edition { label latest state division { editions { nodes { label state latest } } } }"
    found = _ask(
        sqlite_store,
        who,
        f"""mutation {{
            a: publishEdition(division: "{COUNTY}", kind: POWER, label: "2024") {{ {said} }}
            again: publishEdition(division: "{COUNTY}", kind: POWER, label: "2024") {{ {said} }}
            b: publishEdition(division: "{COUNTY}", kind: POWER, label: "2025") {{ {said} }}
        }}""",
    )
    assert [(error.path, (error.extensions or {})["code"]) for error in found.errors] == [
        (["again"], "EDITION_PUBLISHED")
    ]
    assert isinstance(found.data, dict)
    first, second = found.data["a"]["edition"], found.data["b"]["edition"]
    assert (first["latest"], second["latest"]) == (True, True)
    states = [node["state"] for node in first["division"]["editions"]["nodes"]]
    assert states == ["PUBLISHED", "DRAFT"]
    assert [node["latest"] for node in second["division"]["editions"]["nodes"]] == [False, True]
    assert found.extensions
    assert found.extensions["dataVersion"] == 2


def test_a_query_is_never_written_and_a_subscription_never_answered(sqlite_store: Store) -> None:
    for query, code in (
        ("mutation { __typename }", None),
        ("subscription { __typename }", "BAD_OPERATION"),
        ("{ publishEdition { edition { id } } }", "VALIDATION_FAILED"),
    ):
        found = _ask(sqlite_store, None, query)
        codes = [(error.extensions or {})["code"] for error in found.errors]
        assert codes == ([code] if code else []), query
