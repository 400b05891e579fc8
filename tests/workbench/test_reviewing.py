"""Tasks and changes: who sees what waits, who may decide, what a conflict looks like, the whole way."""

from datetime import UTC, datetime, timedelta
from typing import Any

from service.access import Role
from service.adjustments import AdjustmentKind, State, Step
from service.audit import stored_records
from service.store import Store
from service.store.core import adjustment_act
from tests.proceedings.office import filed, powers, request, says, seen
from tests.reading.inventory import CITY, PROVINCE
from tests.workbench.clerks import Clerk, Html, told
from tests.workbench.conftest import Sit

NAME = "社会团体成立登记"
OFFICES = {
    Step.ESTABLISHMENT: Role.ESTABLISHMENT_REVIEWER,
    Step.LEGALITY: Role.LEGALITY_REVIEWER,
    Step.GOVERNMENT: Role.APPROVER,
}


def _change(store: Store, basis: str = "《中华人民共和国行政许可法》第十三条") -> int:
    """The civil affairs bureau's proposal to change a field; its number."""
    asked = request(store, AdjustmentKind.CHANGE, after=(says(powers(store)[NAME], setting_basis=basis),))
    return filed(store, asked, now=datetime.now(UTC))


def _acts(number: int) -> str:
    return f"/workbench/adjustments/{number}/acts"


def _buttons(page: Html, number: int) -> set[str]:
    return {value for form in page.forms if form.action == _acts(number) for _, value in form.buttons}


def _decide(clerk: Clerk, number: int, act: str, reason: str = "") -> Html:
    page = clerk.look(f"/workbench/adjustments/{number}")
    (form,) = [f for f in page.forms if ("act", act) in f.buttons]
    answer = clerk.post(form.action, form.filled(("act", act), reason=reason))
    if answer.status_code == 303:
        return clerk.look(answer.headers["location"])
    return Html(answer.text)


def test_a_change_goes_its_way_from_desk_to_desk(county: Store, sit: Sit) -> None:
    number = _change(county)
    for step, role in OFFICES.items():
        clerk = sit(role)
        desk = clerk.look("/workbench")
        assert f"待我{step.label} 1 件" in desk.text
        assert f"/workbench/adjustments/{number}" in desk.links
        page = clerk.look(f"/workbench/adjustments/{number}")
        assert page.heading == f"变更{NAME}"
        assert {"ACCEPT", "RETURN", "REJECT"} <= _buttons(page, number)
        after = _decide(clerk, number, "ACCEPT")
        assert not {"ACCEPT", "RETURN", "REJECT"} & _buttons(after, number)
        assert f"{step.label}：通过" in after.text
        assert "待我" not in clerk.look("/workbench").text
    assert seen(county, number).state is State.APPROVED
    assert "已审定，待列入版本草稿" in sit(Role.ESTABLISHMENT_REVIEWER).look("/workbench").text


def test_both_sides_stand_beside_one_another_with_differences_marked(county: Store, sit: Sit) -> None:
    number = filed(
        county,
        request(
            county,
            AdjustmentKind.CHANGE,
            after=(
                says(
                    powers(county)[NAME],
                    name="社会组织成立登记",
                    setting_basis="《中华人民共和国行政许可法》第十三条",
                ),
            ),
        ),
    )
    page = sit(Role.LEGALITY_REVIEWER).get(f"/workbench/adjustments/{number}").text
    assert 'data-label="现行">社会<del>团体</del>成立登记' in page
    assert 'data-label="调整后">社会<ins>组织</ins>成立登记' in page
    assert "<del>第十二条</del>" in page
    assert "<ins>第十三条</ins>" in page


def test_legal_findings_stand_beside_the_change_new_ones_first(county: Store, sit: Sit) -> None:
    number = filed(
        county,
        request(
            county,
            AdjustmentKind.CHANGE,
            after=(says(powers(county)[NAME], setting_basis="《某部门关于登记的通知》（某发〔2024〕1号）"),),
        ),
    )
    text = sit(Role.LEGALITY_REVIEWER).look(f"/workbench/adjustments/{number}").text
    assert "未在法规库中" in text or "不是能够设定" in text or "没有" in text.partition("审查提示")[2][:200]
    assert "调整没有带来新的问题" not in text


