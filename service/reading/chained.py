"""What two editions of a list do not share: all that comparing them needs to read.

Chained editions hold unchanged body lists in common, and changed ones as what differs from an earlier list.
What they share is counted, never read.
"""

from collections import Counter
from collections.abc import Callable, Collection, Container, Iterable, Mapping, Set
from functools import partial
from typing import Any, NamedTuple

import msgspec
import numpy as np
from sqlalchemy import ColumnElement, Connection, Select, func, select

from service.comparison import CATEGORIES, NameKey, Unchanged, code_keys, name_key
from service.items import Body, StandingItem
from service.reading.columns import layer_columns, powers_of_layers, versions_of_powers
from service.reading.outlined import CATEGORY_PLACES, OutlinedSide
from service.reading.standing import items_of_powers, layers_of, lists_of, pieces
from service.store.core import body_list, body_list_count, edition, revision, revision_code
from service.store.prepared import Prepared, one_of_numbers
from service.text import fold
from service.vocabulary import Category


class Sides(msgspec.Struct, frozen=True):
    """The items to compare, in outline, and what stands equally on both sides beside them."""

    before: OutlinedSide
    after: OutlinedSide
    unchanged: Unchanged


def differing_sides(
    connection: Connection,
    before_id: int,
    after_id: int,
    *,
    whole: Container[int] = frozenset(),
    also: Collection[int] = (),
    progress: Callable[[int, int], object] = lambda done, of: None,
) -> Sides:
    """Return what differs between two editions of one list.

    The bodies in `whole` are read wholly, and so are the powers in `also`, wherever they stand. `progress` is
    told how many items of how many are read.
    """
    old, new = lists_of(connection, before_id), lists_of(connection, after_id)
    old_by_body = {owner.id: number for number, owner in old.items()}
    new_by_body = {owner.id: number for number, owner in new.items()}
    both = [number for number in old_by_body.keys() & new_by_body.keys() if number not in whole]
    pairs = [(old_by_body[number], new_by_body[number]) for number in both]
    layers = _layers(connection, {*old, *new})
    partly = [pair for pair in pairs if pair[0] == pair[1] or layers[pair[0]].keys() & layers[pair[1]].keys()]
    powers = powers_of_layers(
        connection, {layer for one, two in partly for layer in layers[one].keys() ^ layers[two].keys()}
    )
    powers.update(also)
    partly_old = {number: old[number] for number, _ in partly}
    partly_new = {number: new[number] for _, number in partly}
    before, after = OutlinedSide(connection, before_id), OutlinedSide(connection, after_id)
    old_layers, new_layers = (
        layer_columns({number: layers[number] for number in lists}) for lists in (partly_old, partly_new)
    )
    for piece in pieces(sorted(powers)):
        versions = versions_of_powers(connection, piece)
        before.add_nearest(versions, old_layers, partly_old)
        after.add_nearest(versions, new_layers, partly_new)
    counts = _counts(connection, partly_old, before)
    rest_old = {number: owner for number, owner in old.items() if number not in partly_old}
    rest_new = {number: owner for number, owner in new.items() if number not in partly_new}
    items = _items_in(connection, {*rest_old, *rest_new})
    whole_count = len(before) + len(after) + sum(items.values())
    for side, other, rest in ((before, after, rest_old), (after, before, rest_new)):
        told = partial(_tell, progress, other, whole_count)
        for number, owner in rest.items():
            nearest_first = sorted(layers[number], key=layers[number].__getitem__)
            side.add_list(owner, nearest_first, items[number], told)
    left_out = _LeftOut(connection, before_id, partly_old, powers)
    return Sides(
        before,
        after,
        Unchanged(
            counts=counts,
            codes=partial(_codes_borne, left_out),
            names=partial(_names_borne, left_out),
        ),
    )


