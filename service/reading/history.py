"""The life of a power over its list's published editions: what came, changed and went, and when."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, Row, or_, select

from service.comparison import FieldDifference, field_differences, kind_of_pair
from service.items import Body, StandingItem, decode_content
from service.reading.editions import EditionRecord, editions_of_lists
from service.reading.sight import known_code
from service.store.core import (
    body,
    body_list_layer,
    edition,
    edition_body,
    lineage,
    power_item,
    revision,
)
from service.vocabulary import Category, ChangeKind, Decision, EditionState, Level

_GROUPS = frozenset({ChangeKind.MERGED, ChangeKind.SPLIT})


class HistoryEntry(msgspec.Struct, frozen=True, kw_only=True):
    """What an edition did to a power; `fields` tell what its wording became, none where it came or went.

    `related` are the other powers of a merge or split, or the one it was before it went on under this id.
    """

    edition: EditionRecord
    change: ChangeKind
    fields: tuple[FieldDifference, ...] = ()
    related: tuple[int, ...] = ()


class Life(msgspec.Struct, frozen=True, kw_only=True):
    """A power over its list's published editions: what changed it, and how it stands or last stood.

    `edition` is the newest edition it stands in, `ended` the one after it that has it no more, None where it
    stands in the newest of all.
    """

    list_id: int
    standing: StandingItem
    edition: EditionRecord
    ended: EditionRecord | None
    history: tuple[HistoryEntry, ...]


class _Link(msgspec.Struct, frozen=True):
    """What an edition is recorded to have made of a power: a merge, a split, or the same under another id."""

    kind: ChangeKind
    before: int
    after: int


def histories(connection: Connection, item_ids: Collection[int]) -> dict[int, list[HistoryEntry]]:
    """Return, for each power, the editions that changed it, from the oldest on.

    Editions are taken in the order of the days they take effect, whenever they were loaded. A difference
    of width, script or spaces alone is no change.
    """
    told = _told(connection, item_ids)
    return {
        item_id: _life(item_id, told.editions[told.lists[item_id]], told.wordings, told.links)
        for item_id in item_ids
        if item_id in told.lists
    }


def lives(connection: Connection, item_ids: Collection[int]) -> dict[int, Life]:
    """Return the life of each power that ever stood in a published edition; the others are left out."""
    told = _told(connection, item_ids)
    found: dict[int, Life] = {}
    for item_id in item_ids:
        editions = told.editions[told.lists[item_id]] if item_id in told.lists else []
        stood = [at for at, each in enumerate(editions) if (each.id, item_id) in told.wordings]
        if stood:
            last = editions[stood[-1]]
            found[item_id] = Life(
                list_id=told.lists[item_id],
                standing=told.wordings[last.id, item_id],
                edition=last,
                ended=editions[stood[-1] + 1] if stood[-1] + 1 < len(editions) else None,
                history=tuple(_life(item_id, editions, told.wordings, told.links)),
            )
    return found


class _Told(NamedTuple):
    """All that is recorded of some powers and of those they came of."""

    lists: dict[int, int]
    editions: dict[int, list[EditionRecord]]
    wordings: dict[tuple[int, int], StandingItem]
    links: dict[tuple[int, int], list[_Link]]


def _told(connection: Connection, item_ids: Collection[int]) -> _Told:
    links = _links_back(connection, item_ids)
    powers = {*item_ids, *(link.before for found in links.values() for link in found)}
    owned = select(power_item.c.id, power_item.c.list_id).where(power_item.c.id.in_(powers))
    lists: dict[int, int] = dict(connection.execute(owned).all())
    editions: dict[int, list[EditionRecord]] = defaultdict(list)
    for record in editions_of_lists(connection, set(lists.values())):
        editions[record.list_id].append(record)
    return _Told(lists, editions, _wordings(connection, powers), links)


def _life(
    item_id: int,
    editions: Sequence[EditionRecord],
    wordings: dict[tuple[int, int], StandingItem],
    links: dict[tuple[int, int], list[_Link]],
) -> list[HistoryEntry]:
    """Tell a power's life back through the one it came of, as long as it came of one."""
    entries: list[HistoryEntry] = []
    end = len(editions)
    seen: set[int] = set()
    number: int | None = item_id
    while number is not None and number not in seen:
        seen.add(number)
        came, origin = _origin(number, editions[:end], wordings, links)
        entries = [*_entries(number, editions, came, end, origin, wordings, links), *entries]
        number, end = origin, came
    return entries


def _origin(
    item_id: int,
    editions: Sequence[EditionRecord],
    wordings: dict[tuple[int, int], StandingItem],
    links: dict[tuple[int, int], list[_Link]],
) -> tuple[int, int | None]:
    """Return where among the editions the power came, and the one power it came of, None where it was new."""
    first = next((at for at, each in enumerate(editions) if (each.id, item_id) in wordings), len(editions))
    if first == len(editions):
        return 0, None
    sources = {link.before for link in links.get((editions[first].id, item_id), ()) if link.after == item_id}
    return (first, sources.pop()) if len(sources) == 1 else (0, None)


