"""Other processes of this machine that work in turn: what was asked first is answered first."""

import multiprocessing
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any, Generic, Self, TypeVar

from service.errors import Refusal

A = TypeVar("A")
R = TypeVar("R")


class Workers(Generic[A, R]):
    """`count` processes doing `work`, each on one thing at a time; to be closed by `with`.

    A worker ends when this process does, however that ends: its pipe is then at an end.
    """

    def __init__(self, work: Callable[[A], R], count: int) -> None:
        self._ends: list[Connection] = []
        self._processes: list[multiprocessing.Process] = []
        for _ in range(count):
            ours, theirs = multiprocessing.Pipe()
            process = multiprocessing.Process(target=_serve, args=(work, theirs, ours), daemon=True)
            process.start()
            theirs.close()
            self._ends.append(ours)
            self._processes.append(process)

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

        One thing more than there are workers is taken in advance. Raises `Refusal` (`worker-ended`) when a
        worker is killed, as a system short of memory does.
        """
        idle = deque(self._ends)
        asked: deque[Connection] = deque()
        for thing in things:
            if idle:
                end = idle.popleft()
                end.send(thing)
            else:
                end = asked.popleft()
                result = _received(end)
                end.send(thing)
                yield result
            asked.append(end)
        for end in asked:
            yield _received(end)


def _received(end: Connection) -> Any:
    try:
        result, error = end.recv()
    except EOFError as ended:
        raise Refusal(
            "worker-ended", "一个工作进程被系统中断，多半是内存不够。", "腾出内存后再运行。"
        ) from ended
    if error is not None:
        raise error
    return result


def _serve(work: Callable[[A], R], end: Connection, other_end: Connection) -> None:
    other_end.close()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent's to answer; it then closes the pipe
    try:
        while True:
            thing = end.recv()
            try:
                answer: tuple[R | None, Exception | None] = (work(thing), None)
            except Exception as error:  # noqa: BLE001 - raised again by the parent
                answer = (None, error)
            end.send(answer)
    except (EOFError, OSError):
        return
