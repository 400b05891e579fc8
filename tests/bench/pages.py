"""Pages: kept ones beside an empty answer of Starlette, a folder published after changes of a size, files."""

import json
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from itertools import cycle
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import select

from loaders import ReadOptions, read_list
from service.downloads import site_sections
from service.editions import LoadRequest, load
from service.pages import Help, Published, Section, Site, Sources, addresses, catalogue_of, write_site
from service.pages.working import Working
from service.store import Store, migrate, open_store
from service.store.core import current_item, published_list
from service.store.reference import load_reference
from service.vocabulary import ListKind
from tests.bench.corpus import HEADER, list_rows, write_csv
from tests.bench.measuring import timed
from tests.bench.serving import Load, Server, answer_to, free_port, loaded, running, uvicorn_command
from tests.support.repository import ROOT

_SECONDS = 2.0
_CONNECTIONS = 8
_KEPT = 500
_EMPTY = "empty Starlette answer"
# A province, two of its cities and counties of theirs, so that lists have others above and below.
_DIVISIONS = (
    "510000", "510100", "510104", "510105", "510106", "510107",
    "510108", "510112", "510113", "510300", "510302", "510303",
)  # fmt: skip
_CHANGED = "510106"
# A list's share of the rows that are asked for: lists as long as a county's, all done within minutes.
_SHARE = 50
# What the sections are made for, by how their names begin.
_FOR = (
    ("items", "powers"),
    ("alignment", "alignments and their files"),
    ("files", "files of lists and comparisons"),
    (("edition", "division", "list"), "editions, divisions, bodies"),
    ("instruments", "instruments"),
    ("search", "search"),
    ("", "the rest"),
)


