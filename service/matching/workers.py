"""Other processes of this machine that work in turn: what was asked first is answered first."""

import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import Any, Generic, Self, TypeVar

from service.errors import Refusal

A = TypeVar("A")
R = TypeVar("R")

# So many times what the workers have at hand is taken in advance, should one of them be slow.
_IN_ADVANCE = 2


def processors() -> int:
    """How many processors this process may use, which a container's or a batch system's may not all be."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Workers(Generic[A, R]):
    """`count` processes doing `work`, each with `at_hand` things at hand; to be closed by `with`.

    They share what this process holds when they begin. A worker ends when this process does, however that
    ends: its pipe is then at an end. Where the system gives no process the work is done here. With more than
    one thing at hand none has to wait for the next, but things must be so small that a pipe holds some.
    """

    def __init__(self, work: Callable[[A], R], count: int, at_hand: int = 1) -> None:
        self._work = work
        self._at_hand = at_hand
        self._ends: list[Connection] = []
        self._processes: list[BaseProcess] = []
        try:
            forking = multiprocessing.get_context("fork")
            for _ in range(count):
                ours, theirs = forking.Pipe()
                process = forking.Process(target=_serve, args=(work, theirs, ours), daemon=True)
                process.start()
                theirs.close()
                self._ends.append(ours)
                self._processes.append(process)
        except (OSError, ValueError):  # no more processes, or a system that does not fork
            return

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for end in self._ends:
            end.close()
        for process in self._processes:
            process.join()

    def map(self, things: Iterable[A]) -> Iterator[R]:
        """Yield what the work makes of each thing, in order; what the work raises is raised here.

        Few are taken in advance. Raises `Refusal` (`worker-ended`) when a worker is killed, as a system short
        of memory does.
        """
        if not self._ends:
            yield from map(self._work, things)
            return
        unasked = enumerate(things, start=1)
        at_hand: dict[Connection, deque[int]] = {end: deque() for end in self._ends}
        most = _IN_ADVANCE * self._at_hand * len(self._ends)
        made: dict[int, R] = {}
        due = taken = 0

        def hand_out() -> None:
            nonlocal taken
            for end in self._ends * self._at_hand:
                if len(at_hand[end]) < self._at_hand and taken - due < most:
                    for taken, thing in islice(unasked, 1):
                        _hand(end, thing)
                        at_hand[end].append(taken)

        while True:
            hand_out()
            working = [end for end in self._ends if at_hand[end]]
            if not working:
                return
            ready = wait(working)
            for end in working:
                if end in ready:
                    made[at_hand[end].popleft()] = _received(end)
            hand_out()
            while due + 1 in made:
                due += 1
                yield made.pop(due)


def _hand(end: Connection, thing: object) -> None:
    try:
        end.send(thing)
    except ConnectionError as ended:
        raise _ended() from ended


def _received(end: Any) -> Any:
    try:
        result, error = end.recv()
    except (EOFError, ConnectionError) as ended:
        raise _ended() from ended
    if isinstance(error, tuple):
        raise Refusal(*error)
    if error is not None:
        raise error
    return result


def _ended() -> Refusal:
    return Refusal("worker-ended", "一个工作进程被系统中断，多半是内存不够。", "腾出内存后再运行。")


def _serve(work: Callable[[A], R], end: Connection, other_end: Connection) -> None:
    other_end.close()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent's to answer; it then closes the pipe
    try:
        while True:
            thing = end.recv()
            try:
                answer: tuple[R | None, object] = (work(thing), None)
            except Refusal as refusal:
                answer = (None, (refusal.code, refusal.message, refusal.fix))
            except Exception as error:  # noqa: BLE001 - raised again by the parent
                answer = (None, error)
            end.send(answer)
    except (EOFError, OSError):
        return
