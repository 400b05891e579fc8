"""Searching a published folder in a browser, on a plain web server under a base path, as the server does."""

import functools
import random
import re
import threading
from collections import defaultdict
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import quote, unquote

import pytest
from playwright.sync_api import Page, expect

from service.downloads import search_sections, searching, site_sections
from service.items import ListedItem
from service.pages import Asked, Site, Sources, catalogue_of, search_view, write_site
from service.pages.working import Working
from service.reading.findable import findable_codes
from service.reading.relatives import named_items
from service.store import Store, open_store
from service.text import fold
from service.vocabulary import Category, ListKind
from tests.pages.inventory import fill
from tests.reading.inventory import CITY, publish
from tests.support.browsing import ASK_AXE, AXE, CHROMIUM, PATIENCE, RULES, running_browser
from tests.support.lists import listed
from tests.support.stores import SqliteStores

SITE = Site(pdf=False, service_url="")
WORDS = ("社会", "团体", "养老", "机构", "登记", "备案", "许可", "处罚", "变更", "注销", "5G", "基站", "學校")
BASE = "lists"
_DONE = re.compile(r"^(前 )?\d+ 项$")

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")


class _Quiet(SimpleHTTPRequestHandler):
    """A plain file server that keeps no log."""

    def log_message(self, *_said: object) -> None:
        """Say nothing."""


def _many(count: int) -> list[ListedItem]:
    chosen = random.Random(8)
    return [
        listed(
            "".join(chosen.choices(WORDS, k=chosen.randint(1, 4))),
            body=chosen.choice(("市民政局", "市教育局", "市养老服务中心")),
            category=chosen.choice((Category.LICENSING, Category.PENALTY)),
            codes=(f"0001{number % 97:05}000", f"11450721MB1558081{number:04}"),
            remarks=str(number),
        )
        for number in range(count)
    ]


@pytest.fixture(scope="module")
def searched(sqlite_stores: SqliteStores) -> Iterator[Store]:
    """The store of the pages' tests, and a list of 240 powers more."""
    url = sqlite_stores.migrated()
    opened = open_store(url)
    fill(opened)
    publish(opened, "2025", _many(240), division=CITY, kind=ListKind.POWER)
    yield opened
    opened.close()
    sqlite_stores.remove(url)


