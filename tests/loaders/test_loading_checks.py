"""What is found in items: codes, bases, repeats, counts, columns, opinions."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.marks import read_counts, read_mark
from service.items import Duty
from service.vocabulary import Category
from tests.loaders.books import HEADER, Book, across, codes, contents, names, read, read_rows, row


def test_a_missing_basis_is_told_where_the_table_has_a_column_for_it(tmp_path: Path) -> None:
    content = read_rows(tmp_path, [HEADER, row(1, "甲", basis=""), row(2, "乙", basis="无"), row(3, "丙")])
    assert [(f.code, f.row, f.column) for f in content.findings] == [
        ("missing-basis", 2, "设定依据"),
        ("missing-basis", 3, "设定依据"),
    ]
    assert not read_rows(
        tmp_path, [("序号", "事项名称", "职权类型", "实施主体"), (1, "甲", "行政许可", "县民政局")]
    ).findings


def test_codes_are_checked_and_kept(tmp_path: Path) -> None:
    header = ("序号", "事项名称", "职权类型", "实施主体", "职权编码", "统一社会信用代码")
    rows = [
        header,
        (1, "甲", "行政许可", "县民政局", "000104002000", "11511301008778183N"),
        (2, "乙", "行政许可", "县民政局", "杂乱1", "115113010087781830"),
        (3, "丙", "行政许可", "县民政局", 104002000, "115113010087781830"),
    ]
    content = read_rows(tmp_path, rows)
    assert [(f.code, f.row) for f in content.findings] == [
        ("bad-code", 3),
        ("bad-credit-code", 3),
        ("bad-code", 4),
    ]
    assert [item.codes for item in contents(content)] == [("000104002000",), ("杂乱1",), ("104002000",)]


def test_a_row_that_repeats_another_is_kept_once(tmp_path: Path) -> None:
    rows = [HEADER, row(1, "甲（一）"), row(2, "乙"), row(3, "甲(一) "), row(4, "乙", remarks="另")]
    content = read_rows(tmp_path, rows)
    assert [item.rows for item in content.items] == [(2,), (3,), (5,)]
    assert [(f.code, f.row) for f in content.findings] == [("duplicate-row", 4), ("same-name", 5)]
    assert "第2行" in content.findings[0].message


def test_the_same_name_of_another_body_category_or_sub_item_is_another_item(tmp_path: Path) -> None:
    rows = [
        HEADER,
        row(1, "甲"),
        row(2, "甲", "行政处罚"),
        row(3, "甲", body="县民政局"),
        row(4, "甲", sub="一"),
    ]
    assert not read_rows(tmp_path, rows).findings


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("一、行政许可（共6项）", (6, None, None, ())),
        ("一、行政许可（共六项）", (6, None, None, ())),
        ("市生态环境局（217项）", (217, None, None, ())),
        ("二、行政强制（主项3项，子项5项）", (None, 3, 5, ())),
        (
            "县民政局（共12项，其中行政许可3项、行政处罚9项）",
            (12, None, None, ((Category.LICENSING, 3), (Category.PENALTY, 9))),
        ),
        ("国务院关于取消30项行政审批项目的决定", (None, None, None, ())),
        ("第三项工作", (None, None, None, ())),
        ("2024年权责清单", (None, None, None, ())),
    ],
)
def test_stated_counts(text: str, stated: tuple[object, ...]) -> None:
    assert tuple(read_counts(text)) == stated


def test_counts_of_titles_sheets_and_sections_are_checked(tmp_path: Path) -> None:
    rows = [
        ("县民政局权责清单（共5项，其中行政许可2项、行政处罚1项）",),
        HEADER,
        row(1, "甲"),
        row(2, "乙"),
        row(3, "丙", "行政处罚"),
    ]
    content = read_rows(tmp_path, rows, [across(0)], sheet="县民政局（3项）")
    assert codes(content) == [("warning", "count-mismatch")]
    assert (
        content.findings[0].row,
        "5项" in content.findings[0].message,
        "3项" in content.findings[0].message,
    ) == (1, True, True)


def test_a_title_may_count_the_whole_file(tmp_path: Path) -> None:
    book = Book()
    for name in ("县民政局", "县财政局"):
        book.sheet(name, [("权责清单（共2项）",), HEADER, row(1, "甲", body=name)], [across(0)])
    assert not read(book.save(tmp_path / "book.xlsx")).findings


def test_a_count_of_main_items_is_no_mismatch(tmp_path: Path) -> None:
    rows = [HEADER, ("一、行政许可（1项）",), row(1, "甲", "", sub="一"), row("", "", "", sub="二")]
    content = read_rows(tmp_path, rows, [across(1), (2, 0, 3, 0), (2, 1, 3, 1)])
    assert codes(content) == [("advice", "count-mismatch")]


def test_a_working_sheet_names_its_items_and_what_opinions_are_about(tmp_path: Path) -> None:
    header = [
        "序号",
        "处理意见",
        "对应事项或部门",
        "职权类型",
        "事项名称",
        "实施主体",
        "另列：备注",
        "事项标识",
    ]
    content = read_rows(
        tmp_path,
        [
            ["开化县行政处罚清单清理表"],
            header,
            ["7", "合并", "3", "行政许可", "甲许可", "民政局", "随项", "UG93ZXJJdGVtOjE"],
        ],
    )
    (item,) = content.items
    assert (item.number, item.opinion, item.target, item.identity) == ("7", "合并", "3", "UG93ZXJJdGVtOjE")
    assert (item.category, item.content.extra) == (Category.LICENSING, {"备注": "随项"})


def test_without_opinions_such_columns_are_further_ones(tmp_path: Path) -> None:
    content = read_rows(
        tmp_path,
        [
            ["序号", "职权类型", "事项名称", "实施主体", "去向", "事项标识"],
            ["1", "行政许可", "甲许可", "民政局", "窗口", "a-1"],
        ],
    )
    assert content.items[0].content.extra == {"去向": "窗口", "事项标识": "a-1"}
    assert (content.items[0].identity, content.items[0].number) == ("", "")


def test_opinions_come_back_beside_the_items(tmp_path: Path) -> None:
    header = ("事项名称", "职权类型", "实施主体", "处理意见", "理由")
    content = read_rows(tmp_path, [header, ("甲", "行政许可", "县民政局", "取消", "法律已废止")])
    assert (content.items[0].opinion, content.items[0].reason) == ("取消", "法律已废止")
    assert not content.findings


def test_duties_are_kept_as_the_cell_has_them(tmp_path: Path) -> None:
    text = "1.受理责任：公示；说明：一次告知。\n2.审查责任：审查材料。"
    content = read_rows(tmp_path, [HEADER, row(1, "甲", duty=text, duty_basis="《许可法》")])
    assert contents(content)[0].duties == (Duty(text, "", "《许可法》"),)


@given(st.text(max_size=60))
def test_any_text_can_be_a_title(text: str) -> None:
    mark = read_mark(text)
    assert len(mark.body) <= len(text)


def test_an_empty_body_cell_is_the_one_above_and_told_of(tmp_path: Path) -> None:
    content = read_rows(
        tmp_path, [HEADER, row(1, "甲", body="县民政局"), row(2, "乙", body=""), row(3, "丙", body="/")]
    )
    assert {item.body_name for item in contents(content)} == {"县民政局"}
    assert [(f.code, f.row) for f in content.findings] == [("body-carried-down", 3)]


def test_findings_of_one_code_are_listed_up_to_a_thousand(tmp_path: Path) -> None:
    content = read_rows(tmp_path, [HEADER, *(row(n, f"事项{n}", "行政处决") for n in range(1, 1201))])
    unknown = [finding for finding in content.findings if finding.code == "unknown-category"]
    assert len(unknown) == 1001
    assert "200处" in unknown[-1].message
    assert len(names(content)) == 1200
