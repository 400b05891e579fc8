"""No cell runs, and nothing is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.documents import guard, is_risky, unguard

TEXTS = st.text(alphabet="'=+-@＝＋－＠\t\r\n 甲1", max_size=8)


@given(TEXTS)
def test_what_is_guarded_comes_back(text: str) -> None:
    assert unguard(guard(text)) == text


@given(TEXTS)
def test_what_is_guarded_does_not_run(text: str) -> None:
    assert not is_risky(guard(text))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", " =", "\ufeff="])
def test_every_start_that_runs_is_guarded(start: str) -> None:
    assert guard(f"{start}1+1") == f"'{start}1+1"


@pytest.mark.parametrize("text", ["", "公墓建设审批", "第三条", "'引文", "0570-4022999", "a=b"])
def test_other_text_is_left_alone(text: str) -> None:
    assert guard(text) == text
