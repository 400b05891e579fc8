"""Amending a draft item by item: the lists of its bodies as they are to stand, and what that states."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import msgspec
from sqlalchemy import Connection, delete, insert, select

from service.divisions import read_level
from service.editions.deliveries import present
from service.editions.drafting import enter_body_lists
from service.editions.incoming import Incoming, incoming
from service.editions.lists import EditionRow
from service.editions.plan import Told, plan
from service.editions.predecessor import parents_of, standing_of
from service.editions.write import write_body_lists
from service.items import Body, ItemContent, ListedItem
from service.store import insert_rows, take_numbers
from service.store.core import edition_body, lineage, power_item
from service.store.tables import Lineage, PowerItem
from service.vocabulary import Category, ChangeKind, Decision


class Stands(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """An item of a draft: the power, and what it says under which body."""

    power: int
    body: Body
    content: ItemContent
    category: Category | None


class StatedPair(msgspec.Struct, frozen=True):
    """One link that is stated in a draft; either side may be None."""

    before: int | None
    after: int | None
    kind: ChangeKind
    reason: str


class Present:
    """What stands in some bodies' lists of a draft, and the way to put other lists in their place."""

    def __init__(self, connection: Connection, draft: EditionRow, bodies: Mapping[int, Body]) -> None:
        """Read the lists of the draft that these bodies have."""
        self._draft = draft
        self._bodies = dict(bodies)
        self._entries: dict[int, tuple[Stands, Incoming]] = {}
        for items in present(connection, draft, set(bodies)).values():
            for item in items:
                listed = item.entry.item
                stands = Stands(
                    power=item.power,
                    body=bodies[item.entry.body.id],
                    content=listed.content,
                    category=listed.category,
                )
                self._entries[item.power] = (stands, item.entry)

    @property
    def items(self) -> list[Stands]:
        """The items, body by body, in the order of their lists."""
        return [stands for stands, _ in self._entries.values()]

    def replace(self, connection: Connection, items: Iterable[Stands]) -> None:
        """Let these be the bodies' lists, in this order; a body with none has no list any more.

        Powers that are new are entered; which power an item is, is as told.
        """
        standing = list(items)
        arriving = [self._entry(item) for item in standing]
        self._enter_new(connection, standing)
        draft = self._draft
        parents = parents_of(connection, draft.predecessor_id, self._bodies)
        plans = plan(
            arriving,
            standing_of(connection, draft.predecessor_id, parents, self._bodies),
            parents,
            told=Told(known={place: item.power for place, item in enumerate(standing)}),
        )
        stand = write_body_lists(connection, draft.list_id, None, plans)
        rows = connection.execute(
            select(edition_body.c.body_id, edition_body.c.body_list_id, edition_body.c.source_file_id).where(
                edition_body.c.edition_id == draft.id, edition_body.c.body_id.in_(sorted(self._bodies))
            )
        ).all()
        sources = {**dict.fromkeys(stand), **{row.body_id: row.source_file_id for row in rows}}
        replaced = {row.body_id: row.body_list_id for row in rows}
        enter_body_lists(connection, draft.id, stand, sources, replaced)

    def _entry(self, item: Stands) -> Incoming:
        known = self._entries.get(item.power)
        if known and known[0] == item:
            return known[1]
        listed = ListedItem(content=item.content, category=item.category, sheet="", rows=(0,))
        text = item.content.level_text
        return incoming(listed, item.body, read_level(text) if text else None)

    def _enter_new(self, connection: Connection, standing: Sequence[Stands]) -> None:
        unknown = [item.power for item in standing if item.power not in self._entries]
        known = set(connection.execute(select(power_item.c.id).where(power_item.c.id.in_(unknown))).scalars())
        list_id = self._draft.list_id
        rows = ((number, list_id) for number in unknown if number not in known)
        insert_rows(connection, PowerItem, ("id", "list_id"), rows)


def stated_pairs(connection: Connection, draft: EditionRow) -> dict[int, StatedPair]:
    """Return what is stated in a draft's lineage, by the link's number."""
    link = lineage.c
    rows = connection.execute(
        select(link.id, link.before_item_id, link.after_item_id, link.kind, link.reason)
        .where(
            link.edition_id == draft.id,
            link.decision == Decision.STATED,
            link.withdrawn_at.is_(None),
        )
        .order_by(link.id)
    )
    return {
        number: StatedPair(before, after, ChangeKind(kind), reason)
        for number, before, after, kind, reason in rows
    }


def restate(connection: Connection, draft: EditionRow, pairs: Sequence[StatedPair], now: datetime) -> None:
    """Let these be what is stated in the draft's lineage; links that stand already are left as they are."""
    known = stated_pairs(connection, draft)
    wanted = dict.fromkeys(pairs)
    gone = [number for number, pair in known.items() if pair not in wanted]
    fresh = [pair for pair in wanted if pair not in set(known.values())]
    if gone:
        connection.execute(delete(lineage).where(lineage.c.id.in_(gone)))
    if fresh:
        numbers = take_numbers(connection, Lineage, len(fresh))
        connection.execute(
            insert(lineage),
            [
                {
                    "id": number,
                    "edition_id": draft.id,
                    "before_item_id": pair.before,
                    "after_item_id": pair.after,
                    "kind": pair.kind,
                    "decision": Decision.STATED,
                    "reason": pair.reason,
                    "recorded_at": now,
                }
                for number, pair in zip(numbers, fresh, strict=True)
            ],
        )
