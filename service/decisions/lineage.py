"""Decisions within one list as lineage: comparisons, histories and statistics read it there."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, func, insert, or_, select, update

from service.decisions.proposals import Proposal
from service.reading.decided import note_of
from service.store import take_numbers
from service.store.core import lineage, revision
from service.store.tables import Lineage
from service.vocabulary import ChangeKind, Decision

# What a person's word takes the place of: his earlier word, and what was found without him.
_OVERRULED = (Decision.CONFIRMED, Decision.REJECTED, Decision.AUTOMATIC)


def enter_lineage(
    connection: Connection, edition_id: int, proposals: Sequence[Proposal], decided_by: str, moment: datetime
) -> None:
    """Enter decisions in the edition's lineage, with who decided, when and why for their reason.

    Links they overrule are withdrawn, never deleted.
    """
    link = lineage.c
    for proposal in proposals:
        connection.execute(
            update(lineage)
            .where(
                link.edition_id == edition_id,
                link.before_item_id == proposal.before,
                link.after_item_id == proposal.after,
                link.decision.in_(_OVERRULED),
                link.withdrawn_at.is_(None),
            )
            .values(withdrawn_at=moment)
        )
    said = [proposal for proposal in proposals if proposal.decision is not Decision.AUTOMATIC]
    numbers = take_numbers(connection, Lineage, len(said)) if said else range(0)
    for number, proposal in zip(numbers, said, strict=True):
        connection.execute(
            insert(lineage).values(
                id=number,
                edition_id=edition_id,
                before_item_id=proposal.before,
                after_item_id=proposal.after,
                kind=_kind(connection, edition_id, proposal),
                decision=proposal.decision,
                reason=note_of(decided_by, moment, proposal.reason),
                recorded_at=moment,
            )
        )


def _kind(connection: Connection, edition_id: int, proposal: Proposal) -> ChangeKind:
    """What happened to the power: merged or split beside other links, else moved, renamed or changed."""
    link = lineage.c
    beside = connection.execute(
        select(
            func.count().filter(link.after_item_id == proposal.after, link.before_item_id != proposal.before),
            func.count().filter(link.before_item_id == proposal.before, link.after_item_id != proposal.after),
        ).where(
            link.edition_id == edition_id,
            link.withdrawn_at.is_(None),
            link.decision != Decision.REJECTED,
            link.before_item_id.is_not(None),
            link.after_item_id.is_not(None),
            or_(link.before_item_id == proposal.before, link.after_item_id == proposal.after),
        )
    ).one()
    if beside[0]:
        return ChangeKind.MERGED
    if beside[1]:
        return ChangeKind.SPLIT
    was, became = (_wording(connection, number) for number in (proposal.before, proposal.after))
    if was[0] != became[0]:
        return ChangeKind.TRANSFERRED
    return ChangeKind.RENAMED if was[1] != became[1] else ChangeKind.CHANGED


def _wording(connection: Connection, item_id: int) -> tuple[int, str]:
    """The body and the folded name of a power's newest wording."""
    row = connection.execute(
        select(revision.c.body_id, revision.c.folded_name)
        .where(revision.c.item_id == item_id, revision.c.removed.is_(False))
        .order_by(revision.c.id.desc())
        .limit(1)
    ).one()
    return row.body_id, row.folded_name
