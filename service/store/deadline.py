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


@contextmanager
def break_off_at(connection: Connection, seconds: float | None, busy: float | None = None) -> Iterator[None]:
    """Hold the statements of an open transaction to a deadline; None sets none.

    `busy` is how many seconds of processor time they may take besides, which SQLite alone is held to.
    """
    if seconds is None:
        yield
        return
    ends = time.monotonic() + seconds
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SET LOCAL statement_timeout = {max(1, int(seconds * 1000))}")
        connection.info[_ENDS] = ends
        try:
            yield
        finally:
            connection.info.pop(_ENDS, None)
        return
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)  # noqa: S101 - narrows the driver's type
    connection.info[_ENDS] = ends
    driver.set_progress_handler(_past(ends, busy), _STEPS)
    try:
        yield
    finally:
        driver.set_progress_handler(None, 0)
        connection.info.pop(_ENDS, None)


def _past(ends: float, busy: float | None) -> Callable[[], bool]:
    """What tells whether it is past the deadline, or this thread has been busy for long enough."""
    if busy is None:
        return lambda: time.monotonic() > ends
    most = time.thread_time() + busy
    return lambda: time.thread_time() > most or time.monotonic() > ends


def hold_to_deadlines(engine: Engine) -> None:
    """Make the engine's connections begin no statement after their deadline, and tell of it as it is."""

    @event.listens_for(engine, "before_cursor_execute")
    def _in_time(connection: Connection, *_: Any) -> None:
        ends = connection.info.get(_ENDS)
        if ends is not None and time.monotonic() > ends:
            raise DeadlineError

    @event.listens_for(engine, "handle_error")
    def _broken_off(context: ExceptionContext) -> None:
        if is_broken_off(context.original_exception):
            raise DeadlineError from context.original_exception


def is_broken_off(failure: BaseException) -> bool:
    """Whether a driver says that a statement was broken off."""
    if isinstance(failure, sqlite3.OperationalError):
        return failure.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT
    return isinstance(failure, psycopg.errors.QueryCanceled)
