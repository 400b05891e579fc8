"""The alignment report as text, CSV and XLSX."""

import csv
import io
from collections.abc import Callable
from typing import BinaryIO

import openpyxl
import pytest

from service import node_ids
from service.alignment import AlignedList, Alignment, align
from service.documents import write_alignment_csv, write_alignment_text, write_alignment_xlsx
from service.vocabulary import Decision, Level
from tests.comparison.lists import item


def written(write: Callable[[Alignment, BinaryIO], None], alignment: Alignment) -> bytes:
    target = io.BytesIO()
    write(alignment, target)
    return target.getvalue()


@pytest.fixture
def alignment() -> Alignment:
    """A province and a city: one item four times the same, one on another basis, one alone on each side."""
    basis, code = "《殡葬管理条例》第八条", ("000111002000",)
    province = [
        item(1, "公墓建设审批", setting_basis=basis, codes=code),
        item(2, "社会团体成立登记", setting_basis="《社会团体登记管理条例》第九条"),
        item(3, "慈善组织认定"),
    ]
    city = [
        item(11, "公墓建设审批", setting_basis=basis, codes=code),
        item(12, "社会团体成立登记", setting_basis="《社会团体登记管理条例》第三条"),
        item(13, "=采砂船检验"),
    ]
    return align(
        AlignedList(division="330000", level=Level.PROVINCE, edition="2019", items=province),
        [AlignedList(division="330800", level=Level.CITY, edition="2020", items=city)],
    )


def test_the_text_tells_figures_and_what_differs(alignment: Alignment) -> None:
    lines = written(write_alignment_text, alignment).decode().splitlines()
    assert lines[0] == "三级四同对照表（参照：浙江省2019）"
    assert lines[2].endswith("对照1个行政区划的清单，各级均四同的事项1项。")
    assert "衢州市（2020）：3项，四同1项。" in lines
    assert "      → 社会团体成立登记（不同：依据、编码）" in lines
    at = lines.index("衢州市（2020）：3项，四同1项。")
    assert lines[at + 1 : at + 3] == ["  缺少（1项）", "    〔民政局·行政许可〕慈善组织认定"]
    assert lines[-2:] == ["  未对应（1项）", "    〔民政局·行政许可〕=采砂船检验"]


def test_the_csv_has_every_row_and_what_is_lacking(alignment: Alignment) -> None:
    text = written(write_alignment_csv, alignment).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [row["结论"] for row in rows] == ["已对应", "已对应", "未对应", "缺少"]
    assert [rows[0][f"同{what}"] for what in ("名称", "类型", "依据", "编码")] == ["是"] * 4
    assert rows[1]["同依据"] == "否"
    assert rows[2]["事项名称"] == "'=采砂船检验"
    assert (rows[3]["事项名称"], rows[3]["参照事项名称"]) == ("", "慈善组织认定")


def test_the_workbook_has_three_sheets(alignment: Alignment) -> None:
    book = openpyxl.load_workbook(io.BytesIO(written(write_alignment_xlsx, alignment)))
    assert book.sheetnames == ["汇总", "缺少事项", "对照明细"]
    figures = [[cell.value for cell in row] for row in book["汇总"].iter_rows(min_row=4)]
    assert figures == [["衢州市", "2020", 3, 2, 0, 1, 2, 2, 1, 1, 1, "33.3%", 1]]
    assert book["对照明细"].max_row == 2 + 3
    assert [cell.value for cell in book["缺少事项"][3]][3] == "慈善组织认定"


def decided(note: str) -> Alignment:
    """A province's item and a city's, which somebody confirmed to be one."""
    ours = item(1, "公墓建设审批", setting_basis="《殡葬管理条例》第八条")
    theirs = item(11, "公墓建设核准", setting_basis="《殡葬管理条例》第九条")
    return align(
        AlignedList(division="330000", level=Level.PROVINCE, edition="2019", items=[ours]),
        [AlignedList(division="330800", level=Level.CITY, edition="2020", items=[theirs])],
        decisions={(1, 11): Decision.CONFIRMED},
        notes={(1, 11): note},
    )


def test_the_workbook_marks_differences_and_names_who_decided() -> None:
    alignment = decided("王某，2026-11-23，改称")
    book = openpyxl.load_workbook(io.BytesIO(written(write_alignment_xlsx, alignment)), rich_text=True)
    sheet = book["对照明细"]
    titles = [cell.value for cell in sheet[2]]
    row = dict(zip(titles, (cell.value for cell in sheet[3]), strict=True))
    assert str(row["名称差异"]) == "公墓建设审批核准"
    struck = [block.text for block in row["名称差异"] if not isinstance(block, str) and block.font.strike]
    assert struck == ["审批"]
    assert "第八条第九条" in str(row["依据差异"])
    assert (row["认定方式"], row["认定人、时间、理由"]) == ("人工确认", "王某，2026-11-23，改称")
    assert row["认定"] is row["认定理由"] is None
    assert (row["参照事项标识"], row["事项标识"]) == tuple(
        node_ids.encode("PowerItem", number) for number in (1, 11)
    )
    assert "      人工确认：王某，2026-11-23，改称" in (
        written(write_alignment_text, alignment).decode().splitlines()
    )


def test_what_one_to_one_leaves_no_room_for_is_told() -> None:
    province = [item(1, "农药生产经营许可")]
    city = [item(11, "农药经营许可"), item(12, "农药生产许可")]
    alignment = align(
        AlignedList(division="330000", level=Level.PROVINCE, edition="2019", items=province),
        [AlignedList(division="330800", level=Level.CITY, edition="2020", items=city)],
    )
    text = written(write_alignment_text, alignment).decode()
    assert text.count("另可能对应：农药生产经营许可") == 1
    rows = list(csv.DictReader(io.StringIO(written(write_alignment_csv, alignment).decode("utf-8-sig"))))
    assert sorted(row["另可能对应"].partition("（")[0] for row in rows) == ["", "农药生产经营许可"]
