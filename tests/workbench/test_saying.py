"""What a queue's form says, read; evidence told; terms told."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.access import Grant, Principal, Role
from service.errors import Refusal
from service.items import Body, ItemContent, StandingItem
from service.vocabulary import Category, Decision
from service.workbench import Typed, meant_among, read_lineage, read_said, rewritten, rooms_of
from service.workbench.queues import evidence_of
from service.workbench.telling import body_told, days_left
from tests.reading.inventory import COUNTY

_BUREAU, _OTHER = Body(1, "民政局", COUNTY), Body(2, "自然资源局", COUNTY)


def _item(number: int, name: str, *, body: Body = _BUREAU, **said: Any) -> StandingItem:
    category = said.pop("category", Category.LICENSING)
    return StandingItem(
        id=number,
        revision=number,
        edition="2026",
        body=body,
        category=category,
        level=None,
        content=ItemContent(name=name, **said),
        content_hash=b"",
    )


def _read(*pairs: tuple[str, str], items: tuple[StandingItem, ...] = ()) -> dict[tuple[int, int], Decision]:
    found = read_said(Typed(pairs), meant_among(items, "本版"), reference_side=False)
    return {each.pair: each.decision for each in found}


def test_a_pairs_own_word_outranks_its_groups_and_silence_decides_nothing() -> None:
    shown = [
        ("v.1.2", "0"),
        ("of.g1", "1.2"),
        ("v.3.4", "0"),
        ("of.g1", "3.4"),
        ("v.5.6", "0"),
        ("of.g2", "5.6"),
    ]
    assert _read(*shown, ("all.g1", "CONFIRMED"), ("say.3.4", "REJECTED")) == {
        (1, 2): Decision.CONFIRMED,
        (3, 4): Decision.REJECTED,
    }
    with pytest.raises(Refusal, match="没有作出认定"):
        _read(*shown)
    with pytest.raises(Refusal, match="没有作出认定"):
        _read(*shown, ("say.1.2", "STATED"), ("all.g9", "CONFIRMED"), ("say.7.8", "CONFIRMED"))


def test_naming_another_rejects_the_pair_and_confirms_the_other() -> None:
    items = (_item(7, "登记"), _item(8, "审批", body=_OTHER), _item(9, "审批"))
    assert _read(("v.1.2", "3"), ("else.1.2", "登记"), items=items) == {
        (1, 7): Decision.CONFIRMED,
        (1, 2): Decision.REJECTED,
    }
    assert (1, 8) in _read(("v.1.2", "0"), ("else.1.2", "审批（自然资源局）〔8〕"), items=items)
    for text in ("审批", "没有的", "〔2〕"):
        with pytest.raises(Refusal):
            _read(("v.1.2", "0"), ("else.1.2", text), items=items)


@given(st.integers(0, 3), st.integers(0, 3))
def test_a_merge_has_one_after_and_a_split_one_before(olds: int, news: int) -> None:
    items = [_item(number, f"事项{number}") for number in range(1, 9)]
    pairs = [("before", f"事项{n}") for n in range(1, olds + 1)]
    pairs += [("after", f"事项{n}") for n in range(5, news + 5)]
    meant = meant_among(items, "本版")
    if not olds or not news or (olds > 1 and news > 1):
        with pytest.raises(Refusal):
            read_lineage(Typed(pairs), meant, meant)
    else:
        assert len(read_lineage(Typed(pairs), meant, meant)) == olds * news


def test_more_than_a_page_holds_is_not_decided_at_once() -> None:
    many = [
        pair
        for n in range(1, 203)
        for pair in ((f"v.{n}.{n + 500}", "0"), (f"say.{n}.{n + 500}", "REJECTED"))
    ]
    with pytest.raises(Refusal, match="202 项"):
        _read(*many)


def test_more_contents_than_a_form_holds_are_refused_and_never_left_out() -> None:
    items = [_item(number, f"事项{number}") for number in range(51)]
    assert rewritten(Typed(), items[:50]).one("n") == "50"
    with pytest.raises(Refusal, match="一次至多 50 项"):
        rewritten(Typed(), items)


def test_evidence_is_told_alike_for_pairs_that_differ_alike() -> None:
    first = evidence_of(_item(1, "养老机构设立备案"), _item(2, "养老机构登记备案"))
    second = evidence_of(_item(3, "托育机构设立备案"), _item(4, "托育机构登记备案"))
    assert first == second == ("名称“设立”改为“登记”",)
    assert evidence_of(_item(1, "登记"), _item(2, "变更登记")) == ("名称多“变更”",)
    assert evidence_of(_item(1, "变更登记"), _item(2, "登记")) == ("名称少“变更”",)
    moved = _item(
        2, "登记", body=_OTHER, category=Category.OTHER, codes=("1",), setting_basis="《甲法》第一条"
    )
    assert evidence_of(_item(1, "登记", codes=("1",), setting_basis="《甲法》第一条"), moved) == (
        "名称相同",
        "类型由行政许可变为其他行政权力",
        "由民政局到自然资源局",
        "依据相同",
        "编码相同",
    )


def test_terms_and_bodies_are_told_as_people_say_them() -> None:
    assert days_left(None, date(2026, 11, 23)) == ""
    assert days_left(date(2026, 11, 23), date(2026, 11, 23)) == "今天到期"
    assert days_left(date(2026, 11, 30), date(2026, 11, 23)) == "还剩 5 个工作日"
    assert days_left(date(2026, 11, 20), date(2026, 11, 23)) == "逾期 1 个工作日"
    assert body_told("开化县", "民政局") == body_told("开化县", "开化县民政局") == "开化县民政局"


def test_everybody_has_the_rooms_in_which_he_can_do_something() -> None:
    def rooms(*roles: Role) -> list[str]:
        grants = tuple(Grant(role=role, division=COUNTY) for role in roles)
        return [room.path for room in rooms_of(Principal(subject="x", name="x", grants=grants))]

    assert rooms() == rooms(Role.ADMINISTRATOR) == [""]
    assert rooms(Role.APPROVER) == ["", "/progress", "/files"]
    assert rooms(Role.BODY_EDITOR) == ["", "/propose", "/progress", "/files"]
    assert rooms(Role.ESTABLISHMENT_REVIEWER) == ["", "/propose", "/matches", "/progress", "/files"]
