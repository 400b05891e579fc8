"""What is written loads back to the same items, whatever their texts, in every format that has all fields."""

import json
import string
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import openpyxl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from loaders import ReadOptions, read_list
from service.downloads.lists import Extract, write_list_csv, write_list_json, write_list_xlsx
from service.errors import Refusal
from service.items import FIELDS, Duty, ItemContent, ListedItem, content_hash
from service.text import squeeze
from service.vocabulary import Category, ListKind
from tests.downloads.extracts import extract_of, standing

WRITERS: dict[str, Callable[[Extract, BinaryIO], None]] = {
    "xlsx": write_list_xlsx,
    "csv": write_list_csv,
    "json": write_list_json,
}
ODD = (
    "=1+1",
    "+86 570",
    "-1",
    "@here",
    "＝cmd|'/c calc'!A0",
    "\t=1",
    "'=1",
    "''=1",
    "'甲",
    '"引号"',
    "甲,乙;丙|丁",
    "第一行\n第二行",
    "一\r\n二",
    "甲\u200b乙",
    "\u200b=1",
    "  两边 ",
    "　全角　",
    "1",
    "1.0",
    "007",
    "1e5",
    "TRUE",
    "2024-01-01",
    "无",
    "—",
    "合计",
    "二、行政处罚",
    "（一）民政局",
    "事项名称",
    "序号",
    "_x0041_",
    "\U00020000𠀀",
    "<b>&amp;",
    "行政许可",
    "共3项",
    "填报单位：县水利局",
    "注：下同",
    "\ue000",
    "e\u0301",
    "长" * 3000,
)
TEXTS = st.one_of(
    st.sampled_from(ODD),
    st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=20),
    st.text(string.punctuation + " \n甲乙", max_size=12),
)
# A row without a name is no item.
NAMES = st.one_of(st.sampled_from(("养老机构备案", "社会团体登记")), TEXTS.filter(squeeze))
CATEGORIES = st.sampled_from(("行政许可", "行政处罚", "其他行政权力"))
OTHERS = [
    field.key
    for field in FIELDS
    if field.key not in ("name", "sub_item_name", "category_text", "codes", "duties")
]
# Rows that read like the header: an item under a merged name, and one that continues with a duty.
HEADINGS_IN_CELLS = [
    {
        "name": "养老机构备案",
        "sub_item_name": sub,
        "category_text": "行政许可",
        "body_name": "事项名称",
        "duties": (Duty("受理", "序号"), Duty("责任事项", "责任环节")),
    }
    for sub in ("事项名称", "实施主体")
]
# A main item that is none, merged over two sub-items; a duty that reads like the line of a total.
NO_MAIN_ITEM = [
    {"name": "无", "sub_item_name": sub, "category_text": "行政许可"} for sub in ("设立登记", "变更登记")
]
TOTALS = {
    "name": "社会团体登记",
    "category_text": "行政许可",
    "duties": tuple(Duty(text, stage) for stage, text in (("受理", "公示"), ("/", "合计"), ("决定", "送达"))),
}
LABELS = st.sampled_from(("是否涉密", "依据", "另列：甲", "联系电话", "C列", "=甲", "事项标识", "处理意见"))


@st.composite
def given_items(draw: st.DrawFn) -> dict[str, Any]:
    """An item as a file may bring it, under the keys of its content."""
    said: dict[str, Any] = {key: draw(TEXTS) for key in draw(st.lists(st.sampled_from(OTHERS), max_size=5))}
    duties = draw(st.lists(st.builds(Duty, text=TEXTS, stage=TEXTS, basis=TEXTS), max_size=3))
    return said | {
        "name": draw(NAMES),
        "sub_item_name": draw(st.one_of(st.just(""), TEXTS)),
        "category_text": draw(CATEGORIES),
        "codes": tuple(draw(st.lists(TEXTS, max_size=2))),
        "duties": tuple(duties),
        "extra": draw(st.dictionaries(LABELS, TEXTS, max_size=2)),
    }


def loaded(path: Path, kind: ListKind) -> Sequence[ListedItem]:
    content = read_list(path, ReadOptions(kind=kind))
    assert [finding for finding in content.findings if finding.severity.value == "error"] == []
    return content.items


def written(path: Path, extract: Extract) -> Path:
    with path.open("wb") as target:
        WRITERS[path.suffix[1:]](extract, target)
    return path


def hashes(items: Sequence[ListedItem]) -> list[bytes]:
    return [content_hash(item.content, item.category) for item in items]


