"""Recording decisions on pairs: checked, versioned, entered in the lineage and in the audit trail."""

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import Connection, insert, select, update

from service import node_ids
from service.access import Principal, Right, require
from service.audit import Entry, append
from service.decisions.lineage import enter_lineage
from service.decisions.proposals import Proposal, Recorded
from service.errors import Refusal
from service.reading import DecisionRecord, standing_decisions
from service.reading.standing import pieces
from service.store import take_numbers
from service.store.core import data_version, edition, pair_decision, power_item, published_list
from service.store.decided import PairDecision
from service.vocabulary import Decision

_LONGEST_REASON = 2000
_COUNTED = {
    Decision.CONFIRMED: "confirmed",
    Decision.REJECTED: "rejected",
    Decision.AUTOMATIC: "withdrawn",
}


def record_decisions(
    connection: Connection,
    proposals: Sequence[Proposal],
    *,
    decided_by: Principal,
    edition_id: int | None = None,
    now: datetime | None = None,
) -> Recorded:
    """Record decisions, all of them or none; later comparisons and alignments obey them.

    Without `edition_id` they are between two lists; with it within the edition's list, about what of earlier
    editions came into it. Of a lower list's power one reference power is confirmed at a time: confirming
    another takes the first back. What stands already is not recorded again.

    Raises `Refusal`: `forbidden` without the right over the division of `after`; `unknown-item`;
    `decision-changed` where somebody else decided since; `contradicting-decisions` for a pair given twice
    otherwise; `same-list`, `other-list` where the powers are not of the lists asked for; `bad-argument` for a
    reason that cannot be kept.
    """
    moment = now or datetime.now(UTC)
    wanted = _distinct(proposals)
    lists = _lists_of(connection, wanted)
    _expect_lists(connection, wanted, lists, edition_id)
    divisions = _divisions(connection, set(lists.values()))
    for division in sorted({divisions[lists[proposal.after]] for proposal in wanted}):
        require(decided_by, Right.DECIDE_MATCHES, division=division)
    standing = standing_decisions(connection, [proposal.pair for proposal in wanted], edition_id)
    _expect_versions(wanted, standing)
    fresh = [proposal for proposal in wanted if not _stands(proposal, standing.get(proposal.pair))]
    unchanged = len(wanted) - len(fresh)
    if edition_id is None:
        taken_back = _taken_back(connection, fresh, lists)
        standing |= standing_decisions(connection, [proposal.pair for proposal in taken_back], None)
        fresh += taken_back
    counts = dict.fromkeys(_COUNTED.values(), 0)
    numbers = take_numbers(connection, PairDecision, len(fresh)) if fresh else ()
    for number, proposal in zip(numbers, fresh, strict=True):
        _record(connection, number, proposal, standing.get(proposal.pair), decided_by, edition_id, moment)
        counts[_COUNTED[proposal.decision]] += 1
    if edition_id is not None:
        enter_lineage(connection, edition_id, fresh, decided_by.name, moment)
    if fresh:
        connection.execute(update(data_version).values(version=data_version.c.version + 1))
    for proposal in fresh:
        known = standing.get(proposal.pair)
        append(connection, _entry(proposal, known, decided_by, divisions[lists[proposal.after]]), at=moment)
    return Recorded(**counts, unchanged=unchanged)


def _distinct(proposals: Sequence[Proposal]) -> list[Proposal]:
    by_pair: dict[tuple[int, int], Proposal] = {}
    for proposal in proposals:
        if len(proposal.reason) > _LONGEST_REASON or "\0" in proposal.reason:
            raise Refusal(
                "bad-argument", "理由过长，或有不能保存的字符。", f"理由不超过 {_LONGEST_REASON} 字。"
            )
        known = by_pair.setdefault(proposal.pair, proposal)
        if known.decision is not proposal.decision:
            raise Refusal(
                "contradicting-decisions",
                f"对同一对事项（{_told(proposal)}）既确认又否定。",
                "每一对事项只写一种认定。",
            )
    return list(by_pair.values())


def _lists_of(connection: Connection, proposals: Sequence[Proposal]) -> dict[int, int]:
    """The lists of the powers, which are kept for others until the end of the transaction."""
    numbers = sorted({number for proposal in proposals for number in proposal.pair})
    found: dict[int, int] = {}
    for piece in pieces(numbers):
        rows = connection.execute(
            select(power_item.c.id, power_item.c.list_id)
            .where(power_item.c.id.in_(piece))
            .order_by(power_item.c.id)
            .with_for_update()
        )
        found.update(rows.all())
    unknown = [number for number in numbers if number not in found]
    if unknown:
        told = "、".join(_id(number) for number in unknown[:5])
        raise Refusal("unknown-item", f"没有这样的事项：{told}。", "按报告中的事项标识填写。")
    return found


