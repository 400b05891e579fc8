"""Folding only what differs tells the same as folding the whole."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.text import fold, fold_alike
from service.text.folding import changes_by_context, folds_in_context

TEXTS = st.text("甲乙《》（） 　\n,，龍龙發髮发頭头⾞車ＡaA①㈠\ufb01干乾後后", max_size=12)
# Width, case, brackets, spaces and script; the Kelvin sign, the long s and a ligature are letters.
ALIKE = (
    ("（", "("), ("《", "<"), ("〔", "［"), ("，", ","), ("Ａ", "a"), ("\u212a", "k"), ("\u017f", "S"),
    ("\ufb01", "FI"), ("①", "1"), ("\u3000", ""), ("\n", " "), ("龍", "龙"), ("發", "发"),
    ("\u0130", "I\u0307"),
)  # fmt: skip


@given(begin=TEXTS, one=TEXTS, other=TEXTS, end=TEXTS)
def test_two_texts_fold_alike_exactly_when_they_fold_to_the_same(
    begin: str, one: str, other: str, end: str
) -> None:
    was, now = begin + one + end, begin + other + end
    assert fold_alike(was, now) == (fold(was) == fold(now))


@pytest.mark.parametrize("spellings", ALIKE)
def test_two_spellings_are_alike(spellings: tuple[str, str]) -> None:
    one, other = spellings
    assert fold_alike(f"甲{one}乙", f"甲{other}乙")
    assert fold_alike(f"{other}后{one}", f"{one}后{other}")
    assert not fold_alike(f"甲{one}乙", f"甲{other}丙")


@given(begin=TEXTS, spellings=st.lists(st.sampled_from(ALIKE), max_size=6), end=TEXTS)
def test_texts_spelt_otherwise_fold_alike_exactly_when_they_fold_to_the_same(
    begin: str, spellings: list[tuple[str, str]], end: str
) -> None:
    was, now = (begin + "".join(pair[side] for pair in spellings) + end for side in (0, 1))
    assert fold_alike(was, now) == (fold(was) == fold(now))


def test_no_script_has_a_part_in_what_is_ascii() -> None:
    """What is in another script neither takes the ASCII beside it in nor leaves any of its own."""
    han = [chr(code) for code in (*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000), *range(0x20000, 0x2A6E0))]
    by_context = [char for char in han if changes_by_context(char)]
    assert len(by_context) > 2_000
    for char in by_context:
        folded = fold(f"1{char}a{char}<{char}")
        assert "".join(filter(str.isascii, folded)) == "1a<", char


def test_every_character_that_folds_by_context_is_known_as_such() -> None:
    composed = (chr(code) for code in range(0x110000) if unicodedata.decomposition(chr(code)))
    han = map(chr, (*range(0x2E80, 0xA000), *range(0xF900, 0xFB00)))
    by_context = [char for char in {*composed, *han} if changes_by_context(char)]
    assert len(by_context) > 2_000
    assert [char for char in by_context if not folds_in_context(char)] == []
    assert not folds_in_context("《行政许可法》第十二条（一），２０２６年、")
