"""Divisions (行政区划) as the store has them."""

from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, Select, select

from service.divisions import normalise_code, successor_of
from service.reading.paging import Order, Page, PageRequest, fetch_page, fetch_pages
from service.reading.refusals import LONGEST_TEXT, BadArgumentError
from service.store.core import division
from service.vocabulary import Level

# Codes are few and asked for again and again; longer texts are no usual way to write one.
_MOST_MET = 4_096
_LONGEST_MET = 16
_ORDER = Order("division", (division.c.code,), (str,))


class DivisionRecord(msgspec.Struct, frozen=True):
    """A division: its code, name, level and the code of the one above it, if any."""

    code: str
    name: str
    level: Level
    parent_code: str | None


def division_code(text: str) -> str:
    """Return the code as the store has it; raises `BadArgumentError` for what is no division code.

    A withdrawn code stands for the one that took its place.
    """
    return _code_met(text) if len(text) <= _LONGEST_MET else _code(text)


def _code(text: str) -> str:
    code = normalise_code(text) if len(text) <= LONGEST_TEXT else None
    if code is None:
        raise BadArgumentError(
            f"“{text[:40]}”不是行政区划代码。", "按 GB/T 2260 填写六位区划代码，例如 650200。"
        )
    return successor_of(code) or code


_code_met = lru_cache(maxsize=_MOST_MET)(_code)


def divisions_by_code(connection: Connection, codes: Collection[str]) -> dict[str, DivisionRecord]:
    """Return the divisions with those codes; unknown ones are left out."""
    rows = connection.execute(_query().where(division.c.code.in_(codes)))
    return {row.code: _read(row) for row in rows}


def division_page(
    connection: Connection, request: PageRequest, *, level: Level | None = None, under: str | None = None
) -> Page[DivisionRecord]:
    """Return a page of divisions by code: of a level, or anywhere below `under`, or both, or all."""
    query = _query()
    if level is not None:
        query = query.where(division.c.level == int(level))
    if under is not None:
        query = query.where(division.c.code.in_(codes_below(under)))
    return fetch_page(connection, query, _ORDER, request, _read)


def children_pages(
    connection: Connection, codes: Sequence[str], request: PageRequest
) -> dict[str, Page[DivisionRecord]]:
    """Return, for each of the divisions, the page of those directly below it."""
    query = _query().where(division.c.parent_code.in_(codes))
    return fetch_pages(connection, query, division.c.parent_code, codes, _ORDER, request, _read)


def codes_below(code: str) -> Select[tuple[str]]:
    """Return the query of the codes of all divisions below one, at any depth."""
    below = select(division.c.code).where(division.c.parent_code == code).cte("below", recursive=True)
    below = below.union_all(select(division.c.code).join(below, division.c.parent_code == below.c.code))
    return select(below.c.code)


def _query() -> Select[Any]:
    return select(division.c.code, division.c.name, division.c.level, division.c.parent_code)


def _read(row: Row[Any]) -> DivisionRecord:
    return DivisionRecord(row.code, row.name, Level(row.level), row.parent_code)
