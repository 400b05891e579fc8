"""How far long work is, for people."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from service.cli.output import people


class Telling(Protocol):
    """Told how much is done, of how much, and of what where that changes."""

    def __call__(self, done: int, whole: int, what: str | None = None, /) -> None:
        """Show it."""


@contextmanager
def progress_of(what: str, *, by_hand: bool = False) -> Iterator[Telling]:
    """A bar on standard error, gone when all is done; it yields what is to be told.

    `by_hand` it is drawn when told alone, for processes must not be begun beside a thread that draws it.
    """
    # Imported where a bar is shown: most commands are over before one would be seen.
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=people, transient=True, auto_refresh=not by_hand) as bar:
        task = bar.add_task(what, total=None)

        def told(done: int, whole: int, what: str | None = None, /) -> None:
            bar.update(task, completed=done, total=whole, description=what, refresh=by_hand)

        yield told
