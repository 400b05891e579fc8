"""Rows of the store as columns: what comparing reads of hundreds of thousands, packed by the store itself.

A row of eight values costs the driver about as much as it costs the store to find it; the values of thousands
of rows put together into eight cost half. Texts are folded: none has the separator, which is white space.
"""

from collections.abc import Iterator, Sequence
from itertools import compress
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    LargeBinary,
    Select,
    Text,
    bindparam,
    case,
    cast,
    func,
    select,
)

from service.store.core import revision, revision_code
from service.store.prepared import Prepared, one_of_numbers
from service.text import fold, fold_all

_ROWS_AT_ONCE = 20_000
_SEPARATOR = "\x1f"
_NOTHING: dict[str, str | bytes] = {"sqlite": "", "postgresql": b""}
_numbers = msgspec.json.Decoder(list[int]).decode


class Outlines(NamedTuple):
    """What tells revisions apart, as columns; `subs` are the folded sub-item names of those that have one.

    `digests` holds the content hashes one after another, those of removals being empty. `names` are folded.
    """

    revisions: Sequence[int]
    powers: Sequence[int]
    removed: Sequence[int]
    categories: Sequence[str]
    levels: Sequence[int]
    digests: bytes
    names: Sequence[str]
    subs: dict[int, str]

    def standing(self, hidden: set[int]) -> "Outlines":
        """Return those that are no removals and of none of these powers."""
        stands = [
            not removed and power not in hidden
            for removed, power in zip(self.removed, self.powers, strict=True)
        ]
        if all(stands):
            return self
        size = len(self.digests) // max(self.removed.count(0), 1)
        digests = iter(range(0, len(self.digests), size or 1))
        starts = [0 if removed else next(digests) for removed in self.removed]
        return Outlines(
            list(compress(self.revisions, stands)),
            list(compress(self.powers, stands)),
            list(compress(self.removed, stands)),
            list(compress(self.categories, stands)),
            list(compress(self.levels, stands)),
            b"".join([self.digests[at : at + size] for at in compress(starts, stands)]),
            list(compress(self.names, stands)),
            self.subs,
        )


def outlines_of_list(connection: Connection, layer: int, items: int) -> Iterator[Outlines]:
    """Yield what a body list itself brings in, layers below it aside, thousands at a time.

    `items` is about how many it holds.
    """
    if items <= _ROWS_AT_ONCE:
        yield from _unpacked(connection, _OF_LIST.rows(connection, layer=layer))
        return
    for start in range(0, 2**62, _ROWS_AT_ONCE):
        rows = _OF_LONG_LIST.rows(connection, layer=layer, size=_ROWS_AT_ONCE, start=start)
        if not rows[0].rows:
            return
        yield from _unpacked(connection, rows)


def outlines_of(connection: Connection, revisions: Sequence[int]) -> Iterator[Outlines]:
    """Yield the outlines of these revisions, in no order."""
    for start in range(0, len(revisions), _ROWS_AT_ONCE):
        some = revisions[start : start + _ROWS_AT_ONCE]
        yield from _unpacked(connection, _OF_REVISIONS.rows(connection, revisions=some))


def codes_of(
    connection: Connection, revisions: Sequence[int]
) -> Iterator[tuple[Sequence[int], Sequence[str]]]:
    """Yield folded codes of these revisions, each beside its revision, thousands at a time."""
    for start in range(0, len(revisions), _ROWS_AT_ONCE):
        some = revisions[start : start + _ROWS_AT_ONCE]
        for row in _CODES.rows(connection, revisions=some):
            if row.rows:
                yield _listed(row.revisions), row.codes.split(_SEPARATOR)


def _listed(numbers: str) -> list[int]:
    return _numbers(f"[{numbers}]")


def _unpacked(connection: Connection, rows: Sequence[Any]) -> Iterator[Outlines]:
    for row in rows:
        if not row.rows:
            continue
        revisions = _listed(row.revisions)
        names = row.names.split(_SEPARATOR)
        subs: dict[int, str] = {}
        if row.divided:
            divided = _DIVIDED.rows(connection, revisions=_listed(row.divided))
            own = dict(
                zip([each.id for each in divided], fold_all([each.name for each in divided]), strict=True)
            )
            names = [own.get(number, name) for number, name in zip(revisions, names, strict=True)]
            subs = {each.id: fold(each.sub_item_name) for each in divided}
        yield Outlines(
            revisions,
            _listed(row.powers),
            _listed(row.removed),
            row.categories.split(","),
            _listed(row.levels),
            row.digests,
            names,
            subs,
        )


def _outlines(rows: FromClause, dialect: str) -> Select[Any]:
    """The statement; a text of nothing is null."""
    at = rows.c
    is_divided = at.sub_item_name != ""
    columns = {
        "revisions": at.id,
        "powers": at.item_id,
        "removed": case((at.removed, 1), else_=0),
        "categories": func.coalesce(at.category, ""),
        "levels": func.coalesce(at.level, 0),
        "divided": case((is_divided, at.id)),
    }
    names = case((is_divided, ""), else_=at.folded_name)
    return select(
        func.count().label("rows"),
        *(_together(cast(column, Text), ",", dialect).label(name) for name, column in columns.items()),
        _together(names, _SEPARATOR, dialect).label("names"),
        cast(_together(at.content_hash, _NOTHING[dialect], dialect), LargeBinary).label("digests"),
    ).select_from(rows)


def _together(column: ColumnElement[Any], between: str | bytes, dialect: str) -> ColumnElement[Any]:
    """All values of a column as one; of several columns they stand in one order."""
    return func.group_concat(column, between) if dialect == "sqlite" else func.string_agg(column, between)


def _page() -> FromClause:
    at = revision.c
    columns = (at.id, at.item_id, at.removed, at.category, at.level, at.content_hash, at.folded_name)
    query = select(*columns, at.sub_item_name).where(at.body_list_id == bindparam("layer"))
    return query.order_by(at.position, at.id).limit(bindparam("size")).offset(bindparam("start")).subquery()


_OF_LIST = Prepared(
    lambda dialect: _outlines(revision, dialect).where(revision.c.body_list_id == bindparam("layer"))
)
_OF_LONG_LIST = Prepared(lambda dialect: _outlines(_page(), dialect))
_OF_REVISIONS = Prepared(
    lambda dialect: _outlines(revision, dialect).where(one_of_numbers(revision.c.id, "revisions", dialect))
)
_DIVIDED = Prepared(
    lambda dialect: select(revision.c.id, revision.c.name, revision.c.sub_item_name).where(
        one_of_numbers(revision.c.id, "revisions", dialect)
    )
)
_CODES = Prepared(
    lambda dialect: select(
        func.count().label("rows"),
        _together(cast(revision_code.c.revision_id, Text), ",", dialect).label("revisions"),
        _together(revision_code.c.folded_code, _SEPARATOR, dialect).label("codes"),
    ).where(one_of_numbers(revision_code.c.revision_id, "revisions", dialect))
)
