"""Acts upon adjustments: proposed, revised, withdrawn, reviewed, followed up; by right, and recorded."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, delete, insert, select, update

from service.access import Principal, Right, require
from service.adjustments import (
    Act,
    ActKind,
    Decision,
    Limits,
    Proposal,
    RuleSet,
    State,
    Step,
    advance,
    check_proposal,
    due_on,
    encode_proposal,
    replay,
    rule_set_for,
    terms,
    working_calendar,
)
from service.audit import Entry, append
from service.days import local_day
from service.errors import Refusal
from service.findings import Finding, has_errors
from service.node_ids import encode
from service.proceedings.asked import AdjustmentRequest
from service.proceedings.building import build
from service.proceedings.facts import gather_facts
from service.proceedings.records import AdjustmentRecord, find_adjustment
from service.proceedings.rights import STEP_RIGHTS, has_proposed, require_to_propose
from service.store import take_numbers
from service.store.adjusting import Adjustment
from service.store.core import adjustment, adjustment_act, adjustment_item, adjustment_wording

_LONGEST_REASON = 2_000


class Filed(msgspec.Struct, frozen=True, kw_only=True):
    """What filing a proposal came to: its number, None where the findings refuse it and nothing was kept."""

    number: int | None
    findings: list[Finding]


def propose(
    connection: Connection, principal: Principal | None, asked: AdjustmentRequest, now: datetime
) -> Filed:
    """File a proposal and put it before the first office of its path.

    Raises `Refusal`: `forbidden`, and what `build` raises.
    """
    who = require_to_propose(principal, asked.kind, asked.division, asked.body)
    proposal = build(connection, asked)
    findings = check_proposal(proposal, gather_facts(connection, proposal))
    if has_errors(findings):
        return Filed(number=None, findings=findings)
    rules = _rules(proposal, now)
    act = _act(ActKind.PROPOSE, who, now, path=rules.path_of(proposal))
    (number,) = take_numbers(connection, Adjustment, 1)
    connection.execute(
        insert(adjustment).values(
            id=number,
            proposed_at=now,
            **_told_of(proposal, rules),
            **_led_to([act], rules.limits, proposal),
        )
    )
    _keep_wording(connection, number, 1, proposal)
    _keep_act(connection, number, 1, act)
    _record(connection, who, "adjustment.propose", number, proposal, None, act)
    return Filed(number=number, findings=findings)


def revise(
    connection: Connection,
    principal: Principal | None,
    number: int,
    version: int,
    asked: AdjustmentRequest,
    now: datetime,
) -> Filed:
    """File another wording in place of one that was returned, or that nobody has decided on yet.

    Raises `Refusal` as `review` and `build` do, and `other-body` for another's.
    """
    require_to_propose(principal, asked.kind, asked.division, asked.body)
    record, who = _taken(connection, principal, number, version)
    proposal = build(connection, asked)
    if (proposal.division, proposal.body.id) != (record.division_code, record.body_id):
        raise Refusal("other-body", "不能改由别的部门申报。", "撤回后由该部门另行申报。")
    findings = check_proposal(proposal, gather_facts(connection, proposal, own=number))
    if has_errors(findings):
        return Filed(number=None, findings=findings)
    rules = _rules(proposal, now)
    act = _act(ActKind.REVISE, who, now, path=rules.path_of(proposal))
    case = advance(replay(record.acts), act)
    connection.execute(
        update(adjustment)
        .where(adjustment.c.id == number)
        .values(**_told_of(proposal, rules), **_led_to([*record.acts, act], rules.limits, proposal))
    )
    connection.execute(delete(adjustment_item).where(adjustment_item.c.adjustment_id == number))
    _keep_wording(connection, number, case.submission, proposal)
    _keep_act(connection, number, case.version, act)
    _record(connection, who, "adjustment.revise", number, proposal, record, act)
    return Filed(number=number, findings=findings)


def withdraw(
    connection: Connection,
    principal: Principal | None,
    number: int,
    version: int,
    reason: str,
    now: datetime,
) -> None:
    """Take a proposal back before it is approved; raises `Refusal` as `review`."""
    record, who = _taken(connection, principal, number, version)
    act = _act(ActKind.WITHDRAW, who, now, reason=reason)
    _add(connection, record, act, "adjustment.withdraw", who)


def review(
    connection: Connection,
    principal: Principal | None,
    number: int,
    version: int,
    step: Step,
    decision: Decision,
    reason: str,
    now: datetime,
) -> None:
    """Decide at a step: pass, return with reasons, or refuse for good.

    Nobody decides on what he proposed himself. Raises `Refusal`: `not-found`, `forbidden`, `conflict` where
    somebody acted since that version, `own-proposal`, `bad-step`, `missing-reason`, `bad-argument`.
    """
    record, who = _taken(connection, principal, number, version, step)
    if has_proposed(record.acts, who):
        raise Refusal("own-proposal", "不能审核自己申报的调整。", "由另一位工作人员审核。")
    act = _act(ActKind(decision.value), who, now, step=step, reason=reason)
    _add(connection, record, act, "adjustment.review", who)


def follow_up(
    connection: Connection,
    principal: Principal | None,
    number: int,
    version: int,
    done_on: date,
    note: str,
    now: datetime,
) -> None:
    """Record that what must follow a published adjustment (办事指南、裁量基准 …) is in place since a day.

    Raises `Refusal`: `not-found`, `forbidden`, `conflict`, `bad-step` before it is published, `bad-argument`
    for a day that has not come or lies before the publication.
    """
    record, who = _taken(connection, principal, number, version)
    if record.state is not State.PUBLISHED or record.published_at is None or record.followed_up_on:
        raise Refusal("bad-step", "只有已公布、尚未登记的调整可以登记配套落实。", "刷新后再试。")
    if not local_day(record.published_at) <= done_on <= local_day(now):
        raise Refusal("bad-argument", f"落实日期 {done_on} 不对。", "填写公布之后、今天及以前的日期。")
    connection.execute(update(adjustment).where(adjustment.c.id == number).values(followed_up_on=done_on))
    act = _act(ActKind.ACCEPT, who, now, reason=note)
    _record(connection, who, "adjustment.follow-up", number, record.proposal, record, act)


def _taken(
    connection: Connection,
    principal: Principal | None,
    number: int,
    version: int,
    step: Step | None = None,
) -> tuple[AdjustmentRecord, Principal]:
    """Keep others from the adjustment until the transaction ends; return it with who may act upon it.

    That is whoever may decide at the step, without one who may propose it. What he may not see, and what is
    not there, he is told alike.
    """
    connection.execute(select(adjustment.c.id).where(adjustment.c.id == number).with_for_update())
    record = find_adjustment(connection, principal, number)
    if record is None:
        require(principal, STEP_RIGHTS[step] if step else Right.PROPOSE, division=None)
        raise Refusal("not-found", "没有这件调整。", "核对标识。")
    if step:
        who = require(principal, STEP_RIGHTS[step], division=record.division_code)
    else:
        who = require_to_propose(principal, record.kind, record.division_code, record.body_id)
    if record.version != version:
        raise Refusal(
            "conflict",
            f"该调整此间已有人办理（现为第 {record.version} 次，{record.state.label}）。",
            "刷新后按最新情况办理。",
        )
    return record, who


def _add(
    connection: Connection,
    record: AdjustmentRecord,
    act: Act,
    name: str,
    who: Principal,
) -> None:
    case = advance(replay(record.acts), act)
    connection.execute(
        update(adjustment)
        .where(adjustment.c.id == record.id)
        .values(**_led_to([*record.acts, act], record.limits, record.proposal))
    )
    _keep_act(connection, record.id, case.version, act)
    _record(connection, who, name, record.id, record.proposal, record, act)


def _rules(proposal: Proposal, now: datetime) -> RuleSet:
    day = local_day(now)
    try:
        return rule_set_for(proposal.division, day)
    except LookupError as error:
        raise Refusal(
            "no-rules",
            f"没有适用于 {proposal.division}（{day}）的调整程序规则。",
            "请管理员在 seeds/rules/adjustment_paths.toml 中补充。",
        ) from error


def _act(
    kind: ActKind,
    who: Principal,
    now: datetime,
    *,
    step: Step | None = None,
    reason: str = "",
    path: tuple[Step, ...] = (),
) -> Act:
    if len(reason) > _LONGEST_REASON or "\0" in reason:
        raise Refusal("bad-argument", "理由过长，或有不能保存的字符。", f"理由不超过 {_LONGEST_REASON} 字。")
    return Act(
        kind=kind, at=now, by=who.subject, by_name=who.name, step=step, reason=reason.strip(), path=path
    )


def _told_of(proposal: Proposal, rules: RuleSet) -> dict[str, Any]:
    return {
        "division_code": proposal.division,
        "body_id": proposal.body.id,
        "kind": proposal.kind,
        "lists": ",".join(proposal.lists),
        "list_count": len(proposal.lists),
        "effective_on": proposal.effective_on,
        "rule_set": rules.name,
        "limits": msgspec.json.encode(rules.limits).decode(),
        "follow_up_days": rules.limits.follow_up,
    }


def _led_to(acts: Collection[Act], limits: Limits, proposal: Proposal) -> dict[str, Any]:
    """The columns that repeat where the acts have led to."""
    case = replay(acts)
    running = terms(tuple(acts), limits, working_calendar(), ground_day=proposal.ground_day)
    return {
        "state": case.state,
        "awaiting": case.awaiting,
        "version": case.version,
        "submission": case.submission,
        "due_on": due_on(running),
    }


def _keep_wording(connection: Connection, number: int, submission: int, proposal: Proposal) -> None:
    connection.execute(
        insert(adjustment_wording).values(
            adjustment_id=number, submission=submission, proposal=encode_proposal(proposal).decode()
        )
    )
    powers = dict.fromkeys(old.item for old in proposal.before if old.item is not None)
    if powers:
        connection.execute(
            insert(adjustment_item),
            [{"adjustment_id": number, "item_id": power} for power in powers],
        )


def _keep_act(connection: Connection, number: int, ordinal: int, act: Act) -> None:
    connection.execute(
        insert(adjustment_act).values(
            adjustment_id=number,
            ordinal=ordinal,
            kind=act.kind,
            step=act.step,
            reason=act.reason,
            path=",".join(act.path),
            done_by=act.by,
            done_by_name=act.by_name,
            done_at=act.at,
        )
    )


def _record(
    connection: Connection,
    who: Principal,
    name: str,
    number: int,
    proposal: Proposal,
    before: AdjustmentRecord | None,
    act: Act,
) -> None:
    after = connection.execute(
        select(adjustment.c.state, adjustment.c.version, adjustment.c.submission).where(
            adjustment.c.id == number
        )
    ).one()
    told = {
        "kind": proposal.kind,
        "act": act.kind,
        "step": act.step,
        "state": after.state,
        "version": after.version,
        "submission": after.submission,
    }
    if name in ("adjustment.propose", "adjustment.revise"):
        told["proposal"] = msgspec.json.decode(encode_proposal(proposal))
    append(
        connection,
        Entry(
            by=who,
            act=name,
            subject=encode("Adjustment", number),
            division=proposal.division,
            body=proposal.body.id,
            before=None
            if before is None
            else {"state": before.state, "version": before.version, "submission": before.submission},
            after=told,
            why=act.reason or proposal.why[:_LONGEST_REASON],
        ),
        at=act.at,
    )
