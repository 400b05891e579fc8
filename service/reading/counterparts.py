"""A division's separate power and responsibility lists joined: by code, else body and name (contract §2)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, select

from service.items import Duty
from service.reading.editions import When
from service.reading.items import ItemRecord, item_record
from service.reading.readings import readings_of
from service.reading.scope import item_rows, rows_of, scope_of_lists
from service.store.core import published_list, revision, revision_code
from service.text import fold
from service.vocabulary import ListKind


def duties_of(
    connection: Connection, items: Sequence[ItemRecord], when: When | None = None
) -> dict[ItemRecord, tuple[Duty, ...]]:
    """Return each item's duties: its own, else those of its counterpart in the responsibility list.

    Only an item of a power list has a counterpart. The responsibility list is read as of `when`, else as of
    the time the item was asked for.
    """
    readings = readings_of(connection, items)
    return duties_with_counterparts(connection, {item: readings[item].duties for item in items}, when)


def duties_with_counterparts(
    connection: Connection, own: Mapping[ItemRecord, tuple[Duty, ...]], when: When | None = None
) -> dict[ItemRecord, tuple[Duty, ...]]:
    """Return the same as `duties_of` for items whose own duties are read already."""
    found = dict(own)
    without: dict[When, list[ItemRecord]] = defaultdict(list)
    for item, duties in own.items():
        if not duties:
            without[when or item.when].append(item)
    for then, lacking in without.items():
        lists = _responsibility_lists(connection, {item.list_id for item in lacking})
        powers = [item for item in lacking if item.list_id in lists]
        if powers:
            others = _counterparts(connection, powers, lists, then)
            readings = readings_of(connection, list(others.values()))
            found |= {item: readings[other].duties for item, other in others.items()}
    return found


def _responsibility_lists(connection: Connection, list_ids: set[int]) -> dict[int, int]:
    """By power list: the responsibility list of the same division."""
    other = published_list.alias("other")
    rows = connection.execute(
        select(published_list.c.id, other.c.id)
        .join(other, other.c.division_code == published_list.c.division_code)
        .where(
            published_list.c.id.in_(list_ids),
            published_list.c.kind == ListKind.POWER.value,
            other.c.kind == ListKind.RESPONSIBILITY.value,
        )
    )
    return dict(rows.all())


def _counterparts(
    connection: Connection, items: Sequence[ItemRecord], lists: dict[int, int], when: When
) -> dict[ItemRecord, ItemRecord]:
    """By item: the first of the responsibility list that has a code of the item, else its name."""
    rows = rows_of(scope_of_lists(connection, set(lists.values()), when))
    in_order = (rows.list_id, rows.body_id, rows.position, rows.item_id)
    codes = {fold(code) for item in items for code in item.content.codes}
    coded = (
        item_rows(rows)
        .add_columns(revision_code.c.folded_code)
        .join(revision_code, revision_code.c.revision_id == revision.c.id)
        .where(revision_code.c.folded_code.in_(codes))
        .order_by(*in_order)
    )
    by_code: dict[tuple[int, str], ItemRecord] = {}
    for row in connection.execute(coded):
        by_code.setdefault((row.list_id, row.folded_code), item_record(row, when))
    named = (
        item_rows(rows)
        .add_columns(revision.c.folded_name)
        .where(
            revision.c.list_id.in_(set(lists.values())),
            revision.c.folded_name.in_({item.folded_name for item in items}),
            rows.body_id.in_({item.body_id for item in items}),
        )
        .order_by(*in_order)
    )
    by_name: dict[tuple[int, int, str], ItemRecord] = {}
    for row in connection.execute(named):
        by_name.setdefault((row.list_id, row.body_id, row.folded_name), item_record(row, when))
    found: dict[ItemRecord, ItemRecord] = {}
    for item in items:
        duties = lists[item.list_id]
        shared = (by_code.get((duties, fold(code))) for code in item.content.codes)
        other = next(filter(None, shared), None) or by_name.get((duties, item.body_id, item.folded_name))
        if other:
            found[item] = other
    return found
