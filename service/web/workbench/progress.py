"""The year's progress by body, and the books: opened, reconciled, applied to, reported to, closed."""

from sqlalchemy import Connection
from starlette.responses import Response

from service import books, proceedings
from service.access import Right, require
from service.editions import find_edition, publish_as, require_division
from service.errors import Refusal
from service.findings import Finding
from service.reading import EditionRecord, drafts_shown, editions_by_id, show_drafts
from service.vocabulary import EditionState, ListKind
from service.web.workbench.visits import STATUSES, AbsentError, Visit, onward
from service.workbench import (
    FIGURE_LABELS,
    ListInScope,
    Typed,
    lists_in_scope,
    seal_as_it_stands,
    year_of,
)

_LONGEST_FIGURE = 8


def lists(visit: Visit) -> Response:
    """The lists that are his, and their drafts."""
    with visit.read() as connection:
        found = lists_in_scope(connection, visit.principal, Right.SEE_DRAFTS)
        drafts = _drafts(connection)
    rows = [
        (each, [draft for draft in drafts if (draft.division_code, draft.kind) == (each.division, each.kind)])
        for each in found
    ]
    rows = [(each, own) for each, own in rows if own or each.latest]
    return visit.page("lists.html", "进度与帐册", rows=rows)


def book(visit: Visit) -> Response:
    """One list's year."""
    with visit.read() as connection:
        return _page(visit, connection)


def act(visit: Visit) -> Response:
    """Do what a form of the page says."""
    left: list[tuple[int, Finding]] = []
    address = f"/progress/{visit.place['division']}/{visit.place['kind']}"
    try:
        with visit.write() as connection:
            done, left = _done(visit, connection)
    except Refusal as refusal:
        if refusal.code == "not-found":
            raise
        with visit.read() as connection:
            return _page(visit, connection, refusal=refusal)
    if left:
        with visit.read() as connection:
            return _page(visit, connection, done=done, left=left)
    return onward(f"{address}?done={visit.typed.one('act')}&label={_label(visit.typed)}")


def _done(visit: Visit, connection: Connection) -> tuple[str, list[tuple[int, Finding]]]:
    """Do it; what was done, and the adjustments that were left and why."""
    typed, who, now = visit.typed, visit.principal, visit.now
    show_drafts(connection, who)
    listed = _list(visit, connection)
    place = (listed.division, listed.kind, typed.one("label"))
    why = typed.one("why")
    match typed.one("act"):
        case "open":
            effective = typed.day("effective", "生效日期")
            corrects = typed.one("corrects") or None
            books.open_year(connection, who, *place, now, effective=effective, corrects=corrects, why=why)
        case "apply":
            found = proceedings.apply_adjustments(connection, who, *place, now)
            return f"列入了 {len(found.applied)} 件调整。", sorted(found.left.items())
        case "report":
            number = typed.number("body")
            if number is None:
                raise Refusal("bad-argument", "没有选定部门。", "选择报送数字的部门。")
            books.report_figures(connection, who, *place, number, _figures(typed), now)
        case "close":
            _expect_seen(visit, connection, *place)
            books.close_year(connection, who, *place, now, why)
        case "publish":
            _expect_seen(visit, connection, *place)
            publish_as(who, connection, *place, now, why)
        case _:
            raise Refusal("bad-argument", "没有说明办什么。", "用页面上的按钮办理。")
    return "", []


def _expect_seen(visit: Visit, connection: Connection, division: str, kind: ListKind, label: str) -> None:
    """Raise `Refusal` (`conflict`) where the draft is not what was looked at: publishing is for good.

    The division's turn is taken first, so that nothing is loaded between this look and publication.
    """
    require(visit.principal, Right.PUBLISH, division=division)
    if not visit.typed.one("sure"):
        raise Refusal("bad-argument", "公布以后不能再改，没有勾选确认。", "核对以后勾选确认，再公布。")
    require_division(connection, division)
    found = find_edition(connection, division, kind, label)
    seen = visit.typed.one("seal")
    if found.state is EditionState.DRAFT and seal_as_it_stands(connection, found.id) != seen:
        raise Refusal("conflict", "草稿此间有变动，没有公布。", "看过最新的草稿再公布。")


def _figures(typed: Typed) -> dict[str, int]:
    """The figures typed, as many as there are; raises `Refusal` (`bad-argument`)."""
    found: dict[str, int] = {}
    for key, label in FIGURE_LABELS.items():
        text = typed.one(f"figure.{key}")
        if not text:
            continue
        digits = text.removeprefix("-")
        if not (digits.isascii() and digits.isdecimal() and len(digits) <= _LONGEST_FIGURE):
            raise Refusal("bad-argument", f"“{label}”写的“{text[:20]}”不是数字。", "用阿拉伯数字填写。")
        found[key] = int(text)
    return found


def _list(visit: Visit, connection: Connection) -> ListInScope:
    wanted = (visit.place["division"], visit.place["kind"])
    found = lists_in_scope(connection, visit.principal, Right.SEE_DRAFTS)
    chosen = next((each for each in found if (each.division, each.kind.value) == wanted), None)
    if chosen is None or not (chosen.latest or _own_drafts(connection, chosen)):
        raise AbsentError
    return chosen


def _page(
    visit: Visit,
    connection: Connection,
    *,
    refusal: Refusal | None = None,
    done: str = "",
    left: list[tuple[int, Finding]] | None = None,
) -> Response:
    listed = _list(visit, connection)
    label = visit.asked.one("label") or _label(visit.typed)
    year = year_of(connection, visit.principal, listed, _own_drafts(connection, listed), label)
    return visit.page(
        "book.html",
        f"{listed.title}：{f'{year.draft.label}版' if year.draft else '进度'}",
        STATUSES.get(refusal.code, 422) if refusal else 200,
        year=year,
        refusal=refusal,
        done=done or _TOLD.get(visit.asked.one("done"), ""),
        left=left or [],
        typed=visit.typed,
        figures=FIGURE_LABELS,
        published=f"/divisions/{listed.address}/" if listed.latest else "",
    )


def _label(typed: Typed) -> str:
    return typed.one("label")[:64]


def _drafts(connection: Connection) -> list[EditionRecord]:
    found = editions_by_id(connection, sorted(drafts_shown(connection))).values()
    return sorted(found, key=lambda each: (each.division_code, each.kind, each.effective_on, each.id))


def _own_drafts(connection: Connection, listed: ListInScope) -> list[EditionRecord]:
    mine = (listed.division, listed.kind)
    return [each for each in _drafts(connection) if (each.division_code, each.kind) == mine]


_TOLD = {
    "open": "已经建帐。",
    "apply": "已审定的调整已经列入草稿。",
    "report": "所报数字已经记下。",
    "close": "已经结帐并公布。",
    "publish": "已经公布。",
}
