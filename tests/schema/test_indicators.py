"""Indicators by GraphQL: of an edition, against another, of divisions; drafts as everywhere."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from schema import Kept, Request, answer, executable_schema
from schema.cost import MAX_COST, check_cost
from service.access import Grant, Principal, Role
from service.node_ids import decode
from service.store import Store, open_store
from service.vocabulary import Category, ListKind
from tests.reading.inventory import (
    CITY,
    COUNTY,
    LOADED_AT,
    PROVINCE,
    add_divisions,
    counted_statements,
    publish,
)
from tests.support.lists import listed
from tests.support.stores import StoreMaker

LIST = f'division: "{COUNTY}", kind: POWER'
ALL = """indicators { key name about
    count { numerator denominator share notStated unreadable notApplicable items }
    classes { key name items bodies } unread { text items }
    byBody { body { name } count { numerator denominator share items } }
    byCategory { category count { numerator denominator share items } } }
timeCut { total { items legalDays promisedDays share meanShare mixed longer notStated unreadable }
    unread { text items } byBody { body { name } cut { share } } byCategory { category cut { share } } }
charges { totalCount nodes { id name subItemName standard basis stateText isRead body { name }
    standings { state since until text } states(on: "2026-06-30") } }"""


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def counted(request: pytest.FixtureRequest) -> Iterator[Store]:
    """A county's list of two years and a draft, and the city's above it."""
    maker: StoreMaker = request.getfixturevalue(f"{request.param}_stores")
    url = maker.migrated()
    store = open_store(url)
    add_divisions(store, PROVINCE, CITY, COUNTY)
    before = [
        listed(
            "甲登记",
            online_depth="三级",
            handling_type="承诺件",
            legal_time_limit="20个工作日",
            promised_time_limit="20个工作日",
            fee_standard="10元",
            fee_state="正常征收",
            claim_state="已认领",
        ),
        listed(
            "乙确认", body="水利局", category=Category.CONFIRMATION, online_depth="4", claim_state="未认领"
        ),
        listed("对丙的处罚", body="水利局", category=Category.PENALTY, claim_state="已认领"),
    ]
    after = [
        listed(
            "甲登记",
            online_depth="全程网办",
            handling_type="即办件",
            legal_time_limit="20个工作日",
            promised_time_limit="5个工作日",
            fee_standard="10元",
            fee_state="2026年1月1日至2026年12月31日减半征收",
            claim_state="已认领",
        ),
        *before[1:],
    ]
    publish(store, "2025", before)
    publish(store, "2026", after, now=LOADED_AT + timedelta(days=1))
    publish(store, "2027", [listed("草稿事项", claim_state="未认领")], draft=True)
    publish(store, "2026", after[:2], division=CITY)
    publish(store, "2026", [listed("收某费", category=None, fee_state="停征")], kind=ListKind.CHARGES)
    yield store
    store.close()
    maker.remove(url)


Ask = Callable[..., Any]


@pytest.fixture
def data(counted: Store) -> Ask:
    def asked(query: str, principal: Principal | None = None) -> Any:
        found = answer(executable_schema, counted, Request(query=query), Kept(4), principal=principal)
        assert not found.errors, found.errors
        return found.data

    return asked


@pytest.fixture
def refused(counted: Store) -> Ask:
    def asked(query: str, principal: Principal | None = None) -> str:
        (error,) = answer(
            executable_schema, counted, Request(query=query), Kept(4), principal=principal
        ).errors
        assert error.extensions
        return str(error.extensions["code"])

    return asked


def test_an_edition_s_indicators(data: Ask) -> None:
    found = data(f"{{ statistics({LIST}) {{ total {ALL} }} }}")["statistics"]
    by_key = {each["key"]: each for each in found["indicators"]}
    claimed = by_key["claimed"]["count"]
    assert (claimed["numerator"], claimed["denominator"], claimed["share"]) == (2, 3, 66.7)
    assert (claimed["notStated"], claimed["unreadable"], claimed["notApplicable"]) == (0, 0, 0)
    assert by_key["wholly-online"]["name"] == "全程网办率"
    assert by_key["wholly-online"]["count"]["share"] == 100.0
    assert by_key["wholly-online"]["unread"] == [{"text": "4", "items": 1}]
    assert by_key["wholly-online"]["classes"] == [
        {"key": "whole", "name": "全程网办", "items": 1, "bodies": 1}
    ]
    for each in found["indicators"]:
        for parts in ("byBody", "byCategory"):
            for part in ("numerator", "denominator", "items"):
                assert sum(one["count"][part] for one in each[parts]) == each["count"][part]
        assert each["count"]["items"] == found["total"] == 3
    assert {one["body"]["name"]: one["count"]["share"] for one in by_key["claimed"]["byBody"]} == {
        "民政局": 100.0,
        "水利局": 50.0,
    }
    assert found["timeCut"]["total"]["share"] == 75.0
    (charge,) = found["charges"]["nodes"]
    assert decode(charge["id"])[0] == "PowerItem"
    assert (charge["name"], charge["states"], charge["isRead"]) == ("甲登记", ["REDUCED"], True)
    assert charge["standings"] == [
        {
            "state": "REDUCED",
            "since": "2026-01-01",
            "until": "2026-12-31",
            "text": "2026年1月1日至2026年12月31日减半征收",
        }
    ]


def test_only_some_indicators(data: Ask, refused: Ask) -> None:
    found = data(f'{{ statistics({LIST}) {{ indicators(keys: ["at-once", "claimed"]) {{ key }} }} }}')
    assert [each["key"] for each in found["statistics"]["indicators"]] == ["claimed", "at-once"]
    assert refused(f'{{ statistics({LIST}) {{ indicators(keys: ["nosuch"]) {{ key }} }} }}') == "BAD_ARGUMENT"


def test_charges_by_state_day_and_body(data: Ask) -> None:
    def count(asked: str) -> int:
        found = data(f"{{ statistics({LIST}) {{ charges({asked}) {{ totalCount }} }} }}")
        return int(found["statistics"]["charges"]["totalCount"])

    body = data(f'{{ bodies(division: "{COUNTY}", text: "民政局") {{ nodes {{ id }} }} }}')["bodies"][
        "nodes"
    ][0]["id"]
    other = data(f'{{ bodies(division: "{COUNTY}", text: "水利局") {{ nodes {{ id }} }} }}')["bodies"][
        "nodes"
    ][0]["id"]
    assert count("state: [REDUCED]") == 1
    of_body = f'byBody(body: "{body}") {{ body {{ name }} }}'
    found = data(
        f"{{ statistics({LIST}) {{ timeCut {{ {of_body} }}"
        f' indicators(keys: ["claimed"]) {{ {of_body} }} }} }}'
    )
    assert found["statistics"]["indicators"][0] == {"byBody": [{"body": {"name": "民政局"}}]}
    assert found["statistics"]["timeCut"] == {"byBody": [{"body": {"name": "民政局"}}]}
    assert count('state: [REDUCED], on: "2026-12-31"') == 1
    assert count('state: [REDUCED], on: "2027-01-01"') == 0
    assert count("state: [SUSPENDED, EXEMPTED]") == 0
    assert count(f'body: "{body}"') == 1
    assert count(f'body: "{other}"') == 0
    every = data(
        f'{{ statistics(division: "{COUNTY}", kind: CHARGES)'
        ' { charges { nodes { name states(on: "2026-01-01") } } } }'
    )
    assert every["statistics"]["charges"]["nodes"] == [{"name": "收某费", "states": ["SUSPENDED"]}]


COMPARED = """comparedWith(edition: "%s") { before { label } after { label }
    indicators { key name change { before { share } after { share } points }
        byBody { body { name } change { points } } byCategory { category change { points } } }
    timeCut { before { share } after { share } points }
    charges { totalCount nodes { before { stateText } after { stateText body { name } } } } }"""


def test_two_editions(data: Ask) -> None:
    found = data(f"{{ statistics({LIST}) {{ {COMPARED % '2025'} }} }}")["statistics"]["comparedWith"]
    assert (found["before"]["label"], found["after"]["label"]) == ("2025", "2026")
    changes = {each["key"]: each for each in found["indicators"]}
    assert changes["at-once"]["change"] == {
        "before": {"share": 0.0},
        "after": {"share": 100.0},
        "points": 100.0,
    }
    assert found["timeCut"] == {"before": {"share": 0.0}, "after": {"share": 75.0}, "points": 75.0}
    assert found["charges"]["totalCount"] == 1
    back = data(f'{{ statistics({LIST}, edition: "2025") {{ {COMPARED % "2026"} }} }}')["statistics"]
    assert back["comparedWith"]["timeCut"]["points"] == -75.0


def test_an_edition_against_itself_is_zero(data: Ask) -> None:
    found = data(f"{{ statistics({LIST}) {{ {COMPARED % '2026'} }} }}")["statistics"]["comparedWith"]
    assert found["charges"]["totalCount"] == 0
    points = [each["change"]["points"] for each in found["indicators"]]
    assert set(points) <= {0.0, None}
    assert 0.0 in points


PLACES = """{ divisionIndicators(division: "%s", kind: POWER) { division { name } lists items charges
    indicators(keys: ["claimed"]) { key name count { numerator denominator } classes { key items } }
    timeCut { share } below { division { code } lists items below { division { code } items } } } }"""


def test_divisions_sum_what_is_below_them(data: Ask, refused: Ask) -> None:
    found = data(PLACES % PROVINCE)["divisionIndicators"]
    assert (found["division"]["name"], found["lists"], found["items"], found["charges"]) == (
        "浙江省",
        2,
        5,
        2,
    )
    assert found["indicators"][0]["count"] == {"numerator": 3, "denominator": 5}
    assert found["below"] == [
        {
            "division": {"code": CITY},
            "lists": 2,
            "items": 5,
            "below": [{"division": {"code": COUNTY}, "items": 3}],
        }
    ]
    earlier = PLACES.replace("kind: POWER", 'kind: POWER, edition: "2025"') % PROVINCE
    assert data(earlier)["divisionIndicators"]["items"] == 3
    assert refused(PLACES % "999999") in {"NOT_FOUND", "BAD_ARGUMENT"}


def test_drafts_are_counted_for_who_may_see_them_alone(data: Ask, refused: Ask) -> None:
    claimed = 'indicators(keys: ["claimed"]) { count { share items } }'
    drafted = f'{{ statistics({LIST}, edition: "2027") {{ {claimed} }} }}'
    compared = f"{{ statistics({LIST}) {{ {COMPARED % '2027'} }} }}"
    approver = Principal(
        subject="approver", name="审定", grants=(Grant(role=Role.APPROVER, division=COUNTY),)
    )
    assert refused(drafted) == refused(compared) == "NOT_FOUND"
    assert refused(drafted.replace("2027", "2099")) == "NOT_FOUND"
    seen = data(drafted, approver)["statistics"]["indicators"][0]["count"]
    assert seen == {"share": 0.0, "items": 1}
    assert data(compared, approver)["statistics"]["comparedWith"]["after"]["label"] == "2026"
    labelled = PLACES.replace("kind: POWER", 'kind: POWER, edition: "2027"') % PROVINCE
    assert data(labelled)["divisionIndicators"]["items"] == 0
    assert data(labelled, approver)["divisionIndicators"]["items"] == 1


def test_counts_are_kept_and_statements_few(counted: Store) -> None:
    kept = Kept(4)
    query = Request(query=f"{{ statistics({LIST}) {{ {ALL} {COMPARED % '2025'} }} }}")
    with counted_statements(counted) as first:
        told = answer(executable_schema, counted, query, kept)
    with counted_statements(counted) as second:
        again = answer(executable_schema, counted, query, kept)
    assert not told.errors
    assert told.data == again.data
    assert len(second) <= len(first) - 4
    assert len(second) < 12


def test_the_cost_says_that_an_edition_is_counted() -> None:
    def cost(query: str) -> int:
        return check_cost(executable_schema, query, None, {})

    assert 300 < cost(f"{{ statistics({LIST}) {{ indicators {{ key }} }} }}") < 400
    assert cost(f"{{ statistics({LIST}) {{ total }} }}") < 5
    assert 5_000 < cost(f"{{ statistics({LIST}) {{ {ALL} {COMPARED % '2025'} }} }}") < MAX_COST
    assert 2_000 < cost(PLACES % PROVINCE) < MAX_COST
