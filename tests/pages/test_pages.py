"""Every kind of page, for lists of every sort: what it says, what it must not hold."""

import itertools
import json
import re
from pathlib import Path

import pytest

from service.pages import Asking, Site, catalogue_of
from service.pages.working import Working
from service.store import Store
from tests.pages.inventory import DRAFT, HOSTILE, HOSTILE_BODY, Links, followed

KINDS = {
    "home": r"",
    "search": r"search/",
    "divisions": r"divisions/",
    "division": r"divisions/\d+/",
    "alignment": r"divisions/\d+/alignment/",
    "body": r"divisions/\d+/bodies/\d+/",
    "list": r"divisions/\d+/(power|responsibility|combined|charges)/",
    "edition": r"divisions/\d+/[a-z-]+/\d{4}-\d\d-\d\d(-\d)?/",
    "edition's body": r"divisions/\d+/[a-z-]+/\d{4}-\d\d-\d\d(-\d)?/bodies/\d+/",
    "changes": r"divisions/\d+/[a-z-]+/\d{4}-\d\d-\d\d(-\d)?/changes/",
    "findings": r"divisions/\d+/[a-z-]+/\d{4}-\d\d-\d\d(-\d)?/findings/",
    "item": r"divisions/\d+/[a-z-]+/items/\d+/",
    "instruments": r"instruments/",
    "instrument": r"instruments/\d+/",
}
LIST = "divisions/330824/power/"


def of_kind(site_pages: dict[str, str], kind: str) -> dict[str, str]:
    return {address: text for address, text in site_pages.items() if re.fullmatch(KINDS[kind], address)}


def saying(site_pages: dict[str, str], kind: str, *words: str) -> str:
    found = [text for text in of_kind(site_pages, kind).values() if all(word in text for word in words)]
    assert len(found) == 1, (kind, words, len(found))
    return found[0]


def test_every_page_is_of_a_known_kind_and_every_kind_is_there(site_pages: dict[str, str]) -> None:
    counted = {kind: len(of_kind(site_pages, kind)) for kind in KINDS}
    assert min(counted.values()) > 0, counted
    assert sum(counted.values()) == len(site_pages)
    assert counted["edition"] == 8
    assert counted["changes"] == 3


def test_pages_are_whole_need_no_script_and_name_nothing_outside(site_pages: dict[str, str]) -> None:
    for address, text in site_pages.items():
        read = Links(text)
        names = [name for name, _ in read.elements]
        assert (names.count("h1"), names.count("main"), names.count("title")) == (1, 1, 1), address
        assert text.startswith('<!doctype html>\n<html lang="zh-Hans">')
        for name, attributes in read.elements:
            assert "style" not in attributes, address
            assert name != "style", address
            assert not any(key.startswith("on") for key in attributes), address
            if name == "script" and attributes.get("type") != "application/ld+json":
                assert (address, attributes) == ("search/", {"src": "../assets/search.js", "defer": None})
        assert not [link for link in read.links if re.match(r"(https?:)?//", link)], address
        headings = [int(name[1]) for name in names if re.fullmatch("h[1-6]", name)]
        assert all(after - before <= 1 for before, after in itertools.pairwise(headings)), address


def test_every_chart_stands_in_a_table_or_beside_one_and_is_told(site_pages: dict[str, str]) -> None:
    charts = 0
    for address, text in site_pages.items():
        for name, attributes in Links(text).elements:
            if name == "svg":
                charts += 1
                told = attributes.get("role") == "img" and attributes.get("aria-label")
                assert told or attributes.get("aria-hidden") == "true", address
        assert text.count('class="bar"') <= text.count("<tr"), address
    assert charts > 50


def test_hostile_text_stays_text(site_pages: dict[str, str]) -> None:
    shown = HOSTILE.replace("\u202e", "")
    item = saying(site_pages, "item", "onerror", "备注")
    read = Links(item)
    assert "".join(read.text).count(shown) >= 4
    assert json.loads(read.scripts[0])["name"] == shown
    for address, text in site_pages.items():
        assert "<script>alert" not in text, address
        assert "<img" not in text, address
        assert not re.search("[\u202a-\u202e\u2066-\u2069\u200e\u200f]", text), address
    assert any(HOSTILE_BODY in "".join(Links(text).text) for text in of_kind(site_pages, "body").values())


def test_drafts_appear_nowhere(site_pages: dict[str, str], filled: Store) -> None:
    for address, text in site_pages.items():
        assert "草稿" not in text, address
        assert "2026/" not in text, address
    assert DRAFT
    assert "divisions/330000/combined/" not in site_pages


def test_an_item_tells_all_of_itself(site_pages: dict[str, str]) -> None:
    text = saying(site_pages, "item", "县级", "0570-6012345", "即办")
    for told in (
        "000111001000",
        "国家基本编码",
        "《中华人民共和国行政许可法》</a></cite>第十二条第一项",
        "<blockquote>",
        "直接涉及国家安全的事项",
        'href="tel:05706012345"',
        'href="tel:12345"',
        "不依法受理的。",
        "不收费",
        "联系人",
        "运行流程：受理 → 审查 → 决定",
        "审查责任：审查材料。",
        "<del>5个工作日</del><ins>即办</ins>",
        "基本编码相同、名称相同",
        "浙江省",
        "衢州市",
        "责任清单",
    ):
        assert told in text, told
    links = Links(text).links
    assert "../../../../../instruments/1/" in links
    assert [link for link in links if "330000/power/items/" in link]
    assert [link for link in links if "330800/combined/items/" in link]


def test_a_removed_item_says_so(site_pages: dict[str, str]) -> None:
    text = saying(site_pages, "item", "采矿权登记")
    assert "已取消" in text
    assert "2025</a> 版起，开化县权力清单不再有这一事项" in text


