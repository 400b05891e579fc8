"""In a browser: accessible by axe at two widths, nothing loaded from elsewhere, a citizen's way through."""

import json
import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import msgspec
import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import Connection
from typer.testing import CliRunner

from service.cli.app import app as command
from service.pages import Site
from service.reading import find_edition, standing_items
from service.settings import Settings
from service.store import Store, open_store
from service.vocabulary import ListKind
from service.web import application
from tests.pages.inventory import pages
from tests.pages.test_pages import KINDS
from tests.reading.inventory import add_divisions
from tests.support.browsing import ASK_AXE, AXE, CHROMIUM, PATIENCE, RULES, running_browser
from tests.support.stores import SqliteStores
from tests.web.conftest import serving

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")


@pytest.fixture(scope="module")
def address(sqlite_filled: Store) -> Iterator[str]:
    """The address of a server over everything, findings shown."""
    with serving(application(sqlite_filled, Settings(publish_findings=True))) as base:
        yield base


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    """A page of a browser without scripts of ours to run."""
    with running_browser() as browser:
        opened = browser.new_context(bypass_csp=False, locale="zh-CN").new_page()
        opened.set_default_timeout(PATIENCE)
        yield opened


def _kinds(store: Store, folder: Path) -> dict[str, str]:
    """One address of each kind of page."""
    known = [address for address, _ in pages(store, Site(findings=True), folder)]
    return {
        kind: next(address for address in known if re.fullmatch(pattern, address))
        for kind, pattern in KINDS.items()
    }


@pytest.mark.skipif(not AXE.is_file(), reason="axe-core is not installed: run `npm ci` in tests/web/audits")
def test_every_kind_of_page_is_accessible_and_fits_its_window(
    address: str, page: Page, sqlite_filled: Store, tmp_path: Path
) -> None:
    paths = [*_kinds(sqlite_filled, tmp_path).values(), "search/?q=团体", "nothing/"]
    axe = AXE.read_text("utf-8")
    wrong = []
    for path in paths:
        page.goto(f"{address}/{path}")
        # What the debugger evaluates is not bound by the page's policy, so axe runs beside it.
        page.evaluate(axe)
        # 320 is what WCAG asks of reflow, 768 a tablet, between whose columns least room is left.
        for width in (320, 768, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert wide <= 0, (width, path)
            if width != 768:
                wrong += [(width, path, *violation) for violation in page.evaluate(ASK_AXE, RULES)]
    assert wrong == []


def test_what_a_page_is_called_is_no_style_of_its_parts(address: str, page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 900})
    page.goto(f"{address}/divisions/330824/power/2025-01-01/changes/")
    for table in page.locator("table.counted, table.account").all():
        assert table.evaluate("table => getComputedStyle(table).display") == "table"
    page.goto(f"{address}/search/?q=团体")
    page.emulate_media(media="print")
    expect(page.locator(".hits")).to_be_visible()
    expect(page.locator("form.search")).to_be_hidden()
    page.emulate_media(media="screen")


def test_a_citizens_way_loads_nothing_from_elsewhere(address: str, page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 900})
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{address}/")
    page.get_by_role("searchbox").fill("团体")
    page.get_by_role("button", name="查找").click()
    expect(page.get_by_role("status")).to_have_text("4 项")
    hit = page.locator(".hits li", has_text="开化县权力清单")
    hit.get_by_role("link", name="社会团体成立登记").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("社会团体成立登记")
    expect(page.get_by_role("img", name="运行流程：受理 → 审查 → 决定")).to_be_visible()

    page.get_by_role("link", name="《中华人民共和国行政许可法》").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("中华人民共和国行政许可法")
    page.go_back()

    levels = page.locator("section", has=page.get_by_role("heading", name="各级的同一职权"))
    levels.locator("tr", has_text="浙江省").get_by_role("link").click()
    expect(page).to_have_url(re.compile("/divisions/330000/power/items/"))
    page.go_back()

    page.get_by_role("link", name="权力清单", exact=True).first.click()
    page.get_by_role("link", name="2025版的变动").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("开化县权力清单：2025与2024对照")
    expect(page.locator("ins", has_text="管理")).to_be_visible()
    assert asked
    assert [url for url in asked if not url.startswith((address, "data:"))] == []
    assert said == []


