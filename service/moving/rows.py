"""A table's rows in the order of its key, the same values and so the same bytes from either store."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import msgspec
from sqlalchemy import Connection, Dialect, String, Table, collate, select

_AT_ONCE = 2000
_encode = msgspec.msgpack.Encoder().encode


@contextmanager
def rows_of(connection: Connection, table: Table) -> Iterator[Iterator[tuple[Any, ...]]]:
    """The rows of the table, every column, in the order of its key; fetched in pieces while it is open."""
    # Text is ordered by code point on SQLite; PostgreSQL is told to do so too.
    by_code_point = connection.dialect.name == "postgresql"
    key = [
        collate(column, "C") if by_code_point and isinstance(column.type, String) else column
        for column in table.primary_key
    ]
    with connection.execute(select(table).order_by(*key), execution_options={"yield_per": _AT_ONCE}) as found:
        yield map(tuple, found)


def row_bytes(row: tuple[Any, ...]) -> bytes:
    """The row as bytes to be hashed: MessagePack, which says where it ends."""
    return _encode(row)


def binder(table: Table, dialect: Dialect) -> Callable[[tuple[Any, ...]], tuple[Any, ...]]:
    """What turns a row into the values that the dialect's driver takes."""
    processors = [column.type.dialect_impl(dialect).bind_processor(dialect) for column in table.columns]

    def bound(row: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(
            value if process is None else process(value)
            for value, process in zip(row, processors, strict=True)
        )

    return bound
