"""Files in a folder: what the process serves, nothing rewritten in vain, every format of every list."""

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO

import pytest

from loaders import ReadOptions, read_list
from service.documents import Paper
from service.downloads import site_sections
from service.errors import Refusal
from service.items import content_hash
from service.pages import Published, Site, Sources, addresses, catalogue_of, write_site
from service.pages.working import Working
from service.reading import find_edition, standing_items
from service.settings import Settings
from service.store import Store
from service.vocabulary import ListKind
from service.web import application
from tests.pages.inventory import HOSTILE, LATER, Links, county, fill, followed
from tests.reading.inventory import COUNTY, PROVINCE, publish
from tests.support.lists import listed
from tests.web.conftest import Client

ADDRESS = "https://qz.example/"
SITE = Site(public_url=ADDRESS)
PLAIN = Site(public_url=ADDRESS, pdf=False)
TAKEN = (".xlsx", ".csv", ".json", ".jsonld", ".pdf", ".atom", ".xml")
LIST = "divisions/330824/power/2024-01-01"


def written(store: Store, folder: Path, site: Site = SITE) -> Published:
    with store.read() as connection:
        sources = Sources(connection, catalogue_of(connection, site), Working(store))
        return write_site(folder, "", site_sections(sources), lambda section, done, of: None)


