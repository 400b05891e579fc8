"""`quanze indicators` as an operator runs it."""

import csv
from io import StringIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from seeds import seed
from tests.acceptance.conftest import Command

LIST = ("--division", "330824", "--kind", "combined")
HEADER = (
    "事项类型,事项名称,实施主体,认领状态,发布状态,网上办理深度,办件类型,到办事现场次数,法定时限,承诺时限,"
    "进驻大厅,通办范围,收费标准,征收状态\n"
)
BEFORE = (
    "行政许可,甲登记,民政局,已认领,已发布,三级,承诺件,2次,20个工作日,20个工作日,未进驻,无,10元,正常征收\n"
    "行政确认,乙确认,水利局,已认领,草稿,四级,即办件,0次,10个工作日,即办,进驻,全市通办,不收费,\n"
)
AFTER = (
    "行政许可,甲登记,民政局,已认领,已发布,全程网办,承诺件,1次,20个工作日,8个工作日,进驻,跨省通办、川渝通办,10元,2026年1月1日至2026年12月31日减半征收\n"
    "行政确认,乙确认,水利局,已认领,已发布,4,即办件,0次,10个工作日,即办,进驻分厅,全市通办,不收费,\n"
)


@pytest.fixture
def loaded(quanze: Command, tmp_path: Path) -> Command:
    for label, rows in (("2025", BEFORE), ("2026", AFTER)):
        file = tmp_path / f"{label}.csv"
        file.write_text(HEADER + rows, "utf-8")
        done = quanze("load", file, *LIST, "--edition", label, "--publish", "--format", "json")
        assert done.exit_code == 0, done.output
    return quanze


def test_the_document_has_what_programs_read(loaded: Command) -> None:
    document = loaded(
        "indicators", *LIST, "--from", "2025", "--on", "2026-06-30", "--format", "json"
    ).document
    found = {each["key"]: each for each in document["indicators"]}
    assert document["items"] == 2
    assert (found["published"]["numerator"], found["published"]["share"]) == (2, 100.0)
    assert found["wholly-online"]["unreadable"] == 1
    assert found["wholly-online"]["unread"] == [{"text": "4", "items": 1}]
    assert {each["body"]: each["share"] for each in found["at-once"]["by_body"]} == {
        "民政局": 0.0,
        "水利局": 100.0,
    }
    assert [(each["key"], each["items"]) for each in found["in-hall"]["classes"]] == [
        ("main", 1),
        ("branch", 1),
    ]
    assert document["time_cut"]["share"] == 73.3
    (charge,) = document["charges"]
    assert (charge["name"], charge["states_on_day"]) == ("甲登记", ["REDUCED"])
    assert charge["standings"][0]["until"] == "2026-12-31"
    changes = {each["key"]: each for each in document["change"]["indicators"]}
    assert changes["published"]["points"] == 50.0
    assert changes["at-most-one-visit"]["before"]["share"] == 50.0
    assert document["change"]["charges"][0]["before"]["states_on_day"] == ["LEVIED"]
    assert [each["code"] for each in document["findings"]] == ["indicator-unread"]


def test_people_read_the_sentence_the_tables_and_what_was_not_understood(loaded: Command) -> None:
    told = loaded("indicators", *LIST, "--from", "2025", "--on", "2026-06-30").output
    assert "发布率100.0%（比上年提高50.0个百分点）" in told
    assert "1个部门1项进驻政务大厅、1个部门1项进驻分厅" in told
    assert "减征 2026-01-01—2026-12-31" in told
    assert "“网上办理深度”有 1 项的写法看不懂：“4” 1 项。" in told


def test_an_edition_against_itself_is_zero(loaded: Command) -> None:
    document = loaded("indicators", *LIST, "--from", "2026", "--format", "json").document
    points = [each["points"] for each in document["change"]["indicators"]]
    assert set(points) <= {0.0, None}
    assert 0.0 in points
    assert document["change"]["charges"] == []


def test_files_hold_every_count(loaded: Command, tmp_path: Path) -> None:
    table = loaded("indicators", *LIST, "--from", "2025", "--format", "csv").output
    rows = list(csv.DictReader(StringIO(table.removeprefix("\ufeff"))))
    assert {row["范围"] for row in rows} == {"合计", "实施主体", "职权类型"}
    hall = [row for row in rows if row["指标"] == "事项进驻率"]
    whole = next(row for row in hall if row["范围"] == "合计")
    for scope in ("实施主体", "职权类型"):
        assert sum(int(row["分子"]) for row in hall if row["范围"] == scope) == int(whole["分子"]) == 2
    assert (whole["2025分子"], whole["百分点"]) == ("1", "50.0")
    file = tmp_path / "指标.xlsx"
    assert loaded("indicators", *LIST, "--format", "xlsx", "--output", file).exit_code == 0
    book = openpyxl.load_workbook(file, read_only=True)
    assert book.sheetnames == [
        "汇总",
        "分档",
        "时限压缩",
        "各部门比例",
        "分部门分类型",
        "收费事项",
        "看不懂的写法",
    ]


