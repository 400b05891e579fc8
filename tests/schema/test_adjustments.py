"""Adjustments, books and seals as a client meets them."""

import hashlib
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from graphql import parse, validate

from schema import Answer, Kept, Request, answer, executable_schema
from service.access import Principal, Role
from service.adjustments import AdjustmentKind as Kind
from service.adjustments import Decision, Step
from service.books import verify_edition
from service.editions import find_edition
from service.node_ids import encode
from service.proceedings import review
from service.reading import standing_items
from service.store import Store, open_store
from service.vocabulary import ListKind
from tests.proceedings.office import (
    ESTABLISHMENT,
    GOVERNMENT,
    JUSTICE,
    NOW,
    PUBLISHER,
    bodies,
    clerk,
    editor,
    filed,
    powers,
    request,
    says,
    seen,
)
from tests.reading.inventory import (
    CITY,
    COUNTY,
    PROVINCE,
    add_divisions,
    add_instrument,
    counted_statements,
    county_items,
    publish,
)
from tests.support.repository import ROOT
from tests.support.stores import SqliteStores

Ask = Callable[..., Answer]


@pytest.fixture
def county(sqlite_stores: SqliteStores) -> Iterator[Store]:
    """The county's power list of 2026, published."""
    url = sqlite_stores.migrated()
    store = open_store(url)
    add_divisions(store, PROVINCE, CITY, COUNTY)
    add_instrument(store, "中华人民共和国行政许可法", document_number="主席令第七号")
    publish(store, "2026", county_items())
    yield store
    store.close()
    sqlite_stores.remove(url)


@pytest.fixture
def ask(county: Store) -> Ask:
    def asked(query: str, by: Principal | None = None, **variables: Any) -> Answer:
        found = Request(query=query, variables=variables)
        return answer(executable_schema, county, found, Kept(4), principal=by)

    return asked


def data(found: Answer) -> Any:
    assert not found.errors, found.errors
    return found.data


def code(found: Answer) -> str:
    (error,) = found.errors
    assert error.extensions
    return str(error.extensions["code"])


PROPOSE = """mutation ($input: AdjustmentInput!) { proposeAdjustment(input: $input) {
    adjustment { id version state stateLabel path awaiting bodyName dueOn late } findings { code message fix }
} }"""
REVIEW = """mutation ($id: ID!, $version: Int!, $step: ReviewStep!, $decision: ReviewDecision!) {
    reviewAdjustment(id: $id, version: $version, step: $step, decision: $decision) {
        adjustment { id version state }
    }
}"""


def given(store: Store, **said: Any) -> dict[str, Any]:
    return {
        "kind": "CHANGE",
        "division": COUNTY,
        "list": "POWER",
        "body": encode("ImplementingBody", bodies(store)["民政局"]),
        "effectiveOn": "2026-12-01",
        "grounds": [{"kind": "LAW", "citation": "《中华人民共和国行政许可法》第十二条", "day": "2026-11-20"}],
        **said,
    }


def changed(store: Store, text: str = "《中华人民共和国行政许可法》第十五条") -> dict[str, Any]:
    item = encode("PowerItem", powers(store)["社会团体成立登记"])
    return given(store, after=[{"item": item, "fields": [{"field": "setting_basis", "text": text}]}])


