"""Working spreadsheets say of every item what the item says, and come back as the same items."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loaders.headers import exact_field
from service import node_ids
from service.cleanup import OFFERED, extra_labels, working_columns
from service.errors import Refusal
from service.items import FIELD_LABELS, FIELDS, Body, Duty, ItemContent, StandingItem, content_hash
from service.vocabulary import Category
from tests.cleanup.sheets import HEADER_ROW, SHEET, returned, written

CIVIL = Body(id=1, name="民政局", division="330824")


def standing(
    number: int, content: ItemContent, category: Category | None = Category.LICENSING
) -> StandingItem:
    return StandingItem(
        id=number,
        revision=number,
        edition="2024",
        body=CIVIL,
        category=category,
        level=None,
        content=content,
        content_hash=content_hash(content, category),
    )


def a_power(number: int = 1, **said: Any) -> StandingItem:
    said = {"name": "养老机构备案", "category_text": "行政许可", "body_name": "民政局"} | said
    return standing(number, ItemContent(**said))


# Text as cells hold it: the ends tidied, and nothing that a reader takes for a blank or a heading.
TEXTS = (
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\ufffe\uffff"), max_size=30)
    .map(lambda text: text.strip(" \t\r\n\f\v\u3000\u00a0\u200b\ufeff"))
    .map(lambda text: f"文{text}本" if text else "")
)
LINES = st.sampled_from(
    ("《殡葬管理条例》第八条", "=1+1", "'甲", "第一行\n第二行", "1", "2024-01-01", "+86", "")
)
PLAIN = st.one_of(TEXTS, LINES)
DUTIES = st.lists(
    st.builds(
        Duty, text=TEXTS.map(lambda t: f"责{t}"), stage=st.sampled_from(("", "受理", "审查")), basis=PLAIN
    ),
    max_size=3,
    unique_by=lambda duty: (duty.stage, duty.text, duty.basis),
).map(tuple)
OTHERS = [
    field.key
    for field in FIELDS
    if field.key not in ("name", "sub_item_name", "category_text", "codes", "body_name", "duties")
]
LABELS = st.sampled_from(
    ("是否涉密", "事项名称（旧）", "部 门", "依据", "另列：甲", "联系电话", "主项名称", "C列")
)


@st.composite
def contents(draw: st.DrawFn) -> ItemContent:
    said: dict[str, Any] = {key: draw(PLAIN) for key in draw(st.lists(st.sampled_from(OTHERS), max_size=6))}
    return ItemContent(
        name=draw(TEXTS.map(lambda text: f"许可{text}")),
        sub_item_name=draw(TEXTS),
        category_text="行政许可",
        body_name="民政局",
        codes=tuple(
            draw(st.lists(st.from_regex(r"[0-9A-Z]{4,12}", fullmatch=True), max_size=3, unique=True))
        ),
        duties=draw(DUTIES),
        extra=draw(st.dictionaries(LABELS, TEXTS.filter(bool), max_size=3)),
        **said,
    )


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture], max_examples=30)
@given(said=st.lists(contents(), min_size=1, max_size=4))
def test_every_item_comes_back_as_it_was(said: list[ItemContent], tmp_path: Path) -> None:
    items = [standing(number, content) for number, content in enumerate(said, start=7)]
    content = returned(written(tmp_path / "book.xlsx", items))
    assert [item.content for item in content.items] == said
    assert [item.identity for item in content.items] == [
        node_ids.encode("PowerItem", item.id) for item in items
    ]
    assert not [finding for finding in content.findings if finding.severity.value == "error"]


def test_each_column_is_read_as_its_field() -> None:
    columns = [column.title for column in working_columns([], lambda label: label)]
    read = {title: exact_field(title) for title in columns}
    assert {read[FIELD_LABELS[field.key]] for field in FIELDS} == {field.key for field in FIELDS}
    assert {"number", "opinion", "target", "reason", "identity", "duty_stage", "duty_basis"} <= set(
        read.values()
    )
    assert len(set(columns)) == len(columns)


def test_further_columns_stand_beside_the_official_ones(tmp_path: Path) -> None:
    items = [a_power(1, extra={"依据": "甲"}), a_power(2, name="社团登记", extra={"乙": "丙", "依据": "丁"})]
    assert extra_labels(items) == ["依据", "乙"]
    content = returned(written(tmp_path / "book.xlsx", items))
    assert [item.content.extra for item in content.items] == [{"依据": "甲"}, {"乙": "丙", "依据": "丁"}]


def test_the_sheet_offers_the_opinions_and_protects_header_and_identity(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(written(tmp_path / "book.xlsx", [a_power(1), a_power(2, name="社团登记")]))
    assert book.sheetnames == ["填写说明", SHEET]
    page = book[SHEET]
    (validation,) = page.data_validations.dataValidation
    assert validation.formula1 == '"' + ",".join(one.label for one in OFFERED) + '"'
    header = {cell.value: cell for cell in page[HEADER_ROW]}
    opinion = header["处理意见"].column_letter
    assert f"{opinion}{HEADER_ROW + 1}" in validation.sqref
    assert f"{opinion}{HEADER_ROW + 300}" in validation.sqref
    assert page.protection.sheet
    assert not page.protection.insertRows
    assert all(cell.protection.locked for cell in header.values())
    row = {title: page.cell(HEADER_ROW + 1, cell.column) for title, cell in header.items()}
    assert row["事项标识"].protection.locked
    assert not any(
        row[title].protection.locked for title in ("事项名称", "处理意见", "理由", "对应事项或部门")
    )
    assert page.freeze_panes == f"{opinion}{HEADER_ROW + 1}"


def test_instructions_explain_every_opinion_and_are_not_read(tmp_path: Path) -> None:
    path = written(tmp_path / "book.xlsx", [a_power(setting_basis="《民法典》第一条")])
    told = "\n".join(str(row[0].value) for row in openpyxl.load_workbook(path)["填写说明"].iter_rows())
    assert all(f"\n{one.label}：" in told for one in OFFERED)
    content = returned(path)
    assert (len(content.items), content.findings) == (1, [])


def test_a_body_that_is_named_above_the_table_holds_for_new_rows(tmp_path: Path) -> None:
    path = written(tmp_path / "book.xlsx", [a_power()], body="开化县民政局")
    book = openpyxl.load_workbook(path)
    page = book[SHEET]
    columns = {cell.value: cell.column for cell in page[HEADER_ROW]}
    for title, text in {"序号": "2", "事项名称": "新事项", "职权类型": "行政许可"}.items():
        page.cell(HEADER_ROW + 2, columns[title]).value = text
    book.save(path)
    assert [item.content.body_name for item in returned(path).items] == ["民政局", "开化县民政局"]


@pytest.mark.parametrize(
    ("text", "code"),
    [("长" * 40_000, "cell-too-long"), ("坏\uffff字", "cell-unwritable")],
    ids=["long", "bad"],
)
def test_what_no_cell_holds_is_refused_and_not_cut(tmp_path: Path, text: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        written(tmp_path / "book.xlsx", [a_power(remarks=text)])
    assert refused.value.code == code
    assert "养老机构备案" in refused.value.message