def test_divisions_are_summed_from_the_province_down(quanze: Command) -> None:
    for code in ("330000", "330800", "330824"):
        file = Path(str(seed("examples", f"{code}-2025.csv")))
        file_words = (
            "--division",
            code,
            "--kind",
            "combined",
            "--edition",
            "2025",
            "--publish",
            "--format",
            "json",
        )
        assert quanze("load", file, *file_words).exit_code == 0
    words = ("--division", "330000", "--kind", "combined", "--below")
    tree = quanze("indicators", *words, "--format", "json").document
    (city,) = tree["below"]
    (county,) = city["below"]
    assert (tree["lists"], city["lists"], county["lists"]) == (3, 2, 1)
    assert tree["items"] == 521
    assert tree["items"] > city["items"] > county["items"] == 220
    assert "　　开化县" in quanze("indicators", *words).output
    assert quanze("indicators", *words, "--from", "2024").exit_code == 1


def test_what_is_not_there_is_refused(loaded: Command) -> None:
    for words in (
        ("--division", "330800", "--kind", "combined"),
        (*LIST, "--edition", "1999"),
        (*LIST, "--from", "1999"),
        ("--division", "330800", "--kind", "power", "--below"),
    ):
        done = loaded("indicators", *words, "--format", "json")
        assert done.exit_code == 1
        assert done.document["findings"][0]["code"] == "unknown-edition"
    assert (
        loaded("indicators", *LIST, "--on", "明天", "--format", "json").document["findings"][0]["code"]
        == "bad-date"
    )


def _reported(quanze: Command, file: Path, rows: list[str], kind: str) -> dict[str, Any]:
    header = (
        "职权类型,事项名称,实施主体,认领状态,发布状态,是否准确,是否情形化,网上办理深度,一网通办,"
        "到办事现场次数,进驻大厅,办件类型,法定时限,承诺时限,通办范围"
    )
    file.write_text("\n".join([header, *rows]), "utf-8")
    words = ("--division", "330824", "--kind", kind)
    done = quanze("load", file, *words, "--edition", "2021", "--publish", "--format", "json")
    assert done.exit_code == 0, done.output
    document: dict[str, Any] = quanze("indicators", *words, "--format", "json").document
    assert document["findings"] == []
    return document


def test_the_hall_and_the_shares_that_a_district_reported(quanze: Command, tmp_path: Path) -> None:
    """浑江区: 27 + 5 units, 710 + 356 items in the hall; 进驻 96.5 %, 一网通办 80 %, 不见面 83.2 %."""
    rows = []
    for number in range(1105):
        body, hall = (number % 27, "进驻") if number < 710 else (27 + number % 5, "进驻分厅")
        hall = "未进驻" if number >= 1066 else hall
        network, visits = "是" if number < 884 else "否", "0次" if number < 919 else "2次"
        rows.append(f"公共服务,服务{number},第{body}局,,,,,,{network},{visits},{hall},,,,")
    document = _reported(quanze, tmp_path / "浑江.csv", rows, "public-service")
    found = {each["key"]: each for each in document["indicators"]}
    halls = {each["key"]: (each["bodies"], each["items"]) for each in found["in-hall"]["classes"]}
    assert (halls["main"], halls["branch"]) == ((27, 710), (5, 356))
    shares = [found[key]["share"] for key in ("in-hall", "one-network", "no-visit")]
    assert shares == [96.5, 80.0, 83.2]
    assert "27个部门710项进驻政务大厅、5个部门356项进驻分厅" in document["sentence"]


def test_the_shares_that_a_bureau_reported(quanze: Command, tmp_path: Path) -> None:
    """达州市民政局: 6 licences and 6 services; cut by over 60 %, at once over 40 %, five shares of 100 %."""
    rows = []
    for number in range(12):
        category = "行政许可" if number < 6 else "公共服务"
        handling, promised = ("即办件", "即办") if number < 5 else ("承诺件", "10个工作日")
        reach = "跨省通办、川渝通办" if number % 2 else "全市通办"
        rows.append(
            f"{category},事项{number},民政局,已认领,已发布,准确,是,全程网办,是,0次,进驻,{handling},20个工作日,{promised},{reach}"
        )
    document = _reported(quanze, tmp_path / "达州.csv", rows, "combined")
    found = {each["key"]: each for each in document["indicators"]}
    for key in ("claimed", "published", "accurate", "situations", "wholly-online"):
        assert (found[key]["share"], found[key]["denominator"]) == (100.0, 12)
    assert document["time_cut"]["share"] > 60
    assert found["at-once"]["share"] == 41.7
    classes = {each["name"]: each["items"] for each in found["reach"]["classes"]}
    assert classes == {"跨省通办": 6, "区域通办": 6, "全市通办": 6}
