"""Counting: every item in exactly one way; bodies, categories and the whole add up."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.indicators import (
    Count,
    CountedItem,
    EditionFigures,
    compare_figures,
    count_items,
    decode_cells,
    findings_on,
    indicator_rules,
)
from service.items import ItemContent, encode_content
from service.vocabulary import Category
from tests.indicators.lists import counted

RULES = indicator_rules()
CELLS = {
    "claim_state": ["已认领", "未认领", "不清楚", ""],
    "publication_state": ["已发布", "草稿", "、、", ""],
    "online_depth": ["全程网办", "三级", "4", "不适用", ""],
    "handling_type": ["即办件", "承诺件", "加急", ""],
    "visits": ["0次", "最多跑一次", "3次", "若干", ""],
    "one_network": ["是", "否", "或许", ""],
    "service_hall": ["进驻", "分厅", "未进驻", "楼下", ""],
    "reach": ["跨省通办、川渝通办", "全市通办", "无", "外地", ""],
    "legal_time_limit": ["20个工作日", "30日", "无", "依法", ""],
    "promised_time_limit": ["5个工作日", "即办", "60个工作日", "尽快", ""],
    "fee_standard": ["不收费", "20元", ""],
    "fee_state": ["停征", "2023年起免征", "按规定", ""],
}
items_of: st.SearchStrategy[list[CountedItem]] = st.lists(
    st.builds(
        lambda number, body, category, cells: counted(number, body, category, **cells),
        st.integers(1, 10**6),
        st.integers(1, 4),
        st.sampled_from([*Category, None]),
        st.fixed_dictionaries({name: st.sampled_from(values) for name, values in CELLS.items()}),
    ),
    unique_by=lambda item: item.id,
    max_size=30,
)


def figures(items: list[CountedItem]) -> EditionFigures:
    return count_items(items, RULES)


def share_of(key: str, found: EditionFigures) -> Count:
    return next(count.total for count in found.indicators if count.rule.key == key)


@given(items_of)
def test_parts_add_up_and_never_exceed_the_whole(items: list[CountedItem]) -> None:
    found = figures(items)
    assert found.items == len(items)
    for count in found.indicators:
        assert count.total.items == len(items)
        assert 0 <= count.total.numerator <= count.total.denominator <= count.total.applicable
        assert count.total.share is None or 0 <= count.total.share <= 100
        for parts in (count.by_body, count.by_category):
            summed = Count()
            for part in parts.values():
                summed = summed.plus(part)
            assert summed == count.total
        for each in count.classes:
            assert 0 < each.items <= count.total.denominator
            assert 0 < each.bodies <= len(count.by_body)
        told = sum(spelling.items for spelling in count.unread)
        assert told == count.total.unreadable
    cut = found.time_cut.total
    applicable = [item for item in items if RULES.applies(RULES.time.group, item.category)]
    assert cut.items + cut.not_stated + cut.unreadable == len(applicable)
    for cuts in (found.time_cut.by_body, found.time_cut.by_category):
        for name in ("items", "mixed", "longer", "not_stated", "unreadable", "comparable"):
            assert sum(getattr(each, name) for each in cuts.values()) == getattr(cut, name)
        assert sum(each.legal_days for each in cuts.values()) == pytest.approx(cut.legal_days)
        assert sum(each.promised_days for each in cuts.values()) == pytest.approx(cut.promised_days)


@given(items_of, st.randoms())
def test_the_order_of_the_list_says_nothing(items: list[CountedItem], random: Callable[..., object]) -> None:
    shuffled = sorted(items, key=lambda item: random.random())  # type: ignore[attr-defined]
    one, other = figures(items), figures(shuffled)
    for count, again in zip(one.indicators, other.indicators, strict=True):
        assert (count.total, count.classes, count.unread) == (again.total, again.classes, again.unread)
        assert (count.by_body, count.by_category) == (again.by_body, again.by_category)


@given(items_of)
def test_an_edition_against_itself_has_changed_in_nothing(items: list[CountedItem]) -> None:
    found = figures(items)
    change = compare_figures(found, found)
    assert change.items_before == change.items_after
    assert change.charges == ()
    assert change.time_cut.points in (0, None)
    for each in change.indicators:
        for one in (each.total, *each.by_body.values()):
            assert one.before == one.after
            assert one.points in (0, None)


@given(items_of, items_of)
def test_backwards_the_change_is_the_inverse(before: list[CountedItem], after: list[CountedItem]) -> None:
    there, back = (
        compare_figures(figures(one), figures(other)) for one, other in ((before, after), (after, before))
    )
    assert len(there.charges) == len(back.charges)
    for each, inverse in zip(there.indicators, back.indicators, strict=True):
        assert each.by_body.keys() == inverse.by_body.keys()
        assert (each.total.before, each.total.after) == (inverse.total.after, inverse.total.before)
        assert (each.total.points is None) == (inverse.total.points is None)
        if each.total.points is not None and inverse.total.points is not None:
            assert each.total.points == -inverse.total.points


@given(items_of)
def test_whatever_is_not_understood_has_its_finding(items: list[CountedItem]) -> None:
    found = figures(items)
    codes = {finding.code for finding in findings_on(found)}
    assert ("indicator-unread" in codes) == any(count.total.unreadable for count in found.indicators)
    assert ("limit-unread" in codes) == bool(found.time_cut.total.unreadable)
    assert ("charge-state-unread" in codes) == any(not charge.is_read for charge in found.charges)


def test_only_the_categories_of_an_indicator_count() -> None:
    found = figures(
        [
            counted(1, online_depth="全程网办", claim_state="已认领"),
            counted(2, category=Category.PENALTY, online_depth="全程网办", claim_state="已认领"),
        ]
    )
    assert share_of("wholly-online", found) == Count(numerator=1, denominator=1, not_applicable=1)
    assert share_of("claimed", found) == Count(numerator=2, denominator=2)


def test_an_empty_cell_is_no_no() -> None:
    found = share_of("one-network", figures([counted(1, one_network="是"), counted(2)]))
    assert found == Count(numerator=1, denominator=1, not_stated=1)
    assert found.share == 100.0


def test_a_column_of_the_list_s_own_is_read_by_its_heading() -> None:
    content = ItemContent(name="某事项", extra={"是否 準確": "是", "其他": "否"})
    item = CountedItem(1, 1, None, decode_cells(encode_content(content)))
    assert share_of("accurate", figures([item])) == Count(numerator=1, denominator=1)


def test_a_hostile_list_tells_the_commonest_spellings_shortened() -> None:
    items = [counted(number, visits=f"{number}" * 50 + "乱") for number in range(1, 200)]
    count = next(each for each in figures(items).indicators if each.rule.key == "at-most-one-visit")
    assert count.total.unreadable == len(items)
    assert len(count.unread) == 10
    assert all(len(spelling.text) <= 41 for spelling in count.unread)


def test_a_column_that_asks_yes_or_no_is_read_where_the_field_is_empty() -> None:
    cells: list[dict[str, object]] = [
        {"extra": {"是否最多跑一次": "是"}},
        {"extra": {"最多跑一次": "否"}},
        {"extra": {"是否最多跑一次": "看情况"}},
        {"extra": {"是否最多跑一次": ""}},
        {"visits": "3次", "extra": {"是否最多跑一次": "是"}},
    ]
    items = [
        CountedItem(number, 1, None, decode_cells(encode_content(ItemContent(name="某", **each))))  # type: ignore[arg-type]
        for number, each in enumerate(cells)
    ]
    found = figures(items)
    assert share_of("at-most-one-visit", found) == Count(
        numerator=1, denominator=3, not_stated=1, unreadable=1
    )
    assert [each.message for each in findings_on(found)] == [
        "“到办事现场次数”有 1 项的写法看不懂：“看情况” 1 项。"
    ]
