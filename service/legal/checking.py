"""Checking lists in the store: each item once, then only what changed, then what shows between items.

What checking an item came to is kept with its revision (`checked_item`) under a key of the rules and the
registry, and for the days on which it holds. A new edition of a hundred changed items checks a hundred.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection, delete, select

from service.checks import (
    CheckContext,
    CheckFinding,
    CheckReport,
    ItemOutcome,
    Remark,
    check_item,
    remarks_on,
    report_of,
)
from service.collecting import uncollected
from service.comparison import ComparedItem
from service.legal.facts import facts_of
from service.legal.listed import ListedEdition, ListedRow, contents_of, listed_edition, listed_rows
from service.legal.registry import registry_key, stored_registry
from service.legal.rules_key import rules_key
from service.node_ids import encode
from service.store import Store, insert_rows
from service.store.core import checked_item, revision
from service.store.tables import CheckedItem

Progress = Callable[[int, int], None]
"""Told how many of the items to be checked are done."""

_AT_ONCE = 1000
_encode = msgspec.json.Encoder().encode


class Fresh(NamedTuple):
    """What was checked just now: the rows' outcomes by revision, and the key they hold under."""

    key: str
    outcomes: Mapping[int, tuple[str, ItemOutcome]]


class Checked(NamedTuple):
    """The report on an edition, and what is worth keeping of it."""

    report: CheckReport
    fresh: Fresh


def _unheard(_done: int, _all: int) -> None:
    """Tell nobody."""


def check_edition(connection: Connection, edition_id: int, progress: Progress = _unheard) -> Checked:
    """Check an edition, a draft's too; items whose outcome is kept and still holds are not checked again."""
    with uncollected():
        return _checked(connection, edition_id, progress)


def _checked(connection: Connection, edition_id: int, progress: Progress) -> Checked:
    edition = listed_edition(connection, edition_id)
    registry = stored_registry(connection)
    key = f"{rules_key()}:{registry_key(registry)}:{edition.kind.value}"
    rows = listed_rows(connection, edition, key)
    context = CheckContext(kind=edition.kind, day=edition.effective_on, registry=registry)
    fresh = _check(connection, edition, rows, context, progress)
    outcomes = [row.outcome or fresh[row.item.revision][1] for row in rows]
    placed = remarks_on(
        edition.kind, [row.item for row in rows], outcomes, facts_of(connection, edition, rows)
    )
    findings = list(_findings(connection, edition, rows, placed))
    return Checked(report_of(findings, len(rows)), Fresh(key, fresh))


def check_and_keep(store: Store, edition_id: int, progress: Progress = _unheard) -> CheckReport:
    """Check an edition and keep what its items came to."""
    with store.read() as connection:
        checked = check_edition(connection, edition_id, progress)
    if checked.fresh.outcomes:
        with store.write() as connection:
            keep(connection, checked.fresh)
    return checked.report


def keep(connection: Connection, fresh: Fresh) -> None:
    """Keep the outcomes, in place of what was kept of the same revisions; revisions now gone are left out."""
    revisions = _still_there(connection, sorted(fresh.outcomes))
    for piece in _pieces(revisions):
        connection.execute(delete(checked_item).where(checked_item.c.revision_id.in_(piece)))
    insert_rows(
        connection,
        CheckedItem,
        ("revision_id", "basis_key", "body_key", "since", "until", "outcome"),
        (
            (
                number,
                fresh.key,
                body_key,
                outcome.since.isoformat() if outcome.since else None,
                outcome.until.isoformat() if outcome.until else None,
                _encode(outcome).decode(),
            )
            for number in revisions
            for body_key, outcome in (fresh.outcomes[number],)
        ),
    )


def _still_there(connection: Connection, revisions: Sequence[int]) -> list[int]:
    return [
        number
        for piece in _pieces(revisions)
        for number in connection.execute(select(revision.c.id).where(revision.c.id.in_(piece))).scalars()
    ]


def _check(
    connection: Connection,
    edition: ListedEdition,
    rows: Sequence[ListedRow],
    context: CheckContext,
    progress: Progress,
) -> dict[int, tuple[str, ItemOutcome]]:
    """Check the rows that have no outcome that holds; return theirs with the key of their body."""
    lacking = [row for row in rows if row.outcome is None]
    found: dict[int, tuple[str, ItemOutcome]] = {}
    for start in range(0, len(lacking), _AT_ONCE):
        piece = lacking[start : start + _AT_ONCE]
        contents = contents_of(connection, [row.item.revision for row in piece])
        for row in piece:
            item = row.standing(edition.label, contents[row.item.revision])
            found[row.item.revision] = (row.body_key, check_item(item, context))
        progress(len(found), len(lacking))
    return found


def _findings(
    connection: Connection,
    edition: ListedEdition,
    rows: Sequence[ListedRow],
    placed: Sequence[tuple[int | None, Remark]],
) -> Iterator[CheckFinding]:
    told = {rows[place].item.revision for place, _ in placed if place is not None}
    codes = {
        number: content.codes
        for piece in _pieces(sorted(told))
        for number, content in contents_of(connection, piece).items()
    }
    for place, remark in placed:
        item = None
        if place is not None:
            outline = rows[place].item
            item = ComparedItem(
                encode("PowerItem", outline.id),
                outline.name,
                outline.sub_item_name,
                outline.category,
                codes[outline.revision],
                outline.body.name,
                edition.label,
            )
        yield CheckFinding(
            code=remark.code,
            severity=remark.severity,
            item=item,
            message=remark.message,
            fix=remark.fix,
            source=remark.source,
        )


def _pieces(revisions: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(revisions), _AT_ONCE):
        yield revisions[start : start + _AT_ONCE]
