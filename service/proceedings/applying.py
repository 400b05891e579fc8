"""Applying approved adjustments to a draft: whole or not at all, and once."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import product

import msgspec
from sqlalchemy import Connection, insert, select

from service.access import Principal, Right, require
from service.adjustments import (
    AdjustmentKind,
    Approved,
    Draft,
    Outcome,
    Proposal,
    State,
    Statement,
    Wording,
    apply_all,
    decode_proposal,
    implementing_code,
    new_powers,
)
from service.audit import Entry, append
from service.bodies import fold_body_name
from service.editions import (
    DraftNews,
    EditionRow,
    Present,
    Stands,
    StatedPair,
    body_named,
    enter_succession,
    find_edition,
    require_division,
    restate,
    stated_pairs,
)
from service.errors import Refusal
from service.findings import Finding, Severity
from service.items import Body
from service.node_ids import encode
from service.proceedings.building import wording_of
from service.proceedings.delegations import enter_delegations
from service.proceedings.numbering import origin_of, series_of, take_code
from service.reading.standing import items_of_powers, lists_of
from service.store import take_numbers
from service.store.core import (
    adjustment,
    adjustment_edition,
    adjustment_result,
    adjustment_wording,
    edition,
    edition_body,
)
from service.store.tables import PowerItem
from service.vocabulary import EditionState, ListKind


class Applied(msgspec.Struct, frozen=True, kw_only=True):
    """What applying came to: the adjustments applied now, and why those that are due were not.

    `codes` are the codes given to new powers.
    """

    edition: EditionRow
    applied: tuple[int, ...]
    left: Mapping[int, Finding]
    codes: Mapping[int, str]


def apply_adjustments(
    connection: Connection,
    principal: Principal | None,
    division: str,
    kind: ListKind,
    label: str,
    now: datetime,
    numbers: Collection[int] | None = None,
) -> Applied:
    """Apply to a draft what is approved for its list and takes effect by its day (or those `numbers` of it).

    What an edition has already is not applied again. Raises `Refusal`: `forbidden`, `unknown-edition`,
    `edition-published`, `no-base` for a draft that is based on no published edition.
    """
    who = require(principal, Right.KEEP_BOOKS, division=division)
    draft = _draft(connection, division, kind, label)
    due, left = _due(connection, draft, numbers)
    if due:
        outcome, codes = _apply(connection, draft, due, now)
        left |= outcome.left
        for entry in due:
            if entry.number in outcome.applied:
                _enter(connection, draft, entry, outcome.applied[entry.number], now)
        applied = tuple(outcome.applied)
    else:
        applied, codes = (), {}
    if applied:
        told = {"edition": label, "adjustments": [encode("Adjustment", number) for number in applied]}
        append(
            connection,
            Entry(
                by=who,
                act="adjustment.apply",
                subject=encode("Edition", draft.id),
                division=division,
                after={**told, "codes": sorted(codes.values())},
            ),
            at=now,
        )
    return Applied(
        edition=find_edition(connection, division, kind, label), applied=applied, left=left, codes=codes
    )


def _draft(connection: Connection, division: str, kind: ListKind, label: str) -> EditionRow:
    require_division(connection, division)
    draft = find_edition(connection, division, kind, label)
    if draft.state is EditionState.PUBLISHED:
        raise Refusal("edition-published", f"版本“{label}”已经公布，公布后不再改动。", "另建新版本。")
    base = connection.execute(select(edition.c.state).where(edition.c.id == draft.predecessor_id)).scalar()
    if base != EditionState.PUBLISHED:
        raise Refusal("no-base", f"草稿“{label}”没有已公布的基础版本。", "用“建帐”从最新版本开出草稿。")
    return draft


def _due(
    connection: Connection, draft: EditionRow, numbers: Collection[int] | None
) -> tuple[list[Approved], dict[int, Finding]]:
    applied = select(adjustment_edition.c.adjustment_id).where(adjustment_edition.c.list_id == draft.list_id)
    query = (
        select(adjustment.c.id, adjustment.c.lists, adjustment.c.effective_on, adjustment_wording.c.proposal)
        .join(
            adjustment_wording,
            (adjustment_wording.c.adjustment_id == adjustment.c.id)
            & (adjustment_wording.c.submission == adjustment.c.submission),
        )
        .where(
            adjustment.c.division_code == draft.division,
            adjustment.c.state == State.APPROVED,
            adjustment.c.id.not_in(applied),
        )
        .order_by(adjustment.c.effective_on, adjustment.c.id)
        .with_for_update(of=adjustment)
    )
    if numbers is not None:
        query = query.where(adjustment.c.id.in_(numbers))
    due: list[Approved] = []
    left: dict[int, Finding] = {}
    for row in connection.execute(query):
        if draft.kind not in row.lists.split(","):
            continue
        if row.effective_on > draft.effective_on:
            left[row.id] = Finding(
                code="takes-effect-later",
                severity=Severity.ADVICE,
                message=f"生效日期 {row.effective_on} 晚于版本的 {draft.effective_on}。",
                fix="列入以后的版本。",
            )
        else:
            due.append(Approved(number=row.id, proposal=decode_proposal(row.proposal)))
    return due, left


def _apply(
    connection: Connection, draft: EditionRow, due: Sequence[Approved], now: datetime
) -> tuple[Outcome, dict[int, str]]:
    receiving = _receiving(connection, draft, due)
    present = Present(connection, draft, _touched(connection, draft, due, receiving.values()))
    items = {item.power: _wording(item) for item in present.items}
    assert draft.predecessor_id is not None  # noqa: S101 - `_draft` has made sure
    lists = lists_of(connection, draft.predecessor_id)
    base = items_of_powers(connection, draft.predecessor_id, lists, items)
    state = Draft(
        items=items,
        base={item.id: wording_of(item) for item in base},
        stated=[
            Statement(
                kind=pair.kind,
                before=() if pair.before is None else (pair.before,),
                after=() if pair.after is None else (pair.after,),
                reason=pair.reason,
            )
            for pair in stated_pairs(connection, draft).values()
        ],
        receiving=receiving,
    )
    before = set(items)
    wanted = new_powers(due)
    fresh = iter(take_numbers(connection, PowerItem, wanted)) if wanted else iter(())
    outcome = apply_all(state, due, fresh)
    if not outcome.applied:
        return outcome, {}
    codes = _give_codes(connection, state, [number for number in state.items if number not in before])
    present.replace(connection, [_stands(number, wording) for number, wording in state.items.items()])
    restate(connection, draft, [pair for held in state.stated for pair in _pairs(held)], now)
    return outcome, codes


def _receiving(connection: Connection, draft: EditionRow, due: Iterable[Approved]) -> dict[str, Body]:
    """By folded name: the bodies that reforms let take over, entered where they are new."""
    found: dict[str, Body] = {}
    for entry in due:
        if entry.proposal.kind is AdjustmentKind.REFORM:
            for line in entry.proposal.successions:
                new = body_named(connection, draft.division, line.new)
                found[fold_body_name(line.new, draft.division)] = new
    return found


def _touched(
    connection: Connection, draft: EditionRow, due: Iterable[Approved], receiving: Iterable[Body]
) -> dict[int, Body]:
    """The bodies whose lists the adjustments may change: those that hold what is named, and those named."""
    lists = lists_of(connection, draft.id)
    found = {body.id: body for body in receiving}
    powers: set[int] = set()
    for entry in due:
        proposal = entry.proposal
        powers |= {old.item for old in proposal.before if old.item is not None}
        found |= {new.body.id: new.body for new in (*proposal.before, *proposal.after)}
        for receiver in proposal.to:
            if receiver.body is not None and receiver.division == draft.division:
                found[receiver.body] = Body(receiver.body, receiver.name, draft.division)
        ceasing = {fold_body_name(line.old, draft.division) for line in proposal.successions}
        found |= {
            body.id: body for body in lists.values() if fold_body_name(body.name, draft.division) in ceasing
        }
    found |= {item.body.id: item.body for item in items_of_powers(connection, draft.id, lists, powers)}
    standing = {body.id: body for body in lists.values()}
    return {number: standing.get(number, body) for number, body in found.items()}


def _give_codes(connection: Connection, state: Draft, new: Sequence[int]) -> dict[int, str]:
    """Give codes to new items that were proposed without one; return them by power."""
    given: dict[int, str] = {}
    for number in new:
        wording = state.items[number]
        if wording.content.codes:
            continue
        beside = [other for other in state.items.values() if other.body.id == wording.body.id]
        origin = origin_of(number, state.stated)
        series = series_of(wording, beside, state.base.get(origin) if origin is not None else None)
        code = take_code(connection, series) if series else None
        if code is None:
            continue
        given[number] = code
        long = implementing_code(code, [known for other in beside for known in other.content.codes])
        codes = (code, long) if long else (code,)
        content = msgspec.structs.replace(wording.content, codes=codes)
        state.items[number] = msgspec.structs.replace(wording, content=content)
    return given


def _enter(
    connection: Connection, draft: EditionRow, entry: Approved, powers: Sequence[int], now: datetime
) -> None:
    connection.execute(
        insert(adjustment_edition).values(
            adjustment_id=entry.number, list_id=draft.list_id, edition_id=draft.id, applied_at=now
        )
    )
    if powers:
        connection.execute(
            insert(adjustment_result),
            [
                {"adjustment_id": entry.number, "item_id": power, "edition_id": draft.id}
                for power in dict.fromkeys(powers)
            ],
        )
    enter_delegations(connection, entry.number, entry.proposal, draft.id)
    _enter_successions(connection, draft, entry.proposal)


def _enter_successions(connection: Connection, draft: EditionRow, proposal: Proposal) -> None:
    """Enter which bodies a reform merely renames, so that editions are compared by it.

    Where a body takes over that stood already, or several do, the items' own lineage tells of it: in every
    list alike they are transferred (划转), also where by chance one of them alone has items.
    """
    olds = Counter(fold_body_name(line.old, draft.division) for line in proposal.successions)
    news = Counter(fold_body_name(line.new, draft.division) for line in proposal.successions)
    told = DraftNews(connection, draft.division, draft.id)
    for line in proposal.successions:
        if olds[fold_body_name(line.old, draft.division)] > 1:
            continue
        if news[fold_body_name(line.new, draft.division)] > 1:
            continue
        old, new = (body_named(connection, draft.division, name) for name in (line.old, line.new))
        if not _has_stood(connection, new.id):
            enter_succession(connection, old.id, new.id, line.since or proposal.effective_on, told)


def _has_stood(connection: Connection, body_id: int) -> bool:
    """Whether a published edition has the body."""
    query = (
        select(edition.c.id)
        .join(edition_body, edition_body.c.edition_id == edition.c.id)
        .where(edition_body.c.body_id == body_id, edition.c.state == EditionState.PUBLISHED)
        .limit(1)
    )
    return connection.execute(query).first() is not None


def _wording(item: Stands) -> Wording:
    return Wording(content=item.content, category=item.category, body=item.body, item=item.power)


def _stands(number: int, wording: Wording) -> Stands:
    return Stands(power=number, body=wording.body, content=wording.content, category=wording.category)


def _pairs(held: Statement) -> Iterator[StatedPair]:
    for before, after in product(held.before or (None,), held.after or (None,)):
        yield StatedPair(before, after, held.kind, held.reason)
