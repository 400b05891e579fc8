"""How good the verdicts are on labelled pairs: precision, recall, F1 and the curve over the score."""

from collections.abc import Iterable

import msgspec

from service.matching.judging import judge
from service.vocabulary import Verdict


class LabelledPair(msgspec.Struct, frozen=True):
    """Two names and whether they are one power."""

    name_a: str
    name_b: str
    same: bool


class CurvePoint(msgspec.Struct, frozen=True):
    """Precision, recall and F1 (0–1) when every pair scoring at least `threshold` is taken for the same."""

    threshold: float
    precision: float
    recall: float
    f1: float


class Evaluation(msgspec.Struct, frozen=True):
    """Verdicts counted by label, and the figures of taking SAME for the same.

    `precision`, `recall`, `f1` are 0–1; of nothing judged the same the precision is 1. `curve` runs over the
    scores that occur, rising.
    """

    pairs: int
    precision: float
    recall: float
    f1: float
    same: dict[Verdict, int]
    different: dict[Verdict, int]
    curve: tuple[CurvePoint, ...]


def evaluate(pairs: Iterable[LabelledPair]) -> Evaluation:
    """Judge labelled pairs by their names alone and count."""
    counts = {label: dict.fromkeys(Verdict, 0) for label in (True, False)}
    scored: list[tuple[float, bool]] = []
    for labelled in pairs:
        judgement = judge(labelled.name_a, labelled.name_b)
        counts[labelled.same][judgement.verdict] += 1
        scored.append((judgement.score, labelled.same))
    positives = sum(same for _, same in scored)
    right, wrong = counts[True][Verdict.SAME], counts[False][Verdict.SAME]
    precision, recall, f1 = _figures(right, right + wrong, positives)
    return Evaluation(
        len(scored), precision, recall, f1, counts[True], counts[False], _curve(scored, positives)
    )


def _curve(scored: list[tuple[float, bool]], positives: int) -> tuple[CurvePoint, ...]:
    points: list[CurvePoint] = []
    right = taken = 0
    falling = sorted(scored, reverse=True)
    for at, (score, same) in enumerate(falling):
        right, taken = right + same, taken + 1
        if at + 1 == len(falling) or falling[at + 1][0] != score:
            points.append(CurvePoint(score, *_figures(right, taken, positives)))
    return tuple(reversed(points))


def _figures(right: int, taken: int, positives: int) -> tuple[float, float, float]:
    precision = right / taken if taken else 1.0
    recall = right / positives if positives else 1.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return round(precision, 4), round(recall, 4), round(f1, 4)
