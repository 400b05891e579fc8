"""Delegations (下放、委托): which power, by whom, to whom, since when; as of the edition they came with."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, Row, Select, and_, insert, not_, or_, select, update

from service.access import Principal, Right, bodies_under
from service.adjustments import AdjustmentKind, Proposal
from service.reading.paging import Order, Page, PageRequest, fetch_page
from service.store import take_numbers
from service.store.adjusting import Delegation
from service.store.core import body, delegation, edition
from service.vocabulary import EditionState

_ORDER = Order("delegation", (delegation.c.since, delegation.c.id), (date, int))


class DelegationRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A power that another body exercises: by delegation (the power is its own) or entrusted.

    `to_body` is None where the recipient is a division as a whole or a body that has no list here.
    """

    id: int
    kind: AdjustmentKind
    item_id: int
    name: str
    from_body: int
    to_body: int | None
    to_division: str
    to_name: str
    since: date
    until: date | None
    ended_on: date | None
    adjustment_id: int


class DelegationSelection(msgspec.Struct, frozen=True, kw_only=True):
    """Which delegations are asked; what is None does not narrow. `on` keeps those that hold on that day."""

    division: str | None = None
    from_body: int | None = None
    to_body: int | None = None
    to_division: str | None = None
    item: int | None = None
    on: date | None = None


def enter_delegations(
    connection: Connection, adjustment_id: int, proposal: Proposal, edition_id: int
) -> None:
    """Enter what an adjustment delegates, or end what it takes back, as of the draft it is applied to."""
    powers = [old for old in proposal.before if old.item is not None]
    if proposal.kind is AdjustmentKind.TAKE_BACK and not proposal.to:
        connection.execute(
            update(delegation)
            .where(
                delegation.c.item_id.in_([old.item for old in powers]),
                delegation.c.ended_in.is_(None),
            )
            .values(ended_on=proposal.effective_on, ended_in=edition_id)
        )
        return
    if proposal.kind not in (AdjustmentKind.DELEGATE, AdjustmentKind.ENTRUST):
        return
    pairs = [(old, receiver) for old in powers for receiver in proposal.to]
    numbers = take_numbers(connection, Delegation, len(pairs))
    connection.execute(
        insert(delegation),
        [
            {
                "id": number,
                "kind": proposal.kind,
                "item_id": old.item,
                "name": old.content.name + old.content.sub_item_name,
                "from_body_id": old.body.id,
                "to_body_id": receiver.body,
                "to_division": receiver.division,
                "to_name": receiver.name,
                "since": proposal.effective_on,
                "until": proposal.until,
                "adjustment_id": adjustment_id,
                "edition_id": edition_id,
            }
            for number, (old, receiver) in zip(numbers, pairs, strict=True)
        ],
    )


def delegation_page(
    connection: Connection,
    principal: Principal | None,
    selection: DelegationSelection,
    request: PageRequest,
) -> Page[DelegationRecord]:
    """Return a page of delegations, the earliest first; those of drafts only to who may see them."""
    whole = selection.division is not None and bodies_under(
        principal, Right.SEE_DRAFTS, division=selection.division
    )
    drafts_too = whole is None
    query = _query(drafts_too=drafts_too).where(*_narrowing(selection, drafts_too=drafts_too))
    return fetch_page(connection, query, _ORDER, request, _read)


_ending = edition.alias("ending")


def _ended(*, drafts_too: bool) -> ColumnElement[bool]:
    """The condition that an edition that is shown ended it."""
    shown = _ending.c.id.is_not(None)
    return shown if drafts_too else and_(shown, _ending.c.state == EditionState.PUBLISHED)


def _query(*, drafts_too: bool) -> Select[Any]:
    query = (
        select(delegation, _ended(drafts_too=drafts_too).label("is_ended"))
        .join(edition, edition.c.id == delegation.c.edition_id)
        .join(body, body.c.id == delegation.c.from_body_id)
        .outerjoin(_ending, _ending.c.id == delegation.c.ended_in)
    )
    return query if drafts_too else query.where(edition.c.state == EditionState.PUBLISHED)


def _narrowing(selection: DelegationSelection, *, drafts_too: bool) -> Sequence[Any]:
    columns = delegation.c
    found: list[Any] = []
    if selection.division is not None:
        found.append(body.c.division_code == selection.division)
    if selection.from_body is not None:
        found.append(columns.from_body_id == selection.from_body)
    if selection.to_body is not None:
        found.append(columns.to_body_id == selection.to_body)
    if selection.to_division is not None:
        found.append(columns.to_division == selection.to_division)
    if selection.item is not None:
        found.append(columns.item_id == selection.item)
    if selection.on is not None:
        day = selection.on
        found.append(
            and_(
                columns.since <= day,
                or_(columns.until.is_(None), columns.until >= day),
                or_(not_(_ended(drafts_too=drafts_too)), columns.ended_on > day),
            )
        )
    return found


def _read(row: Row[Any]) -> DelegationRecord:
    return DelegationRecord(
        id=row.id,
        kind=AdjustmentKind(row.kind),
        item_id=row.item_id,
        name=row.name,
        from_body=row.from_body_id,
        to_body=row.to_body_id,
        to_division=row.to_division,
        to_name=row.to_name,
        since=row.since,
        until=row.until,
        ended_on=row.ended_on if row.is_ended else None,
        adjustment_id=row.adjustment_id,
    )
