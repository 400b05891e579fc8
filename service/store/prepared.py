"""Statements built once, for what is asked most: building one anew costs more than running it."""

from collections import namedtuple
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Dialect,
    Float,
    Integer,
    Label,
    LargeBinary,
    Numeric,
    Select,
    bindparam,
    cast,
    column,
    func,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY

from service.store.driver import driver_rows

_encode = msgspec.json.Encoder().encode
Value = int | float | str | Sequence[int]
_AS_THEY_ARE = frozenset({int, float, str})


class Prepared:
    """A query with parameters by name, built and compiled once for each kind of store.

    Values go to the driver as they are, so they must be numbers, texts, or whole numbers in a sequence for
    `one_of_numbers`. What comes back is as the columns' types have it.
    """

    def __init__(self, build: Callable[[str], Select[Any]]) -> None:
        """Take what builds the query for a dialect's name."""
        self._build = build
        self._ready: dict[str, _Ready] = {}

    def rows(self, connection: Connection, **values: Value) -> list[Any]:
        """Return the rows for these values, named tuples of the selected columns."""
        ready = self._ready.get(connection.dialect.name) or self._made(connection.dialect)
        return list(map(ready.row, ready.rows(connection, values)))

    def bare(self, connection: Connection, **values: Value) -> Sequence[Any]:
        """The same as sequences, each column once and in their order: for who takes them apart at once."""
        ready = self._ready.get(connection.dialect.name) or self._made(connection.dialect)
        return ready.rows(connection, values)

    def _made(self, dialect: Dialect) -> "_Ready":
        ready = self._ready[dialect.name] = _compiled(self._build(dialect.name), dialect)
        return ready


class _Ready(NamedTuple):
    """A query as the driver takes it: its text, its parameters in order, how its rows are read."""

    text: str
    names: Sequence[str] | None
    constants: dict[str, Any]
    row: Callable[..., Any]
    readers: Sequence[tuple[int, Callable[[Any], Any]]]

    def rows(self, connection: Connection, values: dict[str, Value]) -> Sequence[Any]:
        """Run it."""
        given: dict[str, object] = self.constants | values
        for name, value in values.items():
            if type(value) not in _AS_THEY_ARE:
                given[name] = _given(value, self.names)
        parameters: Any = given if self.names is None else tuple(map(given.__getitem__, self.names))
        found = driver_rows(connection, self.text, parameters)
        return [_read(row, self.readers) for row in found] if self.readers else found


def one_of_numbers(expression: ColumnElement[Any], name: str, dialect: str) -> ColumnElement[bool]:
    """Return the condition that a number is one of the parameter's, however many it has."""
    if dialect == "sqlite":
        listed = func.json_each(bindparam(name)).table_valued(column("value", Integer))
        return expression.in_(select(listed.c.value))
    return expression == func.any(bindparam(name, type_=ARRAY(BigInteger)))


def as_stored(text: ColumnElement[str], dialect: str) -> ColumnElement[Any]:
    """Return a text column as the driver gives it for least: on SQLite its bytes, UTF-8; else the text."""
    return cast(text, LargeBinary).label(text.key) if dialect == "sqlite" else text


def _compiled(query: Select[Any], dialect: Dialect) -> _Ready:
    columns, others = _once_each(query.selected_columns)
    compiled = query.with_only_columns(*columns, maintain_column_froms=True).compile(dialect=dialect)
    readers = [
        (at, reader)
        for at, each in enumerate(columns)
        if not isinstance(each.type, Float | Numeric | LargeBinary)  # both drivers give these as they are
        and (reader := each.type.dialect_impl(dialect).result_processor(dialect, None))
    ]
    row = namedtuple("Row", [each.key for each in columns])  # type: ignore[misc]
    for name, known_as in others.items():
        setattr(row, name, getattr(row, known_as))
    names = list(compiled.positiontup) if compiled.positiontup is not None else None
    # Members of enumerations as plain texts, which drivers need not look into.
    constants = {
        name: str(value) if isinstance(value, str) else value
        for name, value in compiled.params.items()
        if value is not None
    }
    return _Ready(str(compiled), names, constants, partial(tuple.__new__, row), readers)


def _once_each(selected: Iterable[ColumnElement[Any]]) -> tuple[list[ColumnElement[Any]], dict[str, str]]:
    """What is selected, each once, and its other names: a column given again costs a driver as much again."""
    known: dict[int, ColumnElement[Any]] = {}
    others: dict[str, str] = {}
    for each in selected:
        same = known.setdefault(id(each.element if isinstance(each, Label) else each), each)
        if same is not each:
            others[str(each.key)] = str(same.key)
    return list(known.values()), others


def _given(value: Value, names: Sequence[str] | None) -> object:
    if isinstance(value, int | float | str) or names is None:
        return value
    return _encode(list(value)).decode()


def _read(row: Sequence[Any], readers: Sequence[tuple[int, Callable[[Any], Any]]]) -> list[Any]:
    values = list(row)
    for at, reader in readers:
        values[at] = reader(values[at])
    return values
