"""A site in a folder: what the process serves, nothing rewritten in vain, whole after every interruption."""

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, select, update
from typer.testing import CliRunner

from service.access import operator
from service.alignment import Alignment
from service.cli.app import app as command
from service.decisions import Proposal, record_decisions
from service.editions import LoadRequest, LoadState, load
from service.errors import Refusal
from service.legal import load_instruments
from service.pages import (
    Batch,
    File,
    Published,
    Section,
    Site,
    Sources,
    addresses,
    catalogue_of,
    sections,
    write_site,
)
from service.pages.aligned import Aligned
from service.pages.manifest import Manifest
from service.pages.publishing import SUMS
from service.pages.working import Working
from service.settings import Settings
from service.store import Store
from service.store.core import (
    current_item,
    data_version,
    division,
    edition,
    instrument,
    instrument_version,
    lineage,
    pair_decision,
    published_list,
    revision,
)
from service.vocabulary import Category, Decision, ListKind
from service.web import application
from tests.pages.inventory import HOSTILE_BODY, LATER, Links, county, fill, followed, registration
from tests.reading.inventory import CITY, COUNTY, PROVINCE, add_divisions, publish
from tests.support.lists import file_of, listed
from tests.web.conftest import Client

SHOWN = Site(findings=True)
TAKEN = (".xlsx", ".csv", ".json", ".jsonld", ".pdf", ".atom")
"""Files to take, which tests/downloads publishes."""


def _quiet(_section: str, _done: int, _of: int) -> None:
    """Say nothing."""


def written(
    store: Store,
    folder: Path,
    site: Site = SHOWN,
    progress: Callable[[str, int, int], None] = _quiet,
    working: Working | None = None,
) -> Published:
    with store.read() as connection:
        sources = Sources(connection, catalogue_of(connection, site), working or Working(store))
        return write_site(folder, site.scope or "", sections(sources), progress)


def anew(store: Store, folder: Path, site: Site = SHOWN) -> dict[str, bytes]:
    """The files of a publication that finds nothing worked out before."""
    written(store, folder / "site", site, working=Working(folder / "work"))
    return files(folder / "site")


def files(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith((".quanze", SUMS))
    }


def test_the_folder_holds_the_bytes_that_the_process_serves(filled: Store, tmp_path: Path) -> None:
    report = written(filled, tmp_path)
    client = Client(application(filled, Settings(publish_findings=True)))
    found = files(tmp_path)
    assert report.files == report.written == len(found)
    for path, content in found.items():
        if path != addresses.NOT_FOUND:
            answer = client.get(f"/{path.removesuffix('index.html')}")
            assert (answer.status_code, answer.content) == (200, content), path


def test_links_lead_to_files_of_the_folder(filled: Store, tmp_path: Path) -> None:
    written(filled, tmp_path)
    found = files(tmp_path)
    linked = {"", addresses.NOT_FOUND}
    for path, content in found.items():
        if path.endswith("index.html"):
            linked |= followed(path.removesuffix("index.html"), Links(content.decode()).links)
    taken = {address for address in linked if address.endswith(TAKEN)}
    assert taken
    assert {addresses.file_of(address) for address in linked - taken} == set(found)


def test_the_sums_are_those_of_every_file(filled: Store, tmp_path: Path) -> None:
    written(filled, tmp_path)
    told = dict(line.split("  ")[::-1] for line in (tmp_path / SUMS).read_text("utf-8").splitlines())
    assert told == {path: hashlib.sha256(content).hexdigest() for path, content in files(tmp_path).items()}
    time = (tmp_path / SUMS).stat().st_mtime_ns
    written(filled, tmp_path)
    assert (tmp_path / SUMS).stat().st_mtime_ns == time
    (tmp_path / "index.html").unlink()
    written(filled, tmp_path, Site(scope=None, findings=False))
    assert "findings" not in (tmp_path / SUMS).read_text("utf-8")


def test_nothing_is_rewritten_where_nothing_changed(filled: Store, tmp_path: Path) -> None:
    first = written(filled, tmp_path)
    times = {path: (tmp_path / path).stat().st_mtime_ns for path in files(tmp_path)}
    again = written(filled, tmp_path)
    assert again == Published(files=first.files, written=0, same=0, kept=first.files, removed=0)
    assert times == {path: (tmp_path / path).stat().st_mtime_ns for path in files(tmp_path)}


def _another_year(store: Store) -> None:
    publish(store, "2027", [*county(2025)[1:], listed("新增的事项")], division=COUNTY, now=_later(3))


