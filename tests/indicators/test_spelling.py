"""Cells of a column: the spellings offices use are read, everything else is told, not guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.indicators import Speller, indicator_rules

RULES = indicator_rules()


def read(scale: str, cell: str) -> set[str] | None:
    """The classes of the cell; None where it is not understood."""
    reading = Speller(RULES.scales[scale], RULES.blank).read(cell)
    if reading.outside:
        return {"outside"}
    if reading.stated and not reading.classes:
        return None
    return set(reading.classes)


@pytest.mark.parametrize(
    ("scale", "cell", "classes"),
    [
        ("claimed", "已认领", {"yes"}),
        ("claimed", "已認領", {"yes"}),
        ("claimed", "未认领。", {"no"}),
        ("claimed", "无需认领", {"outside"}),
        ("depth", "Ⅳ级（全程网办）", {"whole"}),
        ("depth", "全程网办", {"whole"}),
        ("depth", "互联网咨询、互联网收件、互联网预审", {"read", "apply"}),
        ("depth", "4", None),
        ("handling", "即办件", {"at-once"}),
        ("handling", "承诺件", {"promised"}),
        ("handling", "即办件、承诺件", None),
        ("visits", "最多跑1次", {"one"}),
        ("visits", "０次", {"none"}),
        ("visits", "1", {"one"}),
        ("visits", "两次", {"more"}),
        ("visits", "零跑动", {"none"}),
        ("visits", "0-1次", {"one"}),
        ("visits", "看情况", None),
        ("hall", "✓", {"main"}),
        ("hall", "进驻分厅", {"branch"}),
        ("hall", "涉密", {"outside"}),
        ("reach", "跨省通办、川渝通办", {"across-provinces", "region"}),
        ("reach", "跨省通办，某某通办", None),
        ("yes_no", "是", {"yes"}),
        ("yes_no", "否", {"no"}),
        ("yes_no", "/", set()),
        ("yes_no", "", set()),
        ("yes_no", "　", set()),
    ],
)
def test_a_cell_says_what_an_office_means_by_it(scale: str, cell: str, classes: set[str] | None) -> None:
    assert read(scale, cell) == classes


@pytest.mark.parametrize("scale", RULES.scales)
@given(cell=st.text(max_size=300))
def test_any_text_is_read_without_error_and_only_as_classes_there_are(scale: str, cell: str) -> None:
    found = read(scale, cell)
    assert found is None or found <= {each.key for each in RULES.scales[scale].classes}


@pytest.mark.parametrize("scale", RULES.scales)
def test_no_spelling_stands_for_two_classes(scale: str) -> None:
    for each in RULES.scales[scale].classes:
        for spelling in (each.name, *each.spellings):
            assert read(scale, spelling) == {each.key}, spelling
