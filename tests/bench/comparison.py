"""Chained editions: what each further one adds, what comparing them takes, a page as of an earlier day."""

import random
import statistics
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby, pairwise
from operator import itemgetter
from pathlib import Path
from typing import Any

from msgspec.structs import replace
from sqlalchemy import Connection, event

from loaders import ReadOptions, read_list
from service.collecting import uncollected
from service.comparison import reconcile, without_matching
from service.editions import EditionRow, LoadRequest, find_edition, load
from service.reading import (
    ItemSelection,
    PageRequest,
    When,
    item_page,
    reconcile_editions,
    standing_bodies,
    standing_items,
)
from service.store import Store
from service.store.reference import load_reference
from service.vocabulary import ListKind
from tests.bench.corpus import DIVISION, bodies, list_rows, write_csv
from tests.bench.measuring import Contender, side_by_side, table, timed
from tests.bench.peaks import REPORTS, peak
from tests.support.stores import SqliteStores

_KIND = ListKind.COMBINED
_OTHER = ListKind.POWER
"""A list of another kind has no edition before: what is loaded into it is compared with nothing."""
_NEIGHBOURS, _UNRELATED = "neighbours, from the store", "unrelated lists, from the store"
_FIRST, _EDITIONS = 2017, 10
_CHANGED = 100
"""One item in so many is changed each year."""
_HANDING_IN = 6
"""So many bodies hand in a file each year, and all that is changed is theirs."""
_ROWS_A_FILE = 100_000
_PAGES = 300
_Row = tuple[str, ...]


def run(rows: int, repeats: int) -> Iterator[str]:
    """Ten editions of a list of that many items, as Markdown, part by part."""
    with tempfile.TemporaryDirectory(prefix="quanze-bench-") as name:
        directory = Path(name)
        store = Store(SqliteStores(directory).migrated())
        with store.write() as connection:
            load_reference(connection)
        yield (
            f"### {_EDITIONS} editions of {rows:,} items, one in {_CHANGED} changed each year by"
            f" {_HANDING_IN} of {len(bodies())} bodies, SQLite"
        )
        yield _growth(_filled(store, directory, rows))
        _load(
            store, directory, _unrelated(rows), LoadRequest(division=DIVISION, kind=_OTHER, label=str(_FIRST))
        )
        with uncollected(), store.read() as connection:
            yield f"### Comparing editions of {rows:,} items, without matching"
            yield _compared(connection, rows, repeats)
            yield f"### The most memory that takes, each in a process of its own, lists of {rows:,} items"
            yield _peaks(store.engine.url.render_as_string(hide_password=False))
            yield f"### A page of 20 of one body as of a day, among {rows:,} items × {_EDITIONS} editions"
            yield _as_of(connection)
        store.close()


def _filled(store: Store, directory: Path, rows: int) -> list[int]:
    """Load the editions; return how large the store's file is after each."""
    held = list(list_rows(rows))
    sizes = [_size(store)]
    for year in range(_FIRST, _FIRST + _EDITIONS):
        brought = held
        if year > _FIRST:
            held, brought = _a_year_later(held, year)
        base = str(year - 1) if year > _FIRST else None
        request = LoadRequest(division=DIVISION, kind=_KIND, label=str(year), base=base, publish=True)
        _load(store, directory, brought, request)
        sizes.append(_size(store))
    return sizes


def _load(store: Store, directory: Path, rows: Iterable[_Row], request: LoadRequest) -> None:
    """Load the rows as so many files as they take; the first is told the base, the last to publish."""
    parts = _files(rows)
    for at, part in enumerate(parts):
        file = directory / "list.csv"
        write_csv(file, iter(part))
        told = replace(
            request,
            base=request.base if at == 0 else None,
            publish=request.publish and part is parts[-1],
        )
        report = load(store, read_list(file, ReadOptions(kind=request.kind)), told)
        assert report.items == len(part), report.findings


def _unrelated(rows: int) -> Iterator[_Row]:
    """A list of the same bodies that shares no name and no code with the other."""
    for number, category, name, code, *rest in list_rows(rows, seed=7):
        yield (number, category, f"旧{name}", f"9{code}", *rest)


def _files(rows: Iterable[_Row]) -> list[list[_Row]]:
    """Put the rows into files of about as many, no body's into two."""
    files: list[list[_Row]] = [[]]
    for _, of_body in groupby(rows, key=itemgetter(4)):
        if len(files[-1]) >= _ROWS_A_FILE:
            files.append([])
        files[-1].extend(of_body)
    return files


