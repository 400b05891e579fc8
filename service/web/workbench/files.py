"""Files to work with: working spreadsheets of bodies, a draft's reconciliation, a list's alignment."""

from io import BytesIO

from sqlalchemy import Connection
from starlette.responses import Response

from loaders import further_heading
from service.access import Right, bodies_under
from service.alignment import here
from service.cleanup import WorkingSheet, extra_labels, write_working_workbook
from service.documents import Cleanup, write_alignment_xlsx, write_cleanup_workbook
from service.items import Body
from service.reading import (
    EditionRecord,
    align_divisions,
    divisions_by_code,
    drafts_shown,
    editions_by_id,
    parts_shown,
    reconcile_editions,
    standing_bodies,
)
from service.reading.standing import items_of_lists, lists_of
from service.web.downloads import disposition
from service.web.workbench.visits import HEADERS, AbsentError, Visit
from service.workbench import ListInScope, base_of, lists_in_scope, superior_of

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def offered(visit: Visit) -> Response:
    """The files that are his to take."""
    with visit.read() as connection:
        rows = []
        for each in lists_in_scope(connection, visit.principal, Right.SEE_DRAFTS):
            for edition in _editions(connection, each):
                bodies = _bodies(connection, visit, edition)
                base = base_of(connection, edition) if _is_whole(visit, edition) else None
                compared = base is not None and base.id != edition.id
                rows.append((each, edition, bodies, compared))
        lists = [
            each
            for each in lists_in_scope(connection, visit.principal, Right.SEE_DRAFTS)
            if each.whole and each.latest and superior_of(connection, each.division, each.kind)
        ]
    return visit.page("files.html", "下载", rows=rows, lists=lists)


def working(visit: Visit) -> Response:
    """The working spreadsheet of a body, or of a whole edition, to be filled in and loaded back."""
    number = visit.asked.number("body")
    with visit.read() as connection:
        edition = _edition(connection, visit)
        bodies = {body.id: body.name for body in _bodies(connection, visit, edition)}
        if number is None and not _is_whole(visit, edition):
            raise AbsentError
        if number is not None and number not in bodies:
            raise AbsentError
        lists = lists_of(connection, edition.id)
        if number is not None:
            lists = {key: owner for key, owner in lists.items() if owner.id == number}
        items = items_of_lists(connection, edition.id, lists)
        name = divisions_by_code(connection, [edition.division_code])[edition.division_code].name
    body = bodies.get(number, "") if number is not None else ""
    title = f"{name}{edition.kind.label}清理工作表（{edition.label}）"
    sheet = WorkingSheet(title=title, body=body, items=items, extra=extra_labels(items))
    target = BytesIO()
    write_working_workbook(sheet, target, heading_of=further_heading, told=lambda _: None)
    return _file(target, "working", f"{title}{body}.xlsx")


def comparison(visit: Visit) -> Response:
    """The reconciliation report of an edition with the one before it."""
    with visit.read() as connection:
        edition = _edition(connection, visit)
        base = base_of(connection, edition)
        if not _is_whole(visit, edition) or base is None or base.id == edition.id:
            raise AbsentError
        account = reconcile_editions(connection, base, edition)
        name = divisions_by_code(connection, [edition.division_code])[edition.division_code].name
        cleanup = Cleanup(name, edition.kind, account)
        target = BytesIO()
        write_cleanup_workbook(cleanup, target)
    return _file(target, "comparison", f"{cleanup.title}.xlsx")


def alignment(visit: Visit) -> Response:
    """The report of a list held against the one of the nearest division above that has one."""
    code = visit.place["division"]
    with visit.read() as connection:
        found = lists_in_scope(connection, visit.principal, Right.SEE_DRAFTS)
        listed = next(
            (each for each in found if each.address == f"{code}/{visit.place['kind']}" and each.whole), None
        )
        reference = superior_of(connection, code, listed.kind) if listed and listed.latest else None
        if listed is None or reference is None:
            raise AbsentError
        held = align_divisions(
            connection,
            reference.division_code,
            [code],
            listed.kind,
            work=visit.working(),
            run=here(1),
            progress=lambda done, of: None,
        )
        target = BytesIO()
        write_alignment_xlsx(held, target)
    return _file(target, "alignment", f"{listed.title}三级四同对照表.xlsx")


def _editions(connection: Connection, listed: ListInScope) -> list[EditionRecord]:
    """The list's latest edition, then its drafts."""
    drafts = editions_by_id(connection, sorted(drafts_shown(connection))).values()
    mine = (listed.division, listed.kind)
    own = [each for each in drafts if (each.division_code, each.kind) == mine]
    return [*([listed.latest] if listed.latest else []), *sorted(own, key=lambda each: each.id)]


def _edition(connection: Connection, visit: Visit) -> EditionRecord:
    """The edition asked for, of a list within his scope; raises `AbsentError`."""
    found = editions_by_id(connection, [visit.place["edition"]]).get(visit.place["edition"])
    if found is None:
        raise AbsentError
    scope = bodies_under(visit.principal, Right.SEE_DRAFTS, division=found.division_code)
    if scope is not None and not scope:
        raise AbsentError
    return found


def _is_whole(visit: Visit, edition: EditionRecord) -> bool:
    return bodies_under(visit.principal, Right.SEE_DRAFTS, division=edition.division_code) is None


def _bodies(connection: Connection, visit: Visit, edition: EditionRecord) -> list[Body]:
    """The bodies whose part he may take."""
    own = bodies_under(visit.principal, Right.SEE_DRAFTS, division=edition.division_code)
    part = parts_shown(connection).get(edition.id)
    return [
        body
        for body in standing_bodies(connection, edition.id)
        if body.name and (own is None or body.id in own) and (part is None or body.id in part)
    ]


def _file(target: BytesIO, plain: str, name: str) -> Response:
    told = {**HEADERS, "Content-Disposition": disposition(f"/workbench/{plain}.xlsx", name)}
    return Response(target.getvalue(), media_type=_XLSX, headers=told)