def test_returning_needs_a_reason_and_keeps_what_was_written(county: Store, sit: Sit) -> None:
    number = _change(county)
    clerk = sit(Role.ESTABLISHMENT_REVIEWER)
    page = _decide(clerk, number, "RETURN")
    assert clerk.answer.status_code == 422
    assert "没有写明理由" in page.text
    assert seen(county, number).state is State.PROPOSED
    _decide(clerk, number, "RETURN", "承诺时限与上级不一致")
    assert seen(county, number).state is State.RETURNED
    editor = sit(Role.BODY_EDITOR, body="民政局")
    desk = editor.look("/workbench")
    assert "已退回，待修改后申报 1 件" in desk.text
    page = editor.look(f"/workbench/adjustments/{number}")
    assert "承诺时限与上级不一致" in page.text
    assert f"/workbench/adjustments/{number}/revise" in page.links
    _decide(editor, number, "WITHDRAW", "不再调整")
    assert seen(county, number).state is State.WITHDRAWN


def test_each_role_sees_and_may_do_what_is_its_own(county: Store, sit: Sit) -> None:
    number = _change(county)
    before = seen(county, number)
    for role, place, sees, may in (
        (Role.BODY_EDITOR, "民政局", True, {"WITHDRAW"}),
        (Role.BODY_EDITOR, "市场监督管理局", False, set()),
        (Role.ESTABLISHMENT_REVIEWER, "", True, {"ACCEPT", "RETURN", "REJECT", "WITHDRAW"}),
        (Role.ESTABLISHMENT_REVIEWER, CITY, False, set()),
        (Role.LEGALITY_REVIEWER, "", True, set()),
        (Role.LEGALITY_REVIEWER, PROVINCE, False, set()),
        (Role.APPROVER, "", True, set()),
        (Role.APPROVER, CITY, False, set()),
        (Role.PUBLISHER, "", True, set()),
        (Role.ADMINISTRATOR, "", False, set()),
    ):
        clerk = sit(role, **({"division": place} if place.isdecimal() else {"body": place}))
        desk = clerk.look("/workbench")
        page = clerk.look(f"/workbench/adjustments/{number}", 200 if sees else 404)
        assert _buttons(page, number) == may
        if not sees:
            assert page.text == clerk.look(f"/workbench/adjustments/{number + 1}", 404).text
            assert NAME not in desk.text
        head = [("version", "1"), ("step", "ESTABLISHMENT"), ("reason", "理由")]
        for act in sorted({"ACCEPT", "RETURN", "REJECT", "WITHDRAW"} - may):
            fields = desk.form("/workbench/sign-out").filled(("act", act))
            assert clerk.post(_acts(number), [*fields, *head]).status_code == (403 if sees else 404)
    assert seen(county, number) == before


def test_nobody_decides_on_what_he_proposed_himself(county: Store, sit: Sit) -> None:
    clerk = sit(Role.BODY_EDITOR, Role.ESTABLISHMENT_REVIEWER, name="两岗一人")
    number = _change(county)
    with county.write() as connection:
        connection.execute(adjustment_act.update().values(done_by="token:1"))
    page = clerk.look(f"/workbench/adjustments/{number}")
    assert "须由另一位工作人员审核" in page.text
    assert "ACCEPT" not in _buttons(page, number)
    assert "待我" not in clerk.look("/workbench").text


def test_of_two_who_decide_on_one_version_the_second_sees_what_happened(county: Store, sit: Sit) -> None:
    number = _change(county)
    first, second = sit(Role.ESTABLISHMENT_REVIEWER, name="甲"), sit(Role.ESTABLISHMENT_REVIEWER, name="乙")
    form = second.look(f"/workbench/adjustments/{number}").forms[1]
    _decide(first, number, "RETURN", "甲的理由")
    answer = second.post(form.action, form.filled(("act", "RETURN"), reason="乙写的意见"))
    assert answer.status_code == 409
    page = Html(answer.text)
    assert "此间已有人办理" in page.text
    assert "甲的理由" in page.text
    assert "乙写的意见" in answer.text
    assert "ACCEPT" not in _buttons(page, number)
    assert len(seen(county, number).acts) == 2


