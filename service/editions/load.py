"""Loading a file that was read into a draft: whole or not at all."""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from functools import partial

import msgspec
from sqlalchemy import Connection, func, insert, select

from service.bodies import BodyMap
from service.collecting import uncollected
from service.editions.arriving import Arrival, arrive
from service.editions.clock import not_before_known
from service.editions.drafting import enter_body_lists, open_draft
from service.editions.lists import EditionRow, require_division, require_label
from service.editions.plan import BodyListPlan, Parent, plan
from service.editions.predecessor import parents_of, standing_of
from service.editions.progress import LoadProgress, Phase, unheard
from service.editions.publish import publish
from service.editions.registration import register_bodies
from service.editions.report import BodyPlan, LoadReport, LoadState
from service.editions.stating import drop_statements, keep_statements, settled
from service.editions.write import write_body_lists, write_raw_rows
from service.errors import Refusal
from service.findings import Finding, Severity, has_errors
from service.items import FileContent, PackedItems, packed
from service.store import Store, take_numbers
from service.store.core import (
    edition_body,
    source_file,
)
from service.store.tables import SourceFile
from service.vocabulary import Category, ListKind


class LoadRequest(msgspec.Struct, frozen=True, kw_only=True):
    """What to load into: the list, the edition and how (contract §2 and §3, `quanze load`)."""

    division: str
    kind: ListKind
    label: str
    effective: date | None = None
    base: str | None = None
    replace: bool = False
    body_map: BodyMap | None = None
    expect: int | None = None
    dry_run: bool = False
    publish: bool = False


class _DryRunError(Exception):
    """Takes back everything a dry run wrote."""


class _FileRefusedError(Exception):
    """The findings on the file refuse it; there is nothing to add to them."""


def _unrecorded(_connection: Connection, _report: LoadReport) -> None:
    """Record nothing."""


def load(
    store: Store,
    file: FileContent,
    request: LoadRequest,
    now: datetime | None = None,
    record: Callable[[Connection, LoadReport], None] = _unrecorded,
    progress: LoadProgress = unheard,
) -> LoadReport:
    """Load the file into the draft and report; nothing is changed when the state is `refused`.

    `record` is told at the end, within the transaction that stands or falls as a whole, and `progress` all
    the way.
    """
    moment = now or datetime.now(UTC)
    items = packed(file.items)
    report = LoadReport(
        file=file.file,
        sha256=file.sha256,
        edition=request.label,
        state=LoadState.DRAFT,
        rows_read=file.rows_read,
        items=len(items),
        by_category=_by_category(items),
        dry_run=request.dry_run,
        findings=list(file.findings),
    )
    try:
        with uncollected(), store.write() as connection:
            _load(connection, file, items, request, report, moment, progress)
            if request.dry_run:
                raise _DryRunError
            record(connection, report)
    except _DryRunError:
        pass
    except _FileRefusedError:
        report.state = LoadState.REFUSED
    except Refusal as refusal:
        report.state = LoadState.REFUSED
        report.findings = [refusal.finding(), *report.findings]
    return report


def _by_category(items: PackedItems) -> dict[str, int]:
    found = Counter(items.categories)
    return {category.value: found[category] for category in Category if found[category]}


def _stated_count(items: int, expect: int | None) -> list[Finding]:
    if expect is None or expect == items:
        return []
    return [
        Finding(
            code="count-mismatch",
            severity=Severity.ERROR,
            message=f"文件中读出 {items} 项，与要求的 {expect} 项不符。",
            fix="核对清单是否完整，或更正 --expect 的数字。",
        )
    ]


