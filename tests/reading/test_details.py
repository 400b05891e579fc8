"""Numbers read from cells."""

import pytest

from service.reading import days_of, visits_of


@pytest.mark.parametrize(
    ("cell", "days"),
    [
        ("20个工作日", 20),
        ("２０工作日", 20),
        ("二十个工作日", 20),
        ("自受理之日起15日内", 15),
        ("5", 5),
        ("即办", 0),
        ("当场办结", 0),
        ("无", None),
        ("", None),
        ("按有关规定", None),
    ],
)
def test_days_of_a_time_limit(cell: str, days: int | None) -> None:
    assert days_of(cell) == days


@pytest.mark.parametrize(
    ("cell", "visits"),
    [("1", 1), ("0次", 0), ("最多跑一次", 1), ("两次", 2), ("不见面审批", 0), ("", None), ("视情况", None)],
)
def test_visits(cell: str, visits: int | None) -> None:
    assert visits_of(cell) == visits
