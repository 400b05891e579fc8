"""Loading the registry: whole or not at all, versions of a title, citations that find their instrument."""

from datetime import date
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select

from service.errors import Refusal
from service.instruments import Instrument
from service.legal import load_instruments, stored_instruments
from service.store import Store
from service.store.core import citation
from service.store.reference import load_reference
from service.vocabulary import InstrumentRank, InstrumentStatus
from tests.reading.inventory import COUNTY, add_divisions, publish
from tests.support.lists import listed
from tests.support.repository import ROOT

LAWS = ROOT.parent / "shared" / "data" / "laws.tsv"
TITLE_LIST = "level\tname\tsubtitle\tpublish\tvalid_from\texpired\tcategory\n"


def written(folder: Path, text: str, name: str = "instruments.tsv") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def known(store: Store, title: str) -> Instrument:
    with store.read() as connection:
        return next(one for one in stored_instruments(connection) if one.title == title)


def test_rows_of_one_title_are_its_versions(store: Store, tmp_path: Path) -> None:
    file = written(
        tmp_path,
        TITLE_LIST
        + "行政法规\t某条例\t\t2010-01-09\t\t1\t行政法规\n"
        + "行政法规\t某条例\t\t2023-12-11\t2024-01-20\t0\t行政法规\n"
        + "部门规章\t关于某事的通知\t\t2009-03-29\t\t0\t某部\n"
        + "案例\t某案\t张某诉某公司\t\t\t0\t消费购物\n",
    )
    with store.write() as connection:
        loaded = load_instruments(connection, file)
    assert (loaded.rows, loaded.titles, loaded.added, loaded.versions) == (4, 3, 3, 3)
    with store.read() as connection:
        found = {one.title: one for one in stored_instruments(connection)}
    regulation = found["某条例"]
    assert regulation.rank is InstrumentRank.ADMINISTRATIVE_REGULATION
    assert regulation.status is InstrumentStatus.IN_FORCE
    assert [tuple(version) for version in regulation.versions] == [
        (date(2010, 1, 9), None),
        (date(2023, 12, 11), date(2024, 1, 20)),
    ]
    assert regulation.effective_on is None, "the day of some wording is no promulgation"
    assert found["关于某事的通知"].rank is InstrumentRank.NORMATIVE_DOCUMENT
    assert found["某案"].rank is None
    assert found["某案"].status is InstrumentStatus.UNKNOWN


def test_loading_again_changes_nothing(store: Store, tmp_path: Path) -> None:
    file = written(tmp_path, TITLE_LIST + "法律\t某法\t\t2020-05-01\t2021-01-01\t1\t民法\n")
    with store.write() as connection:
        load_instruments(connection, file)
    before = known(store, "某法")
    with store.write() as connection:
        again = load_instruments(connection, file)
    assert (again.added, again.updated, again.unchanged) == (0, 0, 1)
    assert known(store, "某法") == before


def test_a_title_list_adds_and_the_registry_s_layout_corrects(store: Store, tmp_path: Path) -> None:
    with store.write() as connection:
        load_instruments(
            connection,
            written(
                tmp_path,
                "title\taliases\trank\teffective\tstatus\n"
                "中华人民共和国某法\t某法规定\tL\t2001-05-01\tin-force\n",
            ),
        )
    with store.write() as connection:
        told = load_instruments(
            connection, written(tmp_path, TITLE_LIST + "法律\t某法\t\t2020-01-01\t\t1\t行政法\n")
        )
    assert [finding.code for finding in told.findings] == ["instrument-conflict"]
    kept = known(store, "中华人民共和国某法")
    assert (kept.status, kept.effective_on) == (InstrumentStatus.IN_FORCE, date(2001, 5, 1))
    with store.write() as connection:
        load_instruments(
            connection,
            written(tmp_path, "title,repealed,status\n某法,2022-01-01,repealed\n", "correction.csv"),
        )
    ended = known(store, "中华人民共和国某法")
    assert (ended.status, ended.repealed_on) == (InstrumentStatus.REPEALED, date(2022, 1, 1))
    assert (ended.effective_on, ended.aliases) == (date(2001, 5, 1), ("某法规定",))


