"""Work in turn: short work is done one after the other, long work lets others by, a failure ends its turn."""

import asyncio
import threading
import time

import pytest

from service.web.turns import Short, Turns

FOR_EVER = 60.0
"""Seconds: no work of these tests takes as long, however busy the machine is."""


def test_short_work_is_done_one_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.web.turns._SECONDS", FOR_EVER)
    at_once, most = 0, 0

    def work() -> None:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        time.sleep(0.001)
        at_once -= 1

    async def all_of_it() -> None:
        turns = Turns(8, abreast=1)
        await asyncio.gather(*(turns.run(work) for _ in range(20)))

    asyncio.run(all_of_it())
    assert most == 1


def test_what_takes_long_lets_others_by() -> None:
    done = threading.Event()

    async def both() -> tuple[bool, int]:
        turns = Turns(8, abreast=1)
        long = asyncio.ensure_future(turns.run(lambda: done.wait(FOR_EVER)))
        await asyncio.sleep(0)
        short = await turns.run(lambda: 7)
        assert not long.done()
        done.set()
        return await long, short

    assert asyncio.run(both()) == (True, 7)


def test_a_turn_that_was_given_up_is_not_given_up_again(monkeypatch: pytest.MonkeyPatch) -> None:
    at_once, most = 0, 0

    def work() -> None:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        time.sleep(0.002)
        at_once -= 1

    async def all_of_it() -> None:
        turns = Turns(8, abreast=1)
        await turns.run(lambda: time.sleep(0.05))
        monkeypatch.setattr("service.web.turns._SECONDS", FOR_EVER)
        await asyncio.gather(*(turns.run(work) for _ in range(10)))

    asyncio.run(all_of_it())
    assert most == 1


def test_a_failure_ends_its_turn() -> None:
    def fail() -> None:
        raise ZeroDivisionError

    async def both() -> int:
        turns = Turns(1, abreast=1)
        with pytest.raises(ZeroDivisionError):
            await turns.run(fail)
        return await turns.run(lambda: 7)

    assert asyncio.run(both()) == 7


def spend(seconds: float) -> bool:
    """Keep the processor busy."""
    ends = time.thread_time() + seconds
    while time.thread_time() < ends:
        pass
    return True


def test_what_took_little_is_short_until_it_takes_long_fails_or_says_nothing() -> None:
    short = Short()
    assert "asked" not in short
    for ends in (lambda: spend(0.02), lambda: None):
        assert short.measured("asked", lambda: 7) == 7
        assert "asked" in short
        short.measured("asked", ends)
        assert "asked" not in short
    short.measured("asked", lambda: 7)
    with pytest.raises(ZeroDivisionError):
        short.measured("asked", lambda: 1 // 0)
    assert "asked" not in short


def test_of_many_questions_the_last_are_known() -> None:
    short = Short()
    for number in range(500):
        short.measured(number, lambda: 7)
    assert 499 in short
    assert 0 not in short