def test_the_way_from_proposal_to_the_published_edition(county: Store, ask: Ask) -> None:
    found = data(ask(PROPOSE, editor(county), input=changed(county)))["proposeAdjustment"]
    told = found["adjustment"]
    assert found["findings"] == []
    assert (told["state"], told["awaiting"], told["bodyName"]) == ("PROPOSED", "ESTABLISHMENT", "民政局")
    assert told["path"] == ["ESTABLISHMENT", "LEGALITY", "GOVERNMENT"]
    for who, step in ((ESTABLISHMENT, "ESTABLISHMENT"), (JUSTICE, "LEGALITY")):
        reviewed = ask(REVIEW, who, id=told["id"], version=told["version"], step=step, decision="ACCEPT")
        told = data(reviewed)["reviewAdjustment"]["adjustment"]
    approve = (
        "mutation ($id: ID!, $version: Int!) { approve(id: $id, version: $version) { adjustment { state } } }"
    )
    approved = data(ask(approve, GOVERNMENT, id=told["id"], version=told["version"]))
    assert approved["approve"]["adjustment"]["state"] == "APPROVED"
    place = f'division: "{COUNTY}", kind: POWER, label: "2027"'
    opened = data(
        ask(f"mutation {{ openYear({place}) {{ edition {{ state label itemCount }} }} }}", ESTABLISHMENT)
    )
    assert opened["openYear"]["edition"] == {"state": "DRAFT", "label": "2027", "itemCount": 12}
    applied = data(
        ask(
            f"mutation {{ applyAdjustments({place}) {{ applied {{ id state }} left {{ code }} }} }}",
            ESTABLISHMENT,
        )
    )["applyAdjustments"]
    assert applied == {"applied": [{"id": told["id"], "state": "IN_EDITION"}], "left": []}
    report = """mutation ($body: ID!) { reportFigures(division: "%s", kind: POWER, label: "2027", body: $body,
        figures: { before: 5, after: 4 }) { reported } }"""
    body = encode("ImplementingBody", bodies(county)["民政局"])
    data(ask(report.replace("%s", COUNTY), editor(county), body=body))
    book = """{ book(division: "%s", kind: POWER) { label isOpen base account { before after changed }
        findings { code message } progress { state count } } }""".replace("%s", COUNTY)
    assert data(ask(book, ESTABLISHMENT))["book"] == {
        "label": "2027",
        "isOpen": True,
        "base": "2026",
        "account": {"before": 12, "after": 12, "changed": 1},
        "findings": [{"code": "count-mismatch", "message": "民政局“今年”：所报 4，清册为 5。"}],
        "progress": [{"state": "IN_EDITION", "count": 1}],
    }
    assert ask(book).errors
    closed = data(ask(f"mutation {{ closeYear({place}) {{ seal edition {{ latest }} }} }}", PUBLISHER))[
        "closeYear"
    ]
    assert closed["edition"] == {"latest": True}
    public = """{ adjustments(division: "%s", state: [PUBLISHED]) { totalCount nodes {
        state acts { kind } terms { kind } editions { label isPublished } } } }""".replace("%s", COUNTY)
    assert data(ask(public))["adjustments"] == {
        "totalCount": 1,
        "nodes": [
            {
                "state": "PUBLISHED",
                "acts": [],
                "terms": [],
                "editions": [{"label": "2027", "isPublished": True}],
            }
        ],
    }
    with county.read() as connection:
        edition = find_edition(connection, COUNTY, ListKind.POWER, "2027")
        assert verify_edition(connection, edition.id).found.hex() == closed["seal"]


def test_before_and_after_stand_side_by_side_with_what_differs_marked(county: Store, ask: Ask) -> None:
    found = data(ask(PROPOSE, editor(county), input=changed(county)))["proposeAdjustment"]["adjustment"]
    query = """query ($id: ID!) { adjustment(id: $id) {
        grounds { kind citation day } dueOn late
        items { before { item name body codes fields { field label } } after { name }
            changes { field label before after editorial segments { mark text } } }
        legalFindings { code severity isNew name source } terms { kind due late known }
        acts { kind by step } division { name } body { name } lists } }"""
    told = data(ask(query, editor(county), id=found["id"]))["adjustment"]
    (item,) = told["items"]
    assert item["before"]["codes"] == ["000111001000"]
    assert {field["field"] for field in item["before"]["fields"]} >= {"name", "setting_basis"}
    (change,) = item["changes"]
    assert (change["field"], change["label"], change["editorial"]) == ("setting_basis", "设定依据", False)
    assert [segment for segment in change["segments"] if segment["mark"] != "EQUAL"] == [
        {"mark": "DELETED", "text": "第十二条"},
        {"mark": "INSERTED", "text": "第十五条"},
    ]
    assert told["division"]["name"] == "开化县"
    assert [term["kind"] for term in told["terms"]] == ["APPLY", "REVIEW"]
    assert told["acts"] == [{"kind": "PROPOSE", "by": "部门编辑", "step": None}]
    assert all(finding["name"] == "社会团体成立登记" for finding in told["legalFindings"])


def test_findings_refuse_a_proposal_and_nothing_is_kept(county: Store, ask: Ask) -> None:
    found = data(ask(PROPOSE, editor(county), input=given(county, grounds=[])))["proposeAdjustment"]
    assert found["adjustment"] is None
    assert {finding["code"] for finding in found["findings"]} >= {"grounds-missing", "items-missing"}
    assert data(ask("{ adjustments { totalCount } }", ESTABLISHMENT))["adjustments"]["totalCount"] == 0


def test_a_stale_version_is_a_conflict(county: Store, ask: Ask) -> None:
    number = filed(county, request(county, Kind.SUSPEND, items=(powers(county)["最低生活保障金给付"],)))
    id = encode("Adjustment", number)
    with county.write() as connection:
        other = clerk(Role.ESTABLISHMENT_REVIEWER, name="二")
        review(connection, other, number, 1, Step.ESTABLISHMENT, Decision.RETURN, "再核", NOW)
    stale = ask(REVIEW, ESTABLISHMENT, id=id, version=1, step="ESTABLISHMENT", decision="ACCEPT")
    assert code(stale) == "CONFLICT"
    withdrawn = "mutation ($id: ID!) { withdrawAdjustment(id: $id, version: 1) { adjustment { id } } }"
    assert code(ask(withdrawn, editor(county), id=id)) == "CONFLICT"
    late = ask(REVIEW, ESTABLISHMENT, id=id, version=2, step="ESTABLISHMENT", decision="ACCEPT")
    assert code(late) == "BAD_STEP"
    assert seen(county, number).version == 2