@pytest.fixture(scope="module")
def folder(sqlite_filled: Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole site."""
    made = tmp_path_factory.mktemp("site")
    written(sqlite_filled, made)
    return made


def files(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.suffix in TAKEN and not path.name.startswith(".")
    }


def test_the_folder_holds_the_files_that_the_process_serves(folder: Path, sqlite_filled: Store) -> None:
    client = Client(application(sqlite_filled, Settings(public_url=ADDRESS)))
    found = {path: content for path, content in files(folder).items() if not path.startswith("search/")}
    endings = {path.rpartition(".")[2] for path in found}
    assert endings >= {"xlsx", "csv", "json", "jsonld", "atom", "xml"}
    for path, content in found.items():
        answer = client.get(f"/{path}")
        assert (answer.status_code, answer.content) == (200, content), path


def test_every_list_that_is_published_loads_back(folder: Path, sqlite_filled: Store) -> None:
    with sqlite_filled.read() as connection:
        catalogue = catalogue_of(connection, SITE)
        tried = 0
        for holding in catalogue.holdings:
            for edition in holding.editions:
                items = standing_items(connection, edition.id)
                for form in ("xlsx", "csv", "json"):
                    path = folder / f"{holding.edition_address(edition)}list.{form}"
                    content = read_list(path, ReadOptions(kind=holding.kind))
                    told = [(item.content.name, item.category) for item in content.items]
                    assert sorted(map(str, told)) == sorted(
                        str((item.content.name, item.category)) for item in items
                    )
                    tried += 1
    assert tried >= 21


def test_a_body_has_its_part(folder: Path, sqlite_filled: Store) -> None:
    with sqlite_filled.read() as connection:
        edition = find_edition(connection, COUNTY, ListKind.POWER, "2024")
        assert edition is not None
        items = [item for item in standing_items(connection, edition.id) if item.body.name == "自然资源局"]
    (item,) = items
    part = folder / LIST / "bodies" / str(item.body.id)
    content = read_list(part / "list.xlsx", ReadOptions(kind=ListKind.POWER))
    assert [each.content.name for each in content.items] == ["采矿权登记"]
    told = json.loads((part / "list.jsonld").read_text("utf-8"))
    assert told["hasPart"][0]["serviceOperator"]["name"] == "自然资源局"
    assert told["hasPart"][0]["@id"] == f"{ADDRESS}divisions/330824/power/items/{item.id}/#power"


def test_comparison_and_alignment_are_the_reports_of_the_commands(folder: Path) -> None:
    compared = json.loads((folder / "divisions/330824/power/2025-01-01/changes/list.json").read_text("utf-8"))
    assert (compared["from"], compared["to"], compared["added"]) == ("2024", "2025", 1)
    aligned = json.loads((folder / "divisions/330000/alignment/list.json").read_text("utf-8"))
    assert [target["division"] for target in aligned["targets"]] == ["330800", "330824"]
    for form in ("xlsx", "csv"):
        assert (folder / f"divisions/330824/power/2025-01-01/changes/list.{form}").stat().st_size > 0
    assert not (folder / LIST / "changes").exists()


def test_the_alignment_of_very_many_items_is_no_file(
    sqlite_filled: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each list below has its own; the page says so and leads there."""
    monkeypatch.setattr("service.pages.alignment.MOST_FILED", 6)
    written(sqlite_filled, tmp_path, PLAIN)
    page = (tmp_path / "divisions/330000/alignment/index.html").read_text("utf-8")
    assert "各地与浙江省清单的逐项对照和文件在各地自己的三级四同页" in page
    for name, code in (("衢州市", "330800"), ("开化县", "330824")):
        assert (
            f'<a href="../../{code}/alignment/" aria-label="{name}与浙江省清单的逐项对照">{name}</a>' in page
        )
    assert not list((tmp_path / "divisions/330000/alignment").glob("list.*"))
    for code, name in (("330800", "above.xlsx"), ("330824", "list.xlsx")):
        assert (tmp_path / f"divisions/{code}/alignment/{name}").is_file()
        page = (tmp_path / f"divisions/{code}/alignment/index.html").read_text("utf-8")
        assert f'href="{name}"' in page


def test_the_sitemap_names_each_page_of_what_stands_once(folder: Path) -> None:
    named: list[str] = []
    for path in sorted((folder / "sitemaps").iterdir()):
        assert f"<loc>{ADDRESS}sitemaps/{path.name}</loc>" in (folder / "sitemap.xml").read_text("utf-8")
        named += re.findall(f"<loc>{ADDRESS}(.*?)</loc>", path.read_text("utf-8"))
    assert len(named) == len(set(named))
    there = {f"{path.parent.relative_to(folder)}/".removeprefix("./") for path in folder.rglob("index.html")}
    assert set(named) <= there
    # What is asked, what is a part of another page, and what stands no more need not be found.
    left_out = r"search/|.*/\d{4}-\d\d-\d\d(-\d)?/bodies/\d+/|.*/findings/"
    missing = {each for each in there - set(named) if not re.fullmatch(left_out, each)}
    ended = {each for each in missing if "已取消" in (folder / each / "index.html").read_text("utf-8")}
    former = {each for each in missing if "以后不再列入" in (folder / each / "index.html").read_text("utf-8")}
    assert missing == ended | former
    assert ended
    assert {"", "divisions/", "instruments/", "instruments/1/", "divisions/330824/alignment/"} <= set(named)


def test_a_list_between_two_levels_is_filed_against_both(folder: Path) -> None:
    place = folder / "divisions/330800/alignment"
    down, up = (json.loads((place / f"{name}.json").read_text("utf-8")) for name in ("list", "above"))
    assert (down["reference"], [each["division"] for each in down["targets"]]) == ("330800", ["330824"])
    assert (up["reference"], [each["division"] for each in up["targets"]]) == ("330000", ["330800"])
    page = (place / "index.html").read_text("utf-8")
    for name in ("list", "above"):
        assert f'href="{name}.csv"' in page


def test_what_is_too_long_for_paper_is_offered_nowhere(
    sqlite_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor named in the catalogue of datasets; what is not is offered, by parts of bodies too."""

    def write_short(paper: Paper, target: BinaryIO) -> None:
        rows = len(list(paper.rows))
        if rows > 4:
            raise Refusal("too-long-for-pdf", "长。", "短。")
        target.write(f"%PDF {paper.title} {rows}".encode())

    monkeypatch.setattr("service.pages.site.MOST_ROWS", 4)
    monkeypatch.setattr("service.downloads.filing.write_pdf", write_short)
    fill(sqlite_store)
    written(sqlite_store, tmp_path)
    offered = set()
    for path in tmp_path.rglob("index.html"):
        address = str(path.parent.relative_to(tmp_path)) + "/"
        offered |= {
            each for each in followed(address, Links(path.read_text()).links) if each.endswith(".pdf")
        }
    made = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*.pdf")}
    assert offered == made
    assert not (tmp_path / LIST / "list.pdf").exists()
    assert list((tmp_path / LIST / "bodies").rglob("list.pdf"))
    told = json.loads((tmp_path / "catalog.jsonld").read_text("utf-8"))["dcat:dataset"]
    named = {each["dcat:downloadURL"]["@id"] for dataset in told for each in dataset["dcat:distribution"]}
    assert {each for each in named if each.endswith(".pdf")} == {
        f"{ADDRESS}{path}" for path in made if path.count("/") == 4 and "changes" not in path
    }


def test_what_changed_is_written_as_if_all_were(sqlite_store: Store, tmp_path: Path) -> None:
    """A body that leaves one list stands in the sitemap of another; lists below are aligned anew."""
    fill(sqlite_store)
    written(sqlite_store, tmp_path / "kept", PLAIN)
    for hours, division in enumerate((COUNTY, PROVINCE), start=1):
        now = LATER + timedelta(hours=hours)
        publish(sqlite_store, "2027", [listed("新事项", body="新局")], division=division, now=now)
        written(sqlite_store, tmp_path / "kept", PLAIN)
        written(sqlite_store, tmp_path / f"anew{hours}", PLAIN)
        assert files(tmp_path / "kept") == files(tmp_path / f"anew{hours}")


def test_nothing_is_rewritten_where_nothing_changed(sqlite_store: Store, tmp_path: Path) -> None:
    fill(sqlite_store)
    first = written(sqlite_store, tmp_path, PLAIN)
    again = written(sqlite_store, tmp_path, PLAIN)
    assert again == Published(files=first.files, written=0, same=0, kept=first.files, removed=0)
    before = files(tmp_path)
    publish(sqlite_store, "2027", county(2025)[1:], division=COUNTY, now=LATER + timedelta(hours=1))
    report = written(sqlite_store, tmp_path, PLAIN)
    after = files(tmp_path)
    assert report.written > 0
    changed = {path for path in before if after.get(path) != before[path]}
    assert changed
    assert not [path for path in changed if "/power/20" in path]
    assert "divisions/330824/power/2027-01-01/list.xlsx" in after
    written(sqlite_store, tmp_path / "anew", PLAIN)
    anew = files(tmp_path / "anew")
    assert {path: after[path] for path in anew} == anew


def test_hostile_text_stays_text(folder: Path) -> None:
    assert HOSTILE in (folder / LIST / "list.csv").read_text("utf-8-sig").replace('""', '"')
    assert HOSTILE in json.dumps(
        json.loads((folder / LIST / "list.jsonld").read_text("utf-8")), ensure_ascii=False
    ).replace('\\"', '"')


def test_a_list_that_is_published_again_is_the_same_items(folder: Path, sqlite_filled: Store) -> None:
    with sqlite_filled.read() as connection:
        edition = find_edition(connection, COUNTY, ListKind.POWER, "2024")
        assert edition is not None
        items = standing_items(connection, edition.id)
    named = {item.content_hash for item in items if item.content.category_text}
    content = read_list(folder / LIST / "list.json", ReadOptions(kind=ListKind.POWER))
    assert named <= {content_hash(item.content, item.category) for item in content.items}
    assert addresses.edition("330824", ListKind.POWER, "2024-01-01") == f"{LIST}/"
