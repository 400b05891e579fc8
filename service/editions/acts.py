"""What people do with editions: the right is asked, the act done and recorded, all in one transaction."""

from datetime import UTC, datetime
from functools import partial

from sqlalchemy import Connection, select

from service.access import Principal, Right, require
from service.audit import Entry, append
from service.editions.discard import discard
from service.editions.lists import EditionRow, find_edition
from service.editions.load import LoadRequest, load
from service.editions.progress import LoadProgress, unheard
from service.editions.publish import publish
from service.editions.report import LoadReport, LoadState
from service.items import FileContent
from service.node_ids import encode
from service.store import Store
from service.store.core import edition
from service.vocabulary import ListKind


def load_as(
    principal: Principal,
    store: Store,
    file: FileContent,
    request: LoadRequest,
    now: datetime | None = None,
    progress: LoadProgress = unheard,
) -> LoadReport:
    """Load a file as `load` does, by who has the right to; else raises `Refusal` (`forbidden`)."""
    require(principal, Right.LOAD, division=request.division)
    if request.publish:
        require(principal, Right.PUBLISH, division=request.division)
    moment = now or datetime.now(UTC)
    return load(store, file, request, moment, partial(_record_load, principal, request, moment), progress)


def publish_as(
    principal: Principal | None,
    connection: Connection,
    division: str,
    kind: ListKind,
    label: str,
    now: datetime,
    why: str = "",
) -> EditionRow:
    """Publish a draft as `publish` does, by who has the right; raises `Refusal` as that or `forbidden`."""
    who = require(principal, Right.PUBLISH, division=division)
    published = publish(connection, division, kind, label, now)
    _record_publication(who, connection, published, now, why)
    return published


def discard_as(
    principal: Principal | None,
    connection: Connection,
    division: str,
    kind: ListKind,
    label: str,
    now: datetime,
    why: str = "",
) -> EditionRow:
    """Discard a draft as `discard` does, by who has the right; raises `Refusal` as that or `forbidden`."""
    who = require(principal, Right.DISCARD, division=division)
    discarded = discard(connection, division, kind, label)
    entry = Entry(
        by=who,
        act="edition.discard",
        subject=_subject(discarded),
        division=division,
        before=_told(discarded),
        why=why,
    )
    append(connection, entry, at=now)
    return discarded


def _record_load(
    principal: Principal, request: LoadRequest, now: datetime, connection: Connection, report: LoadReport
) -> None:
    row = find_edition(connection, request.division, request.kind, request.label)
    if report.plan:  # else the draft had this very file
        after = {
            "file": report.file,
            "sha256": report.sha256,
            "bodies": report.bodies,
            "items": report.items,
            "kind": row.kind,
            "label": row.label,
        }
        subject = _subject(row)
        entry = Entry(by=principal, act="edition.load", subject=subject, division=row.division, after=after)
        append(connection, entry, at=now)
    if report.state is LoadState.PUBLISHED:
        _record_publication(principal, connection, row, now, "")


def _record_publication(
    who: Principal, connection: Connection, row: EditionRow, now: datetime, why: str
) -> None:
    seal = connection.execute(select(edition.c.seal).where(edition.c.id == row.id)).scalar_one()
    entry = Entry(
        by=who,
        act="edition.publish",
        subject=_subject(row),
        division=row.division,
        before={"state": "draft"},
        after={**_told(row), "seal": bytes(seal).hex()},
        why=why,
    )
    append(connection, entry, at=now)


def _subject(row: EditionRow) -> str:
    return encode("Edition", row.id)


def _told(row: EditionRow) -> dict[str, object]:
    return {
        "kind": row.kind,
        "label": row.label,
        "state": row.state,
        "effective": row.effective_on,
        "items": row.items,
        "bodies": row.bodies,
    }
