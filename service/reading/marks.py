"""What tells cheaply whether a power's page would still be the same: marks of all that it is made of.

A mark is a number; equal marks mean equal pages for all practical purposes. Narrow columns alone are read.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec
from sqlalchemy import Connection, func, select

from service.reading.bodies import is_shown
from service.reading.editions import EditionRecord
from service.reading.lineage import chain_between
from service.reading.sight import known_code
from service.store.core import (
    body,
    body_list_layer,
    body_succession,
    citation,
    current_item,
    edition,
    edition_body,
    instrument,
    instrument_alias,
    instrument_version,
    lineage,
    pair_decision,
    revision,
)

_encode = msgspec.msgpack.Encoder().encode


def mark_of(*parts: object) -> int:
    """Return the mark of values: 48 bits of a hash over them, so that 65,000 add up to a number of 64."""
    return int.from_bytes(hashlib.blake2b(_encode(parts), digest_size=6).digest(), "big")


def wording_marks(connection: Connection, editions: Sequence[EditionRecord]) -> dict[int, int]:
    """Return, for each power of a list, the mark of its wordings in the list's published editions.

    A revision counts with the editions at which its layer begins or ends to stand, in the order of their
    days. So an edition that leaves a power as it was does not change its mark. What merged or was split has
    one mark together: each is told with the names of the others, and with the lives of those it came of.
    """
    layers = _layers(connection, editions)
    found: dict[int, int] = defaultdict(int)
    if not layers:
        return {}
    rows = connection.execute(
        select(revision.c.item_id, revision.c.id, revision.c.body_list_id).where(
            revision.c.list_id == editions[0].list_id, revision.c.body_list_id.in_(layers)
        )
    )
    for item_id, revision_id, layer in rows:
        found[item_id] += mark_of(revision_id, layers[layer])
    links = list(_lineage(connection, [each.id for each in editions]))
    for ends, mark in links:
        for item_id in ends & found.keys():
            found[item_id] += mark
    for kin in _kin(ends for ends, _ in links):
        met = kin & found.keys()
        found.update(dict.fromkeys(met, mark_of(sorted(found[each] for each in met))))
    return dict(found)


def _kin(links: Iterable[set[int]]) -> list[set[int]]:
    """The powers that came of one another, however far back."""
    kin: dict[int, set[int]] = {}
    for ends in links:
        first, last = (kin.setdefault(each, {each}) for each in (min(ends), max(ends)))
        if first is not last:
            fewer, more = sorted((first, last), key=len)
            more |= fewer
            kin.update(dict.fromkeys(fewer, more))
    return list({id(each): each for each in kin.values()}.values())


def _layers(connection: Connection, editions: Sequence[EditionRecord]) -> dict[int, int]:
    """By layer: the mark of the editions at which it begins or ends to stand in its body's list."""
    stands: dict[int, set[int]] = defaultdict(set)
    rows = connection.execute(
        select(body_list_layer.c.layer_id, edition_body.c.edition_id)
        .join(edition_body, edition_body.c.body_list_id == body_list_layer.c.body_list_id)
        .where(edition_body.c.edition_id.in_([each.id for each in editions]))
    )
    for layer, edition_id in rows:
        stands[layer].add(edition_id)
    marks: dict[int, int] = {}
    for layer, at in stands.items():
        turns = []
        before = False
        for each in editions:
            if (each.id in at) is not before:
                before = not before
                turns.append((each.id, each.label, each.effective_on.isoformat(), str(each.published_at)))
        marks[layer] = mark_of(layer, turns)
    return marks


def edition_marks(connection: Connection) -> dict[int, int]:
    """Return the mark of each published edition; in a store that was restored other ones have others."""
    columns = (edition.c.id, edition.c.label, edition.c.recorded_at, edition.c.published_at, edition.c.seal)
    rows = connection.execute(select(*columns).where(edition.c.published_at.is_not(None)))
    return {row.id: mark_of([str(value) for value in row]) for row in rows}


def _lineage(connection: Connection, editions: Sequence[int]) -> Iterator[tuple[set[int], int]]:
    """Each link's powers, one or two, and its mark."""
    link = lineage.c
    rows = connection.execute(
        select(link.id, link.before_item_id, link.after_item_id, link.kind, link.decision).where(
            link.edition_id.in_(editions), link.withdrawn_at.is_(None)
        )
    )
    for number, before, after, kind, decision in rows:
        yield {before, after} - {None}, mark_of(number, kind, decision)


def citation_marks(connection: Connection, list_id: int, instruments: Mapping[int, int]) -> dict[int, int]:
    """Return, for each power of a list, the mark of the instruments it cites, by their own marks.

    Of a power that stands in the latest edition no more all its wordings count.
    """
    found: dict[int, int] = defaultdict(int)
    cited = (citation.c.ordinal, citation.c.instrument_id)
    standing = (
        select(current_item.c.item_id, *cited)
        .join(citation, citation.c.revision_id == current_item.c.revision_id)
        .where(current_item.c.list_id == list_id, citation.c.instrument_id.is_not(None))
    )
    of_list = select(current_item.c.item_id).where(current_item.c.list_id == list_id)
    gone = (
        select(revision.c.item_id, *cited)
        .join(citation, citation.c.revision_id == revision.c.id)
        .where(
            revision.c.list_id == list_id,
            revision.c.item_id.not_in(of_list),
            citation.c.instrument_id.is_not(None),
        )
    )
    for query in (standing, gone):
        for item_id, ordinal, number in connection.execute(query):
            found[item_id] += mark_of(ordinal, instruments[number])
    return dict(found)


