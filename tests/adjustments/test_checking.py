"""What a proposal must and must not name, kind by kind, and every contradiction that is told."""

import re
from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from service.adjustments import AdjustmentKind as Kind
from service.adjustments import (
    Facts,
    Ground,
    GroundKind,
    Proposal,
    Recipient,
    Source,
    check_proposal,
    name_key,
)
from service.bodies import BodySuccession
from service.findings import Severity, has_errors
from service.items import ItemContent
from service.vocabulary import ListKind
from tests.adjustments.proposals import CITY, CIVIL, COUNTY, HEALTH, LAW, proposal, stands, to
from tests.support.repository import ROOT

OLD, OTHER = stands(1), stands(2, "公墓建设审批")
NEW = stands(None, "新的事项")
FACTS = Facts(standing=frozenset({1, 2}), bodies=frozenset({"民政局", "卫生健康局"}))
CHANGED = replace(OLD, content=replace(OLD.content, remarks="改"))
SUSPENDED = replace(OLD, content=replace(OLD.content, publication_state="暂停"))
TOWNSHIP = Recipient(division=COUNTY, name="城关镇")
PROVINCE_ITEM = Source(item=70, division="330000", edition="2026", name="养老机构备案")
BELOW_ITEM = replace(PROVINCE_ITEM, division="330824")
MERGED_BODIES = (BodySuccession("民政局", "社会工作局"),)

SOUND: dict[Kind, list[Proposal]] = {
    Kind.ADD: [proposal(Kind.ADD, after=[NEW])],
    Kind.REMOVE: [
        proposal(Kind.REMOVE, [OLD, OTHER]),
        proposal(Kind.REMOVE, [OLD], [CHANGED], part="省际部分"),
    ],
    Kind.MERGE: [proposal(Kind.MERGE, [OLD, OTHER], [NEW])],
    Kind.SPLIT: [proposal(Kind.SPLIT, [OLD], [NEW, stands(None, "新的事项之二")])],
    Kind.CHANGE: [proposal(Kind.CHANGE, [OLD], [CHANGED])],
    Kind.DELEGATE: [
        proposal(Kind.DELEGATE, [OLD], to=(TOWNSHIP,)),
        proposal(Kind.DELEGATE, [OLD], [CHANGED], to=(TOWNSHIP,)),
    ],
    Kind.TAKE_OVER: [proposal(Kind.TAKE_OVER, after=[NEW], sources=(PROVINCE_ITEM,))],
    Kind.TAKE_BACK: [
        proposal(Kind.TAKE_BACK, [OLD]),
        proposal(Kind.TAKE_BACK, [OLD], to=(Recipient(division=CITY, name="衢州市"),)),
        proposal(Kind.TAKE_BACK, after=[NEW], sources=(BELOW_ITEM,), division=CITY),
    ],
    Kind.TRANSFER: [proposal(Kind.TRANSFER, [OLD], to=(to(HEALTH),))],
    Kind.ENTRUST: [proposal(Kind.ENTRUST, [OLD], to=(TOWNSHIP,))],
    Kind.SUSPEND: [proposal(Kind.SUSPEND, [OLD])],
    Kind.RESUME: [proposal(Kind.RESUME, [SUSPENDED])],
    Kind.CLAIM: [proposal(Kind.CLAIM, after=[NEW], sources=(PROVINCE_ITEM,))],
    Kind.REFORM: [
        proposal(Kind.REFORM, successions=MERGED_BODIES, lists=(ListKind.POWER, ListKind.RESPONSIBILITY))
    ],
}


def codes(given: Proposal, facts: Facts = FACTS) -> set[str]:
    return {finding.code for finding in check_proposal(given, facts)}


@pytest.mark.parametrize("kind", Kind)
def test_what_is_whole_is_in_order(kind: Kind) -> None:
    for given in SOUND[kind]:
        assert check_proposal(given, FACTS) == []


@pytest.mark.parametrize("kind", Kind)
def test_what_a_kind_needs_and_has_no_place_for_is_told(kind: Kind) -> None:
    assert any(code.endswith("-missing") for code in codes(proposal(kind)))
    filled = replace(
        SOUND[kind][0],
        part="一部分",
        successions=() if kind is Kind.REFORM else MERGED_BODIES,
    )
    told = check_proposal(filled, FACTS)
    assert has_errors(told)
    assert any(finding.code.endswith("-unexpected") for finding in told)


BAD_GROUND = Ground(kind=GroundKind.DOCUMENT, citation="  ")
LATE_GROUND = replace(LAW, day=date(2026, 5, 1))
CODED = replace(NEW, content=replace(NEW.content, codes=("330111001000",)))

