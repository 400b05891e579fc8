"""Rows become items: merged cells, sub-items, several bodies, continuations, sections, notes."""

from pathlib import Path

import pytest

from loaders import ReadOptions, read_list
from service.items import Duty
from service.vocabulary import Category, ListKind
from tests.loaders.books import (
    BASIS,
    HEADER,
    Book,
    across,
    codes,
    contents,
    names,
    read,
    read_rows,
    read_text,
    rewritten,
    row,
)


def test_plain_rows_are_items_verbatim_but_for_their_ends(tmp_path: Path) -> None:
    content = read_rows(
        tmp_path,
        [
            HEADER,
            row(1, " 林木采伐\n许可证核发　", basis="《森林法》\n　第五十六条 "),
            row(2.0, "木材运输证核发"),
        ],
    )
    assert not content.findings
    assert contents(content)[0].name == "林木采伐\n许可证核发"
    assert contents(content)[0].setting_basis == "《森林法》\n　第五十六条"
    assert [item.rows for item in content.items] == [(2,), (3,)]
    assert content.items[0].category is Category.LICENSING
    assert content.rows_read == 2
    assert [raw.row for raw in content.raw_rows] == [1, 2, 3]
    assert content.raw_rows[1].cells[:2] == ("1", " 林木采伐\n许可证核发　")


def test_an_item_over_several_merged_rows_is_one_with_its_duties_row_by_row(tmp_path: Path) -> None:
    rows = [
        HEADER,
        row(1, "林木采伐许可", duty="受理责任：公示材料", duty_basis="《许可法》第三十条"),
        ("", "", "", "", "", "", "审查责任：审查材料", "《许可法》第三十四条", "", ""),
        ("", "", "", "", "", "", "决定责任：作出决定", "", "", ""),
        row(2, "木材运输许可"),
    ]
    merges = [(1, place, 3, place) for place in (0, 1, 2, 3, 4, 5, 8, 9)]
    content = read_rows(tmp_path, rows, merges)
    assert [item.rows for item in content.items] == [(2, 3, 4), (5,)]
    first = contents(content)[0]
    assert first.duties == (
        Duty("受理责任：公示材料", "", "《许可法》第三十条"),
        Duty("审查责任：审查材料", "", "《许可法》第三十四条"),
        Duty("决定责任：作出决定"),
    )
    assert first.setting_basis == BASIS
    assert not content.findings


def test_a_basis_merged_beside_several_duties_is_each_ones(tmp_path: Path) -> None:
    rows = [
        HEADER,
        row(1, "林木采伐许可", duty="受理", duty_basis="《许可法》"),
        ("",) * 6 + ("审查", "", "", ""),
    ]
    content = read_rows(tmp_path, rows, [(1, place, 2, place) for place in (0, 1, 7)])
    assert [(duty.text, duty.basis) for duty in contents(content)[0].duties] == [
        ("受理", "《许可法》"),
        ("审查", "《许可法》"),
    ]


def test_cells_of_following_rows_are_joined_without_repeats(tmp_path: Path) -> None:
    rows = [
        HEADER,
        row(1, "林木采伐许可", accountability="不受理的"),
        ("", "", "", "", "", "", "", "", "越权的", "另行公布"),
        ("", "", "", "", "", "", "", "", "不受理的", ""),
    ]
    content = read_rows(tmp_path, rows)
    assert len(content.items) == 1
    assert contents(content)[0].accountability == "不受理的\n越权的"
    assert contents(content)[0].remarks == "另行公布"


@pytest.mark.parametrize("is_merged", [True, False])
def test_rows_with_their_own_sub_item_are_items_of_their_own(tmp_path: Path, is_merged: bool) -> None:
    rows = [
        HEADER,
        row(1, "民办学校审批", sub="1.设立"),
        row("", "", sub="2.变更", category="", body=""),
        row("", "", sub="3.终止", category="", body=""),
        row(2, "教师资格认定", sub="无"),
    ]
    merges = [(1, place, 3, place) for place in (0, 1, 3, 4)] if is_merged else []
    content = read_rows(tmp_path, rows, merges)
    assert names(content) == [
        ("民办学校审批", "1.设立"),
        ("民办学校审批", "2.变更"),
        ("民办学校审批", "3.终止"),
        ("教师资格认定", ""),
    ]
    assert {item.category for item in content.items} == {Category.LICENSING}
    assert {item.body_name for item in contents(content)} == {"市林业局"}
    assert not content.findings