def run(rows: int, repeats: int) -> Iterator[str]:
    """Item pages from the cache, then publishing: all, nothing changed, one in a hundred changed."""
    with tempfile.TemporaryDirectory(prefix="quanze-bench-") as name:
        directory = Path(name)
        url = f"sqlite:///{directory / 'store.db'}"
        store = migrate(url)
        with store.write() as connection:
            load_reference(connection)
        each = max(rows // _SHARE, 10)
        for division in _DIVISIONS:
            _publish(store, directory, "2025", division, _rows(division, each))
        yield f"### Item pages from the cache, {_KEPT} of them in turn, {_CONNECTIONS} connections"
        yield from _served(store, url, repeats)
        yield f"### {len(_DIVISIONS)} lists of {each:,} items published into a folder"
        yield from _published(store, directory, each)
        store.close()
        yield f"### A list of {rows:,} items taken as a file"
        yield from taken(directory, rows)


def _publish(store: Store, directory: Path, label: str, division: str, rows: list[tuple[str, ...]]) -> None:
    file = directory / f"{division}-{label}.csv"
    write_csv(file, iter(rows))
    asked = LoadRequest(division=division, kind=ListKind.COMBINED, label=label, publish=True)
    assert load(store, read_list(file, ReadOptions(kind=ListKind.COMBINED)), asked).items == len(rows)


def _get(path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: bench\r\nAccept-Encoding: gzip\r\n\r\n".encode()


def _served(store: Store, url: str, repeats: int) -> Iterator[str]:
    query = select(published_list.c.division_code, current_item.c.item_id).join(
        published_list, published_list.c.id == current_item.c.list_id
    )
    with store.read() as connection:
        items = list(connection.execute(query).all())
    chosen = random.Random(2026).sample(items, min(_KEPT, len(items)))
    pages = [_get("/" + addresses.item(code, ListKind.COMBINED, number)) for code, number in chosen]
    with ExitStack() as servers:

        def server(app: str, *options: str) -> Server:
            port = free_port()
            command = uvicorn_command(app, port, *options)
            return servers.enter_context(running(command, {"QUANZE_DATABASE_URL": url}, port))

        asked = {
            "item page, kept": (server("service.web:create", "--factory"), cycle(pages)),
            _EMPTY: (server("tests.bench.peers.empty:app"), cycle([_get("/")])),
        }
        for page in pages:
            answer_to(asked["item page, kept"][0], page)
        told: dict[str, list[Load]] = {name: [] for name in asked}
        for turn in range(max(repeats, 3)):
            for name in list(asked) if turn % 2 == 0 else list(asked)[::-1]:
                told[name].append(loaded(*asked[name], _CONNECTIONS, _SECONDS))
    rates = {name: statistics.median(load.rate for load in loads) for name, loads in told.items()}
    lines = ["| | requests/s | CPU ms | p50 ms | p99 ms | ratio |", "|---|---:|---:|---:|---:|---:|"]
    for name, loads in told.items():
        cpu, p50, p99 = (
            statistics.median(getattr(load, key) for load in loads) for key in ("cpu_ms", "p50", "p99")
        )
        ratio = rates[name] / rates[_EMPTY]
        lines.append(f"| {name} | {rates[name]:,.0f} | {cpu:.3f} | {p50:.2f} | {p99:.2f} | {ratio:.2f} |")
    yield "\n".join(lines)


class _Run(NamedTuple):
    """What a publication took: CPU seconds of all processes, seconds by the clock, CPU seconds by purpose."""

    name: str
    cpu: float
    seconds: float
    report: Published
    parts: defaultdict[str, float]


def _published(store: Store, directory: Path, each: int) -> Iterator[str]:
    """CPU seconds of all processes, and seconds by the clock; PDFs left out."""
    found: list[_Run] = []

    def measured(name: str, folder: str = "site", processes: int = 1) -> None:
        reports: list[Published] = []
        parts: defaultdict[str, float] = defaultdict(float)
        before = _cpu_seconds()
        seconds = timed(lambda: reports.append(_written(store, directory / folder, processes, parts)))
        found.append(_Run(name, _cpu_seconds() - before, seconds, reports[0], parts))

    measured("all of it, by two processes", "shared", 2)
    shutil.rmtree(directory / "work")  # what is worked out is kept for whoever publishes next
    shutil.rmtree(directory / "shared")
    measured("all of it")
    measured("nothing changed")
    _change(store, directory, "2026", {_CHANGED: len(_DIVISIONS) * each // 100}, each)
    measured("1 % of all items changed, all in one list")
    _change(store, directory, "2027", {_CHANGED: max(each // 100, 1)}, each)
    measured("1 % of the items of one list changed")
    _change(store, directory, "2028", dict.fromkeys(_DIVISIONS, max(each // 100, 1)), each)
    measured("1 % of the items of every list changed")
    lines = [
        "| | CPU s | of all | by the clock | files | written | rendered |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    whole = found[1]
    for run in found:
        report = run.report
        lines.append(
            f"| {run.name} | {run.cpu:.2f} | {run.cpu / whole.cpu:.1%} | {run.seconds:.2f} |"
            f" {report.files:,} | {report.written:,} | {report.written + report.same:,} |"
        )
    yield "\n".join(lines)
    yield from _by_purpose([whole, *found[3:]])


def _by_purpose(runs: Sequence[_Run]) -> Iterator[str]:
    lines = [
        "| CPU s | " + " | ".join(run.name for run in runs) + " |",
        "|---|" + "---:|" * len(runs),
    ]
    for _, purpose in _FOR:
        lines.append(f"| {purpose} | " + " | ".join(f"{run.parts[purpose]:.2f}" for run in runs) + " |")
    yield "\n".join(lines)


def _cpu_seconds() -> float:
    told = [resource.getrusage(whose) for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in told)


def taken(directory: Path, rows: int) -> Iterator[str]:
    """Each format written by a process of its own, from a list of a tenth and of all of the items."""
    lines = ["| | items | CPU s | peak MB | of these before | file MB |", "|---|---:|---:|---:|---:|---:|"]
    for count in (rows // 10, rows):
        url = f"sqlite:///{directory / f'list-{count}.db'}"
        store = migrate(url)
        with store.write() as connection:
            load_reference(connection)
        _publish(store, directory, "2025", _DIVISIONS[0], list(list_rows(count)))
        store.close()
        for form in ("csv", "json", "jsonld", "xlsx"):
            command = [sys.executable, "-m", "tests.bench.taking", url, form]
            told = json.loads(subprocess.run(command, check=True, capture_output=True, cwd=ROOT).stdout)
            lines.append(
                f"| {form.upper()} | {count:,} | {told['seconds']:.1f} | {told['peak']:.0f} |"
                f" {told['before']:.0f} | {told['size']:.0f} |"
            )
    yield "\n".join(lines)


def _rows(division: str, count: int) -> list[tuple[str, ...]]:
    """A list of the division's own: most of its powers are those of the others, some otherwise named."""
    chance = random.Random(division)
    known = list(list_rows(count * 11 // 10))
    name, basis = HEADER.index("职权名称"), HEADER.index("设定依据")
    rows = []
    for number, place in enumerate(sorted(chance.sample(range(len(known)), count)), start=1):
        row = list(known[place])
        row[0] = str(number)
        if chance.random() < 0.06:
            row[name] += "（本级）"
        if chance.random() < 0.05:
            row[basis] = row[basis].partition("\n")[0]
        rows.append(tuple(row))
    return rows


def _change(store: Store, directory: Path, label: str, changes: dict[str, int], share: int) -> None:
    """Publish a new edition of these divisions' lists, so many of its items changed: one in four renamed too,
    which the same powers of other levels tell."""
    for division, count in changes.items():
        rows = [list(row) for row in _rows(division, share)]
        for place, row in enumerate(random.Random(label + division).sample(rows, min(count, share))):
            row[HEADER.index("监督电话")] = f"0931-{label}{label}"[:12]
            if place % 4 == 0:
                row[HEADER.index("职权名称")] += "（修订）"
        _publish(store, directory, label, division, [tuple(row) for row in rows])


def _written(store: Store, folder: Path, processes: int, parts: defaultdict[str, float]) -> Published:
    """Publish, and add to `parts` what each purpose took; by one process, for others are not seen into."""
    opened = partial(_opened, store.url.render_as_string())
    last = "", _cpu_seconds()

    def told(section: str, _done: int, _of: int) -> None:
        nonlocal last
        now = _cpu_seconds()
        parts[next(purpose for begun, purpose in _FOR if last[0].startswith(begun))] += now - last[1]
        last = section, now

    with opened() as sections:
        help = Help(processes, opened) if processes > 1 else None
        return write_site(folder, "", sections, told, help)


@contextmanager
def _opened(url: str) -> Iterator[Sequence[Section]]:
    store = open_store(url)
    with store.read() as connection:
        yield site_sections(Sources(connection, catalogue_of(connection, Site(pdf=False)), Working(store)))
    store.close()
