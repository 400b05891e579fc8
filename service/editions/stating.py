"""What a working spreadsheet states: settled before the load, kept in the draft's lineage after it."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import product

import msgspec
from sqlalchemy import Connection, Select, and_, delete, insert, or_, select

from service.bodies import fold_body_name
from service.cleanup import Settled, Statement, identities, settle, states_anything
from service.editions.lists import EditionRow
from service.editions.plan import Told
from service.editions.predecessor import bodies_holding, bodies_in, items_of, parents_of
from service.editions.registration import known_bodies
from service.items import PackedItems
from service.reading.standing import pieces
from service.store import insert_rows, take_numbers
from service.store.core import body_list_layer, edition, lineage, revision
from service.store.tables import Lineage, PowerItem
from service.vocabulary import Decision


def settled(connection: Connection, division: str, draft: EditionRow, items: PackedItems) -> Settled | None:
    """Settle the rows of a file against the edition before the draft; None where they state nothing."""
    if not states_anything(items.stated):
        return None
    before = draft.predecessor_id
    bodies = bodies_in(connection, before)
    index, known = known_bodies(connection, division)
    touched = bodies_holding(connection, before, identities(items.stated))
    for named in set(map(items.named, range(len(items)))):
        found = index.find(named.body_name, named.credit_code)
        if found:
            touched.add(found.id)
    parents = parents_of(connection, before, touched)
    label = connection.execute(select(edition.c.label).where(edition.c.id == before)).scalar()
    return settle(
        list(items),
        items_of(connection, before, parents, bodies),
        division=division,
        label=label or "",
        bodies={fold_body_name(name, division) for body in known for name in (body.name, *body.aliases)},
    )


def told_of(
    connection: Connection, list_id: int, known: Mapping[int, int | None], gone: Collection[int]
) -> Told:
    """Return what is known of identity; powers that are told to be new are numbered and entered."""
    fresh = [place for place, number in known.items() if number is None]
    numbers = take_numbers(connection, PowerItem, len(fresh)) if fresh else range(0)
    insert_rows(connection, PowerItem, ("id", "list_id"), ((number, list_id) for number in numbers))
    return Told(
        known={place: number for place, number in known.items() if number is not None},
        new=dict(zip(fresh, numbers, strict=True)),
        gone=gone,
    )


class StatedLink(msgspec.Struct, frozen=True):
    """One link that a file states; either side may be None."""

    statement: Statement
    before: int | None
    after: int | None


def links_of(statements: Sequence[Statement], numbers: Mapping[int, int]) -> Iterator[StatedLink]:
    """Yield the links of statements; `numbers` are the powers at the places they name."""
    for statement in statements:
        news = [numbers[place] for place in statement.after]
        for before, after in product(statement.before or (None,), news or (None,)):
            yield StatedLink(statement, before, after)


def keep_statements(
    connection: Connection, draft: EditionRow, links: Iterable[StatedLink], now: datetime
) -> None:
    """Enter the links in the draft's lineage; what came from elsewhere was not added."""
    stated = list(links)
    if not stated:
        return
    came = [link.after for link in stated if link.before is not None and link.after is not None]
    for piece in pieces(came):
        connection.execute(
            delete(lineage).where(
                lineage.c.edition_id == draft.id,
                lineage.c.before_item_id.is_(None),
                lineage.c.after_item_id.in_(piece),
            )
        )
    numbers = take_numbers(connection, Lineage, len(stated))
    connection.execute(
        insert(lineage),
        [
            {
                "id": number,
                "edition_id": draft.id,
                "before_item_id": link.before,
                "after_item_id": link.after,
                "kind": link.statement.kind,
                "decision": Decision.STATED,
                "reason": link.statement.reason,
                "recorded_at": now,
            }
            for number, link in zip(numbers, stated, strict=True)
        ],
    )


def drop_statements(
    connection: Connection, draft: EditionRow, before: Collection[int], replaced: Collection[int]
) -> None:
    """Take back what earlier files of the draft stated of the bodies that are given anew.

    `before` are these bodies' lists in the edition before, `replaced` those in the draft.
    """
    of_parents = _items_of(before)
    of_replaced = _items_of(replaced)
    link = lineage.c
    connection.execute(
        delete(lineage).where(
            link.edition_id == draft.id,
            link.decision == Decision.STATED,
            or_(
                link.before_item_id.in_(of_parents),
                and_(link.before_item_id.is_(None), link.after_item_id.in_(of_replaced)),
            ),
        )
    )


def _items_of(body_lists: Collection[int]) -> Select[tuple[int]]:
    """The query of the powers with revisions in the layers of these lists."""
    return (
        select(revision.c.item_id)
        .join(body_list_layer, body_list_layer.c.layer_id == revision.c.body_list_id)
        .where(body_list_layer.c.body_list_id.in_(body_lists))
    )
