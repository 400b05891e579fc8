"""The cleanup report as text, CSV and XLSX."""

import csv
import io
from typing import Any

import msgspec
import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText

from service.bodies import BodyMap
from service.comparison import Stated, comparison_of, reconcile, text_difference
from service.documents import (
    Cleanup,
    Column,
    Sheet,
    Table,
    cleanup_text,
    display_width,
    in_brief,
    text_table,
    unguard,
    write_cleanup_csv,
    write_cleanup_json,
    write_cleanup_text,
    write_cleanup_workbook,
    write_workbook,
)
from service.findings import Finding, Severity
from service.vocabulary import ChangeKind, ListKind
from tests.comparison.lists import CONFIRMATION, HEALTH, item

FORMULA = '=HYPERLINK("http://x","点")'


@pytest.fixture
def cleanup() -> Cleanup:
    """One change of every kind, a pair to decide, and names that look like formulas."""
    old: list[dict[str, Any]] = [
        {"name": "公墓建设审批", "setting_basis": "《殡葬管理条例》第八条"},
        {"name": "采伐许可"},
        {"name": "运输许可"},
        {"name": "食品经营许可"},
        {"name": "医疗救助给付"},
        {"name": FORMULA, "codes": ("330100104009",)},
        {"name": "社会团体成立登记", "setting_basis": "《社会团体登记管理条例》第九条"},
        {"name": "低保对象认定"},
        {"name": "未变登记"},
    ]
    new: list[dict[str, Any]] = [
        {"name": "采伐、运输许可"},
        {"name": "食品经营许可", "sub_item_name": "新办"},
        {"name": "食品经营许可", "sub_item_name": "变更"},
        {"name": "医疗救助给付", "body": HEALTH},
        {"name": "@改名事项", "codes": ("330100104009",)},
        {"name": "社会团体成立登记", "setting_basis": "《社会团体登记管理条例》第十二条"},
        {"name": "低保对象认定", "category": CONFIRMATION},
        {"name": "-新设事项", "setting_basis": "《新法》第一条"},
        {"name": "未变登记"},
    ]
    before = [item(number, edition="2018", **said) for number, said in enumerate(old, start=1)]
    after = [item(number, **said) for number, said in enumerate(new, start=101)]
    stated = [Stated(kind=ChangeKind.REMOVED, before=(1,), reason="国务院决定取消")]
    found = reconcile(before, after, stated=stated, body_map=BodyMap())
    return Cleanup("江山市", ListKind.LICENSING, found)


def test_written_as_it_is_gone_through_it_is_the_whole_document(cleanup: Cleanup) -> None:
    found = cleanup.reconciliation
    nothing = reconcile([], [], editions=("2018", "2019"))
    findings = [
        Finding(code="count-mismatch", severity=Severity.WARNING, message="第一行\n第二行", fix="核对。")
    ]
    for account in (found, nothing):
        document = comparison_of(account)
        target = io.BytesIO()
        write_cleanup_json(account, target)
        assert target.getvalue() == msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n"
        for told in (findings, []):
            target = io.BytesIO()
            write_cleanup_json(account, target, told)
            whole = {**msgspec.to_builtins(document), "findings": told}
            assert target.getvalue() == msgspec.json.format(msgspec.json.encode(whole), indent=2) + b"\n"
    target = io.BytesIO()
    write_cleanup_text(cleanup, target)
    assert target.getvalue().decode() == cleanup_text(cleanup)


def test_the_text_tells_every_kind_with_reasons_and_bases(cleanup: Cleanup) -> None:
    text = cleanup_text(cleanup)
    lines = text.splitlines()
    assert lines[0] == "江山市行政许可事项清单清理对照表（2018—2019）"
    assert lines[2] == "共清理出行政许可事项9项，与上年持平，其中1个部门增加1项，1个部门减少1项。"
    for heading in (
        "一、按部门",
        "二、按类型",
        "三、新增（2项）",
        "四、取消（2项）",
        "五、合并（1组，减少1项）",
        "六、拆分（1组，增加1项）",
        "七、划转（1项）",
        "八、更名（1项）",
        "九、变更（1项）",
        "十、待核实（1对，确认前按取消和新增计）",
    ):
        assert heading in lines
    assert "   理由：国务院决定取消" in lines
    assert "   依据：《殡葬管理条例》第八条" in lines
    assert "   设定依据：《社会团体登记管理条例》［删：第九条］［增：第十二条］" in lines
    assert "   性质：实质性" in lines