def _an_old_year(store: Store) -> None:
    publish(store, "2020", county(2024)[:2], division=COUNTY, now=_later(4))


def _between(store: Store) -> None:
    publish(store, "2024半", county(2025), division=COUNTY, effective=date(2024, 7, 1), now=_later(5))


def _above(store: Store) -> None:
    renamed = registration(level_text="市级", duties=())
    publish(
        store,
        "2026",
        [renamed, listed("最低生活保障金给付", category=Category.PAYMENT)],
        division=CITY,
        kind=ListKind.COMBINED,
        now=_later(6),
    )


def _duties(store: Store) -> None:
    item = listed("最低生活保障金给付", duties=(), accountability="不发放的。")
    publish(store, "2026", [item], division=COUNTY, kind=ListKind.RESPONSIBILITY, now=_later(7))


def _renamed_below(store: Store) -> None:
    """What is named otherwise, comes and goes in the county shows on the pages of the levels above."""
    items = [registration(codes=()), listed("最低生活保障金给付", body="社保局", category=Category.PAYMENT)]
    publish(store, "2028", items, division=COUNTY, now=_later(8))


def _decided(store: Store) -> None:
    """A person says that a power of the city and one of the county are the same."""
    query = select(current_item.c.item_id).join(published_list, published_list.c.id == current_item.c.list_id)
    with store.write() as connection:
        theirs, ours = (
            connection.execute(query.where(published_list.c.division_code == code)).scalars().first()
            for code in (CITY, COUNTY)
        )
        connection.execute(
            pair_decision.insert().values(
                before_item_id=theirs,
                after_item_id=ours,
                decision="CONFIRMED",
                reason="同一职权",
                decided_by="张三",
                decided_at=_later(9),
                version=1,
            )
        )
        connection.execute(update(data_version).values(version=data_version.c.version + 1))


def _restored_and_decided_otherwise(store: Store) -> None:
    """The same number of decisions, under the same numbers, on other powers."""
    query = select(current_item.c.item_id).join(published_list, published_list.c.id == current_item.c.list_id)
    with store.write() as connection:
        last = connection.execute(
            query.where(published_list.c.division_code == COUNTY).order_by(current_item.c.item_id.desc())
        ).scalars()
        connection.execute(update(pair_decision).values(after_item_id=last.first(), decided_at=_later(10)))
        connection.execute(update(data_version).values(version=data_version.c.version + 1))


def _law_repealed(store: Store) -> None:
    with store.write() as connection:
        connection.execute(update(instrument).values(status="repealed"))
        connection.execute(update(data_version).values(version=data_version.c.version + 1))


def _law_corrected(store: Store) -> None:
    with store.write() as connection:
        connection.execute(update(instrument).values(status="in-force", issuer="全国人民代表大会"))
        connection.execute(update(data_version).values(version=data_version.c.version + 1))


def _law_amended(store: Store) -> None:
    with store.write() as connection:
        number = connection.execute(select(instrument.c.id)).scalars().first()
        connection.execute(
            insert(instrument_version).values(instrument_id=number, published_on=date(2019, 4, 23))
        )
        connection.execute(update(data_version).values(version=data_version.c.version + 1))


def _later(hours: int) -> datetime:
    return LATER + timedelta(hours=hours)


def test_what_changed_is_written_as_if_all_were(sqlite_store: Store, tmp_path: Path) -> None:
    fill(sqlite_store)
    written(sqlite_store, tmp_path / "kept")
    steps = (
        _above,
        _another_year,
        _renamed_below,
        _an_old_year,
        _between,
        _duties,
        _decided,
        _restored_and_decided_otherwise,
        _law_repealed,
        _law_corrected,
        _law_amended,
    )
    for number, step in enumerate(steps):
        step(sqlite_store)
        report = written(sqlite_store, tmp_path / "kept")
        assert files(tmp_path / "kept") == anew(sqlite_store, tmp_path / f"anew{number}"), step
        assert report.written > 0
        assert report.kept > 0, step


def test_a_page_names_the_last_edition_that_had_the_body(sqlite_store: Store, tmp_path: Path) -> None:
    """That edition becomes another while all that the body has now stays as it was."""
    charges = [listed("不动产登记费", category=None), listed("诉讼费", body="法院", category=None)]
    add_divisions(sqlite_store, PROVINCE, CITY, COUNTY)
    publish(sqlite_store, "2025", county(2025), division=COUNTY)
    publish(sqlite_store, "2024", charges, division=COUNTY, kind=ListKind.CHARGES)
    publish(sqlite_store, "2026", charges[1:], division=COUNTY, kind=ListKind.CHARGES)
    written(sqlite_store, tmp_path / "kept")
    publish(sqlite_store, "2025", charges, division=COUNTY, kind=ListKind.CHARGES, now=_later(1))
    written(sqlite_store, tmp_path / "kept")
    assert files(tmp_path / "kept") == anew(sqlite_store, tmp_path / "anew")