def test_a_forged_form_changes_nothing(county: Store, sit: Sit) -> None:
    number = _change(county)
    clerk = sit(Role.ESTABLISHMENT_REVIEWER)
    form = clerk.look(f"/workbench/adjustments/{number}").forms[1]
    good = form.filled(("act", "ACCEPT"))
    other = sit(Role.ESTABLISHMENT_REVIEWER).look("/workbench").form("/workbench/sign-out")
    forged = dict(other.fields)["csrf"]
    assert clerk.post(form.action, form.filled(("act", "ACCEPT"), csrf=forged)).status_code == 403
    for headers in ({"origin": "https://evil.example"}, {"sec_fetch_site": "same-site"}, {"origin": ""}):
        assert clerk.post(form.action, good, **headers).status_code == 403
    assert clerk.get(f"{form.action}?act=ACCEPT&version=1&step=ESTABLISHMENT").status_code == 404
    assert seen(county, number).version == 1
    assert clerk.post(form.action, good).status_code == 303
    assert seen(county, number).version == 2


def test_what_cannot_be_read_is_refused_and_the_page_stays(county: Store, sit: Sit) -> None:
    number = _change(county)
    clerk = sit(Role.ESTABLISHMENT_REVIEWER)
    form = clerk.look(f"/workbench/adjustments/{number}").forms[1]
    wrongs: list[dict[str, Any]] = [{"version": "x"}, {"version": "9" * 40}, {"reason": "长" * 3_000}]
    for said in (*wrongs, {"act": "DANCE"}):
        answer = clerk.post(
            form.action, [*form.filled(**said), *([] if "act" in said else [("act", "ACCEPT")])]
        )
        assert answer.status_code == 422, said
        assert NAME in told(answer)
    overtaken: list[dict[str, Any]] = [{"step": "LEGALITY"}, {"version": "7"}]
    for said in overtaken:
        assert clerk.post(form.action, form.filled(("act", "ACCEPT"), **said)).status_code == 409
    assert seen(county, number).version == 1


def test_late_ones_are_marked_and_stand_first(county: Store, sit: Sit) -> None:
    fresh = _change(county)
    late = filed(
        county,
        request(
            county,
            AdjustmentKind.CHANGE,
            after=(says(powers(county)["社会团体变更登记"], promised_time_limit="3日"),),
        ),
        now=datetime.now(UTC) - timedelta(days=120),
    )
    page = sit(Role.ESTABLISHMENT_REVIEWER).look("/workbench")
    order = [link for link in page.links if "/adjustments/" in link]
    assert order[:2] == [f"/workbench/adjustments/{late}", f"/workbench/adjustments/{fresh}"]
    assert "其中 1 件已逾期" in page.text
    assert "逾期" in page.text.partition("社会团体变更登记")[2][:60]


def test_what_is_done_here_is_recorded_as_everywhere(county: Store, sit: Sit) -> None:
    number = _change(county)
    _decide(sit(Role.ESTABLISHMENT_REVIEWER, name="编办 王科长"), number, "ACCEPT", "同意")
    with county.read() as connection:
        last = list(stored_records(connection))[-1]
    assert (last.act, last.who_name, last.why) == ("adjustment.review", "编办 王科长", "同意")


def test_hostile_text_stays_text(county: Store, sit: Sit) -> None:
    number = filed(
        county,
        request(
            county,
            AdjustmentKind.CHANGE,
            reason="</textarea><script>alert(1)</script>\u202e",
            after=(says(powers(county)[NAME], remarks='"><img src=x onerror=alert(1)>'),),
        ),
    )
    text = sit(Role.ESTABLISHMENT_REVIEWER).get(f"/workbench/adjustments/{number}").text
    assert "<script>alert" not in text
    assert "<img" not in text
    assert "\u202e" not in text
