"""Headings become fields: spellings, scripts, two header rows, repeats, near and unknown ones."""

from pathlib import Path

import pytest

from loaders.headers import read_heading, read_stacked
from loaders.layout import find_layout
from seeds import seed_toml
from service.items import Duty, ItemContent
from tests.loaders.books import Book, codes, contents, read, read_rows, read_text

_OTHERS = {"number", "main_item", "duty_stage", "duty_basis", "opinion", "reason", "target", "identity"}

CONTRACT_COLUMNS = {
    "number": "序号",
    "category_text": "事项类型/职权类型/职权类别/权力类型/权力类别/类别",
    "name": "事项名称/职权名称/权力名称/权力事项名称/项目名称",
    "main_item": "主项名称/大项",
    "sub_item_name": "子项名称/子项",
    "codes": "职权编码/事项编码/权力编码/基本编码/实施编码",
    "body_name": "实施主体/行使主体/实施机关/责任主体/部门/单位名称",
    "credit_code": "统一社会信用代码",
    "setting_basis": "设定依据/职权依据/法律依据/实施依据/依据",
    "level_text": "行使层级/实施层级/权限层级/实施层级及权限",
    "department_duties": "部门职责",
    "duties": "责任事项/责任事项内容",
    "duty_basis": "责任事项依据",
    "accountable_persons": "追责对象范围",
    "accountability": "追责情形",
    "accountability_basis": "追责情形依据/追责依据",
    "discretion": "裁量基准",
    "handling_unit": "承办机构/责任科室",
    "handling_type": "办件类型",
    "legal_time_limit": "法定时限",
    "promised_time_limit": "承诺时限",
    "fee_standard": "收费标准",
    "fee_basis": "收费依据",
    "fee_state": "征收状态/征收状态（停征/免征/减征）",
    "visits": "到办事现场次数",
    "online_depth": "网上办理深度",
    "service_hall": "进驻大厅",
    "one_network": "一网通办",
    "reach": "通办范围",
    "claim_state": "认领状态",
    "publication_state": "发布状态",
    "supervision": "监督电话/投诉电话",
    "opinion": "处理意见",
    "remarks": "备注",
}


@pytest.mark.parametrize("key", CONTRACT_COLUMNS)
def test_every_column_a_list_may_have_is_known(key: str) -> None:
    spellings = (
        CONTRACT_COLUMNS[key].split("/")
        if "（" not in CONTRACT_COLUMNS[key]
        else ["征收状态", "征收状态（停征/免征/减征）"]
    )
    assert {read_heading(spelling) for spelling in spellings} == {(key, None)}


def test_the_seed_names_real_fields_and_no_heading_twice() -> None:
    fields = seed_toml("loading", "headers.toml")["fields"]
    assert fields.keys() - _OTHERS <= set(ItemContent.__struct_fields__)
    spellings = [spelling for group in fields.values() for spelling in group]
    assert len(spellings) == len(set(spellings)) > 200


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("職權類型", "category_text"),
        ("設定依據", "setting_basis"),
        ("責任事項依據", "duty_basis"),
        ("追責情形", "accountability"),
        ("事　项 名\n称", "name"),
        ("Ｎｏ．", "number"),
        ("*事项名称", "name"),
        ("实施主体：", "body_name"),
    ],
)
def test_script_width_and_spaces_make_no_difference(heading: str, field: str) -> None:
    assert read_heading(heading) == (field, None)


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("事项名称（全称）", "name"),
        ("承诺时限（工作日）", "promised_time_limit"),
        ("县级实施主体名称", "body_name"),
        ("统一社会信用代玛", "credit_code"),
        ("责任事项内容及要求", "duties"),
    ],
)
def test_near_headings_are_read_as_what_they_are_near(heading: str, field: str) -> None:
    assert read_heading(heading).field == field
    assert read_heading(heading).near


@pytest.mark.parametrize(
    "heading",
    [
        "主管部门意见",
        "责任人",
        "联系电话",
        "申请材料",
        "业务办理项名称",
        "受委托部门",
        "监管方式",
        "是否收费",
        "办理地点",
        "2024年",
        "追责",
        "",
    ],
)
def test_what_only_looks_like_a_known_heading_is_nobodys(heading: str) -> None:
    assert read_heading(heading).field is None


@pytest.mark.parametrize(
    ("stacked", "field"),
    [
        (("责任事项", "责任事项依据"), "duty_basis"),
        (("追责情形及依据", "依据"), "accountability_basis"),
        (("责任事项", "依据"), "duty_basis"),
        (("收费", "依据"), "fee_basis"),
        (("职权", "名称"), "name"),
        (("办理时限", "承诺"), "promised_time_limit"),
        (("事项名称", "子项"), "sub_item_name"),
        (("设定依据", ""), None),
    ],
)
def test_a_heading_below_another_is_read_with_it(stacked: tuple[str, ...], field: str | None) -> None:
    assert read_stacked(tuple(filter(None, stacked))).field == (field or "setting_basis")


def test_two_header_rows_with_merged_cells(tmp_path: Path) -> None:
    rows = [
        ("县民政局权责清单",),
        ("序号", "职权事项", "", "设定依据", "责任", "", "追责", ""),
        ("", "主项", "子项", "", "责任事项", "责任事项依据", "情形", "依据"),
        (1, "甲", "1.一", "法", "受理", "许可法", "违法的", "监察法"),
    ]
    merges = [(0, 0, 0, 7), (1, 0, 2, 0), (1, 1, 1, 2), (1, 3, 2, 3), (1, 4, 1, 5), (1, 6, 1, 7)]
    content = read_rows(tmp_path, rows, merges, category="行政许可")
    item = contents(content)[0]
    assert (item.name, item.sub_item_name, item.setting_basis) == ("甲", "1.一", "法")
    assert item.duties == (Duty("受理", "", "许可法"),)
    assert (item.accountability, item.accountability_basis) == ("违法的", "监察法")
    assert not content.findings


