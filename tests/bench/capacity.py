"""What one PostgreSQL server holds: questions portals ask, among ever more divisions of 5,000 items each."""

import random
import statistics
import time
from collections.abc import Iterator

from sqlalchemy import Connection, text

from service.reading import ItemSelection, PageRequest, item_page
from service.store import Store
from service.store.reference import load_reference
from service.vocabulary import Category, ListKind
from tests.bench.filling import listed_items, load_items, publish_label
from tests.bench.multiplied import multiply, unindexed
from tests.support.postgresql import running_server
from tests.support.stores import PostgresqlStores

_OF_DIVISION = 5_000
_SIZES = (1, 10)
_ASKED = 200
_WORDS = ("建设", "水利工程", "安全生产许可", "食品")
_IN_THE_COUNTRY = {
    "common words": _WORDS,
    "how most names begin": ("对",),
    "a law's title": ("行政许可法",),
    "a body's name": ("民政局",),
    "how codes begin": ("62",),
    "two words seldom together": ("人民政府 食品",),
}
_ASKED_IN_THE_COUNTRY = 10
_SETTINGS = ("maintenance_work_mem = '1GB'", "max_parallel_maintenance_workers = 1")


def run(rows: int, repeats: int) -> Iterator[str]:
    """Pages among as many items and ten times as many, as Markdown; `repeats` times as many questions."""
    measured: dict[int, tuple[float, dict[str, list[float]]]] = {}
    for size in (rows * times for times in _SIZES):
        with running_server() as server:
            store = Store(PostgresqlStores(server).migrated())
            codes = _filled(store, max(1, size // _OF_DIVISION))
            with store.read() as connection:
                size_on_disk = connection.execute(
                    text("SELECT pg_database_size(current_database())")
                ).scalar_one()
                measured[size] = size_on_disk / 1e9, _asked(connection, codes, repeats)
            store.close()
    yield f"### A page of 20 on PostgreSQL, among divisions of {_OF_DIVISION:,} items, ms"
    yield _table(measured)


def _filled(store: Store, divisions: int) -> list[str]:
    with store.write() as connection:
        load_reference(connection)
    load_items(store, "2025", list(listed_items(_OF_DIVISION)))
    publish_label(store, "2025")
    with store.write() as connection:
        for setting in _SETTINGS:
            connection.exec_driver_sql(f"SET LOCAL {setting}")
        with unindexed(connection):
            codes = multiply(connection, divisions)
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE")
    return codes


def _asked(connection: Connection, codes: list[str], repeats: int) -> dict[str, list[float]]:
    """Milliseconds of every answer, by question; the questions take turns."""
    chance = random.Random(2026)
    some = PageRequest(first=20)
    taken: dict[str, list[float]] = {}

    def ask(name: str, selection: ItemSelection) -> list[int]:
        begun = time.perf_counter()
        page = item_page(connection, selection, some)
        taken.setdefault(name, []).append((time.perf_counter() - begun) * 1000)
        assert page.nodes, (name, selection)
        return [node.body_id for node in page.nodes]

    for _ in range(_ASKED * repeats):
        code, words, combined = chance.choice(codes), chance.choice(_WORDS), ListKind.COMBINED
        bodies = ask("a division's list", ItemSelection(division=code, kind=combined))
        ask("its penalties", ItemSelection(division=code, kind=combined, categories=(Category.PENALTY,)))
        ask("one body's items", ItemSelection(body=chance.choice(bodies)))
        ask("found by words in a division", ItemSelection(division=code, text=words))
    one = item_page(connection, ItemSelection(division=codes[0]), PageRequest(first=1)).nodes[0].content.name
    for _ in range(_ASKED_IN_THE_COUNTRY * repeats):
        for kind, some_words in {**_IN_THE_COUNTRY, "an item's whole name": (one,)}.items():
            for words in some_words:
                ask(f"found in the country by {kind}", ItemSelection(text=words))
    return taken


def _table(measured: dict[int, tuple[float, dict[str, list[float]]]]) -> str:
    heads = [f"p50 of {size:,} | p99" for size in measured]
    lines = [f"| | {' | '.join(heads)} |", f"|---|{'---:|---:|' * len(measured)}"]
    (first, *_) = measured.values()
    for name in first[1]:
        cells = [
            f"{statistics.median(taken[name]):.1f} | {sorted(taken[name])[-1 - len(taken[name]) // 100]:.1f}"
            for _, taken in measured.values()
        ]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    sizes = [f"{gigabytes:.1f} GB | " for gigabytes, _ in measured.values()]
    return "\n".join([*lines, f"| the database | {' | '.join(sizes)} |"])