def test_what_stood_in_the_first_edition_is_not_called_new(site_pages: dict[str, str]) -> None:
    first = saying(site_pages, "item", "县级", "0570-6012345", "即办")
    new = saying(site_pages, "item", "<h1>最低生活保障金给付</h1>")
    assert ("<td>首版</td>" in first, "<td>新增</td>" in first) == (True, False)
    assert ("<td>首版</td>" in new, "<td>新增</td>" in new) == (False, True)


def test_linked_data_say_what_the_page_says(site_pages: dict[str, str]) -> None:
    text = saying(site_pages, "item", "县级", "0570-6012345", "即办")
    (found,) = map(json.loads, Links(text).scripts)
    assert found["@type"] == ["GovernmentService", "cpsv:PublicService"]
    assert found["name"] == "社会团体成立登记"
    assert [each["value"] for each in found["identifier"]] == ["000111001000"]
    assert found["areaServed"]["identifier"]["value"] == "330824"
    assert found["cv:processingTime"]["@value"] == "P0D"
    assert found["cv:hasLegalResource"][0]["name"] == "《中华人民共和国行政许可法》第十二条第一项"
    assert len(found["dct:relation"]) == 3
    assert found["@id"] == "./#power"


def test_an_edition_says_how_far_it_goes_and_which_is_newer(site_pages: dict[str, str]) -> None:
    old, new = site_pages[f"{LIST}2024-01-01/"], site_pages[f"{LIST}2025-06-01/"]
    assert "数据截至 2024-01-01（2024版生效日期），2026-11-23 公布" in old
    assert "已有更新的版本" in old
    assert "已有更新的版本" not in new
    for label in ("2024", "2025", "2025补", "2025正"):
        assert f">{label}</a>" in old
    assert f"{LIST}2025-01-01-2/" in site_pages
    assert "各版本事项数：2024 6 项，2025 6 项，2025补 5 项，2025正 6 项" in site_pages[LIST]


def test_a_bodys_list_is_by_category_with_counts(site_pages: dict[str, str]) -> None:
    text = saying(site_pages, "body", "民政局", "行政许可（2 项）", "行政给付（1 项）")
    assert "行政处罚（1 项）" in text
    assert "责任清单" in text
    assert text.index("行政许可（2 项）") < text.index("行政处罚（1 项）") < text.index("行政给付（1 项）")
    assert "《中华人民共和国行政许可法》第十二条第一项" in text
    assert '<span class="sub">首次申请</span>' in text


def test_changes_are_accounted_for_and_told_one_by_one(site_pages: dict[str, str]) -> None:
    text = site_pages[f"{LIST}2025-01-01/changes/"]
    assert "6（2024）＋新增1－取消1＋拆分0－合并0＝6（2025）" in text
    for told in ("新增", "取消", "更名", "变更", "最低生活保障金给付", "采矿权登记"):
        assert told in text
    assert "对违反登记<ins>管理</ins>规定的处罚" in text
    assert f"{LIST}2024-01-01/changes/" not in site_pages


@pytest.mark.parametrize(
    "address", ["divisions/330824/", LIST, f"{LIST}2025-06-01/", "divisions/330824/bodies/4/"]
)
def test_what_a_list_changed_is_one_step_from_where_it_is_read(
    site_pages: dict[str, str], address: str
) -> None:
    text = site_pages[address]
    assert f"{LIST}2025-06-01/changes/" in followed(address, Links(text).links)
    if address.endswith("/bodies/4/"):
        assert LIST in followed(address, Links(text).links)


def test_alignment_shows_each_division_and_what_differs(site_pages: dict[str, str]) -> None:
    above, below = site_pages["divisions/330000/alignment/"], site_pages["divisions/330824/alignment/"]
    for name in ("衢州市", "开化县", "四同率"):
        assert name in above
    assert "与浙江省清单对照" in below
    assert "没有四同的事项" in below
    assert re.search(r'<a href="#unmatched">浙江省没有对应的 \d+ 项</a>', below)
    assert '<h3 id="unmatched">' in below


def test_an_instrument_names_the_powers_that_rest_on_it(site_pages: dict[str, str]) -> None:
    text = site_pages["instruments/1/"]
    assert "其中 3 项没有别的有效依据" in text
    for name in ("浙江省", "衢州市", "开化县"):
        assert name in text
    assert text.count("社会团体成立登记") >= 3
    for code in ("330000", "330800", "330824"):
        assert f'<a href="#d{code}">' in text
        assert f'<h3 id="d{code}"><a href="../../divisions/{code}/">' in text


def test_findings_are_told_only_where_the_publisher_allows(site_pages: dict[str, str]) -> None:
    text = site_pages[f"{LIST}2025-06-01/findings/"]
    assert "没有设定依据" in text
    assert "findings/" in site_pages[f"{LIST}2025-06-01/"]


@pytest.mark.parametrize(
    "address",
    [
        "nothing/",
        "divisions/110000/",
        "divisions/330824/nothing/",
        "divisions/330824/power/2023-01-01/",
        "divisions/330824/power/2024-01-01/changes/",
        "divisions/330824/power/items/999999/",
        "divisions/330824/power/items/99999999999999999999/",
        "divisions/330824/bodies/999999/",
        "divisions/330000/combined/",
        "instruments/999/",
        "instruments/1/110000/",
        "divisions/３３０８２４/",
        "../divisions/",
    ],
)
def test_what_is_not_published_has_no_page(site_pages: dict[str, str], filled: Store, address: str) -> None:
    with filled.read() as connection:
        asking = Asking(connection, catalogue_of(connection, Site()), Working(Path("/nonexistent")))
        assert asking.view(address) is None
