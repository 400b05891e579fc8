"""Formats by content: spreadsheets, delimited text in either encoding, JSON, DOCX tables, mapping files."""

import datetime
import json
from pathlib import Path

import docx
import pytest
import xlsxwriter

from loaders import MappingError, mapping_from, read_mapping
from service.items import Duty
from service.vocabulary import Category
from tests.loaders.books import HEADER, Book, codes, contents, names, read, read_rows, read_text, row

TABLE = "序号,事项名称,职权类型,实施主体,设定依据\n1,林木采伐许可,行政许可,县林业局,《森林法》\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_text_in_either_encoding_and_any_delimiter(tmp_path: Path, encoding: str, delimiter: str) -> None:
    content = read_text(tmp_path, TABLE.replace(",", delimiter), encoding)
    assert [(item.name, item.body_name, item.setting_basis) for item in contents(content)] == [
        ("林木采伐许可", "县林业局", "《森林法》")
    ]
    assert content.format == ("tsv" if delimiter == "\t" else "csv")
    assert not content.findings
    assert content.items[0].rows == (2,)


@pytest.mark.parametrize(
    "data",
    [
        TABLE.encode("utf-16"),
        b"\xff\xfe\xff\x80\x81",
        "名称\x00".encode(),
        b"",
        b"  \n",
        b"%PDF-1.7 ..",
        b"<html><table>",
    ],
)
def test_what_is_no_text_in_a_known_encoding_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(data)
    assert codes(read(path)) == [("error", "unreadable-file")]
    assert read(path).findings[0].fix


def test_quotes_line_breaks_and_numbers_of_text_are_verbatim(tmp_path: Path) -> None:
    content = read_text(
        tmp_path,
        '序号,事项名称,职权类型,实施主体,备注,承诺时限\n1,"甲\n乙",行政许可,县林业局,"他说""行""",1.10\n',
    )
    item = contents(content)[0]
    assert (item.name, item.remarks, item.promised_time_limit) == ("甲\n乙", '他说"行"', "1.10")


def test_quotes_in_tab_separated_text_may_be_just_text(tmp_path: Path) -> None:
    content = read_text(
        tmp_path, '序号\t事项名称\t职权类型\t实施主体\n1\t"互联网+"备案\t行政许可\t县林业局\n'
    )
    assert contents(content)[0].name == '"互联网+"备案'


def test_rows_longer_and_shorter_than_the_header(tmp_path: Path) -> None:
    content = read_text(
        tmp_path,
        "事项名称,职权类型,实施主体\n甲,行政许可,县林业局,多出的\n乙,行政许可\n丙,行政许可,县林业局,,\n",
    )
    assert names(content) == [("甲", ""), ("乙", ""), ("丙", "")]
    assert contents(content)[0].extra == {"D列": "多出的"}
    assert ("warning", "unknown-columns") in codes(content)


