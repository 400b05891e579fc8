"""Publishing a draft: whole or not at all, costing what changed."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from functools import partial

from sqlalchemy import Connection, and_, delete, insert, select, update

from service.editions.borrowing import Borrower, borrowers_of
from service.editions.changes import Wording, enter_changes, touched, wordings
from service.editions.clock import not_before_known
from service.editions.derive import derive
from service.editions.lineage import record_lineage
from service.editions.lists import EditionRow, find_edition, require_division
from service.editions.news import make_known
from service.editions.progress import LoadProgress, Phase, unheard
from service.errors import Refusal
from service.store.core import (
    body,
    body_list,
    body_list_layer,
    current_item,
    data_version,
    edition,
    edition_body,
    revision,
)
from service.store.live import standing
from service.vocabulary import EditionState, ListKind


def publish(
    connection: Connection,
    division: str,
    kind: ListKind,
    label: str,
    now: datetime,
    progress: LoadProgress = unheard,
) -> EditionRow:
    """Publish the draft; raises `Refusal` when there is none, when it is published, or empty.

    Loads, amendments and publications of the division take turns, so that what is sealed is what stands.
    `progress` is told of what takes long.
    """
    require_division(connection, division)
    draft = find_edition(connection, division, kind, label)
    if draft.state is EditionState.PUBLISHED:
        raise Refusal("edition-published", f"版本“{label}”已经公布，公布后不再改动。", "更正请另建一个版本。")
    if not draft.items:
        raise Refusal("edition-empty", f"版本“{label}”里没有事项。", "先用 quanze load 载入清单。")
    now = not_before_known(connection, now)
    derive(connection, draft.id, lambda done: progress(Phase.INDEXING, done, draft.items))
    record_lineage(connection, draft, now, partial(progress, Phase.LINEAGE))
    make_known(connection, draft.id)
    former = connection.execute(
        select(edition.c.id, edition.c.label, edition.c.effective_on, edition.c.recorded_at).where(
            edition.c.list_id == draft.list_id, edition.c.current
        )
    ).first()
    becomes_latest = former is None or (former.effective_on, former.recorded_at) <= (
        draft.effective_on,
        draft.recorded_at,
    )
    connection.execute(
        update(edition)
        .where(edition.c.id == draft.id)
        .values(
            state=EditionState.PUBLISHED,
            published_at=now,
            current=becomes_latest,
            seal=_seal(connection, draft.id),
        )
    )
    # Until the commit no other publication gets past this row: versions, and with them the changes, are
    # in the order of the commits.
    version: int = connection.execute(
        update(data_version).values(version=data_version.c.version + 1).returning(data_version.c.version)
    ).scalar_one()
    if becomes_latest:
        before, after = _make_current(
            connection, draft, former.id if former else None, partial(progress, Phase.ENTERING)
        )
        borrowers: list[Borrower] = []
        if kind is ListKind.RESPONSIBILITY:
            former_label = former.label if former else None
            borrowers = borrowers_of(connection, division, former_label, touched(before, after))
        enter_changes(connection, version, draft.id, before, after, borrowers)
    return find_edition(connection, division, kind, label)


def _seal(connection: Connection, edition_id: int) -> bytes:
    """SHA-256 over the bodies' names and seals, in the order of the names' bytes."""
    rows = connection.execute(
        select(body.c.name, body_list.c.seal)
        .select_from(edition_body)
        .join(body, body.c.id == edition_body.c.body_id)
        .join(body_list, body_list.c.id == edition_body.c.body_list_id)
        .where(edition_body.c.edition_id == edition_id)
    )
    digest = hashlib.sha256()
    for name, seal in sorted((name.encode(), seal) for name, seal in rows):
        digest.update(len(name).to_bytes(4) + name + seal)
    return digest.digest()


def _make_current(
    connection: Connection,
    latest: EditionRow,
    former_id: int | None,
    progress: Callable[[int, int], object],
) -> tuple[dict[int, Wording], dict[int, Wording]]:
    """Bring `current_item` to the latest edition, for the bodies whose list is another one now.

    Return, by item, what was taken out of it and what was put into it.
    """
    before: dict[int, Wording] = {}
    after: dict[int, Wording] = {}
    connection.execute(update(edition).where(edition.c.id == former_id).values(current=False))
    old = _body_lists(connection, former_id)
    new = _body_lists(connection, latest.id)
    for body_id, (old_list, _) in old.items():
        standing_now = new.get(body_id)
        if standing_now and standing_now[0] == old_list:
            continue
        left = and_(current_item.c.list_id == latest.list_id, current_item.c.body_id == body_id)
        if standing_now and standing_now[1] == old_list:
            differing = select(revision.c.item_id).where(revision.c.body_list_id == standing_now[0])
            left = left & current_item.c.item_id.in_(differing)
        before |= wordings(connection, left)
        connection.execute(delete(current_item).where(left))
    for done, (body_id, (new_list, parent)) in enumerate(new.items()):
        progress(done, len(new))
        stood_before = old.get(body_id)
        if stood_before and stood_before[0] == new_list:
            continue
        entered = and_(current_item.c.list_id == latest.list_id, current_item.c.body_id == body_id)
        joined, stands = standing()
        if stood_before and parent == stood_before[0]:
            stands = stands & (body_list_layer.c.depth == 0)
            entered = entered & (revision.c.body_list_id == new_list)
        connection.execute(
            insert(current_item).from_select(
                ["list_id", "body_id", "position", "item_id", "category", "revision_id"],
                select(
                    revision.c.list_id,
                    revision.c.body_id,
                    revision.c.position,
                    revision.c.item_id,
                    revision.c.category,
                    revision.c.id,
                )
                .select_from(joined)
                .where(body_list_layer.c.body_list_id == new_list, stands),
            )
        )
        after |= wordings(connection, entered)
    return before, after


def _body_lists(connection: Connection, edition_id: int | None) -> dict[int, tuple[int, int | None]]:
    """By body: the body list that stands for it in the edition, and that one's parent."""
    rows = connection.execute(
        select(edition_body.c.body_id, edition_body.c.body_list_id, body_list.c.parent_id)
        .join(body_list, body_list.c.id == edition_body.c.body_list_id)
        .where(edition_body.c.edition_id == edition_id)
    )
    return {body_id: (body_list_id, parent) for body_id, body_list_id, parent in rows}
