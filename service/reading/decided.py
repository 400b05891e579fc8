"""What people decided about two powers being one (认定): between lists, and from edition to edition."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, select

from service.reading.standing import pieces
from service.store.core import pair_decision, power_item
from service.vocabulary import Decision


class DecisionRecord(msgspec.Struct, frozen=True, kw_only=True):
    """The standing decision on two powers: CONFIRMED, REJECTED, or AUTOMATIC for one that was taken back.

    `edition_id` is the edition in which `after` came, or came not, of `before`; None between two lists,
    where `before` is the reference's. `version` counts the decisions on the pair.
    """

    before: int
    after: int
    edition_id: int | None
    decision: Decision
    version: int
    reason: str
    decided_by: str
    decided_at: datetime

    @property
    def note(self) -> str:
        """Who decided, when and why, in one Chinese line."""
        return note_of(self.decided_by, self.decided_at, self.reason)


def note_of(decided_by: str, decided_at: datetime, reason: str) -> str:
    """Return who decided, when and why, in one Chinese line."""
    return "，".join(filter(None, (decided_by, f"{decided_at:%Y-%m-%d}", reason)))


def decisions_between(
    connection: Connection, reference_list: int, lists: Collection[int]
) -> list[DecisionRecord]:
    """Return the decisions in force between the powers of a list and of others, `before` being the first's.

    What was decided with the roles exchanged is turned round; of both the later counts.
    """
    ours, theirs = power_item.alias("ours"), power_item.alias("theirs")
    decided = pair_decision.c
    found: dict[tuple[int, int], DecisionRecord] = {}
    for turned in (False, True):
        mine, other = decided.before_item_id, decided.after_item_id
        if turned:
            mine, other = other, mine
        rows = connection.execute(
            select(pair_decision)
            .join(ours, ours.c.id == mine)
            .join(theirs, theirs.c.id == other)
            .where(
                decided.edition_id.is_(None),
                decided.superseded_at.is_(None),
                ours.c.list_id == reference_list,
                theirs.c.list_id.in_(sorted(lists)),
            )
        )
        for row in rows:
            record = _record(row, turned=turned)
            known = found.get((record.before, record.after))
            if known is None or known.decided_at < record.decided_at:
                found[record.before, record.after] = record
    return [record for record in found.values() if record.decision is not Decision.AUTOMATIC]


def standing_decisions(
    connection: Connection, pairs: Collection[tuple[int, int]], edition_id: int | None
) -> dict[tuple[int, int], DecisionRecord]:
    """Return the newest decision on each of these pairs (before, after), those taken back included."""
    decided = pair_decision.c
    scope = decided.edition_id.is_(None) if edition_id is None else decided.edition_id == edition_id
    wanted = set(pairs)
    found = (
        _record(row)
        for piece in pieces(sorted({before for before, _ in wanted}))
        for row in connection.execute(
            select(pair_decision).where(
                scope, decided.superseded_at.is_(None), decided.before_item_id.in_(piece)
            )
        )
    )
    return {pair: record for record in found if (pair := (record.before, record.after)) in wanted}


def _record(row: Row[Any], *, turned: bool = False) -> DecisionRecord:
    before, after = row.before_item_id, row.after_item_id
    return DecisionRecord(
        before=after if turned else before,
        after=before if turned else after,
        edition_id=row.edition_id,
        decision=Decision(row.decision),
        version=row.version,
        reason=row.reason,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
    )