def _entries(
    item_id: int,
    editions: Sequence[EditionRecord],
    start: int,
    end: int,
    origin: int | None,
    wordings: dict[tuple[int, int], StandingItem],
    links: dict[tuple[int, int], list[_Link]],
) -> Iterator[HistoryEntry]:
    before = wordings.get((editions[start - 1].id, origin)) if start and origin is not None else None
    for record in editions[start:end]:
        after = wordings.get((record.id, item_id))
        entry = _entry(item_id, record, before, after, links.get((record.id, item_id), []))
        if entry:
            yield entry
        before = after


def _entry(
    item_id: int,
    record: EditionRecord,
    before: StandingItem | None,
    after: StandingItem | None,
    links: Sequence[_Link],
) -> HistoryEntry | None:
    fields: tuple[FieldDifference, ...] = ()
    change: ChangeKind | None = None
    if before is not None and after is not None:
        if before.revision != after.revision:
            same_body = before.body.id == after.body.id
            fields = field_differences(before, after, same_body=same_body)
            change = kind_of_pair(fields, same_body=same_body)
    elif after is not None:
        change = ChangeKind.ADDED
    elif before is not None:
        change = ChangeKind.REMOVED
    if links:
        change = links[0].kind
    if change is None:
        return None
    related = {number for link in links for number in (link.before, link.after)} - {item_id}
    return HistoryEntry(edition=record, change=change, fields=fields, related=tuple(sorted(related)))


def _wordings(connection: Connection, item_ids: Collection[int]) -> dict[tuple[int, int], StandingItem]:
    """By edition and power: how the power stands in each published edition that has it."""
    rows = connection.execute(
        select(edition.c.id.label("edition_id"), revision.c.body_id, body_list_layer.c.depth)
        .add_columns(
            revision.c.id,
            revision.c.item_id,
            revision.c.removed,
            revision.c.category,
            revision.c.level,
            revision.c.content,
            revision.c.content_hash,
            edition.c.label,
            body.c.name,
            body.c.division_code,
            known_code(body.c.credit_code),
        )
        .select_from(
            revision.join(body_list_layer, body_list_layer.c.layer_id == revision.c.body_list_id)
            .join(edition_body, edition_body.c.body_list_id == body_list_layer.c.body_list_id)
            .join(edition, edition.c.id == edition_body.c.edition_id)
            .join(body, body.c.id == revision.c.body_id)
        )
        .where(revision.c.item_id.in_(item_ids), edition.c.state == EditionState.PUBLISHED)
        .order_by(body_list_layer.c.depth)
    )
    nearest: dict[tuple[int, int, int], Row[Any]] = {}
    for row in rows:
        nearest.setdefault((row.edition_id, row.body_id, row.item_id), row)
    standing: dict[int, StandingItem] = {}
    found: dict[tuple[int, int], StandingItem] = {}
    for (edition_id, _, item_id), row in nearest.items():
        if not row.removed:
            item = standing.setdefault(row.id, _standing(row))
            found[edition_id, item_id] = item
    return found


def _standing(row: Row[Any]) -> StandingItem:
    return StandingItem(
        id=row.item_id,
        revision=row.id,
        edition=row.label,
        body=Body(row.body_id, row.name, row.division_code, row.credit_code),
        category=Category(row.category) if row.category else None,
        level=Level(row.level) if row.level else None,
        content=decode_content(row.content),
        content_hash=row.content_hash,
    )


def _links_back(connection: Connection, item_ids: Collection[int]) -> dict[tuple[int, int], list[_Link]]:
    """By edition and power: what it is recorded to have taken part in; of the powers it came of too."""
    found: dict[tuple[int, int], list[_Link]] = defaultdict(list)
    known: set[int] = set()
    asked = set(item_ids)
    while asked:
        known |= asked
        links = list(_links(connection, asked))
        for edition_id, link in links:
            for number in {link.before, link.after} & asked:
                if link not in found[edition_id, number]:
                    found[edition_id, number].append(link)
        asked = {link.before for _, link in links} - known
    return found


def _links(connection: Connection, item_ids: Collection[int]) -> Iterator[tuple[int, _Link]]:
    link = lineage.c
    rows = connection.execute(
        select(link.edition_id, link.before_item_id, link.after_item_id, link.kind)
        .where(
            or_(link.before_item_id.in_(item_ids), link.after_item_id.in_(item_ids)),
            link.withdrawn_at.is_(None),
            link.decision != Decision.REJECTED,
            link.before_item_id.is_not(None),
            link.after_item_id.is_not(None),
            or_(link.kind.in_(sorted(_GROUPS)), link.before_item_id != link.after_item_id),
        )
        .order_by(link.edition_id, link.id)
    )
    for row in rows:
        yield row.edition_id, _Link(ChangeKind(row.kind), row.before_item_id, row.after_item_id)