@settings(
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    max_examples=25,
    deadline=None,
)
@given(said=st.lists(given_items(), min_size=1, max_size=4), merged=st.booleans())
@example(said=HEADINGS_IN_CELLS, merged=True)
@example(said=[*HEADINGS_IN_CELLS, TOTALS], merged=False)
@example(said=NO_MAIN_ITEM, merged=True)
def test_what_is_written_loads_back_item_by_item(
    said: list[dict[str, Any]], tmp_path: Path, merged: bool
) -> None:
    """Items as loading hands them over come back the same: same contents, same hashes, same order."""
    if merged:
        said = [{**each, "name": said[0]["name"], "body_name": said[0].get("body_name", "")} for each in said]
    first = tmp_path / "first.xlsx"
    odd = [standing(n, ItemContent(**each), Category.LICENSING) for n, each in enumerate(said)]
    brought = read_list(written(first, extract_of(odd)), ReadOptions(kind=ListKind.POWER)).items
    items = [standing(n, item.content, item.category) for n, item in enumerate(brought)]
    assert len(items) >= 1
    for form in WRITERS:
        again = loaded(written(tmp_path / f"again.{form}", extract_of(items)), ListKind.POWER)
        assert [item.content for item in again] == [item.content for item in items], form
        assert hashes(again) == [item.content_hash for item in items], form


def test_texts_stand_verbatim_and_none_runs(tmp_path: Path) -> None:
    said = ItemContent(
        name="=1+1", category_text="行政许可", body_name="民政局", setting_basis="@a", remarks="'=x"
    )
    extract = extract_of([standing(1, said, Category.LICENSING)])
    page = openpyxl.load_workbook(written(tmp_path / "a.xlsx", extract))["清单"]
    cells = {cell.value: cell for cell in page[4]}
    assert {"=1+1", "@a", "'=x"} <= set(cells)
    assert {cell.data_type for cell in page[4]} == {"n", "s"}
    assert cells["=1+1"].quotePrefix
    text = written(tmp_path / "a.csv", extract).read_bytes()
    assert text.startswith(b"\xef\xbb\xbf")
    assert ",'=1+1," in text.decode("utf-8-sig")
    assert ",''=x" in text.decode("utf-8-sig")


def test_the_workbook_is_laid_out_as_official_attachments_are(tmp_path: Path) -> None:
    def sub(number: int, name: str, *duties: Duty) -> Any:
        said = ItemContent(
            name="养老机构许可",
            sub_item_name=name,
            category_text="行政许可",
            body_name="民政局",
            duties=duties,
        )
        return standing(number, said, Category.LICENSING)

    duties = (Duty(stage="受理", text="公示条件"), Duty(stage="审查", text="审查材料", basis="第三十四条"))
    extract = extract_of([sub(1, "设立", *duties), sub(2, "变更")])
    page = openpyxl.load_workbook(written(tmp_path / "a.xlsx", extract))["清单"]
    assert page["A1"].value == "开化县权力清单（2025）"
    header = [cell.value for cell in page[3]]
    assert header[:4] == ["序号", "职权类型", "事项名称", "子项名称"]
    assert header[-3:] == ["责任环节", "责任事项", "责任事项依据"]
    spans = {str(span) for span in page.merged_cells.ranges}
    assert {"C4:C6", "A4:A5", "D4:D5"} <= spans
    assert page.print_title_rows == "$3:$3"
    assert page.freeze_panes == "A4"
    assert (page.page_setup.orientation, page.page_setup.fitToHeight) == ("landscape", 0)
    assert len(loaded(tmp_path / "a.xlsx", ListKind.POWER)) == 2


def test_a_licensing_list_that_names_no_category_is_not_given_one_by_its_title(tmp_path: Path) -> None:
    item = standing(1, ItemContent(name="甲许可", body_name="局"), Category.LICENSING)
    for form in WRITERS:
        path = written(tmp_path / f"a.{form}", extract_of([item], ListKind.LICENSING))
        assert hashes(loaded(path, ListKind.LICENSING)) == [item.content_hash], form


def test_json_tells_what_it_is_and_leaves_out_what_is_empty(tmp_path: Path) -> None:
    said = ItemContent(
        name="甲", category_text="行政许可", body_name="局", codes=("1", "2"), duties=(Duty("责任", "受理"),)
    )
    path = written(tmp_path / "a.json", extract_of([standing(1, said, Category.LICENSING)]))
    told = json.loads(path.read_text("utf-8"))
    assert (told["division"], told["kind"], told["edition"]) == ("330824", "power", "2025")
    assert told["items"] == [
        {
            "序号": 1,
            "职权类型": "行政许可",
            "事项名称": "甲",
            "职权编码": "1\n2",
            "实施主体": "局",
            "责任事项": [{"责任环节": "受理", "责任事项": "责任"}],
        }
    ]


def test_a_text_that_no_cell_holds_is_refused_and_stands_in_the_other_formats(tmp_path: Path) -> None:
    said = ItemContent(name="甲", category_text="行政许可", body_name="局", remarks="长" * 32_768)
    item = standing(1, said, Category.LICENSING)
    with pytest.raises(Refusal, match="cell-too-long"):
        written(tmp_path / "a.xlsx", extract_of([item]))
    for form in ("csv", "json"):
        assert hashes(loaded(written(tmp_path / f"a.{form}", extract_of([item])), ListKind.POWER)) == [
            item.content_hash
        ]


def test_the_same_list_is_the_same_bytes(tmp_path: Path) -> None:
    item = standing(1, ItemContent(name="甲", category_text="行政许可", body_name="局"), Category.LICENSING)
    for form in WRITERS:
        one, other = (written(tmp_path / f"{name}.{form}", extract_of([item])) for name in "ab")
        assert one.read_bytes() == other.read_bytes(), form
