"""What is known in the store of what a proposal names: standing items, names, codes, other adjustments."""

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import Connection, or_, select

from service.adjustments import UNDER_REVIEW, Facts, NameKey, Proposal, State
from service.reading.standing import pieces
from service.store.core import (
    adjustment,
    adjustment_edition,
    adjustment_item,
    body,
    current_item,
    published_list,
    revision,
    revision_code,
)
from service.text import fold

_UNDER_WAY = (*sorted(UNDER_REVIEW), State.RETURNED)


def gather_facts(connection: Connection, proposal: Proposal, *, own: int | None = None) -> Facts:
    """Return the facts a proposal is checked against; `own` is the adjustment it revises."""
    lists = list(
        connection.execute(
            select(published_list.c.id).where(
                published_list.c.division_code == proposal.division,
                published_list.c.kind.in_(proposal.lists),
            )
        ).scalars()
    )
    named = [old.item for old in proposal.before if old.item is not None]
    codes = _bearers(connection, lists, {fold(code) for new in proposal.after for code in new.content.codes})
    bearers = {number for holders in codes.values() for number in holders}
    return Facts(
        standing=_standing(connection, lists, {*named, *bearers}),
        named=_names(connection, lists, {new.body.id for new in proposal.after}),
        codes=codes,
        pending=_pending(connection, named, own),
        bodies=frozenset(
            connection.execute(
                select(body.c.folded_name).where(body.c.division_code == proposal.division)
            ).scalars()
        ),
    )


def _standing(connection: Connection, lists: Collection[int], powers: Collection[int]) -> set[int]:
    found: set[int] = set()
    for piece in pieces(sorted(powers)):
        query = select(current_item.c.item_id).where(
            current_item.c.list_id.in_(lists), current_item.c.item_id.in_(piece)
        )
        found.update(connection.execute(query).scalars())
    return found


def _names(connection: Connection, lists: Collection[int], bodies: Collection[int]) -> dict[NameKey, int]:
    rows = connection.execute(
        select(
            current_item.c.item_id,
            current_item.c.body_id,
            current_item.c.category,
            revision.c.name,
            revision.c.sub_item_name,
        )
        .join(revision, revision.c.id == current_item.c.revision_id)
        .where(current_item.c.list_id.in_(lists), current_item.c.body_id.in_(bodies))
    )
    return {
        (row.body_id, fold(row.name), fold(row.sub_item_name), row.category or ""): row.item_id
        for row in rows
    }


def _bearers(connection: Connection, lists: Collection[int], codes: Collection[str]) -> dict[str, set[int]]:
    """By code: the powers of these lists that bear it or ever bore it, in drafts too."""
    found: dict[str, set[int]] = defaultdict(set)
    if codes:
        rows = connection.execute(
            select(revision_code.c.folded_code, revision.c.item_id)
            .join(revision, revision.c.id == revision_code.c.revision_id)
            .where(revision_code.c.folded_code.in_(codes), revision.c.list_id.in_(lists))
        )
        for code, number in rows:
            found[code].add(number)
    return found


def _pending(connection: Connection, powers: Collection[int], own: int | None) -> dict[int, list[str]]:
    applied = select(adjustment_edition.c.adjustment_id)
    query = (
        select(adjustment_item.c.item_id, adjustment_item.c.adjustment_id)
        .join(adjustment, adjustment.c.id == adjustment_item.c.adjustment_id)
        .where(
            adjustment_item.c.item_id.in_(powers),
            or_(
                adjustment.c.state.in_(_UNDER_WAY),
                (adjustment.c.state == State.APPROVED) & adjustment.c.id.not_in(applied),
            ),
        )
    )
    if own is not None:
        query = query.where(adjustment_item.c.adjustment_id != own)
    found: dict[int, list[str]] = defaultdict(list)
    for item, number in connection.execute(query):
        found[item].append(str(number))
    return found
