"""Tables as XLSX in the layout of official attachments: a title, a header that stays, ruled cells."""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from itertools import count
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import msgspec
from xlsxwriter.utility import xl_col_to_name

from service.documents.sheets import Rows, Styles
from service.documents.shells import Outline, shell
from service.documents.tables import Above, Cell, Table

_MOST_ROWS = 1_048_576 - 16
_TITLE_COLUMNS = 6
_TITLE_HEIGHT = ' ht="32.25" customHeight="1"'
_MOST_IN_MEMORY = 4 << 20
# Merged areas are kept in memory until a sheet ends; beyond this many, cells below stay empty and unmerged.
_MOST_MERGED = 100_000
# A sheet ends before a row that begins something merged, at the latest this many rows before it is full.
_LONGEST_MERGED = 2_000
_AREA = re.compile(b'(?<=<dimension ref=")[^"]*')
_PIECE = 1 << 16


class Sheet(msgspec.Struct, frozen=True):
    """A sheet: its name, the title over the table, lines of text between the two, and the table."""

    name: str
    title: str
    table: Table
    notes: Sequence[str] = ()


def write_workbook(sheets: Sequence[Sheet], target: BinaryIO, created: datetime | None = None) -> None:
    """Write the sheets. Every text is written as text, never as a formula, number or link.

    Rows are put aside as they are produced, on a disk when they are many. A list longer than a sheet may be
    goes on in another sheet; a text longer than a cell may be is cut, and says so. The same sheets of the
    same `created` are the same bytes; without it the file says when it was written.
    """
    styles = Styles()
    with ExitStack() as held:
        pages = [page for sheet in sheets for page in _pages(sheet, styles, held)]
        is_large = sum(page.size for page in pages) > _MOST_IN_MEMORY
        for page in pages:
            page.put_header()
        parts = shell(tuple(page.outline for page in pages), tuple(styles), created or datetime.now(UTC))
        by_name = {f"xl/worksheets/sheet{number}.xml": page for number, page in enumerate(pages, start=1)}
        with ZipFile(target, "w") as archive:
            for name, content in parts:
                there = by_name.get(name)
                size = len(content) + (there.size if there else 0)
                with archive.open(_entry(name, size, is_large), "w") as part:
                    part.writelines(there.pieces(content) if there else [content])


def _pages(sheet: Sheet, styles: Styles, held: ExitStack) -> Iterator["_Page"]:
    """Fill as many sheets as the table needs."""
    rows = _Ahead(sheet.table.rows)
    for number in count(1):
        spool = SpooledTemporaryFile(_MOST_IN_MEMORY, prefix="quanze-")  # noqa: SIM115
        page = _Page(sheet, number, styles, cast(BinaryIO, held.enter_context(spool)))
        page.fill(rows)
        yield page
        if rows.next is None:
            return


class _Page:
    """One sheet being written: its rows, and what of them is merged."""

    def __init__(self, sheet: Sheet, part: int, styles: Styles, spool: BinaryIO) -> None:
        columns = sheet.table.columns
        name = sheet.name if part == 1 else f"{sheet.name}（{part}）"
        self.outline = Outline(name, tuple(column.width for column in columns), 1 + len(sheet.notes))
        self._header = [column.title for column in columns]
        self._spool = spool
        self._rows = Rows(len(columns), styles, spool)
        self._width = max(len(columns), _TITLE_COLUMNS)
        self._merged: list[str] = []
        self._merge(0, 1, self._width - 1, 1)
        self._rows.put_styled([sheet.title, *[None] * (self._width - 1)], "title", _TITLE_HEIGHT)
        for note in sheet.notes:
            self._rows.put_styled([note], "note")

    @property
    def size(self) -> int:
        """How many bytes there are of rows so far."""
        return self._spool.tell()

    def fill(self, rows: "_Ahead") -> None:
        """Write rows until they end or the sheet is full; what is merged stays together."""
        # Where the cells began that those below them are one with, by column.
        begun: dict[int, int] = {}
        first = self.outline.header + 2
        while (row := rows.next) is not None:
            above = [place for place, cell in enumerate(row) if isinstance(cell, Above)]
            if self._rows.count >= _MOST_ROWS - _LONGEST_MERGED and not above:
                break
            self.put_header()
            last = self._rows.count
            for place in sorted(begun.keys() - above):
                self._merge(place, begun.pop(place), place, last)
            for place in above:
                begun.setdefault(place, max(last, first))
            self._rows.put(row)
            rows.advance()
        for place in sorted(begun):
            self._merge(place, begun[place], place, self._rows.count)

    def put_header(self) -> None:
        """Write the header unless it is there; above an empty table last, for its style is numbered then."""
        if self._rows.count == self.outline.header:
            self._rows.put_styled(self._header, "header")

    def pieces(self, part: bytes) -> Iterator[bytes]:
        """Return a shell's part with the rows in it, and what of them is merged."""
        before, _, rest = part.partition(b"<sheetData>")
        _, _, after = rest.partition(b"</sheetData>")
        area = f"A1:{xl_col_to_name(self._width - 1)}{self._rows.count}"
        merged = "".join(f'<mergeCell ref="{cells}"/>' for cells in self._merged)
        yield _AREA.sub(area.encode(), before) + b"<sheetData>"
        self._spool.seek(0)
        while piece := self._spool.read(_PIECE):
            yield piece
        yield f'</sheetData><mergeCells count="{len(self._merged)}">{merged}</mergeCells>'.encode() + after

    def _merge(self, column: int, row: int, last_column: int, last_row: int) -> None:
        if (column, row) != (last_column, last_row) and len(self._merged) < _MOST_MERGED:
            self._merged.append(f"{xl_col_to_name(column)}{row}:{xl_col_to_name(last_column)}{last_row}")


class _Ahead:
    """Rows with a look at the next one; None at the end."""

    def __init__(self, rows: Iterable[Sequence[Cell]]) -> None:
        self._rows = iter(rows)
        self.next = next(self._rows, None)

    def advance(self) -> None:
        self.next = next(self._rows, None)


def _entry(name: str, size: int, is_large: bool) -> ZipInfo:
    """Describe a part of the archive as the library does, which takes large ones from a disk."""
    entry = ZipInfo(name, (1980, 1, 31 if is_large else 1, 0, 0, 0))
    entry.compress_type = ZIP_DEFLATED
    entry.external_attr = (0o100600 if is_large else 0o600) << 16
    entry.file_size = size
    return entry
