"""Terms (办理时限): what was due when, and what is late, worked out from an adjustment's acts."""

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum

import msgspec

from service.adjustments.calendar import Calendar
from service.adjustments.path import Act, ActKind, Case, State, advance
from service.adjustments.rules import Limits
from service.days import local_day


class TermKind(StrEnum):
    """时限种类."""

    APPLY = "APPLY"
    REVIEW = "REVIEW"
    PUBLISH = "PUBLISH"
    FOLLOW_UP = "FOLLOW_UP"

    @property
    def label(self) -> str:
        """The term's name in Chinese."""
        return _LABELS[self]


_LABELS = {
    TermKind.APPLY: "申报",
    TermKind.REVIEW: "审核审定",
    TermKind.PUBLISH: "公布",
    TermKind.FOLLOW_UP: "配套制度落实",
}


class Term(msgspec.Struct, frozen=True, kw_only=True):
    """One term: so many working days from the day after `since`, due on `due`; `done` None while it runs.

    `is_known` is false where the holidays up to `due` are not in the calendar: weekends alone were counted.
    """

    kind: TermKind
    since: date
    days: int
    due: date
    done: date | None
    is_known: bool

    def is_late(self, today: date) -> bool:
        """Whether it was or is not kept."""
        return (self.done or today) > self.due


def terms(
    acts: Sequence[Act],
    limits: Limits,
    calendar: Calendar,
    *,
    ground_day: date | None,
    published: datetime | None = None,
    followed_up: date | None = None,
) -> tuple[Term, ...]:
    """Return the terms in the order they ran. What the body takes after a return does not count as review."""
    found: list[Term] = []

    def enter(kind: TermKind, since: date, days: int, done: date | None) -> None:
        due = calendar.after(since, days)
        found.append(Term(kind=kind, since=since, days=days, due=due.day, done=done, is_known=due.is_known))

    case: Case | None = None
    began: date | None = None
    returned: date | None = None
    for act in acts:
        day = local_day(act.at)
        case = advance(case, act)
        if act.kind is ActKind.PROPOSE and ground_day:
            enter(TermKind.APPLY, ground_day, limits.apply, day)
        if act.kind is ActKind.REVISE and returned:
            enter(TermKind.APPLY, returned, limits.apply, day)
        if act.kind in (ActKind.PROPOSE, ActKind.REVISE):
            began, returned = (began or day), None
        elif act.kind is ActKind.RETURN:
            returned = day
        if case.awaiting is None and began is not None:
            enter(TermKind.REVIEW, began, limits.review, day)
            began = None
    if case is None:
        return ()
    if began is not None:
        enter(TermKind.REVIEW, began, limits.review, None)
    if case.state is State.RETURNED and returned:
        enter(TermKind.APPLY, returned, limits.apply, None)
    if case.state is State.APPROVED:
        out = local_day(published) if published else None
        enter(TermKind.PUBLISH, local_day(acts[-1].at), limits.publish, out)
        if out:
            enter(TermKind.FOLLOW_UP, out, limits.follow_up, followed_up)
    return tuple(found)


def due_on(found: Sequence[Term]) -> date | None:
    """Return the day by which something is to be done now; None where nothing is."""
    return next((term.due for term in found if term.done is None), None)