CONTRADICTIONS: list[tuple[str, Proposal, Facts]] = [
    ("grounds-missing", proposal(Kind.ADD, after=[NEW], grounds=()), FACTS),
    ("ground-uncited", proposal(Kind.ADD, after=[NEW], grounds=(BAD_GROUND,)), FACTS),
    ("citation-unread", proposal(Kind.ADD, after=[NEW], grounds=(replace(LAW, citation="领导要求"),)), FACTS),
    ("effective-before-ground", proposal(Kind.ADD, after=[NEW], grounds=(LATE_GROUND,)), FACTS),
    ("until-before-effective", proposal(Kind.SUSPEND, [OLD], until=date(2026, 3, 10)), FACTS),
    ("one-list", proposal(Kind.ADD, after=[NEW], lists=(ListKind.POWER, ListKind.RESPONSIBILITY)), FACTS),
    ("part-missing", proposal(Kind.REMOVE, [OLD], [CHANGED]), FACTS),
    ("item-named-twice", proposal(Kind.REMOVE, [OLD, OLD]), FACTS),
    ("item-not-standing", proposal(Kind.REMOVE, [stands(9)]), FACTS),
    ("other-body", proposal(Kind.REMOVE, [OLD], body=HEALTH), FACTS),
    ("already-suspended", proposal(Kind.SUSPEND, [SUSPENDED]), FACTS),
    ("not-suspended", proposal(Kind.RESUME, [OLD]), FACTS),
    ("pending-adjustment", proposal(Kind.REMOVE, [OLD]), replace(FACTS, pending={1: ["7"]})),
    ("name-missing", proposal(Kind.ADD, after=[stands(None, " ")]), FACTS),
    ("category-missing", proposal(Kind.ADD, after=[stands(None, "新的", category=None)]), FACTS),
    ("nothing-changes", proposal(Kind.CHANGE, [OLD], [OLD]), FACTS),
    ("changes-body", proposal(Kind.CHANGE, [OLD], [replace(CHANGED, body=HEALTH)]), FACTS),
    ("same-name", proposal(Kind.ADD, after=[stands(None)]), replace(FACTS, named={name_key(OLD): 1})),
    ("contents-alike", proposal(Kind.SPLIT, [OLD], [NEW, NEW]), FACTS),
    ("code-twice", proposal(Kind.SPLIT, [OLD], [CODED, replace(CODED, category=None)]), FACTS),
    ("code-in-use", proposal(Kind.ADD, after=[CODED]), replace(FACTS, codes={"330111001000": {2}})),
    ("reused-code", proposal(Kind.ADD, after=[CODED]), replace(FACTS, codes={"330111001000": {8}})),
    ("recipient-is-self", proposal(Kind.TRANSFER, [OLD], to=(to(CIVIL),)), FACTS),
    (
        "recipient-elsewhere",
        proposal(Kind.TRANSFER, [OLD], to=(Recipient(division=CITY, name="市局", body=5),)),
        FACTS,
    ),
    (
        "recipient-not-below",
        proposal(Kind.DELEGATE, [OLD], to=(Recipient(division=CITY, name="衢州市"),)),
        FACTS,
    ),
    ("recipient-not-above", proposal(Kind.TAKE_BACK, [OLD], to=(TOWNSHIP,)), FACTS),
    ("source-not-above", proposal(Kind.CLAIM, after=[NEW], sources=(BELOW_ITEM,)), FACTS),
    ("source-not-below", proposal(Kind.TAKE_BACK, after=[NEW], sources=(PROVINCE_ITEM,)), FACTS),
    ("source-unnamed", proposal(Kind.TAKE_OVER, after=[NEW]), FACTS),
    (
        "succession-to-itself",
        proposal(Kind.REFORM, successions=(BodySuccession("民政局", "县民政局"),)),
        FACTS,
    ),
    (
        "succession-in-a-circle",
        proposal(
            Kind.REFORM,
            successions=(BodySuccession("民政局", "卫生健康局"), BodySuccession("卫生健康局", "民政局")),
        ),
        FACTS,
    ),
    ("unknown-body", proposal(Kind.REFORM, successions=(BodySuccession("林业局", "民政局"),)), FACTS),
]


@pytest.mark.parametrize(("code", "given", "facts"), CONTRADICTIONS, ids=[c[0] for c in CONTRADICTIONS])
def test_a_contradiction_is_told_by_its_code(code: str, given: Proposal, facts: Facts) -> None:
    found = check_proposal(given, facts)
    assert code in {finding.code for finding in found}
    for finding in found:
        assert finding.message.endswith("。")
        assert finding.fix.endswith("。")


def test_every_code_is_documented() -> None:
    page = (ROOT / "docs" / "adjustments.md").read_text("utf-8")
    section = page.partition("Findings refuse")[2].partition("## The path")[0]
    named = set(re.findall(r"`([a-z]+(?:-[a-z]+)+)`", section))
    shape = {f"{what}-{how}" for what in _SHAPE for how in ("missing", "unexpected")}
    told: set[Any] = {code for code, _, _ in CONTRADICTIONS} - shape
    assert told == named


_SHAPE = ("items", "contents", "recipients", "sources", "successions", "part")


def test_a_code_of_the_claimed_item_is_no_foreign_code() -> None:
    given = proposal(Kind.CLAIM, after=[CODED], sources=(PROVINCE_ITEM,))
    assert codes(given, replace(FACTS, codes={"330111001000": {70}})) == set()


def test_advice_and_warnings_refuse_nothing() -> None:
    found = check_proposal(proposal(Kind.TAKE_OVER, after=[NEW]), FACTS)
    assert [finding.severity for finding in found] == [Severity.ADVICE]
    assert not has_errors(found)


def test_a_list_without_categories_needs_none() -> None:
    bare = replace(NEW, category=None, content=ItemContent(name="收费项目", body_name="民政局"))
    assert codes(proposal(Kind.ADD, after=[bare], lists=(ListKind.CHARGES,))) == set()