def test_a_list_is_compared_taken_and_loaded_back(
    address: str, page: Page, sqlite_filled: Store, sqlite_stores: SqliteStores, tmp_path: Path
) -> None:
    """From two characters to the list's two years, its file, and the same list in another store."""
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{address}/")
    page.get_by_role("searchbox").fill("募捐")
    page.get_by_role("button", name="查找").click()
    page.locator(".hits").get_by_role("link", name="慈善组织公开募捐资格审核").click()
    page.get_by_role("link", name="权力清单", exact=True).first.click()
    page.get_by_role("link", name="2025版的变动").click()
    expect(page.locator(".facts")).to_contain_text("6（2024）＋新增1－取消1＋拆分0－合并0＝6（2025）")
    page.get_by_role("link", name="2025版", exact=True).click()
    with sqlite_filled.read() as connection:
        edition = find_edition(connection, "330824", ListKind.POWER, "2025")
        assert edition is not None
        before = _told(connection, edition.id)
    assert len(before) == 6
    for form in ("XLSX", "CSV", "JSON"):
        with page.expect_download() as started:
            page.get_by_role("link", name=form, exact=True).click()
        name = started.value.suggested_filename
        assert name == f"开化县权力清单（2025）.{form.lower()}"
        path = tmp_path / name
        started.value.save_as(path)
        assert _loaded(sqlite_stores, path) == before, form


def _told(connection: Connection, edition_id: int) -> list[tuple[str, str, str]]:
    """Every item of an edition with all that it says: category and body apart, which cells now say too, and
    its codes as a cell has them, where a semicolon ends one."""
    found = []
    for item in standing_items(connection, edition_id):
        codes = tuple(";".join(item.content.codes).split(";"))
        content = msgspec.structs.replace(item.content, category_text="", body_name="", codes=codes)
        found.append((str(item.category), item.body.name, repr(content)))
    return sorted(found)


def _loaded(stores: SqliteStores, path: Path) -> list[tuple[str, str, str]]:
    """Load the file into a store of its own, by the command, and return what stands there."""
    url = stores.migrated()
    with closing(open_store(url)) as store:
        add_divisions(store, "330000", "330800", "330824")
        asked = ["--division", "330824", "--kind", "power", "--edition", "2025", "--publish"]
        told = CliRunner().invoke(
            command,
            ["load", str(path), *asked, "--expect", "6", "--format", "json"],
            env={"QUANZE_DATABASE_URL": url},
        )
        assert told.exit_code == 0, told.output
        report = json.loads(told.stdout)
        assert (report["state"], report["items"]) == ("published", 6)
        with store.read() as connection:
            edition = find_edition(connection, "330824", ListKind.POWER, "2025")
            assert edition is not None
            found = _told(connection, edition.id)
    stores.remove(url)
    return found


def test_a_printed_list_is_the_official_table(address: str, page: Page, tmp_path: Path) -> None:
    page.goto(f"{address}/divisions/330824/")
    page.get_by_role("link", name="民政局", exact=True).first.click()
    page.emulate_media(media="print")
    for gone in ("header.site", "footer.site", ".crumbs", ".jump"):
        expect(page.locator(gone).first).to_be_hidden()
    table = page.locator("table.official").first
    expect(table).to_be_visible()
    assert table.locator("thead th").all_inner_texts() == [
        "序号",
        "事项名称",
        "职权编码",
        "设定依据",
        "行使层级",
    ]
    printed = page.pdf(prefer_css_page_size=True)
    assert printed.startswith(b"%PDF")
    assert re.search(rb"/MediaBox \[0 0 84[12][.0-9]* 59[45]", printed)
    page.emulate_media(media="screen")
