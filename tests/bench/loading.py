"""Loading: reading XLSX against openpyxl; parsing, checking and storing against SQLModel's add_all alone.

And the most memory it takes, of short lists and of long ones.
"""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import openpyxl
from python_calamine import load_workbook
from sqlalchemy import MetaData
from sqlmodel import Field, Session, SQLModel

from loaders import ReadOptions, read_list
from loaders.excel import open_xlsx
from loaders.options import Limits
from loaders.zips import Package
from service.editions import LoadRequest, LoadState, load
from service.store import Store
from service.store.reference import load_reference
from service.vocabulary import ListKind
from tests.bench.corpus import DIVISION, HEADER, list_rows, write_csv, write_xlsx
from tests.bench.measuring import Contender, Run, side_by_side, table, timed
from tests.bench.peaks import Peak, loading
from tests.support.postgresql import PostgresqlAbsentError, running_server
from tests.support.stores import PostgresqlStores, SqliteStores, StoreMaker

_TELLS_OF_LENGTH = 1_000
"""A list of so many rows is held against one of a tenth of them."""


class _PlainRow(SQLModel, table=True):
    """A row as one would first store it: a table of its ten columns."""

    metadata = MetaData()
    __tablename__ = "plain_row"

    id: int | None = Field(default=None, primary_key=True)
    number: str
    category: str
    name: str
    code: str
    body: str
    basis: str
    level: str
    duties: str
    accountability: str
    telephone: str


def run(rows: int, repeats: int) -> Iterator[str]:
    """Both comparisons over a generated list of that many rows, then memory; Markdown, part by part."""
    with tempfile.TemporaryDirectory(prefix="quanze-bench-") as name:
        directory = Path(name)
        xlsx = directory / "list.xlsx"
        write_xlsx(xlsx, list_rows(rows))
        yield f"### Reading XLSX: {rows:,} rows × {len(HEADER)} columns, {xlsx.stat().st_size / 1e6:.1f} MB"
        yield table(side_by_side(_readers(xlsx, rows), rows, repeats), "rows")
        for make, stores in _stores(directory):
            yield f"### Read, check and store together: {rows:,} rows, {make}"
            yield table(side_by_side(_loads(xlsx, rows, stores), rows, repeats), "rows")
        yield "### The most memory that loading takes, each time in a process of its own, SQLite"
        yield _peaks(directory, rows)


def _peaks(directory: Path, rows: int) -> str:
    stores = SqliteStores(directory)
    fresh = stores.migrated()
    store = Store(fresh)
    with store.write() as connection:
        load_reference(connection)
    store.close()
    lines = [
        "| | rows | MB of the file | CPU s | peak MB, read | peak MB, loaded |",
        "|---|---:|---:|---:|---:|---:|",
    ]

    def told(what: str, count: int, file: Path, peak: Peak) -> None:
        size = file.stat().st_size / 1e6
        taken = f"{peak.seconds:.1f} | {peak.read:,.0f} | {peak.loaded:,.0f}"
        lines.append(f"| {what} | {count:,} | {size:,.1f} | {taken} |")

    for count in (rows // 10, rows) if rows >= _TELLS_OF_LENGTH else (rows,):
        file = directory / "peak.csv"
        write_csv(file, _with_longer_texts(list_rows(count)))
        told("CSV, longer texts", count, file, loading(stores.copy(fresh), file, "2025"))
        write_csv(file, list_rows(count))
        url = stores.copy(fresh)
        told("CSV", count, file, loading(url, file, "2025"))
        told("… published", count, file, loading(url, file, "2025", publish=True))
        write_csv(file, _with_changes(list_rows(count)))
        told("… the year after, one row in a hundred changed", count, file, loading(url, file, "2026"))
        stores.remove(url)
        file = directory / "peak.xlsx"
        write_xlsx(file, list_rows(count))
        told("XLSX", count, file, loading(stores.copy(fresh), file, "2025"))
    return "\n".join(lines)


def _with_longer_texts(rows: Iterator[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    for row in rows:
        yield (*row[:7], f"{row[7]}\n{row[5]}\n{row[8]}", *row[8:])


def _with_changes(rows: Iterator[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    for at, row in enumerate(rows):
        yield row if at % 100 else (*row[:5], f"{row[5]}\n《榆中县清理规定》第三条", *row[6:])


def _readers(xlsx: Path, rows: int) -> list[Contender]:
    def quanze() -> int:
        data = xlsx.read_bytes()
        package = Package(data, Limits())
        package.inspect()
        book = open_xlsx(data, package, Limits())
        return sum(1 for name in book.names for _ in book.grid(name).rows)

    def calamine() -> int:
        return sum(1 for _ in load_workbook(xlsx).get_sheet_by_index(0).iter_rows())

    def by_openpyxl() -> int:
        book = openpyxl.load_workbook(xlsx, read_only=True)
        return sum(1 for _ in book.worksheets[0].iter_rows(values_only=True))

    def counted(read: Callable[[], int]) -> Run:
        def once() -> float:
            found = 0

            def work() -> None:
                nonlocal found
                found = read()

            seconds = timed(work)
            assert found == rows + 1, found
            return seconds

        return once

    return [
        Contender("Quanze: package inspected, cells as text", counted(quanze)),
        Contender("python-calamine alone", counted(calamine)),
        Contender("openpyxl, read-only", counted(by_openpyxl)),
    ]


@contextmanager
def _postgresql() -> Iterator[PostgresqlStores | None]:
    try:
        with running_server() as server:
            yield PostgresqlStores(server)
    except PostgresqlAbsentError as absent:
        print(f"PostgreSQL left out: {absent}")
        yield None


def _stores(directory: Path) -> Iterator[tuple[str, StoreMaker]]:
    yield "SQLite", SqliteStores(directory)
    with _postgresql() as stores:
        if stores:
            yield "PostgreSQL", stores


def _loads(xlsx: Path, rows: int, stores: StoreMaker) -> list[Contender]:
    @contextmanager
    def fresh() -> Iterator[Store]:
        url = stores.migrated()
        store = Store(url)
        with store.write() as connection:
            load_reference(connection)
        yield store
        store.close()
        stores.remove(url)

    def quanze(*, publish: bool) -> Run:
        request = LoadRequest(division=DIVISION, kind=ListKind.COMBINED, label="2026", publish=publish)

        def once() -> float:
            with fresh() as store:

                def work() -> None:
                    report = load(store, read_list(xlsx, ReadOptions(kind=ListKind.COMBINED)), request)
                    assert report.state is (LoadState.PUBLISHED if publish else LoadState.DRAFT), (
                        report.findings
                    )
                    assert report.items == rows, report.items

                return timed(work)

        return once

    def add_all() -> float:
        columns = list(_PlainRow.model_fields)[1:]
        rows_by_name: Iterator[dict[str, Any]] = (
            dict(zip(columns, row, strict=True)) for row in list_rows(rows)
        )
        plain = [_PlainRow(**row) for row in rows_by_name]
        with fresh() as store:
            _PlainRow.metadata.create_all(store.engine)

            def work() -> None:
                with Session(store.engine) as session:
                    session.add_all(plain)
                    session.commit()

            return timed(work)

    return [
        Contender("Quanze: XLSX read, checked, stored as a draft", quanze(publish=False)),
        Contender("Quanze: the same, published (indexed for search too)", quanze(publish=True)),
        Contender("SQLModel: Session.add_all and commit of objects made before", add_all),
    ]