def test_the_csv_opens_in_a_spreadsheet_and_loses_nothing(cleanup: Cleanup) -> None:
    target = io.BytesIO()
    write_cleanup_csv(cleanup, target)
    raw = target.getvalue()
    assert raw.startswith("\ufeff".encode())
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
    assert [row["变动类型"] for row in rows] == [
        "新增",
        "新增",
        "取消",
        "取消",
        "合并",
        "拆分",
        "划转",
        "更名",
        "变更",
    ]
    renamed = rows[-2]
    assert renamed["事项名称（2018）"] == "'" + FORMULA
    assert unguard(renamed["事项名称（2018）"]) == FORMULA
    assert renamed["事项名称（2019）"] == "'@改名事项"
    assert not any(cell[:1] in "=+-@" for row in rows for cell in row.values() if cell)
    assert rows[4]["事项名称（2018）"] == "1. 采伐许可\n2. 运输许可"


def test_the_workbook_has_five_sheets_and_no_formula(cleanup: Cleanup) -> None:
    target = io.BytesIO()
    write_cleanup_workbook(cleanup, target)
    book = openpyxl.load_workbook(target, rich_text=True)
    assert book.sheetnames == ["汇总", "按部门", "按类型", "变动明细", "待核实"]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    detail = book["变动明细"]
    assert detail.freeze_panes == "A3"
    titles = [cell.value for cell in detail[2]]
    rows = [
        dict(zip(titles, (cell.value for cell in row), strict=True)) for row in detail.iter_rows(min_row=3)
    ]
    assert rows[-2]["事项名称（2018）"] == FORMULA
    assert detail.cell(row=len(rows) + 1, column=titles.index("事项名称（2018）") + 1).quotePrefix
    marked = rows[-1]["变动内容"]
    assert isinstance(marked, CellRichText)
    struck = [run.text for run in marked if not isinstance(run, str) and run.font.strike]
    assert (struck, str(marked)) == (["第九条"], "设定依据：《社会团体登记管理条例》第九条第十二条")
    by_body = [[cell.value for cell in row] for row in book["按部门"].iter_rows(min_row=3)]
    assert by_body == [
        ["民政局", 9, 2, 2, 1, 1, 0, 1, 8, -1],
        ["卫生健康局", 0, 0, 0, 0, 0, 1, 0, 1, 1],
        ["合计", 9, 2, 2, 1, 1, 1, 1, 9, 0],
    ]


def test_a_text_longer_than_a_cell_is_cut_and_says_so() -> None:
    target = io.BytesIO()
    table = Table("长", [Column("依据")], [["𠮷条" * 20_000]])
    write_workbook([Sheet("长", "长文本", table)], target)
    value = openpyxl.load_workbook(target)["长"]["A3"].value
    assert value.startswith("𠮷条")
    assert value.endswith("（超出单元格字数，余下从略）")
    assert len(value.encode("utf-16-le")) // 2 <= 32_767


def test_text_tables_are_aligned_in_full_width() -> None:
    table = Table("表", [Column("部门"), Column("数")], [["民政局", 9], ["a", -10]])
    lines = text_table(table).splitlines()
    assert lines == ["部门    数", "──────  ───", "民政局    9", "a       -10"]
    assert display_width("民政局a") == 7
    assert text_table(Table("空", [Column("部门")], [])) == "部门\n────"


def test_long_equal_stretches_are_left_out_beside_a_difference() -> None:
    clause = "公民、法人或者其他组织依照本法取得行政许可的，应当遵守本法和有关规定。" * 3
    before, after = f"第八条：{clause}罚款一千元", f"第八条：{clause}罚款二千元"
    (first, *rest) = in_brief(text_difference(before, after))
    assert first.text == f"……{(clause + '罚款')[-20:]}"
    assert "".join(segment.text for segment in rest) == "一二千元"
    assert in_brief(text_difference("甲第一条乙", "甲第二条乙")) == tuple(
        text_difference("甲第一条乙", "甲第二条乙")
    )


def test_several_codes_stand_in_one_line() -> None:
    before = item(1, edition="2018", name="取水许可", codes=("330119001000",))
    after = item(1, name="取水许可", codes=("330119001000", "330119001001"))
    told = cleanup_text(Cleanup("开化县", ListKind.POWER, reconcile([before], [after])))
    assert "职权编码：330119001000［增：、330119001001］" in told