def _layers(connection: Connection, lists: Collection[int]) -> dict[int, dict[int, int]]:
    """Return the layers of each of these body lists with their depths."""
    found: dict[int, dict[int, int]] = {number: {} for number in lists}
    for layer, deep in layers_of(connection, lists).items():
        for number, depth in deep:
            found[number][layer] = depth
    return found


def _counts(
    connection: Connection, lists: Mapping[int, Body], read: OutlinedSide
) -> dict[tuple[Body, Category | None], int]:
    """Return how many items of each body and category these lists hold beside those that were read."""
    counts: Counter[tuple[Body, Category | None]] = Counter()
    for number, category, items in _COUNTS.rows(connection, lists=list(lists)):
        counts[lists[number], CATEGORIES[CATEGORY_PLACES[category]]] += items
    owners, categories = np.asarray(read.bodies), np.asarray(read.categories)
    pairs, numbers = np.unique(owners * len(CATEGORIES) + categories, return_counts=True)
    for pair, items in zip(pairs.tolist(), numbers.tolist(), strict=True):
        owner, place = divmod(pair, len(CATEGORIES))
        counts[read.owners[owner], CATEGORIES[place]] -= items
    return {key: count for key, count in counts.items() if count}


def _items_in(connection: Connection, lists: Collection[int]) -> dict[int, int]:
    """Return how many items each of these body lists holds."""
    return {row.id: row.items_held for row in _HELD.rows(connection, lists=list(lists))} if lists else {}


def _tell(progress: Callable[[int, int], object], other: OutlinedSide, whole: int, done: int) -> None:
    progress(done + len(other), whole)


class _LeftOut(NamedTuple):
    """The items that are left out: those of these lists of an edition that were not read."""

    connection: Connection
    edition_id: int
    lists: Mapping[int, Body]
    read: Container[int]

    def of_list(self) -> ColumnElement[bool]:
        """The condition that a revision is of the edition's list: others bear the same codes."""
        own = select(edition.c.list_id).where(edition.c.id == self.edition_id).scalar_subquery()
        return revision.c.list_id == own

    def standing(self, bearers: Iterable[Select[Any]]) -> list[StandingItem]:
        """Return those of the powers found that are left out."""
        found = {power for query in bearers for power in self.connection.execute(query).scalars()}
        asked = {power for power in found if power not in self.read}
        return items_of_powers(self.connection, self.edition_id, self.lists, asked) if asked else []


def _codes_borne(left_out: _LeftOut, wanted: Set[str]) -> set[str]:
    """Return which of the wanted folded codes left-out items bear."""
    query = select(revision.c.item_id).join(revision_code, revision_code.c.revision_id == revision.c.id)
    query = query.where(left_out.of_list())
    bearers = (query.where(revision_code.c.folded_code.in_(piece)) for piece in pieces(sorted(wanted)))
    return {code for item in left_out.standing(bearers) for code in code_keys(item) if code in wanted}


def _names_borne(left_out: _LeftOut, wanted: Set[NameKey]) -> set[NameKey]:
    """Return which of the wanted name keys left-out items bear."""
    query = select(revision.c.item_id).where(left_out.of_list())
    names = sorted({fold(key.name + key.sub) for key in wanted})
    bearers = (query.where(revision.c.folded_name.in_(piece)) for piece in pieces(names))
    return {key for item in left_out.standing(bearers) if (key := name_key(item)) in wanted}


_HELD = Prepared(
    lambda dialect: select(body_list.c.id, body_list.c["items"].label("items_held")).where(
        one_of_numbers(body_list.c.id, "lists", dialect)
    )
)
_COUNTS = Prepared(
    lambda dialect: (
        select(
            body_list_count.c.body_list_id,
            body_list_count.c.category,
            func.sum(body_list_count.c["items"]).label("items_counted"),
        )
        .where(one_of_numbers(body_list_count.c.body_list_id, "lists", dialect))
        .group_by(body_list_count.c.body_list_id, body_list_count.c.category)
    )
)
