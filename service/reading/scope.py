"""Which lists and editions a question is put to, and the rows that stand in them."""

from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from typing import Any

import msgspec
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    FromClause,
    Select,
    and_,
    bindparam,
    func,
    literal,
    null,
    select,
    true,
)

from service.reading.editions import LATEST, When, in_force
from service.reading.sight import part_seen, parts_shown, seen
from service.store.core import (
    body_list,
    body_list_count,
    body_list_layer,
    current_item,
    edition,
    edition_body,
    published_list,
    revision,
)
from service.store.live import standing
from service.store.prepared import Prepared
from service.vocabulary import Category, ListKind

Numbers = Sequence[int] | Select[tuple[int]]
_KEPT_ROWS = 256


class Scope(msgspec.Struct, frozen=True, kw_only=True):
    """What a question is put to.

    `lists` are the lists asked, None for every list. `editions` are the editions that answer, None where
    it is the latest of each list, which `current_item` holds ready. `parts` are drafts among them of which
    only some bodies' part is shown.
    """

    when: When
    lists: Numbers | None
    editions: Numbers | None
    parts: Mapping[int, frozenset[int]] = {}

    @property
    def is_empty(self) -> bool:
        """Whether it is known already that nothing stands in it."""
        return any(isinstance(numbers, list) and not numbers for numbers in (self.lists, self.editions))


def scope_of(
    connection: Connection,
    *,
    division: str | None = None,
    kind: ListKind | None = None,
    body: int | None = None,
    when: When = LATEST,
) -> Scope:
    """Find the lists of a division, kind or body, and the editions of them that answer.

    Editions that are their lists' latest are read as such.
    """
    if division is None and body is None:
        lists = select(published_list.c.id).where(published_list.c.kind == kind.value) if kind else None
        narrowing = [published_list.c.kind == kind.value] if kind else []
        if when.is_latest:
            return Scope(when=when, lists=lists, editions=None)
        answering = in_force(when, *narrowing, shown=seen(connection))
        return Scope(when=when, lists=lists, editions=answering, parts=parts_shown(connection))
    found = _lists(connection, division, kind, body)
    if when.is_latest or not found:
        return Scope(when=when, lists=found, editions=None)
    return scope_of_lists(connection, found, when)


def scope_of_lists(connection: Connection, lists: Collection[int], when: When) -> Scope:
    """The scope of these lists at that time."""
    if when.is_latest:
        return Scope(when=when, lists=sorted(lists), editions=None)
    answering = select(edition.c.id, edition.c.list_id, edition.c.current).where(
        edition.c.id.in_(in_force(when, edition.c.list_id.in_(sorted(lists)), shown=seen(connection)))
    )
    rows = connection.execute(answering.order_by(edition.c.list_id)).all()
    numbers = [row.list_id for row in rows]
    if rows and all(row.current for row in rows):
        return Scope(when=when, lists=numbers, editions=None)
    answering_ids = [row.id for row in rows]
    return Scope(when=when, lists=numbers, editions=answering_ids, parts=parts_shown(connection))


def narrowed_to(
    division: str | None, kind: ListKind | None, body: int | None = None
) -> list[ColumnElement[bool]]:
    """Return the conditions on `published_list` that leave the lists of a division, kind or body."""
    conditions: list[ColumnElement[bool]] = []
    if division is not None:
        conditions.append(published_list.c.division_code == division)
    if kind is not None:
        conditions.append(published_list.c.kind == kind.value)
    if body is not None:
        of_body = (
            select(edition.c.list_id)
            .join(edition_body, edition_body.c.edition_id == edition.c.id)
            .join(body_list, body_list.c.id == edition_body.c.body_list_id)
            .where(body_list.c.body_id == body)
            .correlate(None)
        )
        conditions.append(published_list.c.id.in_(of_body))
    return conditions


def _lists(
    connection: Connection, division: str | None, kind: ListKind | None, body: int | None
) -> list[int]:
    if division is not None and kind is not None and body is None:
        return [row.id for row in _ONE_LIST.rows(connection, division=division, kind=kind.value)]
    query = select(published_list.c.id).where(*narrowed_to(division, kind, body))
    return list(connection.execute(query.order_by(published_list.c.id)).scalars())


