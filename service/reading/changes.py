"""The feed of published changes (变动推送): what a portal follows to hold a copy of the latest items.

Changes come in the order in which their publications were committed; a cursor names the last change that
was read and holds for good, whoever answers. Only a store that was set back knows less than a cursor does;
that is told, and not passed over.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Select, and_, exists, not_, select, tuple_

from service import node_ids
from service.reading.cursors import decode_cursor, encode_cursor
from service.reading.editions import LATEST, EditionRecord, editions_by_id
from service.reading.items import ItemRecord, item_record
from service.reading.paging import PageRequest
from service.reading.refusals import BadCursorError
from service.store.core import change, power_item, publication, revision
from service.vocabulary import ChangeKind

_ORDER = "changes"
_KEYS = (int, int, int)
_START = (0, 0, 0)


class ChangeRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One published change: of which power, in which edition; `item` is how it stands since, None once it
    is gone.
    """

    id: str
    kind: ChangeKind
    edition: EditionRecord
    item: ItemRecord | None

    @property
    def recorded_at(self) -> datetime:
        """When it was published."""
        return self.edition.published_at


class Feed(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch of the feed; `cursor` is where the next one begins.

    `editions` are those that became their list's latest in it, in that order: all items of the list stand in
    the new edition since, those without a change too.
    """

    changes: list[ChangeRecord]
    editions: list[EditionRecord]
    cursor: str
    has_more: bool


def changes_since(connection: Connection, since: str | None, request: PageRequest) -> Feed:
    """Return the changes after a cursor of this feed, from the very first without one.

    Raises `BadCursorError` for any other text, and for a cursor of a change that this store has not.
    """
    version, ordinal, item_id = _place(connection, since)
    found: Sequence[Any] = connection.execute(
        select(
            change.c.version,
            change.c.ordinal,
            change.c.kind,
            change.c.edition_id,
            change.c.item_id,
            revision.c.id,
            power_item.c.list_id,
            revision.c.body_id,
            revision.c.category,
            revision.c.level,
            revision.c.content,
        )
        .select_from(
            change.join(power_item, power_item.c.id == change.c.item_id).outerjoin(
                revision, revision.c.id == change.c.revision_id
            )
        )
        .where(tuple_(change.c.version, change.c.ordinal) > (version, ordinal))
        .order_by(change.c.version, change.c.ordinal)
        .limit(request.size + 1)
    ).all()
    published: Sequence[Any] = connection.execute(
        select(publication.c.version, publication.c.edition_id)
        .where(publication.c.version > version)
        .order_by(publication.c.version)
        .limit(request.size + 1)
    ).all()
    rows, begun = _within(found, published, request.size)
    editions = editions_by_id(connection, {row.edition_id for row in (*rows, *begun)})
    if rows:
        version, ordinal, item_id = rows[-1].version, rows[-1].ordinal, rows[-1].item_id
    if begun and begun[-1].version > version:
        version, ordinal, item_id = begun[-1].version, 0, 0
    return Feed(
        changes=[_read(row, editions[row.edition_id]) for row in rows],
        editions=[editions[each.edition_id] for each in begun],
        cursor=encode_cursor(_ORDER, (version, ordinal, item_id)),
        has_more=len(rows) < len(found) or len(begun) < len(published),
    )


def _within(
    changes: Sequence[Any], publications: Sequence[Any], size: int
) -> tuple[Sequence[Any], Sequence[Any]]:
    """What one stretch takes of the next changes and publications: so many of either, in their order."""
    shown, begun = changes[:size], publications[:size]
    if len(changes) > size:
        ends = shown[-1].version if shown else -1
        begun = [each for each in begun if each.version <= ends]
    if len(publications) > size:
        ends = publications[size].version
        shown = [row for row in shown if row.version < ends]
    return shown, begun


def _place(connection: Connection, since: str | None) -> tuple[int, int, int]:
    """The place a cursor names: version, ordinal and power of the last change read.

    Ordinal and power are 0 after a publication that changed nothing.
    """
    if since is None:
        return _START
    version, ordinal, item_id = decode_cursor(since, _ORDER, _KEYS)
    assert isinstance(version, int)  # noqa: S101 - narrows what decoding has checked
    assert isinstance(ordinal, int)  # noqa: S101
    assert isinstance(item_id, int)  # noqa: S101
    place = (version, ordinal, item_id)
    known: Select[Any] = select(change.c.item_id).where(
        and_(change.c.version == version, change.c.ordinal == ordinal, change.c.item_id == item_id)
    )
    if (ordinal, item_id) == (0, 0):
        changed = exists().where(change.c.version == version)
        known = select(publication.c.version).where(publication.c.version == version, not_(changed))
    if place != _START and connection.execute(known).first() is None:
        raise BadCursorError
    return place


def _read(row: Any, edition: EditionRecord) -> ChangeRecord:
    item = item_record(row, LATEST) if row.id is not None else None
    if item is not None and item.list_id != edition.list_id:
        item.edition_id = None  # another list's edition made the change: it stands in its own's latest
    return ChangeRecord(
        id=node_ids.encode("PowerItem", row.item_id),
        kind=ChangeKind(row.kind),
        edition=edition,
        item=item,
    )