def test_what_is_merged_down_stands_in_every_sub_item(tmp_path: Path) -> None:
    rows = [HEADER, row(1, "甲", sub="1.一"), row("", "", "", "", sub="2.二", basis="", accountability="")]
    content = read_rows(tmp_path, rows, [(1, place, 2, place) for place in (0, 1, 3, 4, 5, 8)])
    second = contents(content)[1]
    assert (second.setting_basis, second.category_text, second.accountability) == (
        BASIS,
        "行政许可",
        "违法办理的",
    )


def test_a_row_of_another_body_under_a_merged_item_is_an_item_of_that_body(tmp_path: Path) -> None:
    rows = [
        HEADER,
        row(1, "对违法占地的处罚", "行政处罚", "市自然资源局"),
        ("", "", "", "", "市农业农村局", "", "", "", "", ""),
    ]
    content = read_rows(tmp_path, rows, [(1, place, 2, place) for place in (0, 1, 2, 3, 5, 6, 8)])
    assert [(item.name, item.body_name, item.setting_basis) for item in contents(content)] == [
        ("对违法占地的处罚", "市自然资源局", BASIS),
        ("对违法占地的处罚", "市农业农村局", BASIS),
    ]
    assert not content.findings


def test_the_same_body_again_under_a_merged_item_only_continues_it(tmp_path: Path) -> None:
    rows = [HEADER, row(1, "甲"), ("", "", "", "", "市林业局", "", "另一责任", "", "", "")]
    content = read_rows(tmp_path, rows, [(1, 0, 2, 0), (1, 1, 2, 1)])
    assert len(content.items) == 1
    assert [duty.text for duty in contents(content)[0].duties] == ["依法办理", "另一责任"]


def test_a_numbered_row_without_a_name_is_refused(tmp_path: Path) -> None:
    content = read_rows(tmp_path, [HEADER, row(1, "甲"), row(2, "")])
    assert ("error", "missing-name") in codes(content)
    finding = next(finding for finding in content.findings if finding.code == "missing-name")
    assert (finding.sheet, finding.row, finding.column) == ("Sheet1", 3, "事项名称")


def test_a_leading_row_without_a_name_is_refused(tmp_path: Path) -> None:
    content = read_rows(tmp_path, [HEADER, row("", ""), row(1, "甲")])
    assert [finding.row for finding in content.findings if finding.code == "missing-name"] == [2]


def test_titles_notes_totals_and_blank_rows_are_no_items(tmp_path: Path) -> None:
    rows = [
        ("附件1",),
        ("市林业局2026年权责清单",),
        HEADER,
        row(1, "甲"),
        (),
        row(2, "乙"),
        ("合计", "", "", "2"),
        ("注：本清单自公布之日起执行",),
        ("填表人：张三",),
    ]
    content = read_rows(tmp_path, rows, [across(1), across(7)])
    assert names(content) == [("甲", ""), ("乙", "")]
    assert not content.findings


def test_sections_give_the_category_until_the_next(tmp_path: Path) -> None:
    rows = [
        HEADER,
        ("一、行政许可（共2项）",),
        row(1, "甲", ""),
        row(2, "乙", ""),
        ("二、行政处罚（共1项）",),
        row(1, "丙", ""),
        row(2, "丁", "行政强制"),
    ]
    content = read_rows(tmp_path, rows, [across(1), across(4)])
    assert [item.category for item in content.items] == [
        Category.LICENSING,
        Category.LICENSING,
        Category.PENALTY,
        Category.COERCION,
    ]
    assert contents(content)[0].category_text == "行政许可"
    assert codes(content) == [("warning", "count-mismatch")]
    assert content.findings[0].row == 5
    assert content.rows_read == 6


def test_sections_without_merging_are_known_by_their_words(tmp_path: Path) -> None:
    text = "序号,事项名称,实施主体,设定依据\n一、行政许可,,,\n1,甲,市林业局,《森林法》\n"
    text += "二,行政处罚（共1项）,,\n1,乙,市林业局,《森林法》\n"
    content = read_text(tmp_path, text)
    assert [item.category for item in content.items] == [Category.LICENSING, Category.PENALTY]
    assert not content.findings


def test_body_sections_end_the_categories_within(tmp_path: Path) -> None:
    header = ("序号", "事项名称", "设定依据")
    rows = [
        header,
        ("一、县民政局（共2项）",),
        ("（一）行政许可",),
        (1, "甲", "法"),
        ("（二）行政确认",),
        (1, "乙", "法"),
        ("二、县财政局",),
        (1, "丙", "法"),
    ]
    content = read_rows(tmp_path, rows, [across(number, 3) for number in (1, 2, 4, 6)])
    assert [(item.content.body_name, item.category) for item in content.items] == [
        ("县民政局", Category.LICENSING),
        ("县民政局", Category.CONFIRMATION),
        ("县财政局", None),
    ]
    assert codes(content) == [("error", "unknown-category")]