def test_numbers_dates_and_truths_of_a_sheet_as_text(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("县林业局")
        sheet.write_row(0, 0, ["序号", "事项名称", "职权类型", "承诺时限", "职权编码", "备注", "一网通办"])
        sheet.write_row(1, 0, [1, "甲", "行政许可", 1.5, 440118009000])
        sheet.write_datetime(
            1, 5, datetime.datetime(2026, 1, 31), book.add_format({"num_format": "yyyy-mm-dd"})
        )
        sheet.write_boolean(1, 6, True)
        sheet.write_row(2, 0, [2, "乙", "行政许可", "1.10", "000104002000", 20.0])
    first, second = contents(read(path))
    assert (first.promised_time_limit, first.codes, first.remarks, first.one_network) == (
        "1.5",
        ("440118009000",),
        "2026-01-31",
        "TRUE",
    )
    assert (second.promised_time_limit, second.codes, second.remarks) == ("1.10", ("000104002000",), "20")


def test_the_content_tells_the_format_not_the_name(tmp_path: Path) -> None:
    xls = Book().sheet("县林业局", [HEADER, row(1, "甲")]).save(tmp_path / "a.xls")
    renamed = xls.rename(tmp_path / "b.xlsx")
    content = read(renamed)
    assert (content.format, names(content)) == ("xls", [("甲", "")])
    assert codes(content) == [("advice", "other-extension")]
    xlsx = (
        Book().sheet("县林业局", [HEADER, row(1, "甲")]).save(tmp_path / "c.xlsx").rename(tmp_path / "c.csv")
    )
    assert read(xlsx).format == "xlsx"
    assert codes(read_text(tmp_path, TABLE, name="d.xlsx")) == [("advice", "other-extension")]
    assert codes(read_text(tmp_path, TABLE, name="d.txt")) == []


@pytest.mark.parametrize("suffix", [".xls", ".xlsx"])
def test_both_workbook_formats_give_the_same_items(tmp_path: Path, suffix: str) -> None:
    rows = [HEADER, row(1, "甲", sub="一"), row("", "", "", "", sub="二", basis=""), row(2, "乙")]
    book = Book().sheet("Sheet1", rows, [(1, place, 2, place) for place in (0, 1, 3, 4, 5)])
    content = read(book.save(tmp_path / f"list{suffix}"))
    assert names(content) == [("甲", "一"), ("甲", "二"), ("乙", "")]
    assert content.items[1].content.setting_basis == content.items[0].content.setting_basis != ""


@pytest.mark.parametrize("wrap", [lambda items: items, lambda items: {"items": items}])
def test_json_objects(tmp_path: Path, wrap: object) -> None:
    items = [
        {
            "事项名称": "甲",
            "职权类型": "行政许可",
            "实施主体": "县林业局",
            "承诺时限": 20,
            "办件须知": {"网址": "无"},
        },
        {
            "事项名称": "乙",
            "职权类型": "LICENSING",
            "实施主体": "县林业局",
            "职权编码": ["000104002000", "440118009000"],
            "备注": None,
        },
    ]
    content = read_text(tmp_path, json.dumps(wrap(items), ensure_ascii=False), name="list.json")  # type: ignore[operator]
    assert content.format == "json"
    assert [item.rows for item in content.items] == [(1,), (2,)]
    assert contents(content)[0].promised_time_limit == "20"
    assert contents(content)[0].extra == {"办件须知": '{"网址": "无"}'}
    assert contents(content)[1].codes == ("000104002000", "440118009000")
    assert content.items[1].category is Category.LICENSING
    assert content.rows_read == 2


def test_json_numbers_stay_as_written(tmp_path: Path) -> None:
    content = read_text(
        tmp_path,
        '[{"事项名称":"甲","职权类型":"行政许可","实施主体":"县林业局","承诺时限":1.10}]',
        name="a.json",
    )
    assert contents(content)[0].promised_time_limit == "1.10"


@pytest.mark.parametrize("text", ["[" * 200_000, '{"items": 3}', "[1, 2]", '[{"a": ', "{}", '[{"a": 1}, []]'])
def test_json_of_another_shape_is_refused(tmp_path: Path, text: str) -> None:
    assert codes(read_text(tmp_path, text, name="list.json")) == [("error", "unreadable-file")]


def test_tables_of_a_document(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("县林业局权责清单")
    table = document.add_table(rows=4, cols=4)
    cells = [
        ("序号", "事项名称", "职权类型", "责任事项"),
        ("1", "林木采伐许可", "行政许可", "受理"),
        ("", "", "", "审查"),
        ("2", "木材运输许可", "行政许可", "办理"),
    ]
    for number, texts in enumerate(cells):
        for place, text in enumerate(texts):
            table.cell(number, place).text = text
    for place in range(3):
        table.cell(1, place).merge(table.cell(2, place))
    document.add_table(rows=1, cols=1).cell(0, 0).text = "说明"
    path = tmp_path / "list.docx"
    document.save(str(path))
    content = read(path)
    assert content.format == "docx"
    assert [(item.content.name, item.content.body_name, item.sheet) for item in content.items] == [
        ("林木采伐许可", "县林业局", "表1"),
        ("木材运输许可", "县林业局", "表1"),
    ]
    assert contents(content)[0].duties == (Duty("受理"), Duty("审查"))
    assert codes(content) == [("warning", "no-name-column")]


def test_a_mapping_names_headings_values_and_constants(tmp_path: Path) -> None:
    mapping = mapping_from(
        {
            "columns": {"task_name": "name", "task_type": "职权类型", "dept": "实施主体"},
            "keep": {"area": "区划"},
            "ignore": ["uid"],
            "values": {"task_type": {"1": "LICENSING", "20": "public-service"}, "dept": {"01": "县林业局"}},
            "constants": {"level_text": "县级"},
        }
    )
    header = "uid,task_name,task_type,dept,area,其他列\n"
    text = header + "9,甲,1,01,511602,x\n8,乙,20,县民政局,511602,\n7,丙,3,01,,\n"
    content = read_text(tmp_path, text, mapping=mapping)
    assert [(item.category, item.content.category_text) for item in content.items] == [
        (Category.LICENSING, "行政许可"),
        (Category.PUBLIC_SERVICE, "公共服务"),
        (None, "3"),
    ]
    assert contents(content)[0].body_name == "县林业局"
    assert contents(content)[0].level_text == "县级"
    assert contents(content)[0].extra == {"区划": "511602", "其他列": "x"}
    assert codes(content) == [("error", "unknown-category"), ("warning", "unknown-columns")]
    assert "uid" not in content.findings[1].message


def test_everything_wrong_with_a_mapping_is_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "bad.toml"
    path.write_text('[columns]\na = "没有的字段"\nb = "name"\n[colums]\nx = "y"\n[keep]\nb = "某"\n', "utf-8")
    with pytest.raises(MappingError) as error:
        read_mapping(path)
    assert all(part in str(error.value) for part in ("没有的字段", "colums", "同时出现"))
    path.write_text("[columns", "utf-8")
    with pytest.raises(MappingError, match="TOML"):
        read_mapping(path)
    with pytest.raises(MappingError, match="打不开"):
        read_mapping(tmp_path / "absent.toml")


def test_an_unmarked_single_column_of_names(tmp_path: Path) -> None:
    content = read_text(tmp_path, "事项名称\n甲\n乙\n", category="行政许可", body="县林业局")
    assert names(content) == [("甲", ""), ("乙", "")]


def test_absent_files_and_folders_are_findings(tmp_path: Path) -> None:
    assert codes(read(tmp_path / "absent.xlsx")) == [("error", "unreadable-file")]
    assert codes(read(tmp_path)) == [("error", "unreadable-file")]


def test_a_traditional_script_list(tmp_path: Path) -> None:
    rows = [
        ("成都市民政局權責清單（共1項）",),
        ("序號", "職權名稱", "職權類型", "設定依據"),
        (1, "養老機構許可", "行政許可", "《老年人權益保障法》"),
    ]
    content = read_rows(tmp_path, rows, [(0, 0, 0, 3)])
    assert contents(content)[0].name == "養老機構許可"
    assert contents(content)[0].body_name == "成都市民政局"
    assert not content.findings
