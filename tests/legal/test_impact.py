"""What rests on an instrument, and what would be left with nothing."""

from datetime import date

import pytest

from service.errors import Refusal
from service.legal import find_instrument, resting_powers
from service.node_ids import encode
from service.reading import PageRequest, impact_counts, instrument_power_pages
from service.store import Store
from tests.reading.inventory import CITY, COUNTY, add_divisions, add_instrument, publish
from tests.support.lists import listed

LAW, GONE, UNKNOWN = "《某某法》第一条", "《旧条例》第二条", "《某市某办法》第三条"


@pytest.fixture
def filled(store: Store) -> Store:
    add_divisions(store, "330000", CITY, COUNTY)
    add_instrument(store, "中华人民共和国某某法", 1)
    add_instrument(store, "旧条例", 2, rank="AR", status="repealed", repealed_on=date(2020, 1, 1))
    county = [
        listed("只依据该法", setting_basis=LAW),
        listed("两处引用该法", setting_basis=f"{LAW}；《中华人民共和国某某法》第九条"),
        listed("另有已废止的", setting_basis=f"{LAW}；{GONE}", body="水利局"),
        listed("另有登记库不知道的", setting_basis=f"{LAW}；{UNKNOWN}", body="水利局"),
        listed("不依据该法", setting_basis=GONE),
    ]
    publish(store, "2023", [listed("旧版才有", setting_basis=LAW)])
    publish(store, "2024", county)
    publish(store, "2025", [listed("草稿", setting_basis=LAW)], draft=True)
    publish(store, "2024", [listed("只依据该法", setting_basis=LAW)], division=CITY)
    return store


def test_powers_of_the_latest_lists_are_told_once_each(filled: Store) -> None:
    with filled.read() as connection:
        powers = resting_powers(connection, 1)
    assert [(power.division, power.name, power.left_without) for power in powers] == [
        (CITY, "只依据该法", True),
        (COUNTY, "只依据该法", True),
        (COUNTY, "两处引用该法", True),
        (COUNTY, "另有已废止的", True),
        (COUNTY, "另有登记库不知道的", False),
    ]


def test_counts_agree_with_the_powers(filled: Store) -> None:
    with filled.read() as connection:
        counts = impact_counts(connection, [1, 2, 99])
        powers = resting_powers(connection, 1)
    assert counts[1].powers == len(powers) == 5
    assert counts[1].left_without == sum(power.left_without for power in powers) == 4
    assert (counts[1].divisions, counts[1].bodies) == (2, 3)
    assert counts[2].powers == 2
    assert counts[2].left_without == 1
    assert counts[99].powers == 0


def test_pages_of_several_instruments_come_at_once(filled: Store) -> None:
    with filled.read() as connection:
        pages = instrument_power_pages(connection, [1, 2, 99], PageRequest(first=2))
        alone = instrument_power_pages(connection, [1], PageRequest(first=10), alone=True)
        assert [len(pages[number].nodes) for number in (1, 2, 99)] == [2, 2, 0]
        assert [pages[number].total_count for number in (1, 2, 99)] == [5, 2, 0]
        assert alone[1].total_count == 4


@pytest.mark.parametrize("text", ["某某法", "《中华人民共和国某某法》", encode("Instrument", 1)])
def test_an_instrument_is_found_by_title_and_id(filled: Store, text: str) -> None:
    with filled.read() as connection:
        assert find_instrument(connection, text).id == 1


def test_another_instrument_is_not_taken_for_the_one_asked(filled: Store) -> None:
    with filled.read() as connection, pytest.raises(Refusal) as refused:
        find_instrument(connection, "某某条例")
    assert refused.value.code == "unknown-instrument"
