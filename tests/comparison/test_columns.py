"""Columns give back what was put into them; marks tell what may stand on both sides, whatever collides."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from service.comparison.columns import Marked, Texts, marked, marks_of, met

FOLDED = st.text(st.characters(exclude_characters="\x1f"), max_size=6)
MARKS = st.lists(st.tuples(st.integers(0, 40), st.integers(-(2**63), 2**63 - 1) | st.integers(-3, 3)))


def as_marked(entries: list[tuple[int, int]]) -> Marked:
    places = np.array([place for place, _ in entries], np.int64)
    return Marked(places, np.array([mark for _, mark in entries], np.int64))


@given(pieces=st.lists(st.lists(FOLDED, max_size=5), max_size=6), data=st.data())
def test_texts_are_given_back_as_they_were(pieces: list[list[str]], data: st.DataObject) -> None:
    texts = Texts()
    for piece in pieces:
        texts.extend(piece)
    whole = [text for piece in pieces for text in piece]
    asked = data.draw(st.lists(st.sampled_from(range(len(whole))))) if whole else []
    assert len(texts) == len(whole)
    assert texts.at(asked) == {place: whole[place] for place in asked}
    assert list(texts.marks) == marks_of(whole).tolist()
    assert texts.bearing(lambda text: "、" in text) == [at for at, text in enumerate(whole) if "、" in text]


def test_many_texts_are_found_wherever_they_lie() -> None:
    whole = [f"第{number}号许可" for number in range(5_000)]
    texts = Texts(whole)
    assert texts.at([4_999, 0, 1_024, 1_023, 0]) == {at: whole[at] for at in (0, 1_023, 1_024, 4_999)}


@given(old=MARKS, new=MARKS)
def test_what_met_is_what_has_its_mark_on_the_other_side(
    old: list[tuple[int, int]], new: list[tuple[int, int]]
) -> None:
    olds, news = met(as_marked(old), as_marked(new))
    both = {mark for _, mark in old} & {mark for _, mark in new}
    assert olds == sorted({place for place, mark in old if mark in both})
    assert news == sorted({place for place, mark in new if mark in both})
    wanted = np.array([mark for _, mark in new], np.int64)
    assert marked(as_marked(old), wanted) == olds
