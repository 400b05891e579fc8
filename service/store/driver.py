"""Statements handed to the driver as they are, for what is asked most."""

import sqlite3
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection

from service.errors import DeadlineError
from service.store.deadline import SqliteConnection, is_broken_off


def sqlite_driver(connection: Connection) -> SqliteConnection:
    """Return the driver's own connection to a SQLite store."""
    driver = connection.connection.dbapi_connection
    assert isinstance(driver, SqliteConnection)  # noqa: S101 - narrows the driver's type
    return driver


def driver_rows(connection: Connection, text: str, parameters: Any = ()) -> Sequence[Any]:
    """Return the rows of a statement in the driver's own words, as the driver gives them.

    On SQLite it goes by the driver's own cursor, for what lies between costs more there than such a
    statement; those who listen for the engine's statements hear of it all the same. Raises `DeadlineError`.
    """
    if connection.dialect.name != "sqlite":
        return connection.exec_driver_sql(text, parameters).all()
    cursor, heard = sqlite_driver(connection).cursor(), connection.engine.dispatch
    for hear in heard.before_cursor_execute:
        hear(connection, cursor, text, parameters, None, False)
    try:
        rows: list[Any] = cursor.execute(text, parameters).fetchall()
    except sqlite3.Error as failure:
        if is_broken_off(failure):
            raise DeadlineError from failure
        raise
    finally:
        cursor.close()
    for hear in heard.after_cursor_execute:
        hear(connection, cursor, text, parameters, None, False)
    return rows
