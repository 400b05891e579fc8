"""Stores of many divisions: one division's list as it is in the store, copied for others under other ids."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from sqlalchemy import Column, Connection, Table, func, insert, literal, select

from service.store.core import (
    body,
    body_list,
    body_list_count,
    body_list_layer,
    citation,
    current_item,
    division,
    edition,
    edition_body,
    power_item,
    published_list,
    revision,
    revision_code,
    revision_reading,
)
from service.store.search import list_terms
from tests.bench.corpus import DIVISION

APART = 10**9
"""The rows that copies are made of are numbered below it."""
_COPIED = (
    published_list,
    body,
    power_item,
    edition,
    body_list,
    body_list_layer,
    body_list_count,
    edition_body,
    revision,
    revision_code,
    revision_reading,
    citation,
    current_item,
)
_DOCUMENTS = sa.text(
    "INSERT INTO revision_search SELECT revision_id + :shift,"
    " ts_delete(document, CAST(:was AS text[])) || array_to_tsvector(CAST(:now AS text[]))"
    " FROM revision_search WHERE revision_id < :apart"
)


def multiply(connection: Connection, parts: int, tables: tuple[Table, ...] = _COPIED) -> list[str]:
    """Copy what the store's one division published into further ones, up to `parts` in all; return these."""
    others = select(division.c.code).where(division.c.code != DIVISION).order_by(division.c.code)
    codes = list(connection.execute(others.limit(parts - 1)).scalars())
    for number, code in enumerate(codes, 1):
        for one in tables:
            copied = [_copied(column, number, code) for column in one.c]
            connection.execute(
                insert(one).from_select(list(one.c), select(*copied).where(_is_original(one)), False)
            )
        if connection.dialect.name == "postgresql":
            connection.execute(_DOCUMENTS, _shift(connection, number))
    return [DIVISION, *codes]


def _shift(connection: Connection, number: int) -> dict[str, object]:
    """What the documents of a copy are made with: their list has terms of its own."""
    list_id = connection.execute(select(func.min(published_list.c.id))).scalar_one()
    was, now = list_terms(list_id), list_terms(list_id + number)
    return {"shift": number * APART, "apart": APART, "was": was, "now": now}


def _is_original(table: Table) -> sa.ColumnElement[bool]:
    """The condition that a row is none of a copy's."""
    if table is published_list:
        return table.c.division_code == DIVISION
    return next(column for column in table.c if _is_numbered(column) and not _is_of_list(column)) < APART


def _copied(column: Column[object], number: int, code: str) -> sa.ColumnElement[object]:
    if column.name == "division_code":
        return literal(code)
    if _is_of_list(column):
        return column + number  # lists are numbered one after another, as they are where they are published
    return column + number * APART if _is_numbered(column) else column


def _is_of_list(column: Column[object]) -> bool:
    return column is published_list.c.id or column.name == "list_id"


def _is_numbered(column: Column[object]) -> bool:
    """Whether copies have numbers of their own there: the ids of what is copied, and what points to them."""
    if column.name in ("layer_id", "list_id", "body_id"):
        return True
    if column.foreign_keys:
        return any(key.column.table in _COPIED for key in column.foreign_keys)
    return column.name == "id" and column.primary_key


@contextmanager
def unindexed(connection: Connection) -> Iterator[None]:
    """Do without the indexes that serve no constraint, and make them again at the end (PostgreSQL)."""
    made = connection.exec_driver_sql(
        "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema()"
        " AND indexname NOT IN (SELECT conname FROM pg_constraint)"
    ).all()
    for name, _ in made:
        connection.exec_driver_sql(f'DROP INDEX "{name}"')
    yield
    for _, definition in made:
        connection.exec_driver_sql(definition)