@pytest.fixture(scope="module")
def address(searched: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a plain file server has the folder, under a base path."""
    root = tmp_path_factory.mktemp("root")
    with pytest.MonkeyPatch.context() as patch, searched.read() as connection:
        # So small that these few powers take several parts, pages and blocks.
        for name, value in (("INLINE", 20), ("PAGE", 16), ("_A_PART", 20), ("_BLOCK", 16)):
            patch.setattr(searching, name, value)
        patch.setattr(search_sections, "TOGETHER", 8)
        sources = Sources(connection, catalogue_of(connection, SITE), Working(searched))
        needed = ("assets", "front", "division", "items 330824", "search")
        wanted = [each for each in site_sections(sources) if each.name.startswith(needed)]
        write_site(root / BASE, "", wanted, lambda section, done, of: None)
    assert list((root / BASE / "search" / "index" / "more").iterdir())
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=root))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/{BASE}"
    server.shutdown()
    server.server_close()
    thread.join(timeout=10)


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    """A page of a browser."""
    with running_browser() as browser:
        opened = browser.new_context(locale="zh-CN", viewport={"width": 390, "height": 900}).new_page()
        opened.set_default_timeout(PATIENCE)
        yield opened


def _by_script(page: Page, address: str, words: str, **narrowed: str) -> list[str]:
    """What the page finds, all of it, as addresses under the site's root."""
    more = "".join(f"&{name}={value}" for name, value in narrowed.items())
    page.goto(f"{address}/search/?q={quote(words)}{more}")
    button = page.get_by_role("button", name="再看一些")
    status = page.get_by_role("status")
    while True:
        expect(status).to_have_text(_DONE)
        if not button.count():
            break
        button.click()
        expect(page.locator(".more button:disabled")).to_have_count(0)
    links = page.locator(".hits li p:first-child a").evaluate_all("all => all.map(each => each.href)")
    return [unquote(link.removeprefix(f"{address}/")) for link in links]


def _by_server(store: Store, words: str, **narrowed: str) -> list[str]:
    found: list[str] = []
    with store.read() as connection:
        catalogue = catalogue_of(connection, SITE)
        after = None
        while True:
            view = search_view(connection, catalogue, Asked(words=words, after=after, **narrowed))
            assert view.hits is not None
            found += [hit.item.address or "" for hit in view.hits]
            after = view.after
            if after is None:
                return found


def _tiers(store: Store, words: str) -> dict[int, int]:
    """How well each power fits, as service/reading/search.py tells it."""
    parts = [fold(part) for part in words.split()]
    whole = "".join(parts)
    codes: dict[int, list[str]] = defaultdict(list)
    found = {}
    with store.read() as connection:
        for code, number, _ in findable_codes(connection):
            codes[number].append(code)
        lists = catalogue_of(connection, SITE).holdings
        rows = [row for each in lists for row in named_items(connection, each.list_id)]
    for row in rows:
        name, body = row.folded_name, fold(row.body_name)
        found[row.item_id] = (
            0
            if name == whole or row.name == words
            else 1
            if name.startswith(whole)
            else 2
            if all(part in name for part in parts)
            else 3
            if any(code.startswith(part) for code in codes[row.item_id] for part in parts)
            else 4
            if all(part in name or part in body for part in parts)
            else 5
        )
    return found


@pytest.mark.parametrize(
    ("words", "narrowed"),
    [
        ("养老", {}),
        ("團體", {}),
        ("养老机构", {}),
        ("社会养老", {}),
        ("养老 教育", {}),
        ("登记", {"division": "330800", "category": "PENALTY"}),
        ("５g基站", {}),
        ("學校", {}),
        ("000100012000", {}),
        ("11450721mb155808100", {}),
        ("00010", {"category": "LICENSING"}),
        ("没有的事", {}),
    ],
)
def test_it_finds_what_the_server_finds_the_best_first(
    searched: Store, address: str, page: Page, words: str, narrowed: dict[str, str]
) -> None:
    found = _by_script(page, address, words, **narrowed)
    assert sorted(found) == sorted(_by_server(searched, words, **narrowed))
    assert bool(found) is (words != "没有的事")
    tiers = _tiers(searched, words)
    numbers = [int(each.rstrip("/").rpartition("/")[2]) for each in found]
    assert [tiers[number] for number in numbers] == sorted(tiers[number] for number in numbers)


def test_two_characters_lead_from_the_front_page_to_an_item(address: str, page: Page) -> None:
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{address}/")
    page.get_by_role("searchbox").fill("成立")
    page.get_by_role("button", name="查找").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("查找：成立")
    hit = page.locator(".hits li", has_text="开化县权力清单")
    expect(hit).to_contain_text("000111001000")
    hit.get_by_role("link", name="社会团体成立登记").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("社会团体成立登记")
    assert [url for url in asked if not url.startswith((address, "data:"))] == []
    assert said == []
    # Not the whole index, which is many files.
    assert 0 < sum("/index/" in url for url in asked) < 25


def test_places_and_refusals_are_told(address: str, page: Page) -> None:
    page.goto(f"{address}/search/?q={quote('养老')}")
    expect(page.locator(".places").get_by_role("link", name="衢州市 市养老服务中心")).to_be_visible()
    page.goto(f"{address}/search/?q={quote('开化')}")
    page.locator(".places").get_by_role("link", name="开化县", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("开化县")
    page.goto(f"{address}/search/?q={quote('市')}")
    expect(page.get_by_role("status")).to_have_text("至少写两个连着的字。")
    page.goto(f"{address}/search/?q={quote('<img src=x onerror=alert(1)>')}")
    hit = page.locator(".hits li")
    expect(hit).to_contain_text('"><img src=x onerror=alert(2)>局')
    expect(hit).to_contain_text("<script>alert(1)</script>\"'&amp;</td>")
    assert page.locator("#found img, #found script").count() == 0


@pytest.mark.skipif(not AXE.is_file(), reason="axe-core is not installed: run `npm ci` in tests/web/audits")
def test_what_the_script_shows_is_accessible(address: str, page: Page) -> None:
    page.goto(f"{address}/search/?q={quote('养老')}")
    expect(page.get_by_role("button", name="再看一些")).to_be_enabled()
    page.evaluate(AXE.read_text("utf-8"))
    assert page.evaluate(ASK_AXE, RULES) == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
