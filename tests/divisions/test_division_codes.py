import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.divisions import (
    ancestors_of,
    find_division,
    level_of,
    normalise_code,
    parent_of,
    read_divisions,
    successor_of,
)
from service.vocabulary import Level


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("511602", "511602"),
        ("511602000000", "511602"),
        ("511602000", "511602"),
        ("511602.0", "511602"),
        ("５１１６０２", "511602"),
        (" 5116 02 ", "511602"),
        ("51", "510000"),
        ("5116", "511600"),
        ("511602101", "511602101"),
        ("511602101000", "511602101"),
        ("511602101203", "511602101203"),
        ("5116021", None),
        ("广安区", None),
        ("", None),
        ("-1", None),
    ],
)
def test_a_code_is_brought_to_its_shortest_full_form(text: str, code: str | None) -> None:
    assert normalise_code(text) == code


@given(st.text(max_size=14))
def test_normalising_never_raises_and_is_idempotent(text: str) -> None:
    code = normalise_code(text)
    assert code is None or normalise_code(code) == code


@pytest.mark.parametrize(
    ("code", "level"),
    [
        ("000000", Level.NATION),
        ("510000", Level.PROVINCE),
        ("511600", Level.CITY),
        ("511602", Level.COUNTY),
        ("511602101", Level.TOWNSHIP),
        ("511602101203", Level.VILLAGE),
    ],
)
def test_the_digits_tell_the_level(code: str, level: Level) -> None:
    assert level_of(code) is level


@pytest.mark.parametrize("code", ["51160", "511602000000", "区", "51"])
def test_what_is_no_normalised_code_has_no_level(code: str) -> None:
    with pytest.raises(ValueError, match=code):
        level_of(code)


def test_a_county_lies_in_a_city_in_a_province() -> None:
    assert ancestors_of("511602101") == ("511602", "511600", "510000")
    assert parent_of("510000") is None
    assert parent_of("119999") == "119900"


def test_a_municipalitys_district_belongs_to_the_municipality() -> None:
    assert parent_of("110101") == "110000"
    assert parent_of("659001") == "650000"
    assert parent_of("110100") == "110000"


def test_the_seed_is_whole_and_every_parent_comes_before_its_children() -> None:
    seen: dict[str, Level] = {}
    for division in read_divisions():
        assert normalise_code(division.code) == division.code
        assert division.code not in seen
        assert division.level is level_of(division.code)
        assert (division.parent is None) == (division.level is Level.PROVINCE)
        if division.parent:
            assert seen[division.parent] < division.level
        seen[division.code] = division.level
    assert sum(level is Level.PROVINCE for level in seen.values()) == 31
    assert len(seen) > 3300


def test_a_withdrawn_code_leads_to_a_division_of_today() -> None:
    assert successor_of("522427") == "520526"
    assert successor_of("520526") is None
    withdrawn = [str(code) for code in range(100000, 700000) if successor_of(str(code))]
    assert len(withdrawn) > 50
    for code in withdrawn:
        assert find_division(code) is None
        assert find_division(successor_of(code) or "") is not None


def test_an_unknown_code_is_no_division() -> None:
    assert find_division("999999") is None
    division = find_division("620123")
    assert division is not None
    assert division.name == "榆中县"
