"""The example lists hold to what their README says of them."""

import re

import pytest

from seeds import seed, seed_toml
from service.citations import read_bases
from service.codes import check_credit_code, read_code
from service.divisions import read_levels
from service.vocabulary import Category, Level, read_category
from tests.support.examples import (
    DIVISIONS,
    EDITIONS,
    LEVEL_OF,
    example_cells,
    example_rows,
    registry,
    shown,
)

LISTS = [(division, edition) for division in DIVISIONS for edition in EDITIONS]
each_list = pytest.mark.parametrize(("division", "edition"), LISTS)
TITLE = re.compile(r"《((?:[^《》]|《[^《》]*》)+)》")
FORMULA_STARTS = tuple("=+-@＝＋－＠\t\r")
NEVER_EMPTY = ("设定依据", "责任事项", "责任事项依据", "追责情形", "追责依据", "承办机构", "监督电话")


def test_index_names_every_file_once_oldest_edition_first() -> None:
    entries = seed_toml("examples", "lists.toml")["lists"]
    assert [(entry["division"], entry["edition"]) for entry in entries] == LISTS
    for entry in entries:
        assert entry["file"] == f"{entry['division']}-{entry['edition']}.csv"
        assert entry["kind"] == "combined"
        assert entry["effective"].isoformat() == f"{entry['edition']}-01-01"
        assert example_cells(entry["division"], entry["edition"])[0][0] == entry["title"]
    files = {entry.name for entry in seed("examples").iterdir() if entry.name.endswith(".csv")}
    assert files == {entry["file"] for entry in entries}


@each_list
def test_says_in_title_and_rows_that_it_is_an_example(division: str, edition: str) -> None:
    assert "示例数据" in example_cells(division, edition)[0][0]
    for row in example_rows(division, edition):
        assert row["备注"].startswith("示例数据，非任何机关公布的清单")


@pytest.mark.parametrize("edition", EDITIONS)
def test_each_year_has_three_hundred_items_over_every_category(edition: str) -> None:
    rows = [row for division in DIVISIONS for row in example_rows(division, edition)]
    assert len(rows) >= 300
    assert {read_category(row["职权类型"]).category for row in rows} == set(Category)


@each_list
def test_counts_stand_in_the_readme(division: str, edition: str) -> None:
    rows = example_rows(division, edition)
    bodies = {row["实施主体"] for row in rows}
    line = rf"\| `{division}-{edition}\.csv` \|.*\| {len(rows)} \| {len(bodies)} \|"
    assert re.search(line, seed("examples", "README.md").read_text("utf-8"))
    assert len(rows) >= 100
    assert len(bodies) >= 12


@each_list
def test_numbers_run_and_items_are_distinct(division: str, edition: str) -> None:
    rows = example_rows(division, edition)
    assert [row["序号"] for row in rows] == [str(number) for number in range(1, len(rows) + 1)]
    assert len({row["基本编码"] for row in rows}) == len(rows)
    assert len({(row["实施主体"], shown(row)) for row in rows}) == len(rows)


@each_list
def test_codes_are_sound_and_fit_together(division: str, edition: str) -> None:
    for row in example_rows(division, edition):
        basic, implementing = read_code(row["基本编码"]), read_code(row["实施编码"])
        assert (basic.scheme, basic.problems) == ("national-basic", ())
        assert (implementing.scheme, implementing.problems) == ("national-implementing", ())
        assert implementing.part("basic") == row["基本编码"]
        assert implementing.part("credit_code") == row["统一社会信用代码"]
        own = Level.TOWNSHIP if row["行使层级"] == "乡级" else LEVEL_OF[division]
        assert implementing.part("level") == str(int(own))
        assert own in read_levels(row["行使层级"])


def test_credit_codes_are_valid_and_one_to_a_body() -> None:
    bodies: dict[str, dict[str, set[str]]] = {edition: {} for edition in EDITIONS}
    for division, edition in LISTS:
        for row in example_rows(division, edition):
            code = row["统一社会信用代码"]
            assert check_credit_code(code).valid
            assert code.startswith(f"11{division}YY")
            bodies[edition].setdefault(code, set()).add(row["实施主体"])
    for named in bodies.values():
        names = [name for told in named.values() for name in told]
        assert len(names) == len(set(names)) == len(named)


@each_list
def test_no_cell_can_be_taken_for_a_formula(division: str, edition: str) -> None:
    for cells in example_cells(division, edition):
        for cell in cells:
            assert not cell.startswith(FORMULA_STARTS)
            assert cell == cell.strip()


@each_list
def test_bases_read_whole_and_every_cited_title_is_in_the_registry(division: str, edition: str) -> None:
    titles = registry().keys()
    for row in example_rows(division, edition):
        bases = read_bases(row["设定依据"])
        assert len(bases) == len(row["设定依据"].split("\n"))
        assert all(not basis.not_understood for basis in bases)
        assert {basis.title for basis in bases} <= titles
        for column in ("设定依据", "责任事项依据", "追责依据", "收费依据"):
            assert set(TITLE.findall(row[column])) <= titles, shown(row)


@each_list
def test_rows_are_complete_for_their_category(division: str, edition: str) -> None:
    for row in example_rows(division, edition):
        for column in NEVER_EMPTY:
            assert row[column], (column, shown(row))
        stages = re.findall(r"^\d+\.(\S+?)责任：", row["责任事项"], flags=re.MULTILINE)
        assert len(stages) == len(row["责任事项"].split("\n")) >= 4
        assert re.fullmatch(r"057[01]-0000\d{3}", row["监督电话"])
        if row["职权类型"] == "行政许可":
            assert stages == ["受理", "审查", "决定", "送达", "事后监管"]
            assert row["法定时限"]
            assert row["承诺时限"]
        if row["职权类型"] == "行政处罚":
            assert stages == ["立案", "调查", "审查", "告知", "决定", "送达", "执行"]
