"""Pages over HTTP: kept ready, compressed, tagged; searching; what is not there."""

import gzip
from datetime import timedelta

import pytest

from service.pages import Site
from service.settings import Settings
from service.store import Store
from service.web import application
from service.web.keeping import Shelf, page_of
from tests.pages.inventory import HOSTILE, LATER, Links, county, fill
from tests.reading.inventory import COUNTY, add_divisions, publish
from tests.support.lists import listed
from tests.web.conftest import Client

LIST = "/divisions/330824/power/"


@pytest.fixture
def client(filled: Store) -> Client:
    """A client of the application over everything."""
    return Client(application(filled, Settings()))


def test_a_page_is_sent_once_and_compressed(client: Client) -> None:
    first = client.get(LIST)
    assert first.headers["content-encoding"] == "gzip"
    assert first.headers["cache-control"] == "public, max-age=60"
    kept = client.get(LIST)
    told = {name: value for name, value in first.headers.items() if name != "x-request-id"}
    assert (kept.content, dict(kept.headers)) == (first.content, told)
    named = client.get(LIST, headers={"x-request-id": "mine"})
    assert (named.content, named.headers["x-request-id"]) == (first.content, "mine")
    plain = client.get(LIST, headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.content == first.content
    for tag in (first.headers["etag"], f'"other", {first.headers["etag"]}'):
        again = client.get(LIST, headers={"if-none-match": tag})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == first.headers["etag"]
    assert client.get(LIST, headers={"if-none-match": '"other"'}).status_code == 200


def test_headers_only_where_only_headers_are_asked(client: Client) -> None:
    whole = client.get(LIST)
    for _ in range(2):
        head = client.request("HEAD", LIST)
        assert head.status_code == 200
        assert head.headers["etag"] == whole.headers["etag"]


def test_a_publication_is_seen_at_once(sqlite_store: Store) -> None:
    fill(sqlite_store)
    client = Client(application(sqlite_store, Settings()))
    before = [client.get(LIST).text for _ in range(2)]
    assert before[0] == before[1]
    publish(sqlite_store, "2027", county(2025), division=COUNTY, now=LATER + timedelta(hours=1))
    assert "2027" in client.get(LIST).text


def test_without_a_chinese_font_there_is_no_pdf_and_it_says_so(
    sqlite_filled: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.documents.paper.chinese_font", lambda: None)
    monkeypatch.setattr("service.pages.site.chinese_font", lambda: None)
    client = Client(application(sqlite_filled, Settings()))
    assert "PDF" not in client.get(LIST).text
    answer = client.get(f"{LIST}2024-01-01/list.pdf")
    assert answer.status_code == 409
    assert "没有中文字体" in answer.text
    assert "fonts-noto-cjk" in answer.text


def test_the_stylesheet_is_the_one_file_beside(client: Client) -> None:
    sheet = client.get("/assets/quanze.css")
    assert sheet.headers["content-type"] == "text/css; charset=utf-8"
    assert "url(" not in sheet.text
    assert "@import" not in sheet.text
    assert len(gzip.compress(sheet.content)) < 6_000


@pytest.mark.parametrize("path", ["/divisions/330824", "/divisions/330824/power", "/instruments"])
def test_a_missing_slash_leads_on(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 308
    assert answer.headers["location"] == f"{path.rpartition('/')[2]}/"


@pytest.mark.parametrize(
    "path", ["/nothing", "/divisions/999999/", "/divisions/../healthz/", "/%00/", "/a//b/"]
)
def test_what_is_not_there_is_told_in_chinese(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "没有这一页" in answer.text
    assert answer.headers["cache-control"] == "no-store"


def test_two_characters_find_an_item(client: Client) -> None:
    answer = client.get("/search/", params={"q": "团体"})
    assert answer.status_code == 200
    assert "4 项" in answer.text
    assert "../divisions/330824/power/items/" in answer.text
    assert '<meta name="description"' in answer.text
    narrowed = client.get("/search/", params={"q": "团体", "division": "330000"})
    assert "1 项" in narrowed.text
    assert "0 项" in client.get("/search/", params={"q": "团体", "category": "PENALTY"}).text
    assert 'href="../divisions/330824/"' in client.get("/search/", params={"q": "开化"}).text


def test_a_search_goes_on_page_by_page(sqlite_store: Store) -> None:
    add_divisions(sqlite_store, "330000", "330800", COUNTY)
    publish(sqlite_store, "2025", [listed(f"登记{number}") for number in range(70)])
    client = Client(application(sqlite_store, Settings()))
    found: list[str] = []
    path = "/search/?q=登记"
    for _ in range(3):
        read = Links(client.get(path).text)
        found += [link for link in read.links if "/items/" in link]
        following = [link for link in read.links if link.startswith("?")]
        path = f"/search/{following[0]}" if following else ""
    assert path == ""
    assert len(found) == len(set(found)) == 70


def test_what_cannot_be_asked_is_refused_on_a_page(client: Client) -> None:
    answer = client.get("/search/", params={"q": "团体", "after": "x"})
    assert answer.status_code == 400
    assert "游标无效" in answer.text
    hostile = client.get("/search/", params={"q": HOSTILE})
    assert hostile.status_code == 200
    assert "<script>" not in hostile.text
    assert client.get("/search/", params={"q": "长" * 5000}).status_code == 200
    assert client.get("/search/", params={"q": "团体", "division": "x", "category": "y"}).status_code == 200


def test_a_search_is_not_kept(client: Client) -> None:
    assert client.get("/search/", params={"q": "团体"}).headers["cache-control"] == "no-store"
    assert client.get("/search/").headers["cache-control"] == "public, max-age=60"


def test_what_is_kept_stays_within_bounds(sqlite_store: Store) -> None:
    shelf = Shelf(sqlite_store, Site(), most_bytes=10_000)
    moment = shelf.moment()
    with sqlite_store.read() as connection:
        _, version = shelf.catalogue(connection, moment)
    pages = [page_of(bytes([65 + number]) * 900, "text/html", {}) for number in range(20)]
    for number, page in enumerate(pages):
        shelf.put(f"/{number}", page, version)
    kept = [number for number in range(20) if shelf.get(f"/{number}")]
    assert kept == [15, 16, 17, 18, 19]
    shelf.put("/late", pages[0], version - 1)
    shelf.put("/large", page_of(b"x" * 20_000, "text/html", {}), version)
    assert shelf.get("/late") is None
    assert shelf.get("/large") is None
    shelf.close()


def test_a_list_of_two_thousand_items_is_small(sqlite_store: Store) -> None:
    add_divisions(sqlite_store, "330000", "330800", COUNTY)
    words = "登记备案审批核准许可处罚检查确认奖励裁决征收给付强制监督管理设立变更注销延续补办"
    items = [
        listed(
            f"{words[n % 30 : n % 30 + 6]}第{n}类场所{words[n * 7 % 31 : n * 7 % 31 + 5]}",
            codes=(f"0001{n:05}000", f"11330824YY0003018G40001{n:05}000"),
            setting_basis=f"《{words[n % 23 : n % 23 + 8]}条例》（国务院令第{n}号）第{n % 90 + 1}条：“内容”",
            level_text="县级",
        )
        for n in range(2000)
    ]
    publish(sqlite_store, "2025", items)
    client = Client(application(sqlite_store, Settings()))
    body = next(link for link in Links(client.get("/divisions/330824/").text).links if "bodies/" in link)
    answer = client.get(f"/divisions/330824/{body}")
    assert answer.text.count("/items/") == 2000
    assert int(answer.headers["content-length"]) < 300_000