def test_an_unread_section_does_not_lend_its_rows_the_last_ones_category(tmp_path: Path) -> None:
    rows = [HEADER, ("一、行政许可",), row(1, "甲", ""), ("二、行政处决（共1项）",), row(1, "乙", "")]
    content = read_rows(tmp_path, rows, [across(1), across(3)])
    assert content.items[1].category is None
    assert set(codes(content)) == {("advice", "unread-section"), ("error", "unknown-category")}


def test_several_sheets_named_after_bodies_or_categories(tmp_path: Path) -> None:
    header = ("序号", "事项名称", "职权类型", "设定依据")
    book = Book().sheet("县民政局", [header, (1, "甲", "行政许可", "法")])
    book.sheet("县财政局（2项）", [header, (1, "甲", "行政许可", "法")]).sheet("空表", [])
    content = read(book.save(tmp_path / "book.xlsx"))
    assert [(item.sheet, item.content.body_name) for item in content.items] == [
        ("县民政局", "县民政局"),
        ("县财政局（2项）", "县财政局"),
    ]
    assert codes(content) == [("warning", "count-mismatch")]

    header = ("序号", "事项名称", "实施主体", "设定依据")
    book = (
        Book()
        .sheet("行政许可（1项）", [header, (1, "甲", "县民政局", "法")])
        .sheet("处罚类", [header, (1, "乙", "县民政局", "法")])
    )
    content = read(book.save(tmp_path / "book.xls"))
    assert [item.category for item in content.items] == [Category.LICENSING, Category.PENALTY]
    assert not content.findings
    assert content.format == "xls"


@pytest.mark.parametrize(
    ("title", "sheet", "given", "expected"),
    [
        ("克拉玛依市医疗保障局2024年权责清单", "Sheet1", None, "克拉玛依市医疗保障局"),
        ("克拉玛依市医疗保障局2024年权责清单", "市科技局", None, "克拉玛依市医疗保障局"),
        ("榆中县人民政府权力清单", "县民政局", None, "县民政局"),
        ("2024年权责清单", "县民政局", None, "县民政局"),
        ("2024年权责清单", "县民政局", "县财政局", "县财政局"),
        ("榆中县民政局权力清单", "Sheet1", "县财政局", "县财政局"),
        ("2024年权责清单", "Sheet1", None, ""),
    ],
)
def test_where_a_body_comes_from_when_rows_name_none(
    tmp_path: Path, title: str, sheet: str, given: str | None, expected: str
) -> None:
    header = ("序号", "事项名称", "职权类型", "设定依据")
    rows = [(title,), header, (1, "甲", "行政许可", "法")]
    content = read_rows(tmp_path, rows, [across(0, 4)], sheet=sheet, body=given)
    assert contents(content)[0].body_name == expected
    assert codes(content) == ([] if expected else [("warning", "missing-body")])


def test_a_line_above_the_header_names_the_body(tmp_path: Path) -> None:
    rows = [
        ("填报单位：县民政局", "", "填报时间：2024年"),
        ("序号", "事项名称", "职权类型"),
        (1, "甲", "行政许可"),
    ]
    content = read_rows(tmp_path, rows, body="县财政局")
    assert contents(content)[0].body_name == "县民政局"


@pytest.mark.parametrize(
    ("title", "sheet", "given", "expected"),
    [
        ("县民政局行政处罚清单", "行政许可", "行政确认", Category.LICENSING),
        ("县民政局行政处罚清单", "Sheet1", "行政确认", Category.PENALTY),
        ("县民政局权责清单", "Sheet1", "行政确认", Category.CONFIRMATION),
        ("县行政审批局权责清单", "Sheet1", None, None),
        ("县人防系统权责清单指导目录（行政检查类）", "Sheet1", None, Category.INSPECTION),
    ],
)
def test_where_a_category_comes_from_when_rows_have_none(
    tmp_path: Path, title: str, sheet: str, given: str | None, expected: Category | None
) -> None:
    rows = [(title,), HEADER, row(1, "甲", "")]
    content = read_rows(tmp_path, rows, [across(0)], sheet=sheet, category=given)
    assert content.items[0].category is expected
    assert codes(content) == ([] if expected else [("error", "unknown-category")])