def test_an_office_s_own_documents_load_in_its_own_words(store: Store, tmp_path: Path) -> None:
    text = (
        "title\trank\tdocument_number\teffective\trepealed\tlapsed\tstatus\t备注\n"
        "某县犬类管理办法\t规范性文件\t某政发〔2018〕3号\t2018-02-01\t\t2024-12-31\t\t三年\n"
        "某县烟花爆竹规定\tND\t某政发〔2019〕12号\t2019-04-01\t2025-06-30\t\t已废止\t\n"
        "某省价格条例\t省级地方性法规\t\t2018-01-01\t\t\t现行有效\t\n"
    )
    with store.write() as connection:
        told = load_instruments(connection, written(tmp_path, text))
    assert [(finding.code, "备注" in finding.message) for finding in told.findings] == [
        ("unknown-columns", True)
    ]
    lapsed, repealed, standing = map(
        partial(known, store), ("某县犬类管理办法", "某县烟花爆竹规定", "某省价格条例")
    )
    assert (lapsed.status, lapsed.repealed_on) == (InstrumentStatus.LAPSED, date(2024, 12, 31))
    assert (repealed.status, repealed.repealed_on) == (InstrumentStatus.REPEALED, date(2025, 6, 30))
    assert (standing.rank, standing.status) == (
        InstrumentRank.PROVINCIAL_REGULATION,
        InstrumentStatus.IN_FORCE,
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("title\trepealed\tlapsed\n某法\t2020-01-01\t2021-01-01\n", ["第 2 行", "只能写一个"]),
        ("title\trank\n某法\tL\n某条例\tXX\n\tL\n", ["第 3 行", "XX", "第 4 行", "没有标题"]),
        ("title\tissued\n某法\t2020年\n", ["第 2 行", "不是日期"]),
        ("name\tpublish\n某法\t2020-01-01\n", ["没有 title 列"]),
        (TITLE_LIST + "法律\t某法\t\t\t\t2\t\n", ["expired"]),
    ],
)
def test_every_error_is_told_and_nothing_is_changed(
    store: Store, tmp_path: Path, text: str, told: list[str]
) -> None:
    with pytest.raises(Refusal) as refused, store.write() as connection:
        load_instruments(connection, written(tmp_path, text))
    assert refused.value.code == "bad-instruments"
    assert all(words in refused.value.message for words in told), refused.value.message
    with store.read() as connection:
        assert stored_instruments(connection) == []


def test_json_is_read_and_what_is_no_table_is_refused(sqlite_store: Store, tmp_path: Path) -> None:
    with sqlite_store.write() as connection:
        loaded = load_instruments(
            connection,
            written(tmp_path, '[{"title": "《某法》", "rank": "L", "status": "in-force"}]', "a.json"),
        )
    assert loaded.added == 1
    assert known(sqlite_store, "某法")
    for name, content in (("a.json", b"[1]"), ("b.tsv", b"\xff\xfe\x00"), ("absent.tsv", None)):
        path = tmp_path / name
        if content is not None:
            path.write_bytes(content)
        with pytest.raises(Refusal) as refused, sqlite_store.write() as connection:
            load_instruments(connection, path)
        assert refused.value.code == "unreadable-file"


def test_citations_find_an_instrument_loaded_later(store: Store, tmp_path: Path) -> None:
    add_divisions(store, "330000", "330800", COUNTY)
    publish(store, "2024", [listed("某许可", setting_basis="《某某条例》第三条；《另一条例》第四条")])
    with store.read() as connection:
        assert connection.execute(select(citation.c.instrument_id)).scalars().all() == [None, None]
    with store.write() as connection:
        loaded = load_instruments(
            connection, written(tmp_path, TITLE_LIST + "行政法规\t某某条例\t\t\t\t0\t\n")
        )
    assert loaded.citations == 1
    with store.read() as connection:
        rows = connection.execute(
            select(citation.c.instrument_id, citation.c.score).order_by(citation.c.ordinal)
        ).all()
    assert [score for _, score in rows] == [1.0, None]
    assert rows[0][0] is not None


@pytest.mark.skipif(not LAWS.exists(), reason="the shared title list is not beside this checkout")
def test_the_shared_title_list_loads_whole_beside_the_seed(sqlite_store: Store) -> None:
    with sqlite_store.write() as connection:
        load_reference(connection)
        before = len(stored_instruments(connection))
    with sqlite_store.write() as connection:
        loaded = load_instruments(connection, LAWS)
        after = stored_instruments(connection)
    assert loaded.rows == 1560
    assert loaded.added + loaded.updated + loaded.unchanged == loaded.titles
    assert len(after) == before + loaded.added
    keys = [one.title for one in after]
    assert len(keys) == len(set(keys))
    regulations = [
        one for one in after if one.title == "道路运输条例" or one.title.endswith("国道路运输条例")
    ]
    assert [len(one.versions) >= 3 for one in regulations] == [True]
