"""The alignment report as text, CSV and XLSX."""

import csv
import io
from collections.abc import Callable
from typing import BinaryIO

import openpyxl
import pytest

from service.alignment import AlignedList, Alignment, align
from service.documents import write_alignment_csv, write_alignment_text, write_alignment_xlsx
from service.vocabulary import Level
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
    assert lines[-4:] == [
        "  未对应（1项）",
        "    〔民政局·行政许可〕=采砂船检验",
        "  缺少（1项）",
        "    〔民政局·行政许可〕慈善组织认定",
    ]


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
    assert book.sheetnames == ["汇总", "对照明细", "缺少事项"]
    figures = [[cell.value for cell in row] for row in book["汇总"].iter_rows(min_row=4)]
    assert figures == [["衢州市", "2020", 3, 2, 0, 1, 2, 2, 1, 1, 1, "33.3%", 1]]
    assert book["对照明细"].max_row == 2 + 3
    assert [cell.value for cell in book["缺少事项"][3]][3] == "慈善组织认定"
