"""What may be chosen for a proposal: bodies, items, powers of lists above or below, recipients."""

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import ColumnElement, Connection, Row, func, or_, select

from service.access import Principal
from service.adjustments import AdjustmentKind
from service.divisions import ancestors_of
from service.documents.cleanup import category_label
from service.items import Body
from service.pages.views import one_line
from service.proceedings import may_propose
from service.reading import EditionRecord, standing_bodies
from service.store.core import body, current_item, division, published_list, revision
from service.text import fold
from service.vocabulary import Category, ListKind
from service.workbench.proposals import KIND_FORMS

MOST_OFFERED = 200


class Offer(NamedTuple):
    """A power that may be chosen."""

    item: int
    name: str
    category: str
    body: str
    division: str


class Offers(msgspec.Struct, frozen=True):
    """Powers to choose among: those chosen already first; `more` counts what is not shown."""

    shown: tuple[Offer, ...] = ()
    more: int = 0


class Place(NamedTuple):
    """A division that may receive."""

    code: str
    name: str


def bodies_to_propose(connection: Connection, principal: Principal, edition: EditionRecord) -> list[Body]:
    """Return the bodies of an edition for which he may propose anything."""
    return [
        each
        for each in standing_bodies(connection, edition.id)
        if each.name and kinds_to_propose(principal, edition.division_code, each.id)
    ]


def kinds_to_propose(principal: Principal, code: str, number: int | None) -> list[AdjustmentKind]:
    """Return the kinds that he may propose for a body; without one those that are about no body."""
    return [
        kind
        for kind in KIND_FORMS
        if (number is None) == (kind is AdjustmentKind.REFORM) and may_propose(principal, kind, code, number)
    ]


def items_offered(
    connection: Connection, edition: EditionRecord, body_id: int, words: str, chosen: Collection[int]
) -> Offers:
    """Return the powers of a body in the latest edition whose names have these words."""
    own = (current_item.c.list_id == edition.list_id, current_item.c.body_id == body_id)
    return _offers(connection, own, words, chosen)


def sources_offered(
    connection: Connection,
    kind: AdjustmentKind,
    edition: EditionRecord,
    words: str,
    chosen: Collection[int],
) -> Offers:
    """Return the powers of lists above (for 上收: below) that an adjustment of that kind may name."""
    code = edition.division_code
    if kind is AdjustmentKind.TAKE_BACK:
        prefix = code[:2] if code.endswith("0000") else code.removesuffix("00")
        place = published_list.c.division_code.startswith(prefix, autoescape=True)
    else:
        place = published_list.c.division_code.in_(ancestors_of(code))
    elsewhere = published_list.c.division_code != code
    same = published_list.c.kind.in_(_alike(edition.kind))
    return _offers(connection, (place, elsewhere, same), words, chosen)


def recipients_offered(connection: Connection, kind: AdjustmentKind, code: str) -> list[Place]:
    """Return the divisions whose bodies may receive, the own one first; for 上收 those above."""
    if kind is AdjustmentKind.TAKE_BACK:
        where: ColumnElement[bool] = division.c.code.in_(ancestors_of(code))
    else:
        where = or_(division.c.code == code, division.c.parent_code == code)
    rows = connection.execute(select(division.c.code, division.c.name).where(where).order_by(division.c.code))
    return [Place(*row) for row in rows]


def bodies_of_division(connection: Connection, edition: EditionRecord) -> list[Body]:
    """Return the bodies that stand in an edition."""
    return [each for each in standing_bodies(connection, edition.id) if each.name]


def _alike(kind: ListKind) -> Sequence[ListKind]:
    """Lists of which a power may come into one of that kind."""
    powers = (ListKind.POWER, ListKind.COMBINED)
    return powers if kind in powers else (kind,)


def _offers(
    connection: Connection, where: Sequence[ColumnElement[bool]], words: str, chosen: Collection[int]
) -> Offers:
    first = _rows(connection, [*where, current_item.c.item_id.in_(chosen)]) if chosen else []
    others = [*where, current_item.c.item_id.not_in(chosen)]
    others += [revision.c.folded_name.contains(fold(word), autoescape=True) for word in words.split()[:5]]
    total = connection.execute(select(func.count()).select_from(_JOINED).where(*others)).scalar_one()
    rows = [*first, *_rows(connection, others)[: max(MOST_OFFERED - len(first), 0)]]
    return Offers(tuple(map(_offer, rows)), len(first) + total - len(rows))


_JOINED = (
    current_item.join(revision, revision.c.id == current_item.c.revision_id)
    .join(published_list, published_list.c.id == current_item.c.list_id)
    .join(body, body.c.id == current_item.c.body_id)
    .join(division, division.c.code == published_list.c.division_code)
)


def _rows(connection: Connection, where: Sequence[ColumnElement[bool]]) -> list[Row[Any]]:
    return list(
        connection.execute(
            select(
                current_item.c.item_id,
                revision.c.name,
                revision.c.sub_item_name,
                current_item.c.category,
                body.c.name.label("body"),
                division.c.name.label("division"),
            )
            .select_from(_JOINED)
            .where(*where)
            .order_by(published_list.c.division_code.desc(), body.c.id, current_item.c.item_id)
            .limit(1_000)
        )
    )


def _offer(row: Row[Any]) -> Offer:
    category = category_label(Category(row.category) if row.category else None)
    return Offer(row.item_id, one_line(row.name, row.sub_item_name), category, row.body, row.division)