def _a_year_later(held: Sequence[_Row], year: int) -> tuple[list[_Row], list[_Row]]:
    """The list with its changes, and the rows of the bodies that hand in."""
    chance = random.Random(year)
    names = set(chance.sample(bodies(), _HANDING_IN))
    theirs = [at for at, row in enumerate(held) if row[4] in names]
    changed = set(chance.sample(theirs, len(held) // _CHANGED))
    now = [
        (*row[:5], f"{row[5]}\n《清理条例》第{year}条", *row[6:]) if at in changed else row
        for at, row in enumerate(held)
    ]
    return now, [row for row in now if row[4] in names]


def _size(store: Store) -> int:
    """The bytes of the store's file, everything written to it."""
    with store.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        pages, free, size = (
            connection.exec_driver_sql(f"PRAGMA {what}").scalar_one()
            for what in ("page_count", "freelist_count", "page_size")
        )
    return int((pages - free) * size)


def _growth(sizes: Sequence[int]) -> str:
    grown = [after - before for before, after in pairwise(sizes)]
    further = sorted(grown[1:])
    lines = ["| | MB | of the first |", "|---|---:|---:|", f"| the first edition | {grown[0] / 1e6:.1f} | |"]
    for name, size in (
        ("each further one, median", statistics.median(further)),
        ("the largest further one", further[-1]),
    ):
        lines.append(f"| {name} | {size / 1e6:.1f} | {100 * size / grown[0]:.2f} % |")
    return "\n".join(lines)


def _compared(connection: Connection, rows: int, repeats: int) -> str:
    editions = [
        _edition(connection, year) for year in (_FIRST, _FIRST + _EDITIONS - 2, _FIRST + _EDITIONS - 1)
    ]
    first, before, last = editions
    apart = _edition(connection, _FIRST, _OTHER)
    whole, other = (standing_items(connection, each.id) for each in (first, apart))

    def unrelated() -> None:
        found = reconcile(whole, other, matcher=without_matching).figures
        assert (found.added, found.removed) == (rows, rows), found

    def both(one: EditionRow, two: EditionRow) -> None:
        found = reconcile_editions(connection, one, two, matcher=without_matching).figures
        assert found.changed + found.unchanged == (0 if two is apart else rows), found

    contenders = [
        Contender(_NEIGHBOURS, lambda: timed(lambda: both(before, last))),
        Contender("the first and the last, from the store", lambda: timed(lambda: both(first, last))),
        Contender(_UNRELATED, lambda: timed(lambda: both(first, apart))),
        Contender("reading one edition whole", lambda: timed(lambda: standing_items(connection, first.id))),
        Contender("unrelated lists, read before", lambda: timed(unrelated)),
    ]
    results = side_by_side(contenders, rows, repeats)
    seconds = {result.name: result.seconds for result in results}
    share = 100 * seconds[_NEIGHBOURS] / seconds[_UNRELATED]
    return (
        f"{table(results, 'items')}\n\nComparing neighbours takes {share:.1f} % of comparing unrelated lists."
    )


def _peaks(url: str) -> str:
    first, last = (_KIND, str(_FIRST)), (_KIND, str(_FIRST + _EDITIONS - 1))
    before, apart = (_KIND, str(_FIRST + _EDITIONS - 2)), (_OTHER, str(_FIRST))
    measured = {
        "a process that opens the store": peak(url, first, first),
        "neighbours compared": peak(url, before, last),
        "the first and the last compared": peak(url, first, last),
        "unrelated lists compared": peak(url, first, apart),
        **{f"… and the report written as {form}": peak(url, first, apart, form) for form in REPORTS},
    }
    return "\n".join(
        ["| | MB |", "|---|---:|", *(f"| {name} | {size:,.0f} |" for name, size in measured.items())]
    )


def _edition(connection: Connection, year: int, kind: ListKind = _KIND) -> EditionRow:
    return find_edition(connection, DIVISION, kind, str(year))


def _as_of(connection: Connection) -> str:
    """Pages of bodies and days drawn anew; the time in the store is that of its driver's statements."""
    spent = started = 0.0

    def before(*_: Any) -> None:
        nonlocal started
        started = time.perf_counter()

    def after(*_: Any) -> None:
        nonlocal spent
        spent += time.perf_counter() - started

    event.listen(connection.engine, "before_cursor_execute", before)
    event.listen(connection.engine, "after_cursor_execute", after)
    numbers = [body.id for body in standing_bodies(connection, _edition(connection, _FIRST).id)]
    chance = random.Random(2026)
    in_store: list[float] = []
    in_all: list[float] = []
    for _ in range(_PAGES):
        day = date(_FIRST + chance.randrange(_EDITIONS - 1), 6, 30)
        selection = ItemSelection(
            division=DIVISION, kind=_KIND, body=chance.choice(numbers), when=When(as_of=day)
        )
        spent, begun = 0.0, time.perf_counter()
        assert len(item_page(connection, selection, PageRequest(first=20)).nodes) > 0
        in_all.append((time.perf_counter() - begun) * 1000)
        in_store.append(spent * 1000)
    lines = ["| | p50 ms | p99 ms |", "|---|---:|---:|"]
    for name, taken in (("in the store", in_store), ("with building statements and reading rows", in_all)):
        lines.append(f"| {name} | {statistics.median(taken):.2f} | {sorted(taken)[-len(taken) // 100]:.2f} |")
    return "\n".join(lines)
