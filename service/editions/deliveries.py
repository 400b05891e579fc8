"""Powers that a working spreadsheet hands to other bodies (划转), and those others hand to its own.

A body's spreadsheet sets that body's items alone. What it hands over joins the receiving body's list in the
draft at once, whether that body's own spreadsheet came before or comes later; what an earlier version of the
spreadsheet handed over is taken back first. A receiving body that lists the power itself keeps its own row.
"""

from collections.abc import Collection, Iterable, Sequence

import msgspec
from sqlalchemy import Connection, select

from service.cleanup import Settled
from service.editions.incoming import Incoming
from service.editions.lists import EditionRow
from service.editions.plan import Parent
from service.editions.predecessor import bodies_holding, bodies_in
from service.items import ListedItem, PackedItems, decode_content
from service.store.core import body_list_layer, edition_body, lineage, revision
from service.store.live import standing
from service.text import fold
from service.vocabulary import Category, ChangeKind, Decision, Level


class Present(msgspec.Struct, frozen=True, kw_only=True):
    """An item as it stands in the draft: the power, and the row it came from.

    `is_delivered` says that it came from another file than its body's list did.
    """

    power: int
    entry: Incoming
    is_delivered: bool


class Exchange(msgspec.Struct, kw_only=True):
    """What else arrives with a working spreadsheet, by place after the file's own items: `known` powers.

    `elsewhere` maps places of the file's items to the powers that receiving bodies list themselves: these
    items do not arrive. `sources` are the files the receiving bodies' lists came from.
    """

    arriving: list[Incoming]
    known: dict[int, int]
    elsewhere: dict[int, int]
    sources: dict[int, int | None]


def exchange(
    connection: Connection,
    draft: EditionRow,
    own: Sequence[Incoming],
    found: Settled,
    parents: Collection[Parent],
) -> Exchange:
    """Work out what the bodies of the draft exchange when this file's `own` items arrive.

    `parents` are the lists of the file's bodies in the edition before.
    """
    handed = {place: entry for place, entry in enumerate(own) if entry.body.id not in found.home}
    transfers = _transfers(connection, draft.id, [parent.body_list for parent in parents])
    receiving = {entry.body.id for entry in handed.values()}
    receiving |= bodies_holding(connection, draft.id, transfers.taken_back) - found.home
    standing_lists = present(connection, draft, receiving | (found.home if transfers.handed_in else set()))
    result = Exchange(arriving=[], known={}, elsewhere={}, sources={})
    for body in receiving:
        staying = [
            item
            for item in standing_lists.get(body, [])
            if not (item.is_delivered and item.power in transfers.taken_back)
        ]
        listed = _Listed((item.power, item.entry) for item in staying)
        for place, entry in handed.items():
            if entry.body.id == body and (power := listed.find(entry, found.known.get(place))):
                result.elsewhere[place] = power
        for item in staying:
            _append(result, len(own), item)
    for body in found.home:
        listed = _Listed((place, entry) for place, entry in enumerate(own) if entry.body.id == body)
        for item in standing_lists.get(body, []):
            if item.power not in transfers.handed_in or not item.is_delivered:
                continue
            own_row = listed.find(item.entry, None)
            if own_row is None:
                _append(result, len(own), item)
            elif found.known.get(own_row) is None:
                result.known[own_row] = item.power
    result.sources = _sources(connection, draft.id, receiving)
    return result


class _Transfers(msgspec.Struct, frozen=True):
    """Powers that earlier files handed over: those of the bodies given anew, and those of others."""

    taken_back: set[int]
    handed_in: set[int]


def _transfers(connection: Connection, draft_id: int, body_lists: Collection[int]) -> _Transfers:
    of_parents = (
        select(revision.c.item_id)
        .join(body_list_layer, body_list_layer.c.layer_id == revision.c.body_list_id)
        .where(body_list_layer.c.body_list_id.in_(body_lists))
    )
    link = lineage.c
    query = select(link.after_item_id, link.before_item_id.in_(of_parents)).where(
        link.edition_id == draft_id,
        link.decision == Decision.STATED,
        link.kind == ChangeKind.TRANSFERRED,
        link.after_item_id.is_not(None),
    )
    rows = connection.execute(query).all()
    return _Transfers({power for power, own in rows if own}, {power for power, own in rows if not own})


def present(connection: Connection, draft: EditionRow, bodies: Collection[int]) -> dict[int, list[Present]]:
    """Return what stands in the draft's lists of these bodies, in their order."""
    if not bodies:
        return {}
    known = bodies_in(connection, draft.id)
    joined, stands = standing()
    source = edition_body.join(joined, body_list_layer.c.body_list_id == edition_body.c.body_list_id)
    rows = connection.execute(
        select(
            edition_body.c.body_id,
            edition_body.c.source_file_id.label("list_source"),
            revision.c.item_id,
            revision.c.category,
            revision.c.level,
            revision.c.content,
            revision.c.source_file_id,
            revision.c.source_sheet,
            revision.c.source_row,
        )
        .select_from(source)
        .where(edition_body.c.edition_id == draft.id, edition_body.c.body_id.in_(bodies), stands)
        .order_by(edition_body.c.body_id, revision.c.position, revision.c.item_id)
    )
    items = PackedItems()
    found: dict[int, list[Present]] = {}
    for row in rows:
        content = decode_content(row.content)
        category = Category(row.category) if row.category else None
        items.append(
            ListedItem(content=content, category=category, sheet=row.source_sheet, rows=(row.source_row,))
        )
        entry = Incoming(
            items=items,
            place=len(items) - 1,
            body=known[row.body_id],
            level=Level(row.level) if row.level else None,
            source_file=row.source_file_id,
        )
        found.setdefault(row.body_id, []).append(
            Present(power=row.item_id, entry=entry, is_delivered=row.source_file_id != row.list_source)
        )
    return found


def _sources(connection: Connection, draft_id: int, bodies: Collection[int]) -> dict[int, int | None]:
    query = select(edition_body.c.body_id, edition_body.c.source_file_id)
    rows = connection.execute(
        query.where(edition_body.c.edition_id == draft_id, edition_body.c.body_id.in_(bodies))
    )
    return {**dict.fromkeys(bodies), **dict(rows.all())}


def _append(result: Exchange, own: int, item: Present) -> None:
    result.known[own + len(result.arriving)] = item.power
    result.arriving.append(item.entry)


class _Listed:
    """A body's rows, to tell whether it lists a power itself: by power, by code, by name."""

    def __init__(self, entries: Iterable[tuple[int, Incoming]]) -> None:
        self._keys: dict[object, int] = {}
        for number, entry in entries:
            for key in _keys(entry):
                self._keys.setdefault(key, number)
            self._keys.setdefault(("power", number), number)

    def find(self, entry: Incoming, power: int | None) -> int | None:
        """The number of the row that lists the same power."""
        for key in (("power", power), *_keys(entry)):
            if key in self._keys:
                return self._keys[key]
        return None


def _keys(entry: Incoming) -> Iterable[object]:
    said = entry.items.outline(entry.place)
    for code in said.codes:
        folded = fold(code)
        if any(map(str.isdigit, folded)):
            yield ("code", folded)
    yield ("name", fold(said.name), fold(said.sub_item_name), entry.category)
