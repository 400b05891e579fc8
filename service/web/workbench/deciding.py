"""Match queues: a draft against the edition before it, a list against the one of the division above."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from sqlalchemy import Connection
from starlette.responses import Response

from service.access import Right, may
from service.decisions import Proposal, record_decisions
from service.divisions import normalise_code
from service.errors import Refusal
from service.reading import standing_decisions, standing_items
from service.vocabulary import ListKind
from service.web.workbench.visits import STATUSES, AbsentError, Visit, onward
from service.workbench import (
    HeldDraft,
    HeldList,
    Queue,
    drafts_in_hand,
    expect_unchanged,
    held_draft,
    held_list,
    lists_in_scope,
    meant_among,
    queue_of_edition,
    queue_of_target,
    read_lineage,
    read_said,
    superior_of,
)


def queues(visit: Visit) -> Response:
    """The queues that are his."""
    with visit.read() as connection:
        drafts = [draft for draft in drafts_in_hand(connection, visit.principal) if draft.matches]
        lists = [
            (each, superior)
            for each in lists_in_scope(connection, visit.principal, Right.DECIDE_MATCHES)
            if each.whole
            and each.latest
            and (superior := superior_of(connection, each.division, each.kind)) is not None
        ]
    return visit.page("queues.html", "匹配认定", drafts=drafts, lists=lists)


def of_edition(visit: Visit) -> Response:
    """The queue of a draft."""
    with visit.read() as connection:
        return _edition_page(visit, connection)


def decide_edition(visit: Visit) -> Response:
    """Record what was said of a draft's pairs."""

    def read(connection: Connection) -> list[Proposal]:
        held = _draft(visit, connection)
        meant_after = meant_among(standing_items(connection, held.draft.id), f"{held.draft.label}版")
        meant_before = meant_among(standing_items(connection, held.base.id), f"{held.base.label}版")
        if visit.typed.one("do") == "lineage":
            return read_lineage(visit.typed, meant_before, meant_after)
        return read_said(visit.typed, meant_after, reference_side=False)

    number: int = visit.place["edition"]
    return _decide(visit, read, number, partial(_edition_page, visit), f"/matches/editions/{number}")


def of_alignment(visit: Visit) -> Response:
    """The queue of a list."""
    with visit.read() as connection:
        return _alignment_page(visit, connection)


def decide_alignment(visit: Visit) -> Response:
    """Record what was said of a list's pairs with the list above."""

    def read(connection: Connection) -> list[Proposal]:
        held = _list(visit, connection)
        ours = meant_among(standing_items(connection, held.own.id), held.division.name)
        theirs = meant_among(standing_items(connection, held.reference.id), held.above.name)
        if visit.typed.one("do") == "lineage":
            return read_lineage(visit.typed, theirs, ours)
        return read_said(visit.typed, theirs, reference_side=True)

    path = f"/matches/alignments/{visit.place['division']}/{visit.place['kind']}"
    return _decide(visit, read, None, partial(_alignment_page, visit), path)


def _decide(
    visit: Visit,
    read: Callable[[Connection], list[Proposal]],
    edition: int | None,
    again: Callable[..., Response],
    path: str,
) -> Response:
    try:
        with visit.read() as connection:
            proposals = read(connection)
        with visit.write() as connection:
            expect_unchanged(proposals, partial(_decided_at, connection, edition), visit.typed.one("seen"))
            found = record_decisions(
                connection, proposals, decided_by=visit.principal, edition_id=edition, now=visit.now
            )
    except Refusal as refusal:
        if refusal.code in ("not-found", "no-base"):
            raise
        with visit.read() as connection:
            return again(connection, refusal=refusal)
    return onward(f"{path}?recorded={found.confirmed + found.rejected + found.withdrawn}")


def _decided_at(connection: Connection, edition: int | None, pair: tuple[int, int]) -> datetime | None:
    known = standing_decisions(connection, [pair], edition).get(pair)
    return known.decided_at if known else None


def _draft(visit: Visit, connection: Connection) -> HeldDraft:
    return held_draft(connection, visit.principal, visit.place["edition"], Right.DECIDE_MATCHES)


def _list(visit: Visit, connection: Connection) -> HeldList:
    code = visit.place["division"]
    try:
        kind = ListKind(visit.place["kind"])
    except ValueError as error:
        raise AbsentError from error
    if normalise_code(code) != code or not may(visit.principal, Right.DECIDE_MATCHES, division=code):
        raise AbsentError
    return held_list(connection, code, kind, visit.working())


def _edition_page(visit: Visit, connection: Connection, refusal: Refusal | None = None) -> Response:
    held = _draft(visit, connection)
    queue = queue_of_edition(connection, held.draft.id, held.account)
    title = f"{held.division.name}{held.draft.kind.label}"
    return _page(
        visit,
        queue,
        f"匹配认定：{title}（{held.draft.label}）",
        refusal,
        intro=f"草稿（{held.draft.label}）与上一版（{held.base.label}）逐项对照，以下各对须由人认定。",
        sides=(held.base.label, held.draft.label),
        elsewhere="改认为本版的另一项",
        lineage=("原事项", "现事项"),
        path=f"/matches/editions/{held.draft.id}",
    )


def _alignment_page(visit: Visit, connection: Connection, refusal: Refusal | None = None) -> Response:
    held = _list(visit, connection)
    queue = queue_of_target(connection, held.target, held.records)
    title = f"{held.division.name}{held.own.kind.label}"
    return _page(
        visit,
        queue,
        f"匹配认定：{title}对照{held.above.name}",
        refusal,
        intro=f"{title}（{held.own.label}）与{held.above.name}的清单（{held.reference.label}）对照，"
        "以下各对须由人认定。",
        sides=(held.above.name, held.division.name),
        elsewhere=f"改认为{held.above.name}的另一项",
        lineage=(f"{held.above.name}的事项", f"{held.division.name}的事项"),
        path=f"/matches/alignments/{held.own.division_code}/{held.own.kind.value}",
    )


def _page(
    visit: Visit,
    queue: Queue,
    heading: str,
    refusal: Refusal | None,
    *,
    intro: str,
    sides: tuple[str, str],
    elsewhere: str,
    lineage: tuple[str, str],
    path: str,
) -> Response:
    typed = visit.typed
    changed = {
        pair.key
        for group in (*queue.open, *queue.found)
        for pair in group.pairs
        if f"v.{pair.key}" in typed and typed.one(f"v.{pair.key}") != str(pair.version)
    }
    recorded = visit.asked.one("recorded")
    return visit.page(
        "queue.html",
        heading,
        STATUSES.get(refusal.code, 422) if refusal else 200,
        queue=queue,
        intro=intro,
        sides=sides,
        elsewhere=elsewhere,
        lineage=lineage,
        path=path,
        refusal=refusal,
        typed=typed,
        changed=changed,
        recorded=int(recorded) if recorded.isdecimal() and len(recorded) < 4 else None,
        seen=visit.now.isoformat(),
    )
