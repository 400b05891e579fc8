"""One adjustment: looked at, decided on, withdrawn, followed up."""

from starlette.responses import Response

from service import proceedings
from service.adjustments import Decision
from service.days import local_day
from service.errors import Refusal
from service.proceedings import AdjustmentRecord
from service.web.workbench.visits import AbsentError, Visit, onward
from service.workbench import change_of, number_of

_DECISIONS = {decision.value: decision for decision in Decision}


def show(visit: Visit) -> Response:
    """The adjustment."""
    return _page(visit)


def act(visit: Visit) -> Response:
    """Do what a form of the page says; where somebody acted since, show what happened and keep the reason."""
    number = visit.place["number"]
    try:
        _act(visit, number)
    except Refusal as refusal:
        if refusal.code == "not-found":
            raise
        status = {"conflict": 409, "forbidden": 403}.get(refusal.code, 422)
        return _page(visit, refusal, status)
    return onward(f"/adjustments/{number}")


def _act(visit: Visit, number: int) -> None:
    typed = visit.typed
    version, reason = number_of(typed.one("version") or "0"), typed.one("reason")
    what = typed.one("act")
    with visit.write() as connection:
        if what in _DECISIONS:
            record = proceedings.find_adjustment(connection, visit.principal, number)
            if record is None:
                raise AbsentError
            step = record.awaiting
            if step is None or step.value != typed.one("step"):
                raise _moved_on(record)
            proceedings.review(
                connection, visit.principal, number, version, step, _DECISIONS[what], reason, visit.now
            )
        elif what == "WITHDRAW":
            proceedings.withdraw(connection, visit.principal, number, version, reason, visit.now)
        elif what == "FOLLOW_UP":
            day = typed.day("done_on", "落实日期")
            if day is None:
                raise Refusal("bad-argument", "没有写明落实日期。", "填写配套制度落实的日期。")
            proceedings.follow_up(connection, visit.principal, number, version, day, reason, visit.now)
        else:
            raise Refusal("bad-argument", "没有说明怎样办理。", "选择一种办理意见。")


def _moved_on(record: AdjustmentRecord) -> Refusal:
    return Refusal(
        "conflict", f"该调整此间已有人办理，现为：{record.state.label}。", "看过最新情况后再办理。"
    )


def _page(visit: Visit, refusal: Refusal | None = None, status: int = 200) -> Response:
    with visit.read() as connection:
        record = proceedings.find_adjustment(connection, visit.principal, visit.place["number"])
        if record is None:
            raise AbsentError
        change = change_of(connection, visit.principal, record, local_day(visit.now))
    version = visit.typed.one("version")
    seen = int(version) if version.isdecimal() and len(version) < 6 else record.version
    return visit.page(
        "adjustment.html",
        f"{record.kind.label}：{change.title}",
        status,
        change=change,
        record=record,
        refusal=refusal,
        reason=visit.typed.one("reason"),
        done_on=visit.typed.one("done_on"),
        since=change.path[seen:] if refusal else (),
    )
