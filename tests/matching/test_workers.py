"""Worker processes: in order, whole, and gone when they are no longer wanted."""

import multiprocessing
import os
import signal
import time

import pytest

from service.errors import Refusal
from service.matching import Workers


def doubled(number: int) -> int:
    if number < 0:
        raise ValueError(number)
    return 2 * number


def own_id(_: int) -> int:
    return os.getpid()


def slow_at_first(number: int) -> int:
    time.sleep(0.0 if number else 0.2)
    return number


def refuse(_: int) -> int:
    raise Refusal("no", "不行。", "别做。")


def end_oneself(_: int) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.parametrize("at_hand", [1, 2])
@pytest.mark.parametrize("things", [0, 1, 2, 3, 50])
def test_answers_come_in_the_order_asked(things: int, at_hand: int) -> None:
    with Workers(doubled, 3, at_hand) as workers:
        assert list(workers.map(range(things))) == [2 * n for n in range(things)]
    assert multiprocessing.active_children() == []


def test_every_worker_gets_work_and_none_is_this_process() -> None:
    with Workers(own_id, 2) as workers:
        assert len({*workers.map(range(4))} - {os.getpid()}) == 2


@pytest.mark.parametrize("at_hand", [1, 3])
def test_no_more_is_taken_in_advance_than_twice_what_the_workers_have_at_hand(at_hand: int) -> None:
    taken = iter(range(1000))
    with Workers(slow_at_first, 2, at_hand) as workers:
        answers = workers.map(taken)
        assert next(answers) == 0
        missed = next(taken)
        assert 2 * at_hand <= missed <= 4 * at_hand
        assert list(answers) == [n for n in range(1, 1000) if n != missed]


def test_what_the_work_raises_is_raised_here() -> None:
    with Workers(doubled, 2) as workers, pytest.raises(ValueError, match="-1"):
        list(workers.map([1, -1, 2, 3]))
    assert multiprocessing.active_children() == []


def test_what_the_work_refuses_is_refused_here() -> None:
    with Workers(refuse, 2) as workers, pytest.raises(Refusal) as refused:
        list(workers.map([1, 2]))
    assert (refused.value.code, refused.value.message, refused.value.fix) == ("no", "不行。", "别做。")


def test_where_the_system_gives_no_process_the_work_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse_to_start(_: object) -> None:
        raise BlockingIOError("Resource temporarily unavailable")

    monkeypatch.setattr("multiprocessing.process.BaseProcess.start", refuse_to_start)
    with Workers(own_id, 2) as workers:
        assert list(workers.map([1, 2, 3])) == [os.getpid()] * 3


def test_a_killed_worker_is_told() -> None:
    with Workers(end_oneself, 1) as workers, pytest.raises(Refusal, match="worker-ended"):
        list(workers.map([1]))
