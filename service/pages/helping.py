"""Further processes that make a site's files: each reads the store by itself, one alone notes what is made.

A helper goes through a section's batches; the publishing process tells it which of a batch's files are wanted
and is told what took its place. Which helper makes a section, and when, changes no byte of it.
"""

import multiprocessing
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkProcess
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from service.errors import Refusal
from service.pages.placing import Placed, place_batch
from service.pages.section import File, Section
from service.pages.writing import Writer

# What tells that who is at the other end is no more.
_GONE = (EOFError, BrokenPipeError, ConnectionResetError)


class Help(NamedTuple):
    """How many processes help, and how each comes to the sections, in a snapshot of its own."""

    processes: int
    opened: Callable[[], AbstractContextManager[Sequence[Section]]]


class _Files(NamedTuple):
    """The files of a batch: which are wanted?"""

    files: Sequence[File]


class _Put(NamedTuple):
    """What took its place."""

    placed: Sequence[Placed]


class _Whole(NamedTuple):
    """There are no further batches."""


class _Other(NamedTuple):
    """The section is not the same in the helper's snapshot: it does not make it."""


class _Failed(NamedTuple):
    """Making the section raised this."""

    error: Exception


class _Asked:
    """A section that a helper is making."""

    def __init__(self, section: Section) -> None:
        self.section = section
        self.files: Sequence[File] = ()


class Helpers:
    """Processes that make sections; to be closed by `with`.

    A helper ends when this process does, however that ends: its pipe is then at an end.
    """

    def __init__(self, folder: Path, help: Help) -> None:
        """Begin them."""
        # Copies of this process: what is installed meanwhile is not theirs, and they hold the folder with it.
        context = multiprocessing.get_context("fork")
        self._ends: list[Connection] = []
        self._processes: list[ForkProcess] = []
        for _ in range(help.processes):
            ours, theirs = context.Pipe()
            process = context.Process(
                target=_help, args=(folder, help, theirs, [*self._ends, ours]), daemon=True
            )
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

    def write(self, sections: Iterable[Section], writer: Writer) -> list[Section]:
        """Write the sections, each by whichever helper is free; return those that none of them could make.

        What making one raises is raised here; `Refusal` (`worker-ended`) when a helper is killed.
        """
        waiting = iter(sections)
        asked: dict[Connection, _Asked] = {}
        left: list[Section] = []

        def ask(end: Connection) -> None:
            section = next(waiting, None)
            if section is not None:
                asked[end] = _Asked(section)
                writer.open(section)
                _say(end, (section.name, section.key))

        for end in self._ends:
            ask(end)
        while asked:
            for ready in wait(list(asked)):
                assert isinstance(ready, Connection)  # noqa: S101 - nothing else is waited for
                task = asked[ready]
                said = _received(ready)
                if isinstance(said, _Files):
                    task.files = said.files
                    _say(ready, writer.begin(task.section, said.files))
                    continue
                if isinstance(said, _Put):
                    writer.put(task.section, task.files, said.placed)
                    continue
                if isinstance(said, _Whole):
                    writer.close(task.section)
                else:
                    left.append(task.section)
                del asked[ready]
                ask(ready)
        return left


@contextmanager
def _expecting() -> Iterator[None]:
    """Raise `Refusal` (`worker-ended`) where the helper is no more."""
    try:
        yield
    except _GONE as ended:
        raise Refusal(
            "worker-ended", "一个工作进程被系统中断，多半是内存不够。", "腾出内存后再运行，已完成的不会重做。"
        ) from ended


def _say(end: Connection, what: object) -> None:
    with _expecting():
        end.send(what)


def _received(end: Connection) -> object:
    with _expecting():
        said = end.recv()
    if isinstance(said, _Failed):
        raise said.error
    return said


def _help(folder: Path, help: Help, end: Connection, others: Sequence[Connection]) -> None:
    for other in others:
        other.close()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the publishing process's to answer; it closes the pipe
    try:
        with help.opened() as sections:
            known = {section.name: section for section in sections}
            while True:
                name, key = end.recv()
                section = known.get(name)
                if section is None or section.key != key:
                    end.send(_Other())
                    continue
                for batch in section.batches():
                    end.send(_Files(batch.files))
                    end.send(_Put(place_batch(folder, batch, end.recv())))
                end.send(_Whole())
    except _GONE:
        return
    except Exception as error:  # noqa: BLE001 - raised again by the publishing process
        with suppress(*_GONE):
            end.send(_Failed(error))
