"""How adjustments, days and terms are told in a line."""

from datetime import date, datetime

from service.adjustments import AdjustmentKind, Proposal, working_calendar
from service.days import BEIJING, local_day
from service.pages.views import one_line
from service.proceedings import AdjustmentRecord

_LONGEST = 3


def title_of(proposal: Proposal) -> str:
    """Return what an adjustment is about: the first items' names and how many there are."""
    wordings = proposal.before or proposal.after
    names = list(dict.fromkeys(one_line(each.content.name, each.content.sub_item_name) for each in wordings))
    if proposal.kind is AdjustmentKind.REFORM:
        names = [f"{line.old} → {line.new}" for line in proposal.successions]
    more = f" 等 {len(names)} 项" if len(names) > _LONGEST else ""
    return "、".join(names[:_LONGEST]) + more or "（没有写明事项）"


def body_told(division: str, body: str) -> str:
    """Return a body's name with its division's before it, once."""
    return body if body.startswith(division) else f"{division}{body}"


def days_left(due: date | None, today: date) -> str:
    """Return how many working days are left until a day, or by how many it has passed."""
    if due is None:
        return ""
    if due < today:
        return f"逾期 {working_calendar().between(due, today) or 1} 个工作日"
    left = working_calendar().between(today, due)
    return f"还剩 {left} 个工作日" if left else "今天到期"


def due_of(record: AdjustmentRecord) -> date | None:
    """Return by when something is to be done with an adjustment now, after publication too."""
    if record.published_at is None or record.followed_up_on:
        return record.due_on
    return working_calendar().after(local_day(record.published_at), record.limits.follow_up).day


def moment_told(moment: datetime) -> str:
    """Return a moment as the offices' clock has it."""
    return f"{moment.astimezone(BEIJING):%Y-%m-%d %H:%M}"
