"""Series of codes by scheme, and claiming by them."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from service.adjustments import (
    CLAIMED,
    Series,
    claimed,
    implementing_code,
    own_counterpart,
    series_for,
    standing,
    sub_series_for,
)
from service.codes import read_code
from service.items import StandingItem
from tests.adjustments.proposals import CITY, CIVIL, stands

IMPLEMENTING = "1145072100811537184452004020000"


@pytest.mark.parametrize(
    ("codes", "number", "code"),
    [
        (["000104002000", "000104007000"], 8, "000104008000"),
        (["XK14001000"], 2, "XK00002000"),
        (["46000000MZ-XK-0001"], 12, "46000000MZ-XK-0012"),
        (["511A0138000000"], 139, "511A0013900000"),
        (["512015006004", "512015006003"], 9, None),
        (["无", ""], 1, None),
    ],
)
def test_the_next_code_is_of_its_neighbours_scheme(codes: list[str], number: int, code: str | None) -> None:
    series = series_for(codes)
    if code is None:
        assert series is None or series.code(number) is not None
        return
    assert series
    assert series.code(number) == code
    assert read_code(code).valid
    assert read_code(code).scheme == read_code(codes[0]).scheme


def test_the_series_most_are_of_is_continued() -> None:
    series = series_for(["000104002000", "330104001000", "330104002000"])
    assert series
    assert series.head == "330104"


@given(st.integers(1, 999))
def test_a_number_is_read_back_from_its_code(number: int) -> None:
    series = Series("000104", 3, "000")
    code = series.code(number)
    assert code
    assert series.number(code) == number
    assert series.number("000105" + code[6:]) is None


def test_a_series_has_an_end() -> None:
    assert Series("000104", 3, "000").code(1000) is None


def test_sub_items_are_numbered_under_their_whole() -> None:
    series = sub_series_for("000104002000")
    assert series
    assert series.code(1) == "000104002001"
    assert sub_series_for("46000000MZ-XK-0001") is None
    assert sub_series_for("无") is None


def test_an_implementing_code_is_built_where_the_body_has_such() -> None:
    made = implementing_code("000104002000", [IMPLEMENTING])
    assert made == IMPLEMENTING[:19] + "000104002000"
    assert implementing_code("000104002000", ["000104001000"]) is None


def item(number: int, name: str, **said: Any) -> StandingItem:
    return standing(stands(number, name, **said))


def test_a_claim_takes_over_the_four_and_keeps_the_rest() -> None:
    source = item(
        70, "养老机构设立备案", codes=("330111009000",), setting_basis="《老年人权益保障法》第四十三条"
    )
    source = replace(source, body=replace(CIVIL, id=70, division=CITY))
    own = item(1, "养老机构备案", codes=("330111009000",), supervision="12345", remarks="旧")
    found = claimed(source, CIVIL, own, [])
    content = found.content
    assert (content.name, content.setting_basis) == (source.content.name, source.content.setting_basis)
    assert (content.codes, found.category) == (("330111009000",), source.category)
    assert (content.supervision, content.remarks, content.claim_state) == ("12345", "旧", CLAIMED)
    assert (found.item, found.body) == (1, CIVIL)


def test_the_own_item_is_found_by_code_then_by_name() -> None:
    source = item(70, "养老机构备案", codes=("330111009000",))
    by_code = item(1, "别的名称", codes=(IMPLEMENTING[:19] + "330111009000",))
    by_name = item(2, "养老机构备案")
    assert own_counterpart(source, [by_code, by_name]) == by_code
    assert own_counterpart(source, [by_name]) == by_name
    assert own_counterpart(source, [by_name, replace(by_name, id=3)]) is None
    assert own_counterpart(source, []) is None
