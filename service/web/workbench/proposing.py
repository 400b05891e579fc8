"""Proposing an adjustment: what it is about is chosen first, then the form of its kind is filled in."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import Connection
from starlette.responses import Response

from service import proceedings
from service.adjustments import replay
from service.days import local_day
from service.errors import Refusal
from service.findings import Finding
from service.proceedings import AdjustmentRecord, require_latest
from service.reading import divisions_by_code
from service.web.workbench.visits import STATUSES, AbsentError, Visit, onward
from service.workbench import (
    KIND_FORMS,
    PROPOSING,
    Offers,
    Typed,
    again,
    begun,
    bodies_to_propose,
    filling_of,
    items_offered,
    kinds_to_propose,
    lists_in_scope,
    may_revise,
    path_of,
    request_of,
    rewritten,
    sources_offered,
    start_of,
    title_of,
    with_another,
)

_AHEAD = timedelta(days=10)


def choose(visit: Visit) -> Response:
    """Choose the list and the body, then the kind, then the items."""
    asked = visit.asked
    with visit.read() as connection:
        scope = lists_in_scope(connection, visit.principal, *PROPOSING)
        lists = [each for each in scope if each.latest]
        chosen = next((each for each in lists if each.address == asked.one("list")), None)
        if chosen is None and len(lists) == 1:
            chosen = lists[0]
        latest = chosen.latest if chosen else None
        bodies = bodies_to_propose(connection, visit.principal, latest) if latest else []
        number = asked.number("body") or (bodies[0].id if len(bodies) == 1 else None)
        body = next((each for each in bodies if each.id == number), None)
        kinds = [*kinds_to_propose(visit.principal, chosen.division, None)] if chosen else []
        kinds += kinds_to_propose(visit.principal, chosen.division, body.id) if chosen and body else []
        kind = next((each for each in kinds if each.value == asked.one("kind")), None)
        items = sources = Offers()
        if latest and kind and KIND_FORMS[kind].most_items and body:
            items = items_offered(connection, latest, body.id, asked.one("q"), asked.numbers("item"))
        if latest and kind and KIND_FORMS[kind].sources:
            sources = sources_offered(connection, kind, latest, asked.one("of"), asked.numbers("source"))
    return visit.page(
        "choose.html",
        "申报调整",
        lists=lists,
        chosen=chosen,
        bodies=bodies,
        body=body,
        kinds=kinds,
        kind=kind,
        form=KIND_FORMS[kind] if kind else None,
        forms=KIND_FORMS,
        asked=asked,
        items=items,
        sources=sources,
    )


def fill(visit: Visit) -> Response:
    """The form of what was chosen, begun as things stand."""
    with visit.read() as connection:
        start = start_of(visit.asked)
        latest = require_latest(connection, start.division, start.list_kind)
        typed = begun(
            start,
            proceedings.standing_of(connection, latest, start.items),
            proceedings.sources_of(connection, start.sources),
            f"{local_day(visit.now) + _AHEAD}",
        )
        return _form(visit, connection, typed)


def file(visit: Visit) -> Response:
    """File the proposal, or give the form more room."""
    return _filed(visit, None)


def revise(visit: Visit) -> Response:
    """The form with what a proposal says now."""
    number = visit.place["number"]
    with visit.read() as connection:
        record = _revisable(visit, connection, number)
        return _form(visit, connection, again(number, record.version, record.proposal), record)


def file_revision(visit: Visit) -> Response:
    """File another wording of a proposal."""
    return _filed(visit, visit.place["number"])


def _filed(visit: Visit, number: int | None) -> Response:
    typed, findings, refused = visit.typed, list[Finding](), None
    what = typed.one("do")
    if what in ("another", "rewrite"):
        with visit.read() as connection:
            start = start_of(typed)
            latest = require_latest(connection, start.division, start.list_kind)
            items = proceedings.standing_of(connection, latest, start.items)
            roomier = with_another(typed) if what == "another" else rewritten(typed, items)
            return _form(visit, connection, roomier, _known(visit, connection, number))
    try:
        with visit.write() as connection:
            start = start_of(typed)
            latest = require_latest(connection, start.division, start.list_kind)
            asked = request_of(connection, typed, latest)
            if number is None:
                found = proceedings.propose(connection, visit.principal, asked, visit.now)
            else:
                version = typed.number("version") or 0
                found = proceedings.revise(connection, visit.principal, number, version, asked, visit.now)
        if found.number is not None:
            return onward(f"/adjustments/{found.number}")
        findings = found.findings
    except Refusal as refusal:
        if refusal.code == "not-found":
            raise
        refused = refusal
    with visit.read() as connection:
        known = _known(visit, connection, number)
        return _form(visit, connection, typed, known, findings=findings, refusal=refused)


def _form(
    visit: Visit,
    connection: Connection,
    typed: Typed,
    record: AdjustmentRecord | None = None,
    *,
    findings: Sequence[Finding] = (),
    refusal: Refusal | None = None,
) -> Response:
    start = start_of(typed)
    latest = require_latest(connection, start.division, start.list_kind)
    name = divisions_by_code(connection, [start.division])[start.division].name
    filling = filling_of(connection, typed, latest, name)
    status = 200
    if refusal or findings:
        status = STATUSES.get(refusal.code, 422) if refusal else 422
    seen = typed.number("version") if refusal and refusal.code == "conflict" else None
    what = f"{start.kind.label}：{title_of(record.proposal)}" if record else start.kind.label
    return visit.page(
        "propose.html",
        f"修改申报：{what}" if record else f"申报{what}",
        status,
        filling=filling,
        record=record,
        findings=findings,
        refusal=refusal,
        since=path_of(record)[seen:] if record and seen is not None else (),
    )


def _revisable(visit: Visit, connection: Connection, number: int) -> AdjustmentRecord:
    """The adjustment, where it is his to revise now; raises `AbsentError`."""
    record = proceedings.find_adjustment(connection, visit.principal, number)
    if record is None or not may_revise(visit.principal, record):
        raise AbsentError
    if not replay(record.acts).is_open_to_change:
        raise Refusal("bad-step", f"该调整{record.state.label}，现在不能修改。", "撤回后另行申报。")
    return record


def _known(visit: Visit, connection: Connection, number: int | None) -> AdjustmentRecord | None:
    """The adjustment that is being revised, None where a new one is being proposed."""
    if number is None:
        return None
    record = proceedings.find_adjustment(connection, visit.principal, number)
    if record is None or not record.is_seen:
        raise AbsentError
    return record
