"""Items and rows kept packed: nothing is lost, whatever is asked for, in whatever order."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.items import (
    Duty,
    ItemContent,
    ListedItem,
    Named,
    Outline,
    PackedItems,
    PackedRows,
    RawRow,
    content_hash,
    encode_content,
    packed,
)
from service.vocabulary import Category

_texts = st.text(max_size=20)
_contents = st.builds(
    ItemContent,
    name=_texts,
    sub_item_name=_texts,
    codes=st.lists(_texts, max_size=3).map(tuple),
    body_name=_texts,
    credit_code=_texts,
    level_text=_texts,
    setting_basis=_texts,
    duties=st.lists(st.builds(Duty, text=_texts, stage=_texts, basis=_texts), max_size=2).map(tuple),
    extra=st.dictionaries(_texts, _texts, max_size=2),
)
_items = st.builds(
    ListedItem,
    content=_contents,
    category=st.none() | st.sampled_from(Category),
    sheet=_texts,
    rows=st.lists(st.integers(1, 2**31), min_size=1, max_size=3).map(tuple),
    opinion=_texts,
    reason=_texts,
    target=_texts,
    identity=_texts,
    number=_texts,
)
_rows = st.builds(
    RawRow, sheet=_texts, row=st.integers(1, 2**31), cells=st.lists(_texts, max_size=4).map(tuple)
)
_MANY = 1_300  # several pieces of items and of rows, and a last one that is not full


def _item(number: int) -> ListedItem:
    content = ItemContent(name=f"事项{number}", setting_basis=f"《办法》第{number}条" * (number % 7))
    return ListedItem(content=content, category=None, sheet="清单", rows=(number + 2,))


def _row(number: int) -> RawRow:
    return RawRow("清单", number + 2, (str(number), f"事项{number}"))


@settings(max_examples=50)
@given(st.lists(_items, max_size=6))
def test_items_come_out_as_they_went_in(items: list[ListedItem]) -> None:
    kept = packed(items)
    assert list(kept) == items
    assert len(kept) == len(items)
    assert packed(kept) is kept
    assert kept.categories == [item.category for item in items]
    assert [one.identity for one in kept.stated] == [item.identity for item in items if _is_stated(item)]
    for place, item in enumerate(items):
        content = item.content
        assert kept.content(place) == content
        assert kept.encoded(place) == encode_content(content)
        assert kept.size(place) == len(encode_content(content))
        assert kept.outline(place) == Outline(content.name, content.sub_item_name, content.codes)
        assert kept.content_hash(place) == content_hash(content, item.category)
        assert (kept.sheet(place), tuple(kept.rows(place))) == (item.sheet, item.rows)
        assert kept.named(place) == Named(content.body_name, content.credit_code, content.level_text)


def _is_stated(item: ListedItem) -> bool:
    return any((item.opinion, item.reason, item.target, item.identity, item.number))


@settings(max_examples=30)
@given(st.sets(st.integers(0, _MANY - 1)), st.slices(_MANY))
def test_many_items_less_some_in_any_order(dropped: set[int], asked: slice) -> None:
    items = [_item(number) for number in range(_MANY)]
    whole = packed(items)
    left = [item for place, item in enumerate(items) if place not in dropped]
    kept = whole.without(dropped)
    assert kept[asked] == left[asked]
    assert whole[asked] == items[asked]
    places = random.Random(len(dropped)).choices(range(len(left)), k=20) if left else []
    assert kept.each_encoded(places) == [encode_content(left[place].content) for place in places]
    assert [kept[place - len(left)] for place in places] == [left[place] for place in places]


def test_items_left_out_stand_in_the_whole_yet() -> None:
    whole = packed(_item(number) for number in range(3))
    kept = whole.without({1})
    whole.append(_item(3))
    kept.append(_item(4))
    assert list(whole) == [_item(number) for number in (0, 1, 2, 3)]
    assert list(kept) == [_item(number) for number in (0, 2, 4)]


@pytest.mark.parametrize("beyond", [3, -4])
def test_there_is_nothing_beyond_the_ends(beyond: int) -> None:
    with pytest.raises(IndexError):
        PackedItems(map(_item, range(3)))[beyond]
    with pytest.raises(IndexError):
        PackedRows(map(_row, range(3)))[beyond]


@given(st.lists(_rows, max_size=12))
def test_rows_come_out_as_they_went_in(rows: list[RawRow]) -> None:
    kept = PackedRows(rows)
    assert list(kept) == rows
    assert len(kept) == len(rows)


@settings(max_examples=30)
@given(st.slices(_MANY), st.lists(st.integers(-_MANY, _MANY - 1), max_size=20))
def test_many_rows_in_any_order(asked: slice, places: list[int]) -> None:
    rows = [_row(number) for number in range(_MANY)]
    kept = PackedRows(rows)
    assert kept[asked] == rows[asked]
    assert [kept[place] for place in places] == [rows[place] for place in places]


@settings(max_examples=30)
@given(st.sets(st.integers(0, 1_099)), st.integers(480, 1_100))
def test_a_row_appended_last_can_be_taken_back(taken_back: set[int], count: int) -> None:
    kept, rows = PackedRows(), []
    for number in range(count):
        kept.append(_row(number))
        rows.append(_row(number))
        if number in taken_back or number == count - 1:
            assert kept.pop() == rows.pop()
    assert list(kept) == rows
    assert sum(1 for _ in kept.pieces()) == -(-len(rows) // 500)
