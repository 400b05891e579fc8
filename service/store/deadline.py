"""Deadlines: a statement that takes too long is broken off in the store itself, none is begun after it."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import ExceptionContext

from service.errors import DeadlineError

_ENDS = "quanze_deadline"
# SQLite asks this often, counted in steps of its virtual machine: about every millisecond.
_STEPS = 50_000


class SqliteConnection(sqlite3.Connection):
    """The driver's connection to a SQLite store, which knows until when its statements may run."""

    ends: float | None = None
    """As `time.monotonic` has it; None where nothing is set."""

    def break_off_at(self, seconds: float | None, busy: float | None = None) -> None:
        """Hold the statements from now on to a deadline, or to none any more.

        `busy` is how many seconds of this thread's processor time they may take besides.
        """
        if seconds is None:
            self.ends = None
            self.set_progress_handler(None, 0)
            return
        self.ends = time.monotonic() + seconds
        self.set_progress_handler(_past(self.ends, busy), _STEPS)


@contextmanager
def break_off_at(connection: Connection, seconds: float | None) -> Iterator[None]:
    """Hold the statements of an open transaction on PostgreSQL to a deadline; None sets none."""
    if seconds is None:
        yield
        return
    connection.exec_driver_sql(f"SET LOCAL statement_timeout = {max(1, int(seconds * 1000))}")
    connection.info[_ENDS] = time.monotonic() + seconds
    try:
        yield
    finally:
        connection.info.pop(_ENDS, None)


def _past(ends: float, busy: float | None) -> Callable[[], bool]:
    """What tells whether it is past the deadline, or this thread has been busy for long enough."""
    if busy is None:
        return lambda: time.monotonic() > ends
    most = time.thread_time() + busy
    return lambda: time.thread_time() > most or time.monotonic() > ends


def hold_to_deadlines(engine: Engine) -> None:
    """Make the engine's connections begin no statement after their deadline, and tell of it as it is."""

    # One that may change statements is called as it is; another by a function around it.
    @event.listens_for(engine, "before_cursor_execute", retval=True)
    def _in_time(connection: Connection, cursor: Any, text: str, given: Any, *_: Any) -> tuple[str, Any]:
        driver = cursor.connection
        ends = driver.ends if isinstance(driver, SqliteConnection) else connection.info.get(_ENDS)
        if ends is not None and time.monotonic() > ends:
            raise DeadlineError
        return text, given

    @event.listens_for(engine, "handle_error")
    def _broken_off(context: ExceptionContext) -> None:
        if is_broken_off(context.original_exception):
            raise DeadlineError from context.original_exception


def is_broken_off(failure: BaseException) -> bool:
    """Whether a driver says that a statement was broken off."""
    if isinstance(failure, sqlite3.OperationalError):
        return failure.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT
    return isinstance(failure, psycopg.errors.QueryCanceled)
