"""Cursors: what goes in comes out, and nothing else is taken."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.reading.cursors import Key, decode_cursor, encode_cursor
from service.reading.refusals import BadCursorError

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60)
NUMBER = st.integers(-(2**63), 2**63 - 1)
KEYS: list[tuple[type[Key], st.SearchStrategy[Key]]] = [
    (int, NUMBER),
    (float, st.floats(allow_nan=False, allow_infinity=False)),
    (str, TEXT),
    (date, st.dates()),
]


@given(
    TEXT,
    st.lists(st.sampled_from(KEYS), max_size=5).flatmap(
        lambda kinds: st.tuples(
            st.just([kind for kind, _ in kinds]), st.tuples(*(values for _, values in kinds))
        )
    ),
)
def test_round_trip(order: str, keys: tuple[list[type[Key]], tuple[Key, ...]]) -> None:
    types, values = keys
    cursor = encode_cursor(order, values)
    assert cursor.isascii()
    assert decode_cursor(cursor, order, types) == values


@given(st.text(max_size=200))
def test_any_other_text_is_refused(text: str) -> None:
    with pytest.raises(BadCursorError):
        decode_cursor(text, "list", (int, str))
