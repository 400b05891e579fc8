"""One adjustment as an office looks at it: before and after side by side, findings, the path, what to do."""

from datetime import date

import msgspec
from sqlalchemy import Connection

from service.access import Principal, may
from service.adjustments import (
    UNDER_REVIEW,
    ActKind,
    AdjustmentKind,
    Pairing,
    State,
    Step,
    Term,
    Wording,
    check_proposal,
    pairings,
    replay,
)
from service.comparison import Mark, Segment, field_text, text_difference
from service.documents.cleanup import category_label
from service.findings import Severity
from service.items import FIELDS
from service.pages.views import one_line
from service.proceedings import (
    STEP_RIGHTS,
    AdjustmentRecord,
    affected_items,
    gather_facts,
    legal_remarks,
    terms_of,
)
from service.reading import divisions_by_code
from service.workbench.tasks import may_decide, may_revise
from service.workbench.telling import body_told, days_left, due_of, moment_told, title_of

_MOST_PAIRS = 50
_ALWAYS = ("name", "sub_item_name", "category_text", "setting_basis")


class Line(msgspec.Struct, frozen=True):
    """One field of an item on both sides; each side only with the marks that concern it."""

    label: str
    before: tuple[Segment, ...]
    after: tuple[Segment, ...]
    differs: bool


class Beside(msgspec.Struct, frozen=True, kw_only=True):
    """An item before and after: names for the head, and lines.

    `lines` matter, `same` stay as they were, `left` are those that what comes of a merge or split says
    nothing of.
    """

    before: str | None
    after: str | None
    lines: tuple[Line, ...]
    same: tuple[Line, ...]
    left: tuple[Line, ...]


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """A finding beside the change."""

    severity: Severity
    item: str
    message: str
    fix: str
    source: str
    is_new: bool


class Passed(msgspec.Struct, frozen=True, kw_only=True):
    """One act on the way."""

    what: str
    who: str
    when: str
    reason: str
    mark: str


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """An adjustment with everything an office needs to decide on it, and what the one who looks may do.

    `pairs` are the first of them, `unshown` counts the others; `affected` counts the items of a reform.
    `step` is the one he may decide at; `own_proposal` tells that he might, were the proposal not his own.
    """

    record: AdjustmentRecord
    title: str
    body: str
    pairs: tuple[Beside, ...]
    unshown: int
    affected: int
    findings: tuple[Said, ...]
    path: tuple[Passed, ...]
    to_come: tuple[str, ...]
    terms: tuple[Term, ...]
    left: str
    is_late: bool
    step: Step | None
    own_proposal: bool
    may_revise: bool
    may_withdraw: bool
    may_follow_up: bool


def change_of(connection: Connection, principal: Principal, record: AdjustmentRecord, today: date) -> Change:
    """Return an adjustment as this person sees it."""
    case = replay(record.acts)
    mine = may_revise(principal, record)
    pairs = pairings(record.proposal)
    awaiting = record.awaiting
    holds = awaiting is not None and may(principal, STEP_RIGHTS[awaiting], division=record.division_code)
    decides = may_decide(principal, record)
    return Change(
        record=record,
        title=title_of(record.proposal),
        body=body_told(
            divisions_by_code(connection, [record.division_code])[record.division_code].name,
            record.proposal.body.name,
        ),
        pairs=tuple(map(_beside, pairs[:_MOST_PAIRS])),
        unshown=max(len(pairs) - _MOST_PAIRS, 0),
        affected=affected_items(connection, record.proposal) if record.kind is AdjustmentKind.REFORM else 0,
        findings=_findings(connection, record),
        path=path_of(record) if record.is_seen else (),
        to_come=tuple(step.label for step in case.path[len(case.passed) :])
        if record.state in UNDER_REVIEW
        else (),
        terms=terms_of(record) if record.is_seen else (),
        left=days_left(due_of(record), today),
        is_late=record.is_seen and record.is_late(today),
        step=awaiting if decides else None,
        own_proposal=holds and not decides,
        may_revise=mine and case.is_open_to_change,
        may_withdraw=mine and (case.state in UNDER_REVIEW or case.state is State.RETURNED),
        may_follow_up=mine and record.state is State.PUBLISHED and record.followed_up_on is None,
    )


