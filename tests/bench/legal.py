"""Checking and impact: a first check against re-checks, the indexed impact against reading bases anew.

Impact is measured among a million items: a list as loaded, and copies of its rows in other divisions.
"""

import hashlib
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

from sqlalchemy import Connection, Table, delete, func, insert, literal, select

from service.citations import read_bases, read_basis_cell
from service.codes import read_code
from service.editions import LoadRequest, find_edition, load, publish
from service.items import Duty, FileContent, ItemContent, ListedItem, decode_content
from service.legal import check_and_keep, find_instrument, resting_powers
from service.reading import PageRequest, impact_counts, instrument_power_pages
from service.store import Store
from service.store.core import (
    body,
    body_list,
    checked_item,
    citation,
    current_item,
    division,
    power_item,
    published_list,
    revision,
)
from service.store.reference import load_reference
from service.vocabulary import ListKind, read_category
from tests.bench.corpus import DIVISION, list_rows
from tests.bench.measuring import Contender, Run, TakenSeconds, side_by_side, table, timed
from tests.support.stores import SqliteStores

_ITEMS_A_FILE = 100_000
_ONE_IN_CHANGED = 100
_MOST_RESTING = 1_000_000
_PARTS = 20
_APART = 10**9
# The columns that a copy's rows have numbers of their own in.
_NUMBERED: tuple[tuple[Table, tuple[str, ...]], ...] = (
    (published_list, ("id",)),
    (body, ("id",)),
    (body_list, ("id", "body_id")),
    (power_item, ("id", "list_id")),
    (revision, ("id", "body_list_id", "item_id", "list_id", "body_id")),
    (citation, ("revision_id",)),
    (current_item, ("list_id", "body_id", "item_id", "revision_id")),
)
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
            _multiply(connection, _PARTS)
        yield f"### What rests on one instrument, among {part * _PARTS:,} items of {_PARTS} divisions, SQLite"
        yield table(side_by_side([*_impacts(store), anew], part * _PARTS, repeats), "items")
        store.close()


def _filled(directory: Path, rows: int) -> Store:
    """A store with the list as edition 2025, and as 2026 with a hundred items changed."""
    store = Store(SqliteStores(directory).migrated())
    with store.write() as connection:
        load_reference(connection)
    bodies = [list(items) for _, items in groupby(_items(rows), key=lambda item: item.content.body_name)]
    file: list[ListedItem] = []
    for number, items in enumerate(bodies, 1):
        file += items
        if len(file) >= _ITEMS_A_FILE or number == len(bodies):
            _load(store, "2025", file)
            file = []
    _publish(store, "2025")
    changed = rows // _ONE_IN_CHANGED
    _load(store, "2026", [_changed(item) for item in bodies[0][:changed]] + bodies[0][changed:])
    return store


def _multiply(connection: Connection, parts: int) -> None:
    """Copy what stands in the latest list, and what it cites, into further divisions."""
    query = select(division.c.code).where(division.c.code != DIVISION).order_by(division.c.code)
    for number, code in enumerate(connection.execute(query.limit(parts - 1)).scalars().all(), 1):
        for one, numbered in _NUMBERED:
            own = [column for column in one.c if column.name in numbered]
            copied = [
                literal(code) if column.name == "division_code" else column + number * _APART
                if column.name in numbered else column
                for column in one.c
            ]  # fmt: skip
            connection.execute(
                insert(one).from_select(list(one.c), select(*copied).where(own[0] < _APART), False)
            )


def _items(rows: int) -> Iterator[ListedItem]:
    for row in list_rows(rows):
        number, category, name, code, body, basis, level, duties, grounds, telephone = row
        content = ItemContent(
            name=name,
            category_text=category,
            codes=(code,),
            body_name=body,
            setting_basis=basis,
            level_text=level,
            duties=(Duty(text=duties),),
            accountability=grounds,
            supervision=telephone,
        )
        yield ListedItem(
            content=content, category=read_category(category).category, sheet="清单", rows=(int(number),)
        )


def _changed(item: ListedItem) -> ListedItem:
    content = ItemContent(
        **{
            **{field: getattr(item.content, field) for field in ItemContent.__struct_fields__},
            "supervision": "0931-0000000",
        }
    )
    return ListedItem(content=content, category=item.category, sheet=item.sheet, rows=item.rows)


def _load(store: Store, label: str, items: list[ListedItem]) -> None:
    sha256 = hashlib.sha256(f"{label} {items[0].rows}".encode()).hexdigest()
    file = FileContent(
        file="bench",
        sha256=sha256,
        format="xlsx",
        rows_read=len(items),
        items=items,
        findings=[],
        raw_rows=[],
    )
    base = "2025" if label == "2026" else None
    report = load(store, file, LoadRequest(division=DIVISION, kind=ListKind.COMBINED, label=label, base=base))
    assert report.items == len(items), report.findings


def _publish(store: Store, label: str) -> None:
    with store.write() as connection:
        publish(connection, DIVISION, ListKind.COMBINED, label, datetime.now(UTC))


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
            query = select(revision.c.content).where(revision.c.id < _APART).execution_options(yield_per=5000)
            for (encoded,) in connection.execute(query):
                bases = read_bases(decode_content(encoded).setting_basis)
                found += any(basis.title == _INSTRUMENT for basis in bases)
        assert found

    return lambda: timed(anew) * _PARTS
