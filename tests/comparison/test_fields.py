"""The kind of a pair is the same by its contents in JSON as by its fields."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from service.comparison import field_differences, kind_of_pair
from service.comparison.fields import kind_of_wordings
from service.items import Duty, ItemContent, encode_content
from service.vocabulary import ChangeKind
from tests.comparison.lists import CIVIL, HEALTH, item

TEXTS = st.text('甲乙 （(\n龍龙發发，"\\', max_size=4)
# What JSON itself is written with as well.
PIECES = st.text('甲乙（(龍龙，":\\{}', max_size=4)
VALUES: dict[type, st.SearchStrategy[Any]] = {
    str: TEXTS,
    tuple[str, ...]: st.lists(TEXTS, max_size=2).map(tuple),
    tuple[Duty, ...]: st.lists(st.builds(Duty, text=TEXTS, stage=TEXTS, basis=TEXTS), max_size=2).map(tuple),
    dict[str, str]: st.dictionaries(TEXTS, TEXTS, max_size=2),
}
FIELDS = {field.name: VALUES[field.type] for field in structs.fields(ItemContent)}


@st.composite
def values(draw: st.DrawFn) -> dict[str, Any]:
    some = draw(st.lists(st.sampled_from(sorted(FIELDS)), max_size=3, unique=True))
    return {key: draw(FIELDS[key]) for key in some}


@given(shared=values(), was=values(), now=values(), renamed_body=st.booleans())
def test_contents_in_json_tell_the_kind_that_their_fields_tell(
    shared: dict[str, Any], was: dict[str, Any], now: dict[str, Any], renamed_body: bool
) -> None:
    old, new = (structs.replace(ItemContent(name="许可"), **(shared | own)) for own in (was, now))
    found = kind_of_wordings(encode_content(old), encode_content(new), renamed_body=renamed_body)
    assert found is kind_by_fields(old, new, renamed_body=renamed_body)


def kind_by_fields(old: ItemContent, new: ItemContent, *, renamed_body: bool = False) -> ChangeKind | None:
    before = structs.replace(item(1, ""), content=old)
    after = structs.replace(item(1, "", body=HEALTH if renamed_body else CIVIL), content=new)
    return kind_of_pair(field_differences(before, after, same_body=True), same_body=True)


@given(
    shared=values(),
    key=st.sampled_from(sorted(key for key in FIELDS if FIELDS[key] is TEXTS)),
    begin=PIECES,
    was=PIECES,
    now=PIECES,
    end=PIECES,
)
def test_one_text_alone_tells_the_same(
    shared: dict[str, Any], key: str, begin: str, was: str, now: str, end: str
) -> None:
    old, new = (
        structs.replace(ItemContent(name="许可"), **(shared | {key: begin + own + end})) for own in (was, now)
    )
    found = kind_of_wordings(encode_content(old), encode_content(new), renamed_body=False)
    assert found is kind_by_fields(old, new)


@pytest.mark.parametrize(
    ("was", "now", "expected"),
    [
        ({"setting_basis": '甲"丙'}, {"setting_basis": '乙"丙'}, ChangeKind.CHANGED),
        ({"setting_basis": "（"}, {"setting_basis": "("}, None),
        ({"setting_basis": "（", "remedy": "甲"}, {"setting_basis": "(", "remedy": "乙"}, ChangeKind.CHANGED),
        (
            {"setting_basis": '"name":', "remedy": "甲"},
            {"setting_basis": '"name":', "remedy": "乙"},
            ChangeKind.CHANGED,
        ),
        ({"duties": (Duty("甲"),)}, {"duties": (Duty("乙"),)}, ChangeKind.CHANGED),
        ({"body_name": "甲"}, {"body_name": "乙"}, None),
        ({"extra": {"remedy": "甲"}}, {"extra": {"remedy": "乙"}}, None),
        ({"extra": {"name": "甲"}}, {"extra": {"name": "乙"}}, None),
    ],
)
def test_what_is_written_otherwise_is_told_from_what_only_looks_like_it(
    was: dict[str, Any], now: dict[str, Any], expected: ChangeKind | None
) -> None:
    old, new = (ItemContent(name="许可", **said) for said in (was, now))
    assert kind_by_fields(old, new) == expected
    assert kind_of_wordings(encode_content(old), encode_content(new), renamed_body=False) == expected


def test_a_field_on_one_side_alone_is_told() -> None:
    plain = encode_content(ItemContent(name="许可"))
    named = encode_content(ItemContent(name="许可", sub_item_name="变更"))
    based = encode_content(ItemContent(name="许可", remedy="诉"))
    assert kind_of_wordings(plain, named, renamed_body=False) is ChangeKind.RENAMED
    assert kind_of_wordings(named, based, renamed_body=False) is ChangeKind.RENAMED
    assert kind_of_wordings(based, plain, renamed_body=False) is ChangeKind.CHANGED
    assert kind_of_wordings(plain, plain, renamed_body=False) is None
