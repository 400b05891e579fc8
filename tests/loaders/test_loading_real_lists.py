"""Real lists as departments published them, read complete; they lie beside the checkout, if anywhere."""

import csv
from collections import Counter
from pathlib import Path

import pytest
from python_calamine import load_workbook

from loaders import read_mapping
from service.vocabulary import Category, ListKind
from tests.loaders.books import codes, contents, read

ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data"
WORKBOOKS = DATA / "workbooks"

pytestmark = pytest.mark.skipif(
    not WORKBOOKS.is_dir(), reason="the real lists are not at hand (../shared/data)"
)


def _expected() -> list[dict[str, str]]:
    if not WORKBOOKS.is_dir():
        return []
    with (DATA / "workbooks.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


@pytest.mark.parametrize("expected", _expected(), ids=lambda expected: expected["file"])
def test_a_departments_workbook_gives_its_items_by_category(expected: dict[str, str]) -> None:
    content = read(WORKBOOKS / expected["file"])
    assert len(content.items) == int(expected["items"])
    counts = Counter(item.category.label for item in content.items if item.category)
    assert counts == {
        name: int(number) for name, number in map(str.split, expected["by_category"].split("；"))
    }
    assert not [code for severity, code in codes(content) if severity == "error"]
    for item in contents(content):
        assert item.name
        assert item.body_name
        assert item.setting_basis
        assert item.duties
        assert item.accountability


def test_there_are_454_items_in_eight_workbooks() -> None:
    assert sum(len(read(WORKBOOKS / expected["file"]).items) for expected in _expected()) == 454


@pytest.mark.parametrize("expected", _expected(), ids=lambda expected: expected["file"])
def test_every_visible_cell_of_a_workbook_stands_in_an_item(expected: dict[str, str]) -> None:
    """Nothing that is shown below a header is lost: every cell's text is in an item read from its row."""
    path = WORKBOOKS / expected["file"]
    content = read(path)
    texts = {(item.sheet, number): _texts(item) for item in content.items for number in item.rows}
    book = load_workbook(str(path))
    seen = 0
    for name in book.sheet_names:
        sheet = book.get_sheet_by_name(name)
        rows = sheet.to_python(skip_empty_area=False)
        header = next((n for n, row in enumerate(rows) if "序号" in row), len(rows))
        repeated = (
            {p for p, text in enumerate(rows[header]) if text and text in rows[header][:p]} if rows else set()
        )
        number_column = rows[header].index("序号") if header < len(rows) else 0
        covered = {
            (r, c)
            for (top, left), (bottom, right) in sheet.merged_cell_ranges or []
            for r in range(top, bottom + 1)
            for c in range(left, right + 1)
            if (r, c) != (top, left)
        }
        for r, row in enumerate(rows[header + 1 :], start=header + 1):
            for c, cell in enumerate(row):
                text = str(cell).strip()
                if not text or (r, c) in covered or c == number_column or c in repeated or text == "无":
                    continue
                assert text in texts[name, r + 1], (name, r + 1, c)
                seen += 1
    assert seen > 10 * len(content.items) or len(content.items) < 20


def _texts(item: object) -> str:
    content = item.content  # type: ignore[attr-defined]
    fields = [value for key in content.__struct_fields__ if isinstance(value := getattr(content, key), str)]
    return "\x1f".join(
        [
            *fields,
            *(text for duty in content.duties for text in (duty.text, duty.basis)),
            *content.extra.values(),
        ]
    )


def test_a_county_list_in_other_headings_loads_with_its_mapping() -> None:
    mapping = read_mapping(ROOT / "docs" / "examples" / "guangan.toml")
    content = read(DATA / "county_items_guangan.tsv", kind=ListKind.COMBINED, mapping=mapping)
    assert len(content.items) == content.rows_read == 1135
    counts = Counter(item.category for item in content.items)
    assert counts[Category.LICENSING] == 536
    assert counts[Category.PUBLIC_SERVICE] == 348
    assert len({item.body_name for item in contents(content)}) == 34
    assert all(item.codes for item in contents(content))
    found = Counter(codes(content))
    assert 30 < found["warning", "bad-code"] < 50
    assert not [severity for severity, _ in found if severity == "error"]