def _expect_lists(
    connection: Connection, proposals: Sequence[Proposal], lists: dict[int, int], edition_id: int | None
) -> None:
    if edition_id is None:
        for proposal in proposals:
            if lists[proposal.before] == lists[proposal.after]:
                raise Refusal(
                    "same-list",
                    f"两个事项（{_told(proposal)}）属于同一清单。",
                    "同一清单两个版本之间的认定，随 quanze compare 提交。",
                )
        return
    own = connection.execute(select(edition.c.list_id).where(edition.c.id == edition_id)).scalar()
    for proposal in proposals:
        if {lists[proposal.before], lists[proposal.after]} != {own}:
            raise Refusal(
                "other-list",
                f"事项（{_told(proposal)}）不在所对比的清单里。",
                "不同清单之间的认定，随 quanze align 提交。",
            )


def _divisions(connection: Connection, lists: set[int]) -> dict[int, str]:
    rows = connection.execute(
        select(published_list.c.id, published_list.c.division_code).where(published_list.c.id.in_(lists))
    )
    return dict(rows.all())


def _expect_versions(proposals: Sequence[Proposal], standing: dict[tuple[int, int], DecisionRecord]) -> None:
    for proposal in proposals:
        known = standing.get(proposal.pair)
        if proposal.version is not None and proposal.version != (known.version if known else 0):
            now = f"第 {known.version} 次：{known.note}" if known else "没有认定"
            raise Refusal(
                "decision-changed",
                f"这对事项（{_told(proposal)}）的认定在此期间变了，现为{now}。",
                "看过新的认定后再提交。",
            )


def _stands(proposal: Proposal, known: DecisionRecord | None) -> bool:
    if known is None:
        return proposal.decision is Decision.AUTOMATIC
    return (known.decision, known.reason) == (proposal.decision, proposal.reason)


def _taken_back(
    connection: Connection, proposals: Sequence[Proposal], lists: dict[int, int]
) -> list[Proposal]:
    """Of a lower power now confirmed with another power of the reference: what was confirmed before."""
    confirmed = {p.after: p for p in proposals if p.decision is Decision.CONFIRMED}
    named = {proposal.pair for proposal in proposals}
    decided = pair_decision.c
    found: list[Proposal] = []
    for piece in pieces(sorted(confirmed)):
        rows = connection.execute(
            select(decided.before_item_id, decided.after_item_id, power_item.c.list_id)
            .join(power_item, power_item.c.id == decided.before_item_id)
            .where(
                decided.edition_id.is_(None),
                decided.superseded_at.is_(None),
                decided.decision == Decision.CONFIRMED,
                decided.after_item_id.in_(piece),
            )
        )
        for before, after, list_id in rows:
            new = confirmed[after]
            if (before, after) not in named and list_id == lists[new.before]:
                found.append(
                    Proposal(before=before, after=after, decision=Decision.AUTOMATIC, reason="改认为其他事项")
                )
    return found


def _record(
    connection: Connection,
    number: int,
    proposal: Proposal,
    known: DecisionRecord | None,
    by: Principal,
    edition_id: int | None,
    moment: datetime,
) -> None:
    decided = pair_decision.c
    if known:
        scope = decided.edition_id.is_(None) if edition_id is None else decided.edition_id == edition_id
        connection.execute(
            update(pair_decision)
            .where(
                scope,
                decided.before_item_id == proposal.before,
                decided.after_item_id == proposal.after,
                decided.superseded_at.is_(None),
            )
            .values(superseded_at=moment)
        )
    connection.execute(
        insert(pair_decision).values(
            id=number,
            edition_id=edition_id,
            before_item_id=proposal.before,
            after_item_id=proposal.after,
            decision=proposal.decision,
            version=(known.version if known else 0) + 1,
            reason=proposal.reason,
            decided_by=by.name,
            decided_at=moment,
        )
    )


def _entry(proposal: Proposal, known: DecisionRecord | None, by: Principal, division: str) -> Entry:
    return Entry(
        by=by,
        act="match.decide",
        subject=_id(proposal.after),
        division=division,
        before=_said(known.before, known.decision) if known else None,
        after=_said(proposal.before, proposal.decision),
        why=proposal.reason,
    )


def _said(before: int, decision: Decision) -> dict[str, str]:
    return {"with": _id(before), "decision": decision}


def _told(proposal: Proposal) -> str:
    return f"{_id(proposal.before)}、{_id(proposal.after)}"


def _id(number: int) -> str:
    return node_ids.encode("PowerItem", number)