def test_kinds_of_list_and_categories(tmp_path: Path) -> None:
    rows = [HEADER, row(1, "甲", ""), row(2, "乙", "行政处决")]
    licensing = read_rows(tmp_path, rows, kind=ListKind.LICENSING)
    assert licensing.items[0].category is Category.LICENSING
    assert codes(licensing) == [("error", "unknown-category")]
    assert "行政裁决" in licensing.findings[0].fix or "行政处罚" in licensing.findings[0].fix
    negative = read_rows(tmp_path, rows, kind=ListKind.NEGATIVE)
    assert [item.category for item in negative.items] == [None, None]
    assert codes(negative) == [("warning", "unknown-category")]


def test_a_given_category_must_be_known(tmp_path: Path) -> None:
    content = read_rows(tmp_path, [HEADER, row(1, "甲", "行政许可")], category="行政处决")
    assert ("error", "unknown-category") in codes(content)


def test_text_under_a_merged_cell_is_not_read_but_told(tmp_path: Path) -> None:
    path = (
        Book()
        .sheet("Sheet1", [HEADER, row(1, "甲"), ("",) * 8 + ("遮住的", "")])
        .save(tmp_path / "plain.xlsx")
    )
    area = b'</sheetData><mergeCells count="1"><mergeCell ref="I2:I3"/></mergeCells>'
    merged = rewritten(
        path,
        tmp_path / "merged.xlsx",
        {"xl/worksheets/sheet1.xml": lambda xml: xml.replace(b"</sheetData>", area)},
    )
    content = read(merged)
    assert contents(content)[0].accountability == "违法办理的"
    assert codes(content) == [("advice", "hidden-text")]
    assert "I3" in content.findings[0].message


def test_a_header_repeated_on_every_page_is_no_item(tmp_path: Path) -> None:
    content = read_rows(
        tmp_path, [HEADER, row(1, "甲"), HEADER, row(2, "乙"), ("", *HEADER[1:]), row(3, "丙")]
    )
    assert len(content.items) == 3
    assert not content.findings


def test_a_second_table_in_a_sheet_has_its_own_columns(tmp_path: Path) -> None:
    rows = [
        ("县民政局行政许可清单",),
        ("序号", "事项名称", "设定依据"),
        (1, "甲", "法"),
        ("县财政局行政处罚清单",),
        ("序号", "设定依据", "职权名称"),
        (1, "法规", "乙"),
    ]
    content = read_rows(tmp_path, rows, [across(0, 3), across(3, 3)])
    read_items = [
        (i.content.name, i.content.setting_basis, i.content.body_name, i.category) for i in content.items
    ]
    assert read_items == [
        ("甲", "法", "县民政局", Category.LICENSING),
        ("乙", "法规", "县财政局", Category.PENALTY),
    ]


def test_hidden_sheets_are_left_out_unless_named(tmp_path: Path) -> None:
    book = Book().sheet("清单", [HEADER, row(1, "甲")]).sheet("旧稿", [HEADER, row(1, "乙")], hidden=True)
    path = book.save(tmp_path / "book.xlsx")
    assert names(read(path)) == [("甲", "")]
    assert codes(read(path)) == [("advice", "hidden-sheet")]
    assert names(read(path, sheets=("旧稿",))) == [("乙", "")]
    missing = read(path, sheets=("没有",))
    assert codes(missing) == [("error", "unknown-sheet")]
    assert "清单" in missing.findings[0].fix


def test_a_sheet_without_names_is_told_and_refused_only_when_no_other_has_them(tmp_path: Path) -> None:
    book = Book().sheet("说明", [("填表说明",), ("一、按部门填写",)])
    assert codes(read(book.save(tmp_path / "a.xlsx"))) == [("error", "no-name-column")]
    book.sheet("清单", [HEADER, row(1, "甲")])
    content = read(book.save(tmp_path / "b.xlsx"))
    assert codes(content) == [("warning", "no-name-column")]
    assert content.findings[0].sheet == "说明"


def test_progress_is_told(tmp_path: Path) -> None:
    seen: list[tuple[str, int, int]] = []
    text = "序号,事项名称,职权类型,实施主体\n" + "".join(
        f"{n},事项{n},行政许可,县民政局\n" for n in range(12_000)
    )
    path = tmp_path / "long.csv"
    path.write_text(text, "utf-8")
    content = read_list(path, ReadOptions(kind=ListKind.POWER), lambda *step: seen.append(step))
    assert len(content.items) == 12_000
    assert [step[1] for step in seen] == [5_000, 10_000]
