"""Precision, recall, F1 and the curve on pairs whose verdicts are known."""

import pytest

from service.matching import LabelledPair, evaluate
from service.vocabulary import Verdict

PAIRS = [
    LabelledPair("取水许可", "取水许可证核发", True),
    LabelledPair("青瓷烧制许可", "龙泉青瓷烧制许可", True),
    LabelledPair("采矿权转让", "探矿权转让", False),
    LabelledPair("低保金给付", "最低生活保障金给付", False),
]


def test_figures() -> None:
    found = evaluate(PAIRS)
    assert (found.pairs, found.precision, found.recall, found.f1) == (4, 0.5, 0.5, 0.5)
    assert found.same == {Verdict.SAME: 1, Verdict.REVIEW: 1, Verdict.DIFFERENT: 0}
    assert found.different == {Verdict.SAME: 1, Verdict.REVIEW: 0, Verdict.DIFFERENT: 1}


def test_the_curve_rises_in_threshold_and_falls_in_recall() -> None:
    curve = evaluate(PAIRS).curve
    assert [point.threshold for point in curve] == sorted(point.threshold for point in curve)
    assert [point.recall for point in curve] == sorted((point.recall for point in curve), reverse=True)
    assert curve[0].recall == 1.0
    assert curve[0].precision == pytest.approx(0.5)


def test_nothing_to_judge() -> None:
    found = evaluate([])
    assert (found.pairs, found.precision, found.recall, found.f1, found.curve) == (0, 1.0, 1.0, 1.0, ())