def instrument_marks(connection: Connection) -> dict[int, int]:
    """Return the mark of each instrument of the registry; its other titles tell what citations are of it."""
    columns = [column for column in instrument.c if column.name != "folded_title"]
    rows = connection.execute(select(*columns))
    found = {row.id: mark_of([str(value) for value in row]) for row in rows}
    for number, title in connection.execute(
        select(instrument_alias.c.instrument_id, instrument_alias.c.folded_title)
    ):
        found[number] += mark_of(title)
    return found


def wordings_mark(connection: Connection) -> int:
    """Return the mark of the days on which wordings of instruments were published."""
    version = instrument_version.c
    columns = (version.instrument_id, version.published_on)
    return mark_of(
        [(number, str(day)) for number, day in connection.execute(select(*columns).order_by(*columns))]
    )


def body_marks(connection: Connection) -> dict[int, tuple[str, int]]:
    """Return, for each body, its division and the mark of what pages tell of it."""
    rows = connection.execute(
        select(
            body.c.id, body.c.division_code, body.c.name, known_code(body.c.credit_code), body.c.valid_to
        ).add_columns(is_shown().label("public"))
    )
    return {
        row.id: (
            row.division_code,
            mark_of(row.id, row.name, row.credit_code, str(row.valid_to), bool(row.public)),
        )
        for row in rows
    }


def comparison_mark(connection: Connection, before: EditionRecord | None, after: EditionRecord) -> int:
    """Return the mark of what people stated and decided that bears on comparing the two editions."""
    way = _way_between(connection, before.id, after.id) if before else [after.id]
    of_edition = select(func.count(), func.max(lineage.c.id), func.count(lineage.c.withdrawn_at)).where(
        lineage.c.edition_id.in_(way)
    )
    decided = select(
        func.count(), func.max(pair_decision.c.id), func.count(pair_decision.c.superseded_at)
    ).where(pair_decision.c.edition_id.in_(way))
    reforms = select(func.count()).select_from(body_succession)
    return mark_of(*(tuple(connection.execute(query).one()) for query in (of_edition, decided, reforms)))


def _way_between(connection: Connection, before_id: int, after_id: int) -> list[int]:
    """The editions whose lineage comparing goes by: those on the way, the later one where there is none."""
    ways = (
        chain_between(connection, before_id, after_id),
        chain_between(connection, after_id, before_id),
    )
    return next(filter(None, ways), [after_id])


def decisions_mark(connection: Connection) -> int:
    """Return the mark of all decisions on powers of different lists; a store that was restored has others."""
    decided = pair_decision.c
    row = connection.execute(
        select(
            func.count(),
            func.max(decided.id),
            func.max(decided.decided_at),
            func.count(decided.superseded_at),
            func.max(decided.superseded_at),
        ).where(decided.edition_id.is_(None))
    ).one()
    return mark_of([str(value) for value in row])


def lineage_marks(connection: Connection) -> dict[int, int]:
    """Return, for each list that has any, the mark of all links between powers of its published editions."""
    link = lineage.c
    rows = connection.execute(
        select(
            edition.c.list_id,
            func.count(),
            func.max(link.id),
            func.max(link.recorded_at),
            func.count(link.withdrawn_at),
            func.max(link.withdrawn_at),
        )
        .join(edition, edition.c.id == link.edition_id)
        .where(edition.c.published_at.is_not(None))
        .group_by(edition.c.list_id)
    )
    return {list_id: mark_of([str(value) for value in told]) for list_id, *told in rows}


def part_rows(connection: Connection, edition_ids: Sequence[int]) -> dict[int, dict[int, int]]:
    """Return, by edition, the body list that stands for each body in it."""
    found: dict[int, dict[int, int]] = {number: {} for number in edition_ids}
    rows = connection.execute(
        select(edition_body.c.edition_id, edition_body.c.body_id, edition_body.c.body_list_id)
        .join(edition, edition.c.id == edition_body.c.edition_id)
        .where(edition_body.c.edition_id.in_(edition_ids))
        .order_by(edition_body.c.edition_id, edition_body.c.body_id)
    )
    for edition_id, body_id, body_list_id in rows:
        found[edition_id][body_id] = body_list_id
    return found


def bodies_of_powers(connection: Connection, list_id: int) -> Iterator[tuple[int, int]]:
    """Yield each power of a list with each body that it ever was of."""
    rows = connection.execute(
        select(revision.c.item_id, revision.c.body_id).where(revision.c.list_id == list_id).distinct()
    )
    for row in rows:
        yield row.item_id, row.body_id