def test_the_first_edition_is_told_so_until_an_earlier_one_is_published(
    sqlite_store: Store, tmp_path: Path
) -> None:
    """An earlier edition without one of the bodies leaves every wording as it was, and every body's list."""
    add_divisions(sqlite_store, PROVINCE, CITY, COUNTY)
    publish(sqlite_store, "2025", county(2025), division=COUNTY)
    written(sqlite_store, tmp_path / "kept")
    earlier = [each for each in county(2025) if each.content.body_name != HOSTILE_BODY]
    publish(sqlite_store, "2024", earlier, division=COUNTY, now=_later(1))
    written(sqlite_store, tmp_path / "kept")
    assert files(tmp_path / "kept") == anew(sqlite_store, tmp_path / "anew")


def test_what_merged_is_told_by_the_names_of_today(store: Store, tmp_path: Path) -> None:
    """Also on the page of the power that is no more; and no more at all once the link is withdrawn."""
    add_divisions(store, PROVINCE, CITY, COUNTY)
    kept, gone = listed("甲登记", codes=("000100001000",)), listed("乙登记", codes=("000100002000",))
    publish(store, "2023", [kept, gone], division=COUNTY)
    publish(store, "2024", [kept], division=COUNTY, now=_later(1))
    with store.write() as connection:
        names = dict(connection.execute(select(revision.c.name, revision.c.item_id)).all())
        number = connection.execute(select(edition.c.id).where(edition.c.label == "2024")).scalar_one()
        told = {"before_item_id": names["乙登记"], "after_item_id": names["甲登记"], "kind": "MERGED"}
        connection.execute(
            lineage.insert().values(**told, id=1, edition_id=number, decision="STATED", recorded_at=_later(1))
        )
    written(store, tmp_path / "kept")
    publish(
        store, "2025", [listed("甲登记（修订）", codes=kept.content.codes)], division=COUNTY, now=_later(2)
    )
    written(store, tmp_path / "kept")
    assert files(tmp_path / "kept") == anew(store, tmp_path / "renamed")
    with store.write() as connection:
        connection.execute(update(lineage).values(withdrawn_at=_later(3)))
        connection.execute(update(data_version).values(version=data_version.c.version + 1))
    written(store, tmp_path / "kept")
    assert files(tmp_path / "kept") == anew(store, tmp_path / "withdrawn")


def test_a_comparison_tells_what_was_decided_on_the_way(store: Store, tmp_path: Path) -> None:
    """An edition may be based on one that takes effect later: decisions on that count too."""
    add_divisions(store, PROVINCE, CITY, COUNTY)
    names = ("河道采砂许可", "学校设立批准")
    for label, name, base in (
        ("2023", names[0], None),
        ("2025", names[1], "2023"),
        ("2024", names[1], "2025"),
    ):
        request = LoadRequest(
            division=COUNTY, kind=ListKind.POWER, label=label, base=base, replace=True, publish=True
        )
        items = file_of([listed(name), listed("取水许可", remarks=label)], name=label)
        assert load(store, items, request, LATER).state is LoadState.PUBLISHED
    written(store, tmp_path / "kept")
    with store.read() as connection:
        number = connection.execute(select(edition.c.id).where(edition.c.label == "2025")).scalar_one()
        powers = dict(connection.execute(select(revision.c.name, revision.c.item_id)).all())
    told = Proposal(
        before=powers[names[0]], after=powers[names[1]], decision=Decision.CONFIRMED, reason="更名"
    )
    with store.write() as connection:
        record_decisions(connection, [told], decided_by=operator("王某"), edition_id=number)
    written(store, tmp_path / "kept")
    found = files(tmp_path / "kept")
    assert found == anew(store, tmp_path / "anew")
    page = found[f"divisions/{COUNTY}/power/2024-01-01/changes/index.html"].decode()
    assert "更名" in page


def test_a_division_without_lists_is_told_by_its_name_of_today(sqlite_store: Store, tmp_path: Path) -> None:
    add_divisions(sqlite_store, PROVINCE, CITY, COUNTY)
    publish(sqlite_store, "2025", county(2025), division=COUNTY)
    written(sqlite_store, tmp_path / "kept")
    with sqlite_store.write() as connection:
        connection.execute(update(division).where(division.c.code == CITY).values(name="信安市"))
        connection.execute(update(data_version).values(version=data_version.c.version + 1))
    written(sqlite_store, tmp_path / "kept")
    assert files(tmp_path / "kept") == anew(sqlite_store, tmp_path / "anew")
    assert "信安市" in (tmp_path / "kept" / "divisions" / CITY / "index.html").read_text("utf-8")


