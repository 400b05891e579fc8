"""Many pairs judged together come out as judged one by one."""

import csv
from itertools import combinations

import numpy as np
import pytest

from seeds import seed
from service.matching import judge, score_pairs


def names() -> list[str]:
    with seed("examples", "330824-2024.csv").open(encoding="utf-8-sig") as lines:
        next(lines)  # the title
        return [row["事项名称"] for row in csv.DictReader(lines)][:60]


@pytest.mark.parametrize("compiled_from", [0, 1_000_000], ids=["compiled", "one by one"])
def test_scores_are_those_of_judging(compiled_from: int) -> None:
    listed = names()
    pairs = list(combinations(range(len(listed)), 2))
    assert len(pairs) > 1000
    scores = score_pairs(listed, pairs, compiled_from)
    sample = range(0, len(pairs), 7)
    judged = [judge(listed[pairs[n][0]], listed[pairs[n][1]]).score for n in sample]
    assert scores[list(sample)].tolist() == judged
    assert np.ptp(scores) > 0


def test_no_pairs_have_no_scores() -> None:
    assert score_pairs([], []).tolist() == []
