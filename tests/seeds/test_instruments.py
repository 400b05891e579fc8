import csv
import re
from datetime import date
from io import StringIO
from pathlib import Path

import pytest

from seeds import seed
from service.vocabulary import InstrumentRank, InstrumentStatus

COLUMNS = [
    "title", "aliases", "rank", "issuer", "document_number", "issued", "effective", "amended", "repealed",
    "status", "successor",
]  # fmt: skip
LAWS = Path(__file__).parents[3] / "shared" / "data" / "laws.tsv"
PREFIX = "中华人民共和国"
# The title list misdates these: 国务院令第476号 is of 2006-10-11, 国务院令第637号 of 2013-07-12.
MISDATED_THERE = {"长城保护条例", "外国人入境出境管理条例"}
DECREE = re.compile(r"主席令第[一二三四五六七八九十百零]+号")


def table() -> list[dict[str, str]]:
    text = seed("reference", "instruments.tsv").read_text("utf-8")
    reader = csv.DictReader(StringIO(text), delimiter="	", quoting=csv.QUOTE_NONE)
    assert reader.fieldnames == COLUMNS
    return list(reader)


def parts(cell: str) -> list[str]:
    return [part for part in cell.split("；") if part]


def day(cell: str) -> date | None:
    return date.fromisoformat(cell) if cell else None


def test_holds_what_a_county_cites() -> None:
    rows = table()
    assert len(rows) >= 800
    ranks = {row["rank"] for row in rows}
    assert (
        {"L", "AR", "SCD", "DR", "LR-P", "PGR", "ND"}
        <= ranks
        <= {"", *(rank.value for rank in InstrumentRank)}
    )


def test_titles_and_aliases_stand_for_one_instrument_each() -> None:
    names = [name for row in table() for name in [row["title"], *parts(row["aliases"])]]
    assert len(names) == len(set(names))
    assert all(name == name.strip() and not re.search(r"[《》\t]", name) for name in names)


def test_dates_are_days_and_in_order() -> None:
    for row in table():
        amended = [date.fromisoformat(text) for text in parts(row["amended"])]
        assert amended == sorted(set(amended)), row["title"]
        issued, effective, repealed = (day(row[column]) for column in ("issued", "effective", "repealed"))
        if issued and effective:
            assert issued <= effective, row["title"]
        if issued and amended:
            assert issued < amended[0], row["title"]
        if repealed:
            earlier = [issued, effective, *amended]
            assert all(moment <= repealed for moment in earlier if moment), row["title"]


def test_status_agrees_with_the_dates_and_the_successor_is_known() -> None:
    rows = table()
    titles = {row["title"] for row in rows}
    known = {status.value for status in InstrumentStatus}
    for row in rows:
        assert row["status"] in known | {""}, row["title"]
        if row["repealed"] or row["successor"]:
            assert row["status"] == "repealed", row["title"]
        if row["successor"]:
            assert row["successor"] in titles, row["title"]
    gone = {row["title"]: (row["repealed"], row["successor"]) for row in rows if row["status"] == "repealed"}
    for short in ("合同法", "担保法", "物权法", "婚姻法"):
        assert gone[PREFIX + short] == ("2021-01-01", PREFIX + "民法典")


def test_a_rule_is_never_called_a_regulation() -> None:
    # 规章制定程序条例 第七条: 规章的名称…不得称“条例”
    for row in table():
        if row["rank"] in ("DR", "PGR", "CGR"):
            plain = re.sub(r"〈[^〉]*〉", "", row["title"]).removesuffix("（试行）")
            assert not plain.endswith("条例"), row["title"]


def test_numbers_follow_the_rank() -> None:
    for row in table():
        if row["rank"] == "L" and row["document_number"]:
            assert DECREE.fullmatch(row["document_number"]), row["title"]
        if "国务院令" in row["document_number"]:
            assert row["rank"] in ("AR", "SCD"), row["title"]


@pytest.mark.skipif(not LAWS.exists(), reason="the shared title list is not beside this checkout")
def test_dates_of_laws_and_regulations_agree_with_the_title_list() -> None:
    own = {row["title"].removeprefix(PREFIX): row for row in table() if row["rank"] in ("L", "AR")}
    compared = 0
    for line in LAWS.read_text("utf-8").splitlines()[1:]:
        level, name, _, published, valid_from, *_ = line.split("\t")
        if level not in ("法律", "行政法规") or name not in own or not published:
            continue
        if name in MISDATED_THERE:
            continue
        row = own[name]
        compared += 1
        assert published in [row["issued"], *parts(row["amended"])], name
        if valid_from and published == row["issued"]:
            assert valid_from == row["effective"], name
    assert compared > 200