def test_two_header_rows_whose_merging_was_lost(tmp_path: Path) -> None:
    text = "序号,职权事项,,设定依据,实施主体\n,主项,子项,,\n1,甲,无,法,县民政局\n"
    content = read_text(tmp_path, text, category="行政许可")
    assert [(item.name, item.sub_item_name, item.body_name) for item in contents(content)] == [
        ("甲", "", "县民政局")
    ]
    assert not content.findings


def test_one_heading_over_the_level_and_its_scope(tmp_path: Path) -> None:
    rows = [("序号", "事项名称", "实施层级及权限", "", "设定依据"), (1, "甲", "地州市级", "负责本级", "法")]
    content = read_rows(tmp_path, rows, [(0, 2, 0, 3)], category="行政许可", body="市民政局")
    assert (contents(content)[0].level_text, contents(content)[0].level_scope) == ("地州市级", "负责本级")
    assert not content.findings


def test_one_heading_over_the_stage_and_text_of_duties(tmp_path: Path) -> None:
    rows = [
        ("序号", "事项名称", "责任事项", ""),
        (1, "甲", "受理", "公示材料"),
        ("", "", "审查", "审查材料"),
        (2, "乙", "依法办理", ""),
    ]
    content = read_rows(tmp_path, rows, [(0, 2, 0, 3)], category="行政许可", body="市民政局")
    assert [item.duties for item in contents(content)] == [
        (Duty("公示材料", "受理"), Duty("审查材料", "审查")),
        (Duty("依法办理"),),
    ]


def test_a_header_that_occurs_twice_takes_the_first_filled_cell(tmp_path: Path) -> None:
    rows = [
        ("序号", "事项名称", "追责情形", "备注", "追责情形", "备注"),
        (1, "甲", "", "", "后面的", "有"),
        (2, "乙", "前面的", "", "后面的", ""),
    ]
    content = read_rows(tmp_path, rows, category="行政许可", body="市民政局")
    assert [item.accountability for item in contents(content)] == ["后面的", "前面的"]
    assert contents(content)[0].remarks == "有"
    assert codes(content) == [("advice", "repeated-header")]


def test_two_headings_of_one_field_lose_nothing(tmp_path: Path) -> None:
    rows = [
        ("序号", "事项名称", "实施依据", "设定依据", "办件须知", ""),
        (1, "甲", "办法", "法律", "须知", "无名"),
    ]
    content = read_rows(tmp_path, rows, category="行政许可", body="市民政局")
    assert contents(content)[0].setting_basis == "法律"
    assert contents(content)[0].extra == {"实施依据": "办法", "办件须知": "须知", "F列": "无名"}
    assert codes(content) == [("warning", "unknown-columns")]
    assert all(f"“{name}”" in content.findings[0].message for name in ("实施依据", "办件须知", "F列"))


def test_a_near_heading_is_told(tmp_path: Path) -> None:
    content = read_rows(
        tmp_path, [("序号", "事项名称", "县级实施主体名称"), (1, "甲", "县民政局")], category="行政许可"
    )
    assert contents(content)[0].body_name == "县民政局"
    assert codes(content) == [("advice", "near-header")]
    assert content.findings[0].column == "县级实施主体名称"


def test_main_items_beside_names_make_sub_items(tmp_path: Path) -> None:
    rows = [("序号", "主项名称", "事项名称"), (1, "甲", "一"), (2, "", "二"), (3, "无", "乙")]
    content = read_rows(tmp_path, rows, [(1, 1, 2, 1)], category="行政许可", body="市民政局")
    assert [(item.name, item.sub_item_name) for item in contents(content)] == [
        ("甲", "一"),
        ("甲", "二"),
        ("乙", ""),
    ]


def test_several_codes_stand_beside_one_another(tmp_path: Path) -> None:
    rows = [
        ("序号", "事项名称", "基本编码", "实施编码"),
        (1, "甲", "000104002000", "114507210081153718445200402000"),
        (2, "乙", "000104002000\n440118009000", "无"),
    ]
    content = read_rows(tmp_path, rows, category="行政许可", body="市民政局")
    assert [item.codes for item in contents(content)] == [
        ("000104002000", "114507210081153718445200402000"),
        ("000104002000", "440118009000"),
    ]
    assert codes(content) == [("warning", "bad-code")]
    assert (content.findings[0].row, content.findings[0].column) == (2, "基本编码")


def test_a_table_may_begin_anywhere_in_the_sheet(tmp_path: Path) -> None:
    rows = [
        (),
        (),
        ("", "", "序号", "事项名称", "职权类型", "备忘"),
        ("", "", 1, "甲", "行政许可", "x"),
        ("", "", "", "", "", "续"),
    ]
    content = read(Book().sheet("县民政局", rows).save(tmp_path / "a.xlsx"))
    assert content.items[0].rows == (4, 5)
    assert contents(content)[0].extra == {"备忘": "x\n续"}


def test_a_title_that_is_a_heading_by_itself_is_no_header() -> None:
    rows = [("行政权力事项", "", ""), ("序号", "事项名称", "设定依据"), ("1", "甲", "法")]
    found = find_layout(rows, [], None)
    assert found
    assert found[0] == 1
