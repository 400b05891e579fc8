"""In a browser: accessible by axe at two widths, a clerk's way by mouse, and another's by keyboard alone."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from service.access import Role, operator
from service.adjustments import AdjustmentKind, Decision, State, Step
from service.proceedings import review
from service.settings import Settings
from service.store import Store, open_store
from service.vocabulary import ListKind
from service.web import application
from tests.proceedings.office import bodies, filed, powers, request, says, seen
from tests.reading.inventory import CITY, COUNTY, PROVINCE, add_divisions, county_items, publish
from tests.support.browsing import ASK_AXE, AXE, CHROMIUM, PATIENCE, RULES, running_browser
from tests.support.lists import listed
from tests.support.stores import SqliteStores
from tests.web.conftest import serving
from tests.workbench.clerks import token

NAME = "社会团体成立登记"
_ALSO_NARROW = 4

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
Sit = Callable[..., Page]


@pytest.fixture(scope="module")
def office(sqlite_stores: SqliteStores) -> Iterator[Store]:
    """A county with a list, adjustments under way, and a draft of another list with pairs to decide on."""
    url = sqlite_stores.migrated()
    store = open_store(url)
    add_divisions(store, PROVINCE, CITY, COUNTY)
    publish(store, "2026", county_items())
    homes = ("养老机构", "家政机构", "殡葬机构")
    publish(store, "2026", [listed(f"{home}设立备案") for home in homes], kind=ListKind.COMBINED)
    publish(store, "2027", [listed(f"{home}登记备案") for home in homes], kind=ListKind.COMBINED, draft=True)
    publish(
        store, "2026", [listed(f"{home}登记备案") for home in homes], kind=ListKind.COMBINED, division=CITY
    )
    yield store
    store.close()
    sqlite_stores.remove(url)


@pytest.fixture(scope="module")
def address(office: Store) -> Iterator[str]:
    """The address of a server over the county."""
    with serving(application(office, Settings())) as base:
        yield f"{base}/workbench"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with running_browser() as opened:
        yield opened


@pytest.fixture
def sit(office: Store, address: str, browser: Browser) -> Iterator[Sit]:
    """Let somebody with roles sign in, in a browser of his own; nothing may be said on its console."""
    contexts, said = [], list[str]()

    def sit_down(*roles: Role, body: str = "") -> Page:
        scope: dict[str, Any] = {"body": bodies(office)[body]} if body else {}
        context = browser.new_context(locale="zh-CN", bypass_csp=False)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("console", lambda message: said.append(message.text))
        page.goto(f"{address}/sign-in")
        page.get_by_label("令牌").fill(token(office, *roles, **scope).text)
        page.get_by_role("button", name="登录").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("待办")
        return page

    yield sit_down
    for context in contexts:
        context.close()
    assert [text for text in said if not text.startswith("Failed to load resource")] == []


def _proposal(store: Store, name: str, basis: str = "《中华人民共和国行政许可法》第十三条") -> int:
    asked = request(
        store,
        AdjustmentKind.CHANGE,
        after=(says(powers(store)[name], setting_basis=basis, name=f"{name}（新）"),),
    )
    return filed(store, asked, now=datetime.now(UTC))


@pytest.mark.skipif(not AXE.is_file(), reason="axe-core is not installed: run `npm ci` in tests/web/audits")
def test_every_page_is_accessible_and_fits_its_window(office: Store, address: str, sit: Sit) -> None:
    number, returned = _proposal(office, "最低生活保障金给付"), _proposal(office, "社会团体变更登记")
    with office.write() as connection:
        review(
            connection,
            operator("root"),
            returned,
            1,
            Step.ESTABLISHMENT,
            Decision.RETURN,
            "依据不足",
            datetime.now(UTC),
        )
    page = sit(Role.BODY_EDITOR, Role.ESTABLISHMENT_REVIEWER, Role.PUBLISHER)
    page.goto(f"{address}/matches")
    queue = page.get_by_role("link", name=re.compile("开化县权责清单")).first.get_attribute("href") or ""
    body, item = bodies(office)["民政局"], powers(office)[NAME]
    form = f"/propose/form?list={COUNTY}/power&body={body}&kind="
    paths = [
        "",
        f"/adjustments/{number}",
        f"/adjustments/{returned}/revise",
        queue.removeprefix("/workbench"),
        "/propose",
        f"/propose?list={COUNTY}/power&body={body}&kind=MERGE",
        f"{form}CHANGE&item={item}",
        f"{form}DELEGATE&item={item}",
        f"/propose/form?list={COUNTY}/power&kind=REFORM",
        "/matches",
        f"/matches/alignments/{COUNTY}/combined",
        "/progress",
        f"/progress/{COUNTY}/combined",
        f"/progress/{COUNTY}/power",
        "/files",
        "/nothing",
        "/sign-in",
    ]
    axe = AXE.read_text("utf-8")
    wrong = []
    for path in paths:
        page.goto(f"{address}{path}")
        for details in page.locator("details").all():
            details.evaluate("element => { element.open = true; }")
        page.evaluate(axe)
        for width in (390, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            if width > 390 or path in paths[:_ALSO_NARROW]:
                wrong += [(width, path, *violation) for violation in page.evaluate(ASK_AXE, RULES)]
            wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert wide <= 0, (width, path)
            foot = page.evaluate("document.querySelector('footer').getBoundingClientRect().bottom + scrollY")
            assert foot >= page.evaluate("innerHeight"), (width, path)
    assert wrong == []


def test_a_change_from_proposal_to_review_by_mouse(office: Store, address: str, sit: Sit) -> None:
    editor = sit(Role.BODY_EDITOR, body="民政局")
    editor.get_by_role("link", name="申报调整").first.click()
    editor.get_by_label("清单", exact=True).select_option(label="开化县权力清单（2026）")
    editor.get_by_role("button", name="下一步").first.click()
    editor.get_by_role("radio", name=re.compile("^变更")).check()
    editor.get_by_role("button", name="下一步").last.click()
    editor.get_by_role("radio", name=re.compile(f"^{NAME}")).check()
    editor.get_by_role("button", name="填写“变更”申报").click()
    editor.get_by_label("设定依据").fill("《社会团体登记管理条例》第十二条")
    editor.get_by_role("button", name="申报", exact=True).click()
    expect(editor.get_by_role("alert")).to_contain_text("没有申报")
    expect(editor.get_by_label("设定依据")).to_have_value("《社会团体登记管理条例》第十二条")
    editor.get_by_label("依据 1", exact=True).fill("《社会团体登记管理条例》（国务院令第250号）第十二条")
    editor.get_by_role("button", name="申报", exact=True).click()
    expect(editor.get_by_role("heading", level=1)).to_contain_text(NAME)

    reviewer = sit(Role.ESTABLISHMENT_REVIEWER)
    reviewer.get_by_role("link", name=NAME).first.click()
    expect(reviewer.locator("del").first).to_be_visible()
    expect(reviewer.locator("ins").first).to_be_visible()
    reviewer.get_by_role("button", name="退回修改").click()
    expect(reviewer.get_by_role("alert")).to_contain_text("没有写明理由")
    reviewer.get_by_label("意见").fill("与上级名称不一致")
    reviewer.get_by_role("button", name="退回修改").click()
    expect(reviewer.get_by_text("编办审核：退回")).to_be_visible()

    editor.goto(address)
    editor.get_by_role("link", name=NAME).first.click()
    expect(editor.get_by_text("与上级名称不一致")).to_be_visible()
    editor.get_by_role("link", name="修改后申报").click()
    editor.get_by_label("理由和说明").fill("已按上级名称核对")
    editor.get_by_role("button", name="修改后申报").click()
    expect(editor.get_by_text("第 2 次申报")).to_be_visible()
    editor.get_by_role("button", name="退出登录").click()
    expect(editor.get_by_role("heading", level=1)).to_have_text("登录工作台")


def _tab_to(page: Page, name: str, most: int = 60) -> None:
    """Press Tab until what bears the name has the focus, as who has no mouse does."""
    for _ in range(most):
        page.keyboard.press("Tab")
        told = page.evaluate(
            "() => { const e = document.activeElement;"
            " const label = e.labels && e.labels[0] ? e.labels[0].textContent : '';"
            " return (e.getAttribute('aria-label') || '') + (label || e.textContent || ''); }"
        )
        if name in told:
            outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert outline != "none", name
            return
    raise AssertionError(f"“{name}” is not reached by Tab")


def test_a_decision_by_keyboard_alone(office: Store, address: str, sit: Sit) -> None:
    number = _proposal(office, "慈善组织公开募捐资格审核")
    page = sit(Role.ESTABLISHMENT_REVIEWER)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"
    page.keyboard.press("Enter")
    _tab_to(page, "慈善组织公开募捐资格审核")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("慈善组织")
    _tab_to(page, "意见")
    page.keyboard.type("同意")
    _tab_to(page, "通过")
    page.keyboard.press("Enter")
    expect(page.get_by_text("编办审核：通过")).to_be_visible()
    record = seen(office, number)
    assert (record.state, record.acts[-1].reason) == (State.IN_LEGALITY_REVIEW, "同意")


def test_a_queue_by_keyboard_alone(office: Store, address: str, sit: Sit) -> None:
    page = sit(Role.ESTABLISHMENT_REVIEWER)
    page.goto(f"{address}/matches")
    _tab_to(page, "开化县权责清单（2027）")
    page.keyboard.press("Enter")
    expect(page.get_by_text("待认定 3 对")).to_be_visible()
    for key in ("j", "n", "Shift+Y", "k", "n"):
        page.keyboard.press(key)
    said = [radio.get_attribute("value") for radio in page.locator(".pair input[type=radio]:checked").all()]
    assert said == ["CONFIRMED", "REJECTED", "CONFIRMED"]
    page.keyboard.press("0")
    _tab_to(page, "理由")
    page.keyboard.type("登记改革")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("已记录 2 项认定。")
    expect(page.get_by_text("待认定 1 对")).to_be_visible()


def test_without_scripts_everything_essential_is_there(office: Store, address: str, browser: Browser) -> None:
    number = _proposal(office, "对违反登记管理规定的处罚")
    page = browser.new_context(java_script_enabled=False, locale="zh-CN").new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(f"{address}/sign-in")
    page.get_by_label("令牌").fill(token(office, Role.ESTABLISHMENT_REVIEWER).text)
    page.get_by_role("button", name="登录").click()
    page.get_by_role("link", name="对违反登记管理规定的处罚").click()
    page.get_by_role("button", name="通过").click()
    expect(page.get_by_text("编办审核：通过")).to_be_visible()
    assert seen(office, number).state is State.IN_LEGALITY_REVIEW
    page.context.close()