def _beside(pair: Pairing) -> Beside:
    differing = {found.field for found in pair.fields}
    is_new = pair.before is not None and pair.after is not None and pair.after.item is None
    lines: list[Line] = []
    same: list[Line] = []
    left: list[Line] = []
    for field in FIELDS:
        key = "category" if field.key == "category_text" and "category" in differing else field.key
        was, becomes = _says(pair.before, key), _says(pair.after, key)
        if not was and not becomes:
            continue
        differs = key in differing or pair.before is None or pair.after is None
        if pair.before and pair.after and not differs:
            whole = (Segment(Mark.EQUAL, was or becomes),)
            line = Line(field.label, whole, whole, differs=False)
            (lines if field.key in _ALWAYS else same).append(line)
            continue
        marked = text_difference(was, becomes)
        (left if is_new and not becomes and field.key not in _ALWAYS else lines).append(
            Line(
                label_of(key),
                tuple(part for part in marked if part.mark is not Mark.INSERTED),
                tuple(part for part in marked if part.mark is not Mark.DELETED),
                differs=bool(pair.before and pair.after),
            )
        )
    return Beside(
        before=_name(pair.before),
        after=_name(pair.after),
        lines=tuple(lines),
        same=tuple(same),
        left=tuple(left),
    )


def label_of(key: str) -> str:
    """Return what the column of a field is called."""
    return "职权类型" if key == "category" else next(f.label for f in FIELDS if f.key == key)


def _says(wording: Wording | None, key: str) -> str:
    if wording is None:
        return ""
    if key == "category":
        return category_label(wording.category)
    if key == "category_text":
        return wording.content.category_text or category_label(wording.category)
    return wording.body.name if key == "body_name" else field_text(wording.content, key)


def _name(wording: Wording | None) -> str | None:
    return one_line(wording.content.name, wording.content.sub_item_name) if wording else None


def _findings(connection: Connection, record: AdjustmentRecord) -> tuple[Said, ...]:
    """What is odd with the proposal as things stand now, then what the law's checks say of it."""
    found: list[Said] = []
    several = max(len(record.proposal.before), len(record.proposal.after)) > 1
    if record.is_seen and (record.state in UNDER_REVIEW or record.state is State.RETURNED):
        facts = gather_facts(connection, record.proposal, own=record.id)
        found += [
            Said(severity=each.severity, item="", message=each.message, fix=each.fix, source="", is_new=True)
            for each in check_proposal(record.proposal, facts)
        ]
    found += [
        Said(
            severity=each.remark.severity,
            item=each.name if several else "",
            message=each.remark.message,
            fix=each.remark.fix,
            source=each.remark.source,
            is_new=each.is_new,
        )
        for each in legal_remarks(connection, record.proposal)
    ]
    order = list(Severity)
    return tuple(sorted(found, key=lambda said: (not said.is_new, order.index(said.severity))))


def path_of(record: AdjustmentRecord) -> tuple[Passed, ...]:
    """Return what was done with an adjustment, act by act."""
    return tuple(
        Passed(
            what=f"{act.step.label}：{act.kind.label}" if act.step else act.kind.label,
            who=act.by_name,
            when=moment_told(act.at),
            reason=act.reason,
            mark=_MARKS[act.kind],
        )
        for act in record.acts
    )


_MARKS = {
    ActKind.PROPOSE: "asked",
    ActKind.REVISE: "asked",
    ActKind.ACCEPT: "passed",
    ActKind.RETURN: "returned",
    ActKind.REJECT: "refused",
    ActKind.WITHDRAW: "refused",
}
