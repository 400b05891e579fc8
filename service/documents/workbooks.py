"""Tables as XLSX in the layout of official attachments: a title, a header that stays, ruled cells."""

import os
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, BinaryIO

import msgspec
import xlsxwriter

from service.comparison import Mark
from service.documents.guarding import is_risky
from service.documents.sheets import Cells, FastSheet
from service.documents.tables import Above, Cell, Marked, Table

_MOST_CHARACTERS = 32_767
_MOST_ROWS = 1_048_576 - 16
_TITLE_COLUMNS = 6
_MOST_IN_MEMORY = 4 << 20
# Merged areas are kept in memory until a sheet ends; beyond this many, cells below stay empty and unmerged.
_MOST_MERGED = 100_000
# A sheet ends before a row that begins something merged, at the latest this many rows before it is full.
_LONGEST_MERGED = 2_000
_CUT = "……（超出单元格字数，余下从略）"
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


class Sheet(msgspec.Struct, frozen=True):
    """A sheet: its name, the title over the table, lines of text between the two, and the table."""

    name: str
    title: str
    table: Table
    notes: Sequence[str] = ()


def write_workbook(sheets: Sequence[Sheet], target: BinaryIO, created: datetime | None = None) -> None:
    """Write the sheets. Every text is written as text, never as a formula, number or link.

    Rows are written as they are produced. A list longer than a sheet may be goes on in another sheet; a
    text longer than a cell may be is cut, and says so. The same sheets of the same `created` are the same
    bytes; without it the file says when it was written.
    """
    with xlsxwriter.Workbook(target, _OPTIONS) as book:
        if created is not None:
            book.set_properties({"created": created.replace(tzinfo=None)})
        writer = _Writer(book)
        for sheet in sheets:
            writer.write(sheet)
        # Else each of the book's ten parts is a file of its own before it is put in.
        book.in_memory = _written_bytes(book) <= _MOST_IN_MEMORY


def _written_bytes(book: Any) -> int:
    """How much the rows come to that the book's sheets have put aside."""
    found = 0
    for page in book.worksheets():
        page.row_data_fh.flush()
        found += os.fstat(page.row_data_fh.fileno()).st_size
    return found


class _Writer:
    """One workbook being written, with its formats."""

    def __init__(self, book: Any) -> None:
        self._book = book
        base = {"font_name": "宋体", "font_size": 10, "valign": "vcenter"}
        ruled = {**base, "border": 1, "text_wrap": True}
        self._title = book.add_format({**base, "font_name": "黑体", "font_size": 16, "align": "center"})
        self._note = book.add_format(base)
        self._header = book.add_format({**ruled, "bold": True, "align": "center", "bg_color": "#E7ECF4"})
        self._text = book.add_format(ruled)
        self._guarded = book.add_format({**ruled, "quote_prefix": True})
        self._number = book.add_format({**ruled, "align": "center"})
        self._marks = {
            Mark.EQUAL: book.add_format({"font_name": "宋体", "font_size": 10}),
            Mark.DELETED: book.add_format(
                {"font_name": "宋体", "font_size": 10, "font_strikeout": True, "font_color": "#C00000"}
            ),
            Mark.INSERTED: book.add_format(
                {"font_name": "宋体", "font_size": 10, "underline": 1, "font_color": "#0000C0"}
            ),
        }

    def write(self, sheet: Sheet) -> None:
        rows = _Rows(sheet.table.rows)
        part = 1
        while True:
            page = self._open(sheet, part)
            if self._fill(page, len(sheet.table.columns), len(sheet.notes) + 2, rows):
                return
            part += 1

    def _open(self, sheet: Sheet, part: int) -> Any:
        name = sheet.name if part == 1 else f"{sheet.name}（{part}）"
        page = self._book.add_worksheet(name, FastSheet)
        columns = sheet.table.columns
        header = len(sheet.notes) + 1
        for place, column in enumerate(columns):
            page.set_column(place, place, column.width)
        page.set_row(0, 32)
        page.merge_range(0, 0, 0, max(len(columns), _TITLE_COLUMNS) - 1, "", self._title)
        page.write_string(0, 0, sheet.title, self._title)
        for row, note in enumerate(sheet.notes, start=1):
            page.write_string(row, 0, note, self._note)
        for place, column in enumerate(columns):
            page.write_string(header, place, column.title, self._header)
        page.freeze_panes(header + 1, 0)
        page.repeat_rows(header)
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.set_footer("&C第&P页，共&N页")
        return page

    def _fill(self, page: FastSheet, columns: int, first: int, rows: "_Rows") -> bool:
        """Write rows until they end (true) or the sheet is full (false); what is merged stays together."""
        # Where what each column's cell says began, which those below it may be one with.
        begun = [first] * columns
        number = first
        made = Cells(columns)
        while (row := rows.next) is not None:
            if number >= _MOST_ROWS - _LONGEST_MERGED and not any(isinstance(cell, Above) for cell in row):
                break
            for place, cell in enumerate(row):
                if not isinstance(cell, Above):
                    if begun[place] < number - 1:
                        _merge(page, begun[place], number - 1, place)
                    begun[place] = number
            page.put_row(number, self._cells(made, number, row))
            rows.advance()
            number += 1
        for place, start in enumerate(begun):
            _merge(page, start, number - 1, place)
        return rows.next is None

    def _cells(self, made: Cells, number: int, row: Sequence[Cell]) -> Iterator[str]:
        return (self._cell(made, number, place, cell) for place, cell in enumerate(row))

    def _cell(self, made: Cells, row: int, place: int, cell: Cell) -> str:
        if isinstance(cell, str) and cell:
            return made.text(row, place, _fitting(cell), self._guarded if is_risky(cell) else self._text)
        if isinstance(cell, int | float):
            return made.number(row, place, cell, self._number)
        if isinstance(cell, Marked):
            segments = cell.segments
            if len(segments) < 2 or sum(_length(each.text) for each in segments) > _MOST_CHARACTERS:
                return self._cell(made, row, place, str(cell))
            runs = [(self._marks[each.mark], each.text) for each in segments]
            return made.runs(row, place, runs, self._text)
        return made.blank(row, place, self._text)


class _Rows:
    """Rows with a look at the next one; None at the end."""

    def __init__(self, rows: Iterable[Sequence[Cell]]) -> None:
        self._rows = iter(rows)
        self.next = next(self._rows, None)

    def advance(self) -> None:
        self.next = next(self._rows, None)


def _merge(page: Any, first: int, last: int, place: int) -> None:
    """Merge cells of a column that are written already.

    The library's `merge_range` writes the cells itself, which for rows that left its memory cannot be.
    """
    if first < last and len(page.merge) < _MOST_MERGED:
        page.merge.append([first, place, last, place])


def fits(text: str) -> bool:
    """Whether a cell of a spreadsheet gives the text back as it is."""
    return _is_short(text) and "\ufffe" not in text and "\uffff" not in text


def _is_short(text: str) -> bool:
    """Whether a cell holds the text; no character is more than two units."""
    return 2 * len(text) <= _MOST_CHARACTERS or _length(text) <= _MOST_CHARACTERS


def _length(text: str) -> int:
    """Return the length as spreadsheets count it, in UTF-16 units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) >> 1


def _fitting(text: str) -> str:
    if _is_short(text):
        return text
    kept = text.encode("utf-16-le", "surrogatepass")[: 2 * (_MOST_CHARACTERS - len(_CUT))]
    # A pair of surrogates cut in two is left out.
    return kept.decode("utf-16-le", "ignore") + _CUT
