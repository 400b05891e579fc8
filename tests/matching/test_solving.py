"""The assignment of greatest total worth: as good as scipy's, whatever may be paired."""

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from service.matching.solving import ALONE, heaviest


@st.composite
def problems(draw: st.DrawFn) -> tuple[list[dict[int, float]], int]:
    """Rows that may have some of the columns; few different worths, so that many answers are as good."""
    columns = draw(st.integers(1, 8))
    worth = st.sampled_from([0.5, 1.0, 1.0 - 1e-7, 2.0, 25.0, 40.0])
    row = st.dictionaries(st.integers(0, columns - 1), worth, max_size=columns)
    return draw(st.lists(row, max_size=8)), columns


def total(worths: list[dict[int, float]], chosen: list[int]) -> float:
    return sum(worths[row][column] for row, column in enumerate(chosen) if column != ALONE)


def greatest(worths: list[dict[int, float]], columns: int) -> float:
    whole = np.zeros((len(worths), columns))
    for row, some in enumerate(worths):
        for column, worth in some.items():
            whole[row, column] = worth
    return float(whole[linear_sum_assignment(whole, maximize=True)].sum())


def expect_best(worths: list[dict[int, float]], columns: int) -> None:
    chosen = heaviest(worths, columns)
    taken = [column for column in chosen if column != ALONE]
    assert len(chosen) == len(worths)
    assert len(set(taken)) == len(taken)
    assert total(worths, chosen) == pytest.approx(greatest(worths, columns), abs=1e-9)


@given(problems())
def test_no_other_pairs_are_worth_more(problem: tuple[list[dict[int, float]], int]) -> None:
    expect_best(*problem)


@pytest.mark.parametrize(("rows", "columns", "each"), [(60, 60, 60), (90, 40, 5), (40, 90, 5), (150, 150, 3)])
def test_no_other_pairs_of_many_are_worth_more(rows: int, columns: int, each: int) -> None:
    chance = random.Random(rows * columns)
    worths = [
        {
            column: round(chance.uniform(0.1, 41), 1)
            for column in chance.sample(range(columns), min(each, columns))
        }
        for _ in range(rows)
    ]
    expect_best(worths, columns)


def test_alike_rows_and_columns_pair_in_order() -> None:
    alike = [{m: 40.0 - 1e-7 * abs(n - m) for m in range(30)} for n in range(20)]
    assert heaviest(alike, 30) == list(range(20))


def test_the_less_worthy_goes_without() -> None:
    assert heaviest([{0: 2.0}, {0: 3.0}, {0: 1.0}], 1) == [ALONE, 0, ALONE]
    assert heaviest([{0: 2.0, 1: 1.0}, {0: 3.0}], 2) == [1, 0]
    assert heaviest([], 3) == []
