"""Rows of the store as columns: what comparing reads of hundreds of thousands, packed by the store itself.

A row of eight values costs the driver about as much as it costs the store to find it; the values of thousands
of rows put together into eight cost half. Texts are folded: none has the separator, which is white space.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import compress
from typing import Any, NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    FromClause,
    Integer,
    Select,
    Text,
    bindparam,
    case,
    cast,
    func,
    not_,
    select,
)

from service.comparison import MARK_BYTES, Longs, marks_of_hex
from service.store.core import revision, revision_code
from service.store.prepared import Prepared, one_of_numbers
from service.text import fold, fold_all

_ROWS_AT_ONCE = 20_000
_SEPARATOR = "\x1f"
# Where at least one revision in so many is asked for, codes are read from the first to the last.
_CLOSE = 2
_numbers = msgspec.json.Decoder(list[int]).decode


class Outlines(NamedTuple):
    """What tells revisions apart, as columns; removals are none. Names are folded, and so are `subs`, the
    sub-item names of those that have one.
    """

    revisions: Sequence[int]
    powers: Sequence[int]
    categories: Sequence[str]
    names: Sequence[str]
    subs: dict[int, str]
    hashes: Longs | None = None
    """Marks of the hashes over what they say, where these were read."""

    def without(self, hidden: set[int]) -> "Outlines":
        """Return those of none of these powers."""
        stands = [power not in hidden for power in self.powers]
        if all(stands):
            return self
        return Outlines(
            list(compress(self.revisions, stands)),
            list(compress(self.powers, stands)),
            list(compress(self.categories, stands)),
            list(compress(self.names, stands)),
            self.subs,
            None if self.hashes is None else self.hashes[stands],
        )

    def at(self, places: Sequence[int]) -> "Outlines":
        """Return those at these places."""
        return Outlines(
            [self.revisions[place] for place in places],
            [self.powers[place] for place in places],
            [self.categories[place] for place in places],
            [self.names[place] for place in places],
            self.subs,
            None if self.hashes is None else self.hashes[places],
        )


class Versions(NamedTuple):
    """Revisions and removals, each beside the body list that brings it in, layers below that aside."""

    outlines: Outlines
    lists: Longs
    removed: npt.NDArray[np.bool_]

    def nearest(self, layers: Longs) -> tuple[list[int], list[int]]:
        """Return the places of those that stand in the body lists of these layers, and their body lists.

        They must be all that some powers have; `layers` is as `layer_columns` has it.
        """
        known, number_of, depth_of = layers
        first = np.searchsorted(known, self.lists)
        counts = np.searchsorted(known, self.lists, "right") - first
        of = np.repeat(np.arange(len(counts)), counts)
        at = np.arange(len(of)) + np.repeat(first - np.cumsum(counts) + counts, counts)
        numbers, powers = number_of[at], np.asarray(self.outlines.powers)[of]
        order = np.lexsort((depth_of[at], powers, numbers))
        numbers, powers, of = numbers[order], powers[order], of[order]
        stands = np.ones(len(order), np.bool_)
        stands[1:] = (numbers[1:] != numbers[:-1]) | (powers[1:] != powers[:-1])
        stands &= ~self.removed[of]
        return of[stands].tolist(), numbers[stands].tolist()


def layer_columns(layers: Mapping[int, Mapping[int, int]]) -> Longs:
    """Return the layers of body lists, each with its depth, as three rows: layers, lists, depths."""
    told = [(layer, number, depth) for number, deep in layers.items() for layer, depth in deep.items()]
    return np.array(sorted(told), np.int64).reshape(-1, 3).T


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


def removals_of_list(connection: Connection, layer: int) -> list[int]:
    """Return the powers that a body list removes from those below it."""
    return [row.item_id for row in _REMOVALS.rows(connection, layer=layer)]


def powers_of_layers(connection: Connection, layers: Collection[int]) -> set[int]:
    """Return the powers that revisions and removals of these body lists are of, layers below them aside."""
    (row,) = _POWERS.rows(connection, layers=list(layers))
    return set(_listed(row.powers)) if row.powers else set()


def versions_of(connection: Connection, revisions: Sequence[int]) -> Versions:
    """Return these revisions."""
    return _versions(connection, _OF_REVISIONS.rows(connection, revisions=revisions))


def versions_of_powers(connection: Connection, powers: Sequence[int]) -> Versions:
    """Return all that these powers have, removals too."""
    return _versions(connection, _OF_POWERS.rows(connection, powers=powers))


def codes_of(
    connection: Connection, revisions: Sequence[int]
) -> Iterator[tuple[Sequence[int], Sequence[str]]]:
    """Yield folded codes of these revisions, each beside its revision, thousands at a time.

    The revisions must rise. Where they lie close together others between them may come along.
    """
    for start in range(0, len(revisions), _ROWS_AT_ONCE):
        some = revisions[start : start + _ROWS_AT_ONCE]
        if some[-1] - some[0] < _CLOSE * len(some):
            rows = _CODES_BETWEEN.rows(connection, first=some[0], last=some[-1])
        else:
            rows = _CODES.rows(connection, revisions=list(some))
        for row in rows:
            if row.rows:
                yield _listed(row.revisions), row.codes.split(_SEPARATOR)


def _listed(numbers: str) -> list[int]:
    return _numbers(f"[{numbers}]")


def _unpacked(connection: Connection, rows: Sequence[Any]) -> Iterator[Outlines]:
    for row in rows:
        if row.rows:
            yield _outlines_in(connection, row)


def _versions(connection: Connection, rows: Sequence[Any]) -> Versions:
    (row,) = rows
    if not row.rows:
        nothing = Outlines([], [], [], [], {}, np.arange(0))
        return Versions(nothing, np.arange(0), np.zeros(0, np.bool_))
    return Versions(
        _outlines_in(connection, row)._replace(hashes=marks_of_hex(row.hashes)),
        np.array(_listed(row.lists), np.int64),
        np.array(_listed(row.removals), np.bool_),
    )


def _outlines_in(connection: Connection, row: Any) -> Outlines:
    revisions = _listed(row.revisions)
    names = row.names.split(_SEPARATOR)
    subs: dict[int, str] = {}
    if row.last_sub:  # a folded name has the sub-item's behind it
        divided = _DIVIDED.rows(connection, revisions=revisions)
        own = dict(zip([each.id for each in divided], fold_all([each.name for each in divided]), strict=True))
        names = [own.get(number, name) for number, name in zip(revisions, names, strict=True)]
        subs = {each.id: fold(each.sub_item_name) for each in divided}
    return Outlines(revisions, _listed(row.powers), row.categories.split(","), names, subs)


def _with_versions(condition: ColumnElement[bool], dialect: str) -> Select[Any]:
    at = revision.c
    head = func.substr(at.content_hash, 1, MARK_BYTES)
    written = func.hex(head) if dialect == "sqlite" else func.encode(head, "hex")
    return (
        _outlines(revision, dialect)
        .add_columns(
            _together(at.body_list_id, ",", dialect).label("lists"),
            _together(cast(at.removed, Integer), ",", dialect).label("removals"),
            # A removal has none.
            _together(case((at.removed, "00" * MARK_BYTES), else_=written), "", dialect).label("hashes"),
        )
        .where(condition)
    )


def _outlines(rows: FromClause, dialect: str) -> Select[Any]:
    """The statement; a text of nothing is null."""
    at = rows.c
    return select(
        func.count().label("rows"),
        _together(at.id, ",", dialect).label("revisions"),
        _together(at.item_id, ",", dialect).label("powers"),
        _together(func.coalesce(at.category, ""), ",", dialect).label("categories"),
        _together(at.folded_name, _SEPARATOR, dialect).label("names"),
        func.max(at.sub_item_name).label("last_sub"),
    ).select_from(rows)


def _together(column: ColumnElement[Any], between: str, dialect: str) -> ColumnElement[Any]:
    """All values of a column as one text; of several columns they stand in one order."""
    if dialect == "sqlite":
        return func.group_concat(column, between)
    return func.string_agg(cast(column, Text), between)


def _codes(condition: ColumnElement[bool], dialect: str) -> Select[Any]:
    return select(
        func.count().label("rows"),
        _together(revision_code.c.revision_id, ",", dialect).label("revisions"),
        _together(revision_code.c.folded_code, _SEPARATOR, dialect).label("codes"),
    ).where(condition)


def _page() -> FromClause:
    at = revision.c
    query = select(at.id, at.item_id, at.category, at.folded_name, at.sub_item_name).where(*_BROUGHT_IN)
    return query.order_by(at.position, at.id).limit(bindparam("size")).offset(bindparam("start")).subquery()


_BROUGHT_IN = (revision.c.body_list_id == bindparam("layer"), not_(revision.c.removed))
_OF_LIST = Prepared(lambda dialect: _outlines(revision, dialect).where(*_BROUGHT_IN))
_OF_LONG_LIST = Prepared(lambda dialect: _outlines(_page(), dialect))
_OF_REVISIONS = Prepared(
    lambda dialect: _with_versions(one_of_numbers(revision.c.id, "revisions", dialect), dialect)
)
_OF_POWERS = Prepared(
    lambda dialect: _with_versions(one_of_numbers(revision.c.item_id, "powers", dialect), dialect)
)
_REMOVALS = Prepared(
    lambda _: select(revision.c.item_id).where(
        revision.c.body_list_id == bindparam("layer"), revision.c.removed
    )
)
_POWERS = Prepared(
    lambda dialect: select(_together(revision.c.item_id, ",", dialect).label("powers")).where(
        one_of_numbers(revision.c.body_list_id, "layers", dialect)
    )
)
_DIVIDED = Prepared(
    lambda dialect: select(revision.c.id, revision.c.name, revision.c.sub_item_name).where(
        one_of_numbers(revision.c.id, "revisions", dialect), revision.c.sub_item_name != ""
    )
)
_CODES = Prepared(
    lambda dialect: _codes(one_of_numbers(revision_code.c.revision_id, "revisions", dialect), dialect)
)
_CODES_BETWEEN = Prepared(
    lambda dialect: _codes(
        revision_code.c.revision_id.between(
            bindparam("first", type_=BigInteger), bindparam("last", type_=BigInteger)
        ),
        dialect,
    )
)
