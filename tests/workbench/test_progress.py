"""The year by body, the books over forms, and the files to take: by right, and as the commands do it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from io import BytesIO
from threading import Event
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from service.access import Role
from service.adjustments import AdjustmentKind, State
from service.audit import stored_records
from service.books import find_book
from service.days import today
from service.editions import LoadRequest, LoadState, editions, load
from service.store import Store
from service.vocabulary import EditionState, ListKind
from tests.proceedings.office import approved, bodies, filed, powers, request, says, seen
from tests.reading.inventory import CITY, COUNTY, LOADED_AT, PROVINCE, county_items, publish
from tests.support.lists import file_of, listed
from tests.workbench.clerks import Clerk, Html, told
from tests.workbench.conftest import Sit

LIST = f"/workbench/progress/{COUNTY}/power"
NAME = "社会团体成立登记"


def _send(clerk: Clerk, act: str, page: Html | None = None, **said: Any) -> Html:
    shown = page or clerk.look(LIST)
    (form,) = [form for form in shown.forms if ("act", act) in form.buttons]
    answer = clerk.post(LIST, form.filled(("act", act), **said))
    return clerk.look(answer.headers["location"]) if answer.status_code == 303 else Html(answer.text)


def _removal(store: Store, name: str = NAME, effective: date = date(2026, 12, 1)) -> int:
    asked = request(store, AdjustmentKind.REMOVE, items=(powers(store)[name],), effective_on=effective)
    return approved(store, asked)[0]


def _states(store: Store) -> dict[str, EditionState]:
    with store.read() as connection:
        return {row.label: row.state for row in editions(connection, COUNTY, ListKind.POWER)}


def test_a_year_from_opening_to_closing(county: Store, sit: Sit) -> None:
    number = _removal(county)
    keeper, publisher = sit(Role.ESTABLISHMENT_REVIEWER), sit(Role.PUBLISHER)
    assert LIST in keeper.look("/workbench/progress").links
    page = _send(keeper, "open", label="2027", why="年度清理")
    assert "已经建帐" in page.text
    assert "编办审核 建帐" in page.text
    page = _send(keeper, "apply", page)
    assert "已经列入草稿" in page.text
    assert seen(county, number).state is State.IN_EDITION
    assert "12（2026）＋新增0－取消1＋拆分0－合并0＝11（2027）" in page.text
    editor = sit(Role.BODY_EDITOR, body="民政局")
    page = _send(editor, "report", figure__after="9", figure__removed="1")
    assert "现有数 9" in page.text
    page = keeper.look(LIST)
    assert "所报 9，清册为 4" in page.text
    page = publisher.look(LIST)
    refused = _send(publisher, "close", page)
    assert "没有勾选确认" in refused.text
    assert _states(county)["2027"] is EditionState.DRAFT
    page = _send(publisher, "close", refused, sure="1", why="县政府第 3 次常务会议")
    assert "已经结帐并公布" in page.text
    assert _states(county)["2027"] is EditionState.PUBLISHED
    assert seen(county, number).state is State.PUBLISHED
    with county.read() as connection:
        assert not find_book(connection, COUNTY, ListKind.POWER, "2027").is_open
        last = list(stored_records(connection))[-1]
    assert (last.act, last.why) == ("book.close", "县政府第 3 次常务会议")
    desk = editor.look("/workbench")
    assert "已公布，待登记配套落实 1 件" in desk.text
    page = editor.look(f"/workbench/adjustments/{number}")
    day = f"{today()}"
    editor.submit(page, f"/workbench/adjustments/{number}/acts", ("act", "FOLLOW_UP"), done_on=day)
    assert f"{seen(county, number).followed_up_on}" == day


def test_what_changed_since_it_was_looked_at_is_not_published(county: Store, sit: Sit) -> None:
    publisher, keeper = sit(Role.PUBLISHER), sit(Role.ESTABLISHMENT_REVIEWER)
    _send(keeper, "open", label="2027")
    page = publisher.look(LIST)
    _removal(county)
    _send(keeper, "apply")
    page = _send(publisher, "close", page, sure="1")
    assert publisher.answer.status_code == 409
    assert "草稿此间有变动" in page.text
    assert _states(county)["2027"] is EditionState.DRAFT
    _send(publisher, "close", page, sure="1")
    assert _states(county)["2027"] is EditionState.PUBLISHED


def test_what_is_being_loaded_meanwhile_is_not_published_unseen(county: Store, sit: Sit) -> None:
    publish(county, "2027", county_items()[2:], draft=True)
    publisher = sit(Role.PUBLISHER)
    page = publisher.look(LIST)
    written, may_end = Event(), Event()

    def pause(*_: object) -> None:
        written.set()
        may_end.wait(10)

    def load_more() -> LoadState:
        more = file_of([listed("养老机构备案", body="卫生健康局")])
        asked = LoadRequest(division=COUNTY, kind=ListKind.POWER, label="2027")
        return load(county, more, asked, LOADED_AT, pause).state

    with ThreadPoolExecutor(2) as pool:
        loading = pool.submit(load_more)
        assert written.wait(10)
        publishing = pool.submit(_send, publisher, "publish", page, sure="1")
        with pytest.raises(TimeoutError):
            publishing.result(0.5)
        may_end.set()
        assert loading.result() is LoadState.DRAFT
        assert "草稿此间有变动" in publishing.result().text
    assert publisher.answer.status_code == 409
    assert _states(county)["2027"] is EditionState.DRAFT


def test_a_draft_that_was_loaded_is_published_too(county: Store, sit: Sit) -> None:
    publish(county, "2027", county_items()[2:], draft=True)
    publisher = sit(Role.PUBLISHER)
    page = _send(publisher, "publish", sure="1")
    assert "已经公布" in page.text
    assert _states(county)["2027"] is EditionState.PUBLISHED


def test_what_cannot_be_put_into_the_draft_is_told(county: Store, sit: Sit) -> None:
    late = _removal(county, effective=date(2027, 6, 1))
    _removal(county, "社会团体变更登记")
    keeper = sit(Role.ESTABLISHMENT_REVIEWER)
    page = _send(keeper, "apply", _send(keeper, "open", label="2027"))
    assert keeper.answer.status_code == 200
    assert "列入了 1 件调整" in page.text
    assert f"第 {late} 号 ：生效日期 2027-06-01 晚于版本的 2027-01-01" in page.text


def test_a_correction_names_what_it_corrects_and_needs_a_reason(county: Store, sit: Sit) -> None:
    keeper = sit(Role.ESTABLISHMENT_REVIEWER)
    page = _send(keeper, "open", label="2026更正", corrects="2026")
    assert keeper.answer.status_code == 422
    assert "更正没有写明理由" in page.text
    page = _send(keeper, "open", page, label="2026更正", corrects="2026", why="漏列一项")
    assert "更正 2026版" in page.text


def test_progress_tells_each_body_where_it_stands(county: Store, sit: Sit) -> None:
    filed(
        county,
        request(county, AdjustmentKind.CHANGE, after=(says(powers(county)[NAME], remarks="改"),)),
    )
    publish(county, "2027", [listed("餐饮服务食品经营许可", body="市场监督管理局")], draft=True)
    rows = sit(Role.LEGALITY_REVIEWER).look(LIST).text
    assert "民政局 5 0 -5 1" in rows
    assert "市场监督管理局 4 1 -3 已报送" in rows
    own = sit(Role.BODY_EDITOR, body="民政局").look(LIST).text
    assert "民政局 5 0 -5 1" in own
    assert "市场监督管理局" not in own
    assert "对帐" not in own


def test_each_role_does_with_books_what_is_its_own(county: Store, sit: Sit) -> None:
    keeper = sit(Role.ESTABLISHMENT_REVIEWER)
    _send(keeper, "open", label="2027")
    market = bodies(county)["市场监督管理局"]
    acts = {
        "open": [("label", "2028")],
        "apply": [("label", "2027")],
        "report": [("label", "2027"), ("body", str(market)), ("figure.after", "3")],
        "close": [("label", "2027"), ("sure", "1")],
        "publish": [("label", "2027"), ("sure", "1")],
    }
    for role, place, may in (
        (Role.BODY_EDITOR, "民政局", set()),
        (Role.BODY_EDITOR, "市场监督管理局", {"report"}),
        (Role.LEGALITY_REVIEWER, "", set()),
        (Role.APPROVER, "", set()),
        (Role.PUBLISHER, "", {"close", "publish"}),
        (Role.ESTABLISHMENT_REVIEWER, CITY, None),
        (Role.ADMINISTRATOR, "", None),
    ):
        clerk = sit(role, **({"division": place} if place.isdecimal() else {"body": place}))
        page = clerk.look(LIST, 404 if may is None else 200)
        offered = {value for form in page.forms for name, value in form.buttons if name == "act"}
        assert offered <= {*(may or set()), *(["report"] if place == "民政局" else [])}
        csrf = clerk.look("/workbench").form("/workbench/sign-out").fields
        for act in sorted(acts.keys() - (may or set())):
            seal = [("seal", "0" * 64)]
            answer = clerk.post(LIST, [*csrf, *acts[act], *seal, ("act", act)])
            expected = 404 if may is None else 403
            assert answer.status_code == expected, (role, act)
    assert _states(county)["2027"] is EditionState.DRAFT
    assert "2028" not in _states(county)


def test_without_the_right_the_seal_of_a_draft_opens_nothing(county: Store, sit: Sit) -> None:
    _send(sit(Role.ESTABLISHMENT_REVIEWER), "open", label="2027")
    seal = dict(next(f.fields for f in sit(Role.PUBLISHER).look(LIST).forms if ("act", "close") in f.buttons))
    clerk = sit(Role.APPROVER)
    fields = clerk.look(LIST).form("/workbench/sign-out").fields
    said = [("label", "2027"), ("sure", "1"), ("seal", seal["seal"]), ("act", "close")]
    answer = clerk.post(LIST, [*fields, *said])
    assert answer.status_code == 403
    assert "没有“发布”的权限" in told(answer)


def test_a_body_takes_its_own_working_spreadsheet(county: Store, sit: Sit) -> None:
    mine, other = (bodies(county)[name] for name in ("民政局", "自然资源局"))
    editor = sit(Role.BODY_EDITOR, body="民政局")
    (link,) = [link for link in editor.look("/workbench/files").links if "working.xlsx" in link]
    assert link.endswith(f"body={mine}")
    answer = editor.get(link)
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["cache-control"] == "no-store"
    workbook = CalamineWorkbook.from_filelike(BytesIO(answer.content))
    text = repr([workbook.get_sheet_by_name(name).to_python() for name in workbook.sheet_names])
    assert "处理意见" in text
    assert NAME in text
    assert "采矿权登记" not in text
    base = link.partition("?")[0]
    for path in (base, f"{base}?body={other}", f"{base}?body=999"):
        assert editor.get(path).status_code == 404
    whole = sit(Role.ESTABLISHMENT_REVIEWER)
    assert base in whole.look("/workbench/files").links
    assert whole.get(base).status_code == 200
    for path in (base, "/workbench/files/editions/999/working.xlsx"):
        assert sit(Role.ESTABLISHMENT_REVIEWER, division=CITY).get(path).status_code == 404


def test_reports_of_drafts_are_for_who_sees_the_whole_of_them(county: Store, sit: Sit) -> None:
    publish(county, "2027", county_items()[1:], draft=True)
    publish(county, "2026", county_items(), division=PROVINCE)
    office = sit(Role.LEGALITY_REVIEWER)
    links = office.look("/workbench/files").links
    (report,) = [link for link in links if link.endswith("comparison.xlsx")]
    (alignment,) = [link for link in links if "/alignments/" in link]
    for path, sheet in ((report, "变动明细"), (alignment, "对照明细")):
        answer = office.get(path)
        assert answer.status_code == 200
        assert sheet in CalamineWorkbook.from_filelike(BytesIO(answer.content)).sheet_names
    for clerk in (
        sit(Role.BODY_EDITOR, body="民政局"),
        sit(Role.ADMINISTRATOR),
        sit(Role.LEGALITY_REVIEWER, division=CITY),
    ):
        assert clerk.get(report).status_code == 404
        assert clerk.get(alignment).status_code == 404


@pytest.mark.parametrize("path", [f"/workbench/progress/{COUNTY}/x", "/workbench/progress/99/power"])
def test_what_is_no_list_is_not_there(sit: Sit, path: str) -> None:
    clerk = sit(Role.ESTABLISHMENT_REVIEWER)
    csrf = clerk.look("/workbench").form("/workbench/sign-out").fields
    assert clerk.get(path).status_code == 404
    assert clerk.post(path, [*csrf, ("act", "open"), ("label", "2027")]).status_code == 404
