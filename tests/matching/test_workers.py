"""Worker processes: in order, whole, and gone when they are no longer wanted."""

import multiprocessing
import os
import signal

import pytest

from service.errors import Refusal
from service.matching import Workers


def doubled(number: int) -> int:
    if number < 0:
        raise ValueError(number)
    return 2 * number


def own_id(_: int) -> int:
    return os.getpid()


def end_oneself(_: int) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.parametrize("things", [0, 1, 2, 3, 50])
def test_answers_come_in_the_order_asked(things: int) -> None:
    with Workers(doubled, 3) as workers:
        assert list(workers.map(range(things))) == [2 * n for n in range(things)]
    assert multiprocessing.active_children() == []


def test_every_worker_gets_work_and_none_is_this_process() -> None:
    with Workers(own_id, 2) as workers:
        assert len({*workers.map(range(4))} - {os.getpid()}) == 2


def test_no_more_is_taken_in_advance_than_there_are_workers_and_one() -> None:
    taken = iter(range(100))
    with Workers(doubled, 2) as workers:
        assert next(workers.map(taken)) == 0
        assert next(taken) == 3


def test_what_the_work_raises_is_raised_here() -> None:
    with Workers(doubled, 2) as workers, pytest.raises(ValueError, match="-1"):
        list(workers.map([1, -1, 2, 3]))
    assert multiprocessing.active_children() == []


def test_a_killed_worker_is_told() -> None:
    with Workers(end_oneself, 1) as workers, pytest.raises(Refusal, match="worker-ended"):
        list(workers.map([1]))
