"""Checking and impact: a first check against re-checks, the indexed impact against reading bases anew.

Impact is measured among a million items: a list as loaded, and copies of its rows in other divisions.
"""

import tempfile
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from sqlalchemy import delete, func, select

from service.citations import read_bases, read_basis_cell
from service.codes import read_code
from service.editions import find_edition
from service.items import ItemContent, ListedItem, decode_content
from service.legal import check_and_keep, find_instrument, resting_powers
from service.reading import PageRequest, impact_counts, instrument_power_pages
from service.store import Store
from service.store.core import (
    body,
    body_list,
    checked_item,
    citation,
    current_item,
    power_item,
    published_list,
    revision,
)
from service.store.reference import load_reference
from service.vocabulary import ListKind
from tests.bench.corpus import DIVISION
from tests.bench.filling import listed_items, load_items, publish_label
from tests.bench.measuring import Contender, Run, TakenSeconds, side_by_side, table, timed
from tests.bench.multiplied import APART, multiply
from tests.support.stores import SqliteStores

_ITEMS_A_FILE = 100_000
_ONE_IN_CHANGED = 100
_MOST_RESTING = 1_000_000
_PARTS = 20
_RESTING = (published_list, body, body_list, power_item, revision, citation, current_item)
_INSTRUMENT = "建设工程质量管理条例"


def run(rows: int, repeats: int) -> Iterator[str]:
    """Checking and impact over a generated list of that many items, as Markdown, part by part."""
    with tempfile.TemporaryDirectory(prefix="quanze-bench-") as name:
        store = _filled(Path(name), rows)
        yield f"### Checking a list of {rows:,} items, SQLite"
        yield table(side_by_side(_checks(store), rows, repeats), "items")
        store.close()
    with tempfile.TemporaryDirectory(prefix="quanze-bench-") as name:
        part = min(rows, _MOST_RESTING // _PARTS)
        store = _filled(Path(name), part)
        anew = Contender(f"reading every basis anew (one division, times {_PARTS})", _anew(store))
        with store.write() as connection:
            multiply(connection, _PARTS, _RESTING)
        yield f"### What rests on one instrument, among {part * _PARTS:,} items of {_PARTS} divisions, SQLite"
        yield table(side_by_side([*_impacts(store), anew], part * _PARTS, repeats), "items")
        store.close()


def _filled(directory: Path, rows: int) -> Store:
    """A store with the list as edition 2025, and as 2026 with a hundred items changed."""
    store = Store(SqliteStores(directory).migrated())
    with store.write() as connection:
        load_reference(connection)
    bodies = [
        list(items) for _, items in groupby(listed_items(rows), key=lambda item: item.content.body_name)
    ]
    file: list[ListedItem] = []
    for number, items in enumerate(bodies, 1):
        file += items
        if len(file) >= _ITEMS_A_FILE or number == len(bodies):
            load_items(store, "2025", file)
            file = []
    publish_label(store, "2025")
    changed = rows // _ONE_IN_CHANGED
    again = [_changed(item) for item in bodies[0][:changed]] + bodies[0][changed:]
    load_items(store, "2026", again, base="2025")
    return store


def _changed(item: ListedItem) -> ListedItem:
    content = ItemContent(
        **{
            **{field: getattr(item.content, field) for field in ItemContent.__struct_fields__},
            "supervision": "0931-0000000",
        }
    )
    return ListedItem(content=content, category=item.category, sheet=item.sheet, rows=item.rows)


def _checks(store: Store) -> list[Contender]:
    with store.read() as connection:
        ids = {
            label: find_edition(connection, DIVISION, ListKind.COMBINED, label).id
            for label in ("2025", "2026")
        }

    with store.read() as connection:
        before = connection.execute(select(func.max(current_item.c.revision_id))).scalar_one()

    def check(label: str) -> TakenSeconds:
        return timed(lambda: check_and_keep(store, ids[label]))

    def again(label: str) -> Run:
        def once() -> TakenSeconds:
            check_and_keep(store, ids["2025"])
            with store.write() as connection:
                connection.execute(delete(checked_item).where(checked_item.c.revision_id > before))
            return check(label)

        return once

    def never() -> TakenSeconds:
        with store.write() as connection:
            connection.execute(delete(checked_item))
        read_code.cache_clear()
        read_basis_cell.cache_clear()
        return check("2025")

    return [
        Contender("the same edition again, nothing changed", again("2025")),
        Contender("an edition with one item in a hundred changed", again("2026")),
        Contender("an edition never checked", never),
    ]


def _impacts(store: Store) -> list[Contender]:
    with store.read() as connection:
        instrument = find_instrument(connection, _INSTRUMENT).id

    def counts() -> None:
        with store.read() as connection:
            assert impact_counts(connection, [instrument])[instrument].powers > 0

    def page() -> None:
        with store.read() as connection:
            found = instrument_power_pages(connection, [instrument], PageRequest(first=200))
            assert found[instrument].nodes

    def powers() -> None:
        with store.read() as connection:
            assert resting_powers(connection, instrument)

    return [
        Contender("a page of 200 powers", lambda: timed(page)),
        Contender("counts of powers, bodies, divisions, powers left with none", lambda: timed(counts)),
        Contender("every power, each with whether it is left with none", lambda: timed(powers)),
    ]


def _anew(store: Store) -> Run:
    def anew() -> None:
        found = 0
        with store.read() as connection:
            query = select(revision.c.content).where(revision.c.id < APART).execution_options(yield_per=5000)
            for (encoded,) in connection.execute(query):
                bases = read_bases(decode_content(encoded).setting_basis)
                found += any(basis.title == _INSTRUMENT for basis in bases)
        assert found

    return lambda: timed(anew) * _PARTS
