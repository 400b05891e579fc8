"""Differences marked for people, and whether they touch the matter."""

import itertools
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.comparison import Mark, Segment, is_editorial, text_difference

TEXTS = st.text(alphabet="的第三四条项《法》，。12甲乙丙", max_size=40)


@given(TEXTS, TEXTS)
def test_the_segments_lead_from_one_text_to_the_other(before: str, after: str) -> None:
    segments = text_difference(before, after)
    assert "".join(s.text for s in segments if s.mark is not Mark.INSERTED) == before
    assert "".join(s.text for s in segments if s.mark is not Mark.DELETED) == after
    assert all(segment.text for segment in segments)
    assert all(one.mark is not other.mark for one, other in itertools.pairwise(segments))


def test_an_article_number_is_one_word() -> None:
    assert text_difference("《水法》第三十二条。", "《水法》第三十三条。") == [
        Segment(Mark.EQUAL, "《水法》"),
        Segment(Mark.DELETED, "第三十二条"),
        Segment(Mark.INSERTED, "第三十三条"),
        Segment(Mark.EQUAL, "。"),
    ]


def test_single_characters_left_standing_between_edits_are_part_of_the_edit() -> None:
    marks = [segment.mark for segment in text_difference("设立的许可事项", "变更的备案事项")]
    assert marks == [Mark.DELETED, Mark.INSERTED, Mark.EQUAL]


def test_very_long_texts_are_compared_by_sentences_in_bounded_time() -> None:
    before = "".join(f"第{n}条 公民、法人或者其他组织依照本法取得许可。" for n in range(3000))
    after = before.replace("第1500条 公民、法人", "第1500条 法人")
    start = time.process_time()
    segments = text_difference(before, after)
    assert time.process_time() - start < 2
    assert [segment.mark for segment in segments] == [Mark.EQUAL, Mark.DELETED, Mark.INSERTED, Mark.EQUAL]
    assert segments[1].text.startswith("第1500条")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("公民，法人", "公民、法人。"),
        ("(一)其它情形", "（一） 其他情形"),
        ("依照《水法》", "根据《水法》"),
        ("臺帳登陆", "台账登录"),
    ],
)
def test_punctuation_width_and_exchangeable_words_are_editorial(before: str, after: str) -> None:
    assert is_editorial(before, after)
    assert is_editorial(after, before)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("第七、十二条", "第七十二条"),
        ("收费1.5元", "收费15元"),
        ("应当处罚", "可以处罚"),
        ("20日", "10日"),
        ("", "第三条"),
        ("不得设立", "设立"),
    ],
)
def test_numbers_and_obligations_are_substantive(before: str, after: str) -> None:
    assert not is_editorial(before, after)