def _load(
    connection: Connection,
    file: FileContent,
    listed: PackedItems,
    request: LoadRequest,
    report: LoadReport,
    now: datetime,
    progress: LoadProgress,
) -> None:
    require_label(request.label)
    require_division(connection, request.division)
    now = not_before_known(connection, now)
    draft = open_draft(
        connection,
        request.division,
        request.kind,
        request.label,
        now,
        effective=request.effective,
        base_label=request.base,
    )
    report.bodies = 0
    if _is_loaded(connection, draft.id, file.sha256):
        report.state = LoadState.ALREADY_LOADED
        report.findings = []
        _publish(connection, request, report, now, progress)
        return
    returned = settled(connection, request.division, draft, listed)
    items = packed(returned.items) if returned else listed
    report.items, report.by_category = len(items), _by_category(items)
    report.findings += [*(returned.findings if returned else ()), *_stated_count(len(items), request.expect)]
    found = register_bodies(connection, request.division, items, request.body_map, draft.id)
    report.bodies = len({body.id for body in found.bodies})
    report.findings += found.findings
    arrival = arrive(connection, draft, items, found, returned)
    replaced = _replaced(connection, draft.id, arrival, replace=request.replace)
    if has_errors(report.findings):
        raise _FileRefusedError
    bodies = arrival.bodies | {body.id: body for body in found.predecessors}
    parents = parents_of(connection, draft.predecessor_id, bodies)
    plans = plan(
        arrival.arriving,
        standing_of(connection, draft.predecessor_id, parents, bodies, partial(progress, Phase.READING)),
        parents,
        body_map=request.body_map,
        told=arrival.told,
        progress=lambda _, done, whole: progress(Phase.IDENTIFYING, done, whole),
    )
    own = {entry.body.id for entry in plans} - arrival.sources.keys()
    file_id = _keep_file(connection, draft.id, file, report, now, bodies=len(own))
    stand = write_body_lists(connection, draft.list_id, file_id, plans, partial(progress, Phase.WRITING))
    write_raw_rows(connection, file_id, file, items, plans, partial(progress, Phase.KEEPING))
    _restate(connection, draft, arrival, parents, replaced, now)
    enter_body_lists(
        connection, draft.id, stand, {**dict.fromkeys(stand, file_id), **arrival.sources}, replaced
    )
    report.plan = [_body_plan(entry) for entry in plans]
    _publish(connection, request, report, now, progress)


def _restate(
    connection: Connection,
    draft: EditionRow,
    arrival: Arrival,
    parents: Mapping[int, Parent],
    replaced: Mapping[int, int],
    now: datetime,
) -> None:
    """Enter what the file states in place of what was stated of its bodies before."""
    drop_statements(
        connection,
        draft,
        [parent.body_list for body, parent in parents.items() if body in arrival.home],
        [body_list for body, body_list in replaced.items() if body in arrival.home],
    )
    keep_statements(connection, draft, arrival.links, now)


def _publish(
    connection: Connection, request: LoadRequest, report: LoadReport, now: datetime, progress: LoadProgress
) -> None:
    if request.publish:
        publish(connection, request.division, request.kind, request.label, now, progress)
        report.state = LoadState.PUBLISHED


def _is_loaded(connection: Connection, edition_id: int, sha256: str) -> bool:
    """Whether the draft has this very file, and nothing replaced what it brought since."""
    standing_bodies = (
        select(func.count())
        .select_from(edition_body)
        .where(edition_body.c.source_file_id == source_file.c.id)
        .scalar_subquery()
    )
    query = select(source_file.c.id).where(
        source_file.c.edition_id == edition_id,
        source_file.c.sha256 == sha256,
        source_file.c.bodies == standing_bodies,
    )
    return connection.execute(query).first() is not None


def _replaced(connection: Connection, edition_id: int, arrival: Arrival, *, replace: bool) -> dict[int, int]:
    """By body: the body list of the draft that this file's takes the place of.

    Raises `Refusal` (`body-already-loaded`) where the file is a body's list and that came from another file,
    and `replace` is not set.
    """
    rows = connection.execute(
        select(edition_body.c.body_id, edition_body.c.body_list_id, edition_body.c.source_file_id).where(
            edition_body.c.edition_id == edition_id
        )
    ).all()
    mine = [row for row in rows if row.body_id in arrival.home or row.body_id in arrival.sources]
    loaded = [
        arrival.bodies[row.body_id].name or "（未写明部门）"
        for row in mine
        if row.body_id in arrival.home and row.source_file_id is not None
    ]
    if loaded and not replace:
        raise Refusal(
            "body-already-loaded",
            f"本版本中已从别的文件载入：{'、'.join(loaded[:5])}{'等' if len(loaded) > 5 else ''}。",
            "确实要用这个文件代替，请加 --replace。",
        )
    return {row.body_id: row.body_list_id for row in mine}


def _keep_file(
    connection: Connection,
    edition_id: int,
    file: FileContent,
    report: LoadReport,
    now: datetime,
    *,
    bodies: int,
) -> int:
    """Keep the file's hash and findings; `bodies` is the number of bodies whose list it becomes."""
    number = take_numbers(connection, SourceFile, 1)[0]
    connection.execute(
        insert(source_file).values(
            id=number,
            edition_id=edition_id,
            sha256=file.sha256,
            name=file.file,
            format=file.format,
            loaded_at=now,
            rows_read=file.rows_read,
            bodies=bodies,
            findings=msgspec.json.encode(report.findings).decode(),
        )
    )
    return number


def _body_plan(entry: BodyListPlan) -> BodyPlan:
    return BodyPlan(
        body=entry.body.name,
        items=entry.items,
        new=entry.new,
        changed=entry.items - entry.new - entry.unchanged,
        unchanged=entry.unchanged,
        gone=entry.gone,
    )
