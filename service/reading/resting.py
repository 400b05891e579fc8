"""What rests on an instrument in the latest published lists: pages of powers, and counts."""

from collections.abc import Collection, Sequence
from typing import Any

import msgspec
from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    and_,
    case,
    exists,
    func,
    not_,
    or_,
    select,
)

from service.reading.editions import LATEST
from service.reading.items import ItemRecord, item_record
from service.reading.paging import Order, Page, PageRequest, fetch_page, fetch_pages
from service.reading.scope import Scope, item_rows, rows_of
from service.store.core import citation, current_item, instrument, published_list, revision
from service.vocabulary import InstrumentStatus

_ENDED = (InstrumentStatus.REPEALED.value, InstrumentStatus.LAPSED.value)


class ImpactCounts(msgspec.Struct, frozen=True, kw_only=True):
    """How much rests on an instrument; `left_without` powers would have no basis if it fell."""

    powers: int = 0
    bodies: int = 0
    divisions: int = 0
    left_without: int = 0


def impact_counts(connection: Connection, ids: Collection[int]) -> dict[int, ImpactCounts]:
    """Return how much rests on each of the instruments."""
    citing = citing_revisions(ids)
    rows = connection.execute(
        select(
            citing.c.instrument_id,
            func.count(),
            func.count(current_item.c.body_id.distinct()),
            func.count(published_list.c.division_code.distinct()),
            func.sum(case((rests_alone(citing.c.instrument_id, citing.c.revision_id), 1), else_=0)),
        )
        .select_from(
            citing.join(current_item, current_item.c.revision_id == citing.c.revision_id).join(
                published_list, published_list.c.id == current_item.c.list_id
            )
        )
        .group_by(citing.c.instrument_id)
    )
    found = {
        number: ImpactCounts(powers=powers, bodies=bodies, divisions=places, left_without=int(alone))
        for number, powers, bodies, places, alone in rows
    }
    return {number: found.get(number, ImpactCounts()) for number in ids}


def instrument_power_pages(
    connection: Connection, ids: Sequence[int], request: PageRequest, *, alone: bool = False
) -> dict[int, Page[ItemRecord]]:
    """Return, for each instrument, the page of the powers that rest on it, or on it alone."""
    rows = rows_of(Scope(when=LATEST, lists=None, editions=None))
    citing = citing_revisions(ids)
    query = item_rows(rows).join(citing, citing.c.revision_id == revision.c.id)
    if alone:
        query = query.where(rests_alone(citing.c.instrument_id, citing.c.revision_id))
    order = Order("list", (rows.list_id, rows.body_id, rows.position, rows.item_id), (int, int, float, int))
    if len(ids) == 1:  # no window over all that rest on it, their contents and all
        page = fetch_page(connection, query, order, request, lambda row: item_record(row, LATEST))
        return {ids[0]: page}
    return fetch_pages(
        connection,
        query,
        citing.c.instrument_id,
        ids,
        order,
        request,
        lambda row: item_record(row, LATEST),
    )


def citing_revisions(ids: Collection[int]) -> FromClause:
    """The revisions that cite the instruments, each pair of `instrument_id` and `revision_id` once."""
    return (
        select(citation.c.instrument_id, citation.c.revision_id)
        .where(citation.c.instrument_id.in_(ids))
        .distinct()
        .subquery("citing")
    )


def rests_alone(
    instrument_id: ColumnElement[Any] | int, revision_id: ColumnElement[Any]
) -> ColumnElement[bool]:
    """The condition that nothing else the revision cites could carry its power.

    What the registry does not know may carry it; what has been repealed or has lapsed may not.
    """
    other = citation.alias("other_citation")
    known = instrument.alias("other_instrument")
    carrying = (
        select(other.c.revision_id)
        .select_from(other.outerjoin(known, known.c.id == other.c.instrument_id))
        .where(
            other.c.revision_id == revision_id,
            or_(
                and_(other.c.instrument_id.is_(None), other.c.folded_title != ""),
                and_(other.c.instrument_id != instrument_id, known.c.status.not_in(_ENDED)),
            ),
        )
    )
    return not_(exists(carrying))
