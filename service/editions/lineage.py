"""What publication records of lineage: who came of whom since the edition before, where ids do not say it."""

from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import chain, product

from sqlalchemy import Connection, insert

from service.comparison import Lineage, without_matching
from service.editions.lists import EditionRow, editions
from service.reading import reconcile_editions
from service.store import take_numbers
from service.store.core import lineage
from service.store.tables import Lineage as LineageTable
from service.vocabulary import ChangeKind, Decision, EditionState

_GROUPS = (ChangeKind.MERGED, ChangeKind.SPLIT)


def record_lineage(
    connection: Connection,
    draft: EditionRow,
    now: datetime,
    progress: Callable[[int, int], object] = lambda done, whole: None,
) -> None:
    """Record the merges, splits, and powers that go on under another id, found since the edition before.

    What people stated is recorded already. Loading has identified powers body by body, by their names too;
    here whole editions are held against one another, by code, name and composition. Against an edition that
    takes effect later it is recorded of that one. `progress` is told how far it is.
    """
    before = _published_before(connection, draft)
    if before is None:
        return
    older, newer = sorted((before, draft), key=lambda each: (each.effective_on, each.recorded_at))
    found = reconcile_editions(
        connection,
        older,
        newer,
        matcher=without_matching,
        progress=lambda _, done, whole: progress(done, whole),
    )
    rows = [
        {
            "edition_id": newer.id,
            "before_item_id": old,
            "after_item_id": new,
            "kind": link.kind or ChangeKind.CHANGED,
            "decision": Decision.AUTOMATIC,
            "score": link.score,
            "reason": "",
            "recorded_at": now,
        }
        for link in chain(found.changes.by_id(), found.restated.by_id())
        if link.decision is Decision.AUTOMATIC
        for old, new in _pairs(link)
    ]
    if rows:
        numbers = take_numbers(connection, LineageTable, len(rows))
        connection.execute(
            insert(lineage), [{"id": number, **row} for number, row in zip(numbers, rows, strict=True)]
        )


def _pairs(link: Lineage) -> Iterator[tuple[int, int]]:
    for old, new in product(link.before, link.after):
        if old != new or link.kind in _GROUPS:
            yield old, new


def _published_before(connection: Connection, draft: EditionRow) -> EditionRow | None:
    """The nearest published edition along the predecessors."""
    known = {row.id: row for row in editions(connection, draft.division, draft.kind)}
    number = draft.predecessor_id
    while number is not None:
        row = known[number]
        if row.state is EditionState.PUBLISHED:
            return row
        number = row.predecessor_id
    return None
