"""Writing many rows: the driver's executemany on SQLite, COPY on PostgreSQL, numbers taken in blocks."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, text

from service.store.base import Table


def insert_rows(
    connection: Connection, table: type[Table], columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Insert the rows, values in the order of `columns`, as the drivers take them.

    Values go to the driver as they are: moments and enumerations must be given as the column keeps them.
    """
    name = table.__tablename__
    listed = ", ".join(columns)
    if connection.dialect.name == "sqlite":
        marks = ", ".join("?" * len(columns))
        cursor = connection.connection.cursor()
        try:
            statement = f"INSERT INTO {name} ({listed}) VALUES ({marks})"  # noqa: S608 - names of our own tables
            cursor.executemany(statement, rows)  # type: ignore[arg-type]  # the driver takes any iterable
        finally:
            cursor.close()
        return
    driver = connection.connection.driver_connection
    assert driver is not None  # noqa: S101 - an open connection has one
    with driver.cursor() as cursor, cursor.copy(f"COPY {name} ({listed}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


_TAKE = text(
    "UPDATE number_series SET next_number = next_number + :count WHERE name = :name RETURNING next_number"
)


def take_numbers(connection: Connection, table: type[Table], count: int) -> range:
    """Take `count` numbers that no row of the table has or will have.

    On PostgreSQL they are taken in a transaction of their own, so that a long load does not keep others
    waiting; a load that fails leaves a gap.
    """
    values = {"count": count, "name": table.__tablename__}
    if connection.dialect.name == "sqlite":
        end = connection.execute(_TAKE, values).scalar_one()
    else:
        with connection.engine.begin() as apart:
            end = apart.execute(_TAKE, values).scalar_one()
    return range(end - count, end)
