"""What rests on an instrument: powers, bodies, divisions; which would be left without a basis (影响分析)."""

import msgspec
from sqlalchemy import Connection, select

from service.errors import Refusal
from service.instruments import Instrument
from service.legal.registry import stored_registry
from service.node_ids import BadNodeIdError, decode, encode
from service.reading import citing_revisions, rests_alone
from service.store.core import body, current_item, published_list, revision
from service.store.core import division as divisions
from service.vocabulary import Category, ListKind


class RestingPower(msgspec.Struct, frozen=True):
    """A power of a latest published list that cites the instrument.

    `left_without` tells that nothing else it cites is in force or could be: it would have no basis left.
    """

    id: str
    name: str
    sub_item_name: str
    category: Category | None
    body: str
    division: str
    kind: ListKind
    left_without: bool


def find_instrument(connection: Connection, text: str) -> Instrument:
    """Return the instrument of a node id, title, alias or number; raises `Refusal` naming the nearest.

    A title that only comes near is refused: an impact is not to be told of another instrument.
    """
    registry = stored_registry(connection)
    number = _number(text)
    for one in registry.instruments:
        if one.id == number:
            return one
    title = text.strip().strip("《》")
    match = registry.match(title)
    found = match if match.instrument else registry.match(None, text)
    if found.instrument and found.score >= 0.9:
        return found.instrument
    near = match.instrument or match.nearest
    raise Refusal(
        "unknown-instrument",
        f"登记库中没有“{text}”。" + (f"最接近的是《{near.title}》。" if near else ""),
        "写出公布的标题、简称或者文号；没有登记的，先用 quanze load-instruments 载入。",
    )


def _number(text: str) -> int | None:
    try:
        kind, number = decode(text)
    except BadNodeIdError:
        return None
    return number if kind == "Instrument" else None


def resting_powers(connection: Connection, instrument_id: int) -> list[RestingPower]:
    """Return every power that rests on the instrument, by division, list, body and place in the list."""
    citing = citing_revisions([instrument_id])
    rows = connection.execute(
        select(
            current_item.c.item_id,
            revision.c.name,
            revision.c.sub_item_name,
            revision.c.category,
            body.c.name.label("body"),
            published_list.c.division_code,
            published_list.c.kind,
            rests_alone(instrument_id, citing.c.revision_id).label("left_without"),
        )
        .select_from(citing)
        .join(current_item, current_item.c.revision_id == citing.c.revision_id)
        .join(revision, revision.c.id == current_item.c.revision_id)
        .join(body, body.c.id == current_item.c.body_id)
        .join(published_list, published_list.c.id == current_item.c.list_id)
        .order_by(
            published_list.c.division_code,
            published_list.c.kind,
            current_item.c.body_id,
            current_item.c.position,
            current_item.c.item_id,
        )
    )
    return [
        RestingPower(
            encode("PowerItem", row.item_id),
            row.name,
            row.sub_item_name,
            Category(row.category) if row.category else None,
            row.body,
            row.division_code,
            ListKind(row.kind),
            bool(row.left_without),
        )
        for row in rows
    ]


def division_names(connection: Connection, codes: set[str]) -> dict[str, str]:
    """Return the names of divisions by code."""
    rows = connection.execute(select(divisions.c.code, divisions.c.name).where(divisions.c.code.in_(codes)))
    return {row.code: row.name for row in rows}
