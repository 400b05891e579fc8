"""Publishing and discarding drafts: whole or not at all, costing what changed."""

import hashlib
from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Connection, Row, and_, delete, exists, insert, not_, or_, select, update

from service.citations import read_bases
from service.editions.lists import EditionRow, find_edition
from service.errors import Refusal
from service.items import decode_content
from service.store.core import (
    body,
    body_list,
    body_list_count,
    body_list_layer,
    citation,
    data_version,
    edition,
    edition_body,
    instrument,
    instrument_alias,
    lineage,
    revision,
    revision_code,
    source_file,
    source_rows,
)
from service.store.live import standing
from service.store.search import add_documents, document_terms
from service.text import fold
from service.vocabulary import EditionState, ListKind

_PIECE = 2000


def publish(
    connection: Connection, division: str, kind: ListKind, label: str, now: datetime
) -> EditionRow:
    """Publish the draft; raises `Refusal` when there is none, when it is published, or empty."""
    draft = find_edition(connection, division, kind, label)
    if draft.state is EditionState.PUBLISHED:
        raise Refusal("edition-published", f"版本“{label}”已经公布，公布后不再改动。", "更正请另建一个版本。")
    if not draft.items:
        raise Refusal("edition-empty", f"版本“{label}”里没有事项。", "先用 quanze load 载入清单。")
    _index(connection, draft.id)
    former = connection.execute(
        select(edition.c.id, edition.c.effective_on, edition.c.recorded_at).where(
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
    if becomes_latest:
        _make_current(connection, draft.id, former.id if former else None)
    connection.execute(update(data_version).values(version=data_version.c.version + 1))
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


def _make_current(connection: Connection, edition_id: int, former_id: int | None) -> None:
    """Move the marks of what stands in the latest edition, for the bodies whose list is another now."""
    old: dict[int, int] = {}
    if former_id is not None:
        connection.execute(update(edition).where(edition.c.id == former_id).values(current=False))
        old = _body_lists(connection, former_id)
    new = _body_lists(connection, edition_id)
    parents = dict(
        connection.execute(
            select(body_list.c.id, body_list.c.parent_id).where(
                body_list.c.id.in_(select(edition_body.c.body_list_id).where(edition_body.c.edition_id == edition_id))
            )
        ).all()
    )
    for body_id, body_list_id in old.items():
        arriving = new.get(body_id)
        if arriving == body_list_id:
            continue
        superseded = and_(revision.c.current, revision.c.body_list_id.in_(_layers(body_list_id)))
        if arriving is not None and parents[arriving] == body_list_id:
            superseded = and_(
                superseded,
                revision.c.item_id.in_(select(_own.c.item_id).where(_own.c.body_list_id == arriving)),
            )
        connection.execute(update(revision).where(superseded).values(current=False))
    for body_id, body_list_id in new.items():
        before = old.get(body_id)
        if before == body_list_id:
            continue
        arriving_rows = and_(revision.c.body_list_id == body_list_id, not_(revision.c.removed))
        if before is None or parents[body_list_id] != before:
            joined, stands = standing()
            arriving_rows = revision.c.id.in_(
                select(revision.c.id)
                .select_from(joined)
                .where(body_list_layer.c.body_list_id == body_list_id, stands)
            )
        connection.execute(update(revision).where(arriving_rows).values(current=True))


_own = revision.alias("own")


def _layers(body_list_id: int):
    return select(body_list_layer.c.layer_id).where(body_list_layer.c.body_list_id == body_list_id)