_ONE_LIST = Prepared(
    lambda _dialect: select(published_list.c.id).where(
        published_list.c.division_code == bindparam("division"), published_list.c.kind == bindparam("kind")
    )
)


class Rows(msgspec.Struct, frozen=True, kw_only=True):
    """Where the items of a scope stand: what to select from, the condition, and the columns to use."""

    source: FromClause
    stands: ColumnElement[bool]
    edition_id: ColumnElement[Any]
    list_id: ColumnElement[Any]
    body_id: ColumnElement[Any]
    position: ColumnElement[Any]
    item_id: ColumnElement[Any]
    category: ColumnElement[Any]


def rows_of(scope: Scope) -> Rows:
    """Return where the items of the scope stand; `revision` is always part of it."""
    if scope.editions is None:
        if isinstance(scope.lists, list):
            return _rows_of_latest(tuple(scope.lists))
        return _rows_of_latest(None) if scope.lists is None else _latest(scope.lists)
    joined, stands = standing()
    return Rows(
        source=edition_body.join(joined, body_list_layer.c.body_list_id == edition_body.c.body_list_id),
        stands=and_(edition_body.c.edition_id.in_(scope.editions), part_seen(scope.parts), stands),
        edition_id=edition_body.c.edition_id,
        list_id=revision.c.list_id,
        body_id=edition_body.c.body_id,
        position=revision.c.position,
        item_id=revision.c.item_id,
        category=revision.c.category,
    )


@lru_cache(maxsize=_KEPT_ROWS)
def _rows_of_latest(lists: tuple[int, ...] | None) -> Rows:
    return _latest(lists)


def _latest(lists: Numbers | None) -> Rows:
    return Rows(
        source=current_item.join(revision, revision.c.id == current_item.c.revision_id),
        stands=current_item.c.list_id.in_(lists) if lists is not None else true(),
        edition_id=null().cast(BigInteger),
        list_id=current_item.c.list_id,
        body_id=current_item.c.body_id,
        position=current_item.c.position,
        item_id=current_item.c.item_id,
        category=current_item.c.category,
    )


def item_rows(rows: Rows, content: ColumnElement[Any] = revision.c.content) -> Select[Any]:
    """Return the query of the items that stand there, as `ItemRecord` takes its rows."""
    return (
        select(
            revision.c.id,
            rows.item_id.label("item_id"),
            rows.edition_id.label("edition_id"),
            rows.list_id.label("list_id"),
            rows.body_id.label("body_id"),
            rows.category.label("category"),
            revision.c.level,
            content,
        )
        .select_from(rows.source)
        .where(rows.stands)
    )


def edition_numbers(scope: Scope) -> Numbers:
    """Return the ids of the editions that answer."""
    if scope.editions is not None:
        return scope.editions
    if scope.lists is None:
        return in_force(LATEST)
    return in_force(LATEST, edition.c.list_id.in_(scope.lists))


def counted(connection: Connection, scope: Scope, categories: Collection[Category], body: int | None) -> int:
    """Return how many items stand in the scope, from what publication counted."""
    answering: ColumnElement[bool] = and_(
        edition_body.c.edition_id.in_(edition_numbers(scope)), part_seen(scope.parts)
    )
    if body is not None:
        answering = and_(answering, edition_body.c.body_id == body)
    if categories:
        query = (
            select(func.sum(body_list_count.c["items"]))
            .select_from(
                edition_body.join(
                    body_list_count, body_list_count.c.body_list_id == edition_body.c.body_list_id
                )
            )
            .where(answering, body_list_count.c.category.in_([category.value for category in categories]))
        )
    elif body is not None or scope.parts:
        query = (
            select(func.sum(body_list.c["items"]))
            .select_from(edition_body.join(body_list, body_list.c.id == edition_body.c.body_list_id))
            .where(answering)
        )
    else:
        query = select(func.sum(edition.c["items"])).where(edition.c.id.in_(edition_numbers(scope)))
    return int(connection.execute(select(func.coalesce(query.scalar_subquery(), literal(0)))).scalar_one())