def test_what_changed_is_found_on_every_store(store: Store, tmp_path: Path) -> None:
    fill(store)
    written(store, tmp_path / "kept", Site())
    for step in (_another_year, _between):
        step(store)
    assert written(store, tmp_path / "kept", Site()).kept > 0
    assert files(tmp_path / "kept") == anew(store, tmp_path / "anew", Site())


def test_a_title_that_becomes_known_shows_wherever_it_was_cited(store: Store, tmp_path: Path) -> None:
    fill(store)
    items = [registration(setting_basis="《登记试行旧规》第三条"), *county(2025)[1:]]
    publish(store, "2027", items, division=COUNTY, now=_later(1))
    written(store, tmp_path / "kept", Site())
    registry = tmp_path / "registry.tsv"
    registry.write_text("title\taliases\n中华人民共和国行政许可法\t登记试行旧规\n", "utf-8")
    with store.write() as connection:
        assert load_instruments(connection, registry).citations == 1
    written(store, tmp_path / "kept", Site())
    assert files(tmp_path / "kept") == anew(store, tmp_path / "anew", Site())


def test_a_small_change_is_little_work(sqlite_store: Store, tmp_path: Path) -> None:
    fill(sqlite_store)
    many = [
        listed(f"事项{number}", body=f"局{number % 20}", codes=(f"0001{number:05}000",))
        for number in range(400)
    ]
    publish(sqlite_store, "2025", many, division=CITY, kind=ListKind.POWER)
    first = written(sqlite_store, tmp_path, Site())
    changed = [
        *many[:-2],
        *(
            listed(f"事项{n}", body=f"局{n % 20}", codes=(f"0001{n:05}000",), remarks="改")
            for n in (398, 399)
        ),
    ]
    publish(sqlite_store, "2026", changed, division=CITY, kind=ListKind.POWER)
    report = written(sqlite_store, tmp_path, Site())
    items = [
        path for path in files(tmp_path) if "/power/items/" in path and path.startswith(f"divisions/{CITY}")
    ]
    assert len(items) == 400
    bodies = 20
    # A new edition brings a part of it for each body, and renews each body's latest list.
    assert report.written + report.same < 2 + 2 * bodies + 30
    assert report.files > first.files > 450


