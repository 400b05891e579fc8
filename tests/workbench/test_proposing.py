"""Proposals by form: every kind, as it is chosen, filled in and filed; revised; what goes wrong is kept."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from starlette.applications import Starlette

from service.access import Role, operator
from service.adjustments import SHAPES, AdjustmentKind, Decision, State, Step
from service.days import today
from service.proceedings import AdjustmentSelection, adjustment_page, review
from service.proceedings.records import AdjustmentRecord
from service.reading import PageRequest
from service.store import Store
from tests.proceedings.office import NOW, bodies, powers, seen
from tests.reading.inventory import COUNTY, PROVINCE, publish
from tests.support.lists import listed
from tests.workbench.clerks import Clerk, Html, told
from tests.workbench.conftest import Sit

NAME = "社会团体成立登记"
FORM = "/workbench/propose/form"
GROUND = {
    "ground_kind": ["LAW", "LAW"],
    "ground_citation": ["《中华人民共和国行政许可法》第十二条", ""],
    "ground_day": ["2026-11-20", ""],
}


def _form(clerk: Clerk, kind: AdjustmentKind, body: int | None, **chosen: Any) -> Html:
    """The form of a kind with what was chosen."""
    asked = [f"list={COUNTY}/power", f"kind={kind.value}", f"body={body or ''}"]
    asked += [f"{name}={value}" for name, values in chosen.items() for value in values]
    return clerk.look(f"{FORM}?{'&'.join(asked)}")


def _last(store: Store) -> AdjustmentRecord:
    with store.read() as connection:
        page = adjustment_page(
            connection, operator("root"), AdjustmentSelection(), PageRequest(last=1), NOW.date()
        )
    return page.nodes[-1]


def _file(clerk: Clerk, page: Html, **said: Any) -> Html:
    return clerk.submit(page, FORM, ("do", "file"), **{**GROUND, **said})


Filled = dict[str, Any]
_CHOSEN: dict[AdjustmentKind, tuple[tuple[str, ...], Callable[[Store], Filled]]] = {
    AdjustmentKind.ADD: ((), lambda _: {"c0__name": "养老机构备案", "c0__category": "其他行政权力"}),
    AdjustmentKind.REMOVE: ((NAME,), lambda _: {}),
    AdjustmentKind.CHANGE: ((NAME,), lambda _: {"c0__promised_time_limit": "3个工作日"}),
    AdjustmentKind.MERGE: (
        (NAME, "社会团体变更登记"),
        lambda _: {"c0__name": "社会团体登记", "c0__codes": ""},
    ),
    AdjustmentKind.SPLIT: (
        (NAME,),
        lambda _: {
            "c0__name": "社会团体筹备登记",
            "c0__codes": "",
            "c1__name": "社会团体设立登记",
            "c1__codes": "",
        },
    ),
    AdjustmentKind.TRANSFER: ((NAME,), lambda store: {"to_body": str(bodies(store)["自然资源局"])}),
    AdjustmentKind.DELEGATE: (
        (NAME,),
        lambda _: {"to_division": [COUNTY, COUNTY], "to_name": ["芹阳街道办事处", ""]},
    ),
    AdjustmentKind.ENTRUST: ((NAME,), lambda _: {"to_division": [COUNTY], "to_name": ["行政审批中心"]}),
    AdjustmentKind.TAKE_OVER: ((), lambda _: {"c0__name": "基金会登记", "c0__category": "行政许可"}),
    AdjustmentKind.TAKE_BACK: (
        ("对违反登记管理规定的处罚",),
        lambda _: {"to_division": [PROVINCE, ""], "to_name": ["", ""], "n": "0"},
    ),
    AdjustmentKind.SUSPEND: ((NAME,), lambda _: {"until": _end_of_next_year()}),
    AdjustmentKind.RESUME: (("停着的事项",), lambda _: {}),
    AdjustmentKind.CLAIM: ((), lambda _: {}),
    AdjustmentKind.REFORM: (
        (),
        lambda _: {"old": ["民政局", "", ""], "new": ["社会工作局", "", ""], "since": ["", "", ""]},
    ),
}
_SOURCED = {AdjustmentKind.CLAIM, AdjustmentKind.TAKE_OVER}


@pytest.fixture
def province(county: Store) -> Store:
    """The county below a province with a list, and a power of its own that is suspended."""
    publish(county, "2026", [listed("基金会登记", codes=("330111009000",))], division=PROVINCE)
    return county


def _end_of_next_year() -> str:
    """A day that has not come when a form takes today for the day of effect."""
    return f"{today().year + 1}-12-31"


def test_every_kind_can_be_proposed_by_its_form_and_proposed_again_as_it_was(
    province: Store, app: Starlette, sit: Sit
) -> None:
    assert set(_CHOSEN) == set(SHAPES) == set(AdjustmentKind)
    body = bodies(province)["民政局"]
    clerk = sit(Role.BODY_EDITOR, Role.ESTABLISHMENT_REVIEWER)
    for kind, (names, said) in _CHOSEN.items():
        if kind is AdjustmentKind.RESUME:
            continue
        known = powers(province)
        chosen = {"item": [known[name] for name in names]}
        if kind in _SOURCED:
            chosen["source"] = [known["基金会登记"]]
        page = _form(clerk, kind, None if kind is AdjustmentKind.REFORM else body, **chosen)
        after = _file(clerk, page, **said(province))
        assert clerk.answer.status_code == 200, (kind, after.text[200:900])
        record = _last(province)
        assert record.kind is kind
        assert after.heading.startswith(kind.label), after.heading
        assert f"/workbench/adjustments/{record.id}/acts" in [form.action for form in after.forms]
        path = f"/workbench/adjustments/{record.id}/revise"
        again = clerk.submit(clerk.look(path), path, ("do", "file"))
        assert "第 2 次申报" in again.text, (kind, again.text[200:900])
        anew = _last(province)
        assert anew.proposal == record.proposal, kind
        record = anew
        with province.write() as connection:  # else the next one finds the item under way
            review(
                connection,
                operator("root"),
                record.id,
                record.version,
                Step.ESTABLISHMENT,
                Decision.REJECT,
                "下一个",
                NOW,
            )


def test_what_is_suspended_can_be_resumed(county: Store, sit: Sit) -> None:
    publish(county, "2027", [listed(NAME, publication_state="暂停（原：已发布）")])
    clerk = sit(Role.BODY_EDITOR, body="民政局")
    page = _form(clerk, AdjustmentKind.RESUME, bodies(county)["民政局"], item=[powers(county)[NAME]])
    _file(clerk, page)
    assert _last(county).kind is AdjustmentKind.RESUME


def test_choosing_goes_step_by_step(province: Store, sit: Sit) -> None:
    clerk = sit(Role.BODY_EDITOR, body="民政局")
    page = clerk.look("/workbench/propose")
    assert "机构改革" not in page.text
    assert "市场监督管理局" not in page.text
    fields = page.form("/workbench/propose").filled()
    assert ("body", str(bodies(province)["民政局"])) in fields
    page = clerk.look(f"/workbench/propose?list={COUNTY}/power&kind=CHANGE")
    assert NAME in page.text
    assert "餐饮服务" not in page.text
    narrowed = clerk.look(f"/workbench/propose?list={COUNTY}/power&kind=CHANGE&q=最低生活")
    assert "最低生活保障金给付" in narrowed.text
    assert NAME not in narrowed.text
    page = clerk.look(f"/workbench/propose?list={COUNTY}/power&kind=CLAIM&of=基金会")
    assert "浙江省民政局" in page.text
    all_of_it = sit(Role.ESTABLISHMENT_REVIEWER).look(f"/workbench/propose?list={COUNTY}/power")
    assert "市场监督管理局" in all_of_it.text
    assert "机构改革" in all_of_it.text


def test_who_may_propose_nothing_is_offered_nothing(county: Store, sit: Sit) -> None:
    for role in (Role.LEGALITY_REVIEWER, Role.APPROVER, Role.PUBLISHER, Role.ADMINISTRATOR):
        clerk = sit(role)
        assert "/workbench/propose" not in clerk.look("/workbench").links
        assert NAME not in clerk.look("/workbench/propose").text


def test_an_editor_proposes_for_his_own_body_alone(county: Store, sit: Sit) -> None:
    clerk = sit(Role.BODY_EDITOR, body="市场监督管理局")
    page = _form(clerk, AdjustmentKind.REMOVE, bodies(county)["民政局"], item=[powers(county)[NAME]])
    answer = clerk.post(FORM, page.form(FORM).filled(("do", "file"), **GROUND))
    assert answer.status_code == 403
    assert "没有“提出调整”的权限" in told(answer)


def test_a_change_begins_as_it_stands_and_asks_only_what_was_altered(county: Store, sit: Sit) -> None:
    publish(
        county,
        "2027",
        [listed(NAME, setting_basis="第一行\n第二行", extra={"联系人": "张三"}, remarks="=1+1\u202e")],
    )
    clerk = sit(Role.BODY_EDITOR, body="民政局")
    page = _form(clerk, AdjustmentKind.CHANGE, bodies(county)["民政局"], item=[powers(county)[NAME]])
    assert ("c0.setting_basis", "第一行\n第二行") in page.form(FORM).fields
    same = _file(clerk, page)
    assert clerk.answer.status_code == 422
    assert "没有" in same.text
    _file(clerk, page, c0__legal_time_limit="20个工作日")
    (new,) = _last(county).proposal.after
    (old,) = _last(county).proposal.before
    assert new.content.legal_time_limit == "20个工作日"
    assert new.content.setting_basis == old.content.setting_basis
    assert new.content.extra == {"联系人": "张三"}
    assert new.content.remarks == old.content.remarks


def test_what_is_wrong_is_told_and_nothing_typed_is_lost(county: Store, sit: Sit) -> None:
    clerk = sit(Role.BODY_EDITOR, body="民政局")
    page = _form(clerk, AdjustmentKind.ADD, bodies(county)["民政局"])
    said = {
        "c0__name": "养老机构</textarea>备案",
        "c0__category": "其他行政权力",
        "c0__duty_stage": ["受理", ""],
        "c0__duty_text": ["公示条件", ""],
        "c0__duty_basis": ["", ""],
        "reason": "写了很久的理由",
    }
    page = clerk.submit(page, FORM, ("do", "file"), **said)
    assert clerk.answer.status_code == 422
    assert "没有申报" in page.text
    fields = page.form(FORM).fields
    for pair in (
        ("c0.name", "养老机构</textarea>备案"),
        ("c0.category", "其他行政权力"),
        ("c0.duty_text", "公示条件"),
        ("reason", "写了很久的理由"),
    ):
        assert pair in fields
    page = _file(clerk, page, effective_on="2026年12月1日")
    assert "不是日期" in page.text
    _file(clerk, page, effective_on="2026-12-10")
    (new,) = _last(county).proposal.after
    assert [(duty.stage, duty.text) for duty in new.content.duties] == [("受理", "公示条件")]


def test_room_for_more_contents_is_made_without_a_script(county: Store, sit: Sit) -> None:
    clerk = sit(Role.BODY_EDITOR, body="民政局")
    body, item = bodies(county)["民政局"], [powers(county)[NAME]]
    page = _form(clerk, AdjustmentKind.SPLIT, body, item=item)
    page = clerk.submit(page, FORM, ("do", "another"), c0__name="甲", c1__name="乙")
    names = dict(page.form(FORM).fields)
    assert (names["n"], names["c0.name"], names["c1.name"], names["c2.name"]) == ("3", "甲", "乙", "甲")
    page = _form(clerk, AdjustmentKind.REMOVE, body, item=item)
    page = clerk.submit(page, FORM, ("do", "rewrite"), part="跨县的登记")
    page = _file(clerk, page, c0__name="社会团体成立登记（县内）")
    record = _last(county)
    assert (record.proposal.part, record.proposal.after[0].content.name) == (
        "跨县的登记",
        "社会团体成立登记（县内）",
    )


def _returned(store: Store, sit: Sit) -> Iterator[int]:
    clerk = sit(Role.BODY_EDITOR, body="民政局")
    page = _form(clerk, AdjustmentKind.CHANGE, bodies(store)["民政局"], item=[powers(store)[NAME]])
    _file(clerk, page, c0__setting_basis="《某通知》", reason="第一次")
    record = _last(store)
    with store.write() as connection:
        review(
            connection, operator("root"), record.id, 1, Step.ESTABLISHMENT, Decision.RETURN, "依据不足", NOW
        )
    yield record.id


def test_what_was_returned_is_revised_with_what_it_said(county: Store, sit: Sit) -> None:
    (number,) = _returned(county, sit)
    clerk = sit(Role.BODY_EDITOR, body="民政局")
    path = f"/workbench/adjustments/{number}/revise"
    page = clerk.look(path)
    fields = page.form(path).fields
    assert ("c0.setting_basis", "《某通知》") in fields
    assert ("ground_citation", GROUND["ground_citation"][0]) in fields
    after = clerk.submit(
        page, path, ("do", "file"), c0__setting_basis="《中华人民共和国行政许可法》第十三条", reason="第二次"
    )
    assert "第 2 次申报" in after.text
    assert seen(county, number).proposal.reason == "第二次"
    assert clerk.look(path).form(path)
    others = sit(Role.BODY_EDITOR, body="自然资源局")
    assert others.get(path).status_code == 404
    assert sit(Role.LEGALITY_REVIEWER).get(path).status_code == 404


def test_a_revision_that_somebody_overtook_is_told_so_and_kept(county: Store, sit: Sit) -> None:
    (number,) = _returned(county, sit)
    path = f"/workbench/adjustments/{number}/revise"
    first, second = (sit(Role.BODY_EDITOR, body="民政局", name=name) for name in ("甲", "乙"))
    mine, theirs = first.look(path), second.look(path)
    first.submit(mine, path, ("do", "file"), reason="甲改的")
    page = second.submit(theirs, path, ("do", "file"), reason="乙改的")
    assert second.answer.status_code == 409
    assert "此间已有人办理" in page.text
    assert ("reason", "乙改的") in page.form(path).fields
    assert seen(county, number).proposal.reason == "甲改的"
    second.submit(page, path, ("do", "file"))
    assert seen(county, number).proposal.reason == "乙改的"
    assert seen(county, number).state is State.PROPOSED


def test_what_no_form_sends_is_refused(county: Store, sit: Sit) -> None:
    clerk = sit(Role.BODY_EDITOR, body="民政局")
    for query in (
        "",
        "kind=ADD",
        f"kind=X&list={COUNTY}/power",
        "kind=ADD&list=33/power",
        "kind=ADD&list=power",
    ):
        assert clerk.get(f"{FORM}?{query}").status_code in (400, 404), query
    page = _form(clerk, AdjustmentKind.ADD, bodies(county)["民政局"])
    for said in ({"n": "x"}, {"n": "9" * 30}, {"body": "九"}, {"item": ["-1"]}):
        answer = clerk.post(FORM, page.form(FORM).filled(("do", "file"), **said))
        assert answer.status_code in (400, 422), said


def test_a_body_that_several_take_over_from_is_divided_item_by_item(county: Store, sit: Sit) -> None:
    clerk = sit(Role.ESTABLISHMENT_REVIEWER)
    takers = ("自然资源局", "市场监督管理局")
    page = _form(clerk, AdjustmentKind.REFORM, None)
    said: dict[str, Any] = {"old": ["民政局"] * 2, "new": list(takers), "since": ["2027-01-01", ""]}
    page = clerk.submit(page, FORM, ("do", "another"), **said)
    own = [name for name, _ in page.form(FORM).fields if name.startswith("move.")]
    assert len(own) == 5
    known = bodies(county)
    moves = {name.replace(".", "__"): str(known[takers[place % 2]]) for place, name in enumerate(own)}
    _file(clerk, page, **moves)
    record = _last(county)
    assert record.kind is AdjustmentKind.REFORM
    assert {new.body.name for new in record.proposal.after} == set(takers)
    path = f"/workbench/adjustments/{record.id}/revise"
    clerk.submit(clerk.look(path), path, ("do", "file"))
    assert _last(county).proposal == record.proposal


def test_what_stays_when_powers_go_down_is_written_beside_and_kept(county: Store, sit: Sit) -> None:
    clerk = sit(Role.BODY_EDITOR, body="民政局")
    item = powers(county)["最低生活保障金给付"]
    page = _form(clerk, AdjustmentKind.DELEGATE, bodies(county)["民政局"], item=[item])
    receivers = {"to_division": [COUNTY, COUNTY], "to_name": ["芹阳街道办事处", "华埠镇人民政府"]}
    page = clerk.submit(page, FORM, ("do", "rewrite"), **receivers)
    assert ("to_name", "华埠镇人民政府") in page.form(FORM).fields
    _file(clerk, page, c0__name="最低生活保障金审批", until=_end_of_next_year())
    record = _last(county)
    assert [each.name for each in record.proposal.to] == receivers["to_name"]
    (kept,) = record.proposal.after
    assert (kept.item, kept.content.name) == (item, "最低生活保障金审批")
    assert kept.content.duties == record.proposal.before[0].content.duties
    path = f"/workbench/adjustments/{record.id}/revise"
    clerk.submit(clerk.look(path), path, ("do", "file"))
    assert _last(county).proposal == record.proposal
