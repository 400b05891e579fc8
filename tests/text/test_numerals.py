import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.text import read_numeral, write_numeral


@given(st.integers(0, 9999))
def test_what_is_written_reads_back(number: int) -> None:
    assert read_numeral(write_numeral(number)) == number
    assert read_numeral(str(number)) == number


@given(st.text(max_size=8))
def test_any_text_is_read_or_refused(text: str) -> None:
    number = read_numeral(text)
    assert number is None or number >= 0


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("十", 10),
        ("十二", 12),
        ("一百零三", 103),
        ("一百〇三", 103),
        ("一百一十一", 111),
        ("一百十一", 111),
        ("百二十", 120),
        ("两千", 2000),
        ("廿一", 21),
        ("二〇一九", 2019),
        ("六一", 61),
        ("一百六一", 161),
        ("３２", 32),
        ("", None),
        ("条", None),
        ("三-五", None),
    ],
)
def test_the_spellings_of_legal_texts(text: str, number: int | None) -> None:
    assert read_numeral(text) == number


@pytest.mark.parametrize(("number", "text"), [(0, "零"), (10, "十"), (110, "一百一十"), (1003, "一千零三")])
def test_articles_are_numbered_as_laws_do(number: int, text: str) -> None:
    assert write_numeral(number) == text


@pytest.mark.parametrize("number", [-1, 10000])
def test_numbers_no_law_reaches_are_refused(number: int) -> None:
    with pytest.raises(ValueError, match=str(number)):
        write_numeral(number)