def test_a_changed_list_leaves_others_unread(
    sqlite_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A list that changes but not in its powers' names has none but its own looked at again."""
    fill(sqlite_store)
    written(sqlite_store, tmp_path, Site())
    changed = [registration(supervision="0570-7654321"), *county(2025)[1:]]
    publish(sqlite_store, "2029", changed, division=COUNTY, now=_later(10))
    begun: list[str] = []
    read: list[tuple[str, tuple[str, ...]]] = []

    def told(section: str, _done: int, _of: int) -> None:
        begun.append(section)

    def aligned(self: Aligned, reference: str, targets: Sequence[str]) -> Alignment:
        read.append((reference, tuple(targets)))
        return whole(self, reference, targets)

    whole = Aligned.whole
    monkeypatch.setattr(Aligned, "whole", aligned)
    written(sqlite_store, tmp_path, Site(), told)
    items = {section for section in begun if section.startswith("items")}
    assert items == {f"items {COUNTY} power"}
    # The county's list with those above; how the city's stands to the province's is known.
    assert set(read) == {(PROVINCE, (COUNTY,)), (CITY, (COUNTY,))}


def test_an_interrupted_publication_goes_on_where_it_stopped(filled: Store, tmp_path: Path) -> None:
    class StoppedError(Exception):
        pass

    def stopped(_section: str, done: int, _of: int) -> None:
        if done == 9:
            raise StoppedError

    with pytest.raises(StoppedError):
        written(filled, tmp_path / "site", progress=stopped)
    before = files(tmp_path / "site")
    assert before
    report = written(filled, tmp_path / "site")
    assert report.kept == len(before)
    written(filled, tmp_path / "whole")
    assert files(tmp_path / "site") == files(tmp_path / "whole")


def test_a_file_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    def section(*, breaks: bool, key: bytes) -> Section:
        def pieces() -> Iterator[bytes]:
            yield b"begun"
            if breaks:
                raise OSError("no space left")
            yield b" and ended"

        batch = Batch([File("a/b.txt", key)], lambda wanted: ((path, pieces()) for path in wanted))
        return Section("files", key, lambda: [batch])

    with pytest.raises(OSError, match="no space"):
        write_site(tmp_path, "", [section(breaks=True, key=b"1")], _quiet)
    assert files(tmp_path) == {}
    assert write_site(tmp_path, "", [section(breaks=False, key=b"1")], _quiet).written == 1
    with pytest.raises(OSError, match="no space"):
        write_site(tmp_path, "", [section(breaks=True, key=b"2")], _quiet)
    assert files(tmp_path) == {"a/b.txt": b"begun and ended"}
    assert write_site(tmp_path, "", [section(breaks=False, key=b"2")], _quiet).same == 1
    assert write_site(tmp_path, "", [], _quiet).removed == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == [".quanze-manifest.db", SUMS]


def test_a_file_that_was_taken_away_is_written_again(filled: Store, tmp_path: Path) -> None:
    """As soon as its section is looked at again."""
    written(filled, tmp_path)
    before = files(tmp_path)
    (tmp_path / "index.html").unlink()
    with filled.read() as connection:
        sources = Sources(connection, catalogue_of(connection, SHOWN), Working(filled))
        looked_at = [each._replace(key=b"other") for each in sections(sources)]
        report = write_site(tmp_path, "", looked_at, _quiet)
    assert (report.written, report.same) == (1, 0)
    assert files(tmp_path) == before


def test_one_division_is_a_whole_site_of_its_own(filled: Store, tmp_path: Path) -> None:
    written(filled, tmp_path, Site(scope=COUNTY))
    found = files(tmp_path)
    items = [path for path in found if "/items/" in path]
    assert items
    assert all(path.startswith(f"divisions/{COUNTY}/") for path in items)
    for path, content in found.items():
        if path.endswith("index.html"):
            pages = followed(path.removesuffix("index.html"), Links(content.decode()).links)
            linked = {address for address in pages if not address.endswith(TAKEN)}
            assert {addresses.file_of(address) for address in linked} <= set(found), path
    with pytest.raises(Refusal, match="other-scope"):
        written(filled, tmp_path)


def test_folders_that_are_no_site_of_ours_are_left_alone(filled: Store, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(Refusal, match="not-a-site"):
        written(filled, tmp_path)
    assert os.listdir(tmp_path) == ["mine.txt"]
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / ".quanze-manifest.db").write_bytes(b"no database" * 100)
    with pytest.raises(Refusal, match="not-a-site"):
        written(filled, tmp_path / "other")


def test_two_publications_do_not_write_at_once(filled: Store, tmp_path: Path) -> None:
    manifest = Manifest(tmp_path, "")
    with pytest.raises(Refusal, match="already-publishing"):
        written(filled, tmp_path)
    manifest.close()
    assert written(filled, tmp_path).written


def test_the_command_says_what_it_did(
    sqlite_filled: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUANZE_DATABASE_URL", sqlite_filled.url.render_as_string())
    monkeypatch.setenv("QUANZE_PUBLIC_URL", "https://qz.example.cn/lists")
    runner = CliRunner()
    first = runner.invoke(command, ["publish", str(tmp_path / "site"), "--division", COUNTY])
    assert first.exit_code == 0, first.output
    assert "写出" in first.output
    again = runner.invoke(
        command, ["publish", str(tmp_path / "site"), "--division", COUNTY, "--format", "json"]
    )
    assert json.loads(again.stdout)["written"] == 0
    home = (tmp_path / "site" / "index.html").read_text("utf-8")
    assert '<link rel="canonical" href="https://qz.example.cn/lists/">' in home
    assert 'href="/lists/assets/quanze.css"' in (tmp_path / "site" / "404.html").read_text("utf-8")
    refused = runner.invoke(command, ["publish", str(tmp_path / "site"), "--format", "json"])
    assert refused.exit_code == 1
    assert json.loads(refused.stdout)["findings"][0]["code"] == "other-scope"
    for code, told in (("999999", "bad-argument"), ("110000", "unknown-edition")):
        unknown = runner.invoke(
            command, ["publish", str(tmp_path / "x"), "--division", code, "--format", "json"]
        )
        assert unknown.exit_code == 1
        assert json.loads(unknown.stdout)["findings"][0]["code"] in (told, "unknown-division")


def test_a_site_without_lists_can_be_published(sqlite_store: Store, tmp_path: Path) -> None:
    written(sqlite_store, tmp_path)
    assert "还没有公布任何清单" in (tmp_path / "index.html").read_text("utf-8")
