"""What rests on legal instruments in some lists' latest editions: counted, and line by line."""

from collections import defaultdict
from collections.abc import Collection

import msgspec
from sqlalchemy import Connection, case, func, select

from service.reading.resting import rests_alone
from service.store.core import body, citation, current_item, published_list, revision
from service.vocabulary import Category

# Revision ids are folded by a prime, so that sums of different sets differ.
_FOLDED_BY, _WITHIN = 2_654_435_761, 4_294_967_291


class RestingFigure(msgspec.Struct, frozen=True, array_like=True):
    """How many powers of one list rest on an instrument, and on it alone; `mark` tells which."""

    instrument_id: int
    powers: int
    left_without: int
    mark: tuple[int, int]


class RestingItem(msgspec.Struct, frozen=True, kw_only=True):
    """A power that rests on an instrument; `left_without` others that could carry it."""

    item_id: int
    list_id: int
    division_code: str
    name: str
    sub_item_name: str
    category: Category | None
    body_id: int
    body_name: str
    left_without: bool


def resting_figures(connection: Connection, list_id: int) -> list[RestingFigure]:
    """Return what rests on every instrument that a list's published editions ever cited, by instrument.

    On what the latest cites no more nothing does.
    """
    citing = (
        select(citation.c.instrument_id, citation.c.revision_id)
        .join(current_item, current_item.c.revision_id == citation.c.revision_id)
        .where(current_item.c.list_id == list_id, citation.c.instrument_id.is_not(None))
        .distinct()
        .subquery()
    )
    number, cited = citing.c.instrument_id, citing.c.revision_id
    rows = connection.execute(
        select(
            number,
            func.count(),
            func.sum(case((rests_alone(number, cited), 1), else_=0)),
            func.sum(cited),
            func.sum(cited * _FOLDED_BY % _WITHIN),
        ).group_by(number)
    )
    found = {
        instrument: RestingFigure(instrument, powers, int(alone), (int(plain), int(folded)))
        for instrument, powers, alone, plain, folded in rows
    }
    # Of drafts nothing is noted here: what they cite is found as they are published.
    ever = connection.execute(
        select(citation.c.instrument_id)
        .join(revision, revision.c.id == citation.c.revision_id)
        .where(revision.c.list_id == list_id, citation.c.instrument_id.is_not(None))
        .distinct()
    ).scalars()
    return [found.get(instrument, RestingFigure(instrument, 0, 0, (0, 0))) for instrument in sorted(ever)]


def resting_items(
    connection: Connection, instrument_ids: Collection[int], list_ids: Collection[int], *, few: bool
) -> dict[int, list[RestingItem]]:
    """Return the powers of these lists that rest on each instrument, by division and in the lists' order.

    Where `few` rest on them in all lists they are looked up by instrument; else the lists are gone through,
    which costs the same whatever rests on the instruments in others.
    """
    in_list, cited = current_item.c.list_id, citation.c.instrument_id
    # A sum is not looked up in an index.
    sought = ((in_list + 0).in_(list_ids), cited.in_(instrument_ids))
    if not few:
        sought = (in_list.in_(list_ids), (cited + 0).in_(instrument_ids))
    citing = (
        select(current_item, cited)
        .join(citation, citation.c.revision_id == current_item.c.revision_id)
        .where(*sought)
        .distinct()
        .subquery()
    )
    rows = connection.execute(
        select(
            citing.c.instrument_id,
            citing.c.item_id,
            citing.c.list_id,
            citing.c.category,
            citing.c.body_id,
            revision.c.name,
            revision.c.sub_item_name,
            body.c.name.label("body_name"),
            published_list.c.division_code,
            rests_alone(citing.c.instrument_id, citing.c.revision_id).label("left_without"),
        )
        .select_from(citing)
        .join(revision, revision.c.id == citing.c.revision_id)
        .join(body, body.c.id == citing.c.body_id)
        .join(published_list, published_list.c.id == citing.c.list_id)
        .order_by(
            published_list.c.division_code,
            citing.c.list_id,
            citing.c.body_id,
            citing.c.position,
            citing.c.item_id,
        )
    )
    found: dict[int, list[RestingItem]] = defaultdict(list)
    for row in rows:
        found[row.instrument_id].append(
            RestingItem(
                item_id=row.item_id,
                list_id=row.list_id,
                division_code=row.division_code,
                name=row.name,
                sub_item_name=row.sub_item_name,
                category=Category(row.category) if row.category else None,
                body_id=row.body_id,
                body_name=row.body_name,
                left_without=bool(row.left_without),
            )
        )
    return found
