"""Work in threads, one after the other as long as each is short; what is known to be short needs none."""

import asyncio
import sys
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import TypeVar

import anyio

T = TypeVar("T")
# Longer than a usual answer takes, shorter than anybody would notice waiting.
_SECONDS = 0.01
# What takes no longer holds others up less than handing it to a thread and back would.
_SHORT_SECONDS = 0.005
# How long a thread that waits for Python's lock lets another compute, in seconds; the interpreter's own
# 5 ms would be waited for at every row that a thread reads while the event loop is busy.
_SWITCHING = 0.0005
_KEPT_QUESTIONS = 128


def switch_often() -> None:
    """Have the threads of a process that serves take turns quickly."""
    sys.setswitchinterval(_SWITCHING)


class Turns:
    """Runs work in `threads` threads at most, `abreast` of it at once; what takes long lets others by.

    Threads that compute at once only take Python's lock from one another. With SQLite, which lets go of it
    for every row, eight of them need thrice the processor time for the same that one needs.
    """

    def __init__(self, threads: int, abreast: int) -> None:
        self._turns = asyncio.Semaphore(abreast)
        self._limiter = anyio.CapacityLimiter(threads)

    async def run(self, work: Callable[[], T]) -> T:
        """Return what the work returns, once it is its turn."""
        await self._turns.acquire()
        is_over = False

        def end() -> None:
            nonlocal is_over
            if not is_over:
                is_over = True
                self._turns.release()

        late = asyncio.get_running_loop().call_later(_SECONDS, end)
        try:
            return await anyio.to_thread.run_sync(work, limiter=self._limiter)
        finally:
            late.cancel()
            end()


class Short:
    """The questions that took little processor time when they were put last.

    They may be answered on the event loop itself. Whoever does so sets a bound to what waits and says by
    `measured` what it took; a question that took long, or that nobody has put yet, is for a thread.
    """

    def __init__(self) -> None:
        self._questions: OrderedDict[Hashable, None] = OrderedDict()

    def __contains__(self, question: Hashable) -> bool:
        return question in self._questions

    def measured(self, question: Hashable, work: Callable[[], T]) -> T:
        """Return what the work returns, done in this thread, and note how long it took.

        Work that returns None, or raises, does not count as short.
        """
        begun = time.thread_time()
        try:
            done = work()
        except BaseException:
            self.forget(question)
            raise
        self.forget(question)
        if done is not None and time.thread_time() - begun <= _SHORT_SECONDS:
            self._questions[question] = None
            if len(self._questions) > _KEPT_QUESTIONS:
                self._questions.popitem(last=False)
        return done

    def forget(self, question: Hashable) -> None:
        """Have a question put to a thread the next time."""
        self._questions.pop(question, None)