def test_what_is_drafted_is_not_there_without_a_right(county: Store, ask: Ask) -> None:
    number = filed(county, request(county, Kind.SUSPEND, items=(powers(county)["最低生活保障金给付"],)))
    id = encode("Adjustment", number)
    one = "query ($id: ID!) { adjustment(id: $id) { id } }"
    for who in (None, editor(county, "自然资源局"), clerk(Role.ESTABLISHMENT_REVIEWER, CITY)):
        assert data(ask(one, who, id=id)) == {"adjustment": None}
        assert data(ask("{ adjustments { totalCount nodes { id } } }", who)) == {
            "adjustments": {"totalCount": 0, "nodes": []}
        }
        told = ask("query ($id: ID!) { node(id: $id) { id } }", who, id=id)
        absent = ask("query ($id: ID!) { node(id: $id) { id } }", who, id=encode("Adjustment", 10**9))
        assert code(told) == code(absent) == "BAD_ID"
    assert data(ask(one, editor(county), id=id))["adjustment"] == {"id": id}


def test_a_reform_is_one_act_and_a_claim_takes_the_superiors(county: Store, ask: Ask) -> None:
    publish(county, "2026", county_items()[:2], division=CITY)
    reform = """mutation { reform(division: "%s", lists: [POWER], effectiveOn: "2026-12-01",
        bodies: [{ old: "民政局", new: "自然资源局" }]
        grounds: [{ kind: REFORM, citation: "《机构改革方案》" }]) {
        adjustment { kind lists successions { old new } bodyName affected } findings { code } } }""".replace(
        "%s", COUNTY
    )
    told = data(ask(reform, ESTABLISHMENT))["reform"]
    assert told["adjustment"] == {
        "kind": "REFORM",
        "lists": ["POWER"],
        "successions": [{"old": "民政局", "new": "自然资源局"}],
        "bodyName": "民政局",
        "affected": 5,
    }
    claim = """mutation ($body: ID!, $items: [ID!]!) { claimItems(division: "%s", kind: POWER, body: $body,
        items: $items, effectiveOn: "2026-12-01") { adjustment { path sources { name division }
        items { before { name } after { name } } } findings { code } } }""".replace("%s", COUNTY)
    with county.read() as connection:
        superior = standing_items(connection, find_edition(connection, CITY, ListKind.POWER, "2026").id)
    found = data(
        ask(
            claim,
            editor(county),
            body=encode("ImplementingBody", bodies(county)["民政局"]),
            items=[encode("PowerItem", superior[0].id)],
        )
    )["claimItems"]["adjustment"]
    assert found["path"] == ["ESTABLISHMENT"]
    assert found["sources"] == [{"name": "社会团体成立登记", "division": CITY}]


def test_a_seal_and_what_it_is_over(county: Store, ask: Ask) -> None:
    query = """{ edition(division: "%s", kind: POWER) { corrects { label } seal { hash algorithm
        items(first: 200) { totalCount nodes { body bodyId category content hash } } } } }""".replace(
        "%s", COUNTY
    )
    told = data(ask(query))["edition"]
    assert told["corrects"] is None
    items = told["seal"]["items"]["nodes"]
    assert told["seal"]["items"]["totalCount"] == len(items) == 12
    for item in items:
        text = (item["category"] + "\n" if item["category"] else "") + item["content"]
        assert hashlib.sha256(text.encode()).hexdigest() == item["hash"]
    with county.read() as connection:
        edition = find_edition(connection, COUNTY, ListKind.POWER, "2026")
        assert verify_edition(connection, edition.id).found.hex() == told["seal"]["hash"]


def test_a_page_is_answered_by_as_many_statements_as_one(county: Store, ask: Ask) -> None:
    query = """{ adjustments { nodes { id state bodyName body { name } division { name } acts { kind }
        terms { kind } editions { label } items { changes { field } } } } }"""
    counts = []
    for name in ("社会团体成立登记", "社会团体变更登记", "最低生活保障金给付"):
        filed(county, request(county, Kind.CHANGE, after=(says(powers(county)[name], remarks="改"),)))
        with counted_statements(county) as sent:
            data(ask(query, ESTABLISHMENT))
        counts.append(len(sent))
    assert counts[0] == counts[1] == counts[2]


def test_what_is_documented_can_be_asked(ask: Ask) -> None:
    page = (ROOT / "docs" / "adjustments.md").read_text("utf-8")
    documents = re.findall(r"```graphql\n(.*?)```", page, re.DOTALL)
    assert len(documents) == 4
    for document in documents:
        assert validate(executable_schema, parse(document)) == []
        if not document.startswith("mutation"):
            data(ask(document))
