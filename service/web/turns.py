"""Work in threads, one after the other as long as each is short."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

import anyio

T = TypeVar("T")
# Longer than a usual answer takes, shorter than anybody would notice waiting.
_SECONDS = 0.01


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
