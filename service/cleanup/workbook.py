"""A working spreadsheet as XLSX: a list to fill in under a protected header, and how to fill it in."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, BinaryIO

import xlsxwriter

from seeds import seed
from service.cleanup.messages import OPINION
from service.cleanup.opinions import OFFERED
from service.cleanup.working import Cell, WorkingColumn, WorkingSheet, working_columns, working_rows
from service.documents import is_risky

SHEET = "清单"
INSTRUCTIONS = "填写说明"
_HEADER_ROW = 1
_MOST_ROWS = 1_048_576 - 16
_ROOM_BELOW = 500
_ROW_HEIGHT = 30
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_ALLOWED = {
    "format_cells": True,
    "format_columns": True,
    "format_rows": True,
    "insert_rows": True,
    "autofilter": True,
}


def write_working_workbook(
    sheet: WorkingSheet,
    target: BinaryIO,
    *,
    heading_of: Callable[[str], str],
    told: Callable[[int], None] = lambda _: None,
) -> int:
    """Write the workbook, row by row as the items come, and return how many items it has.

    The header and the items' identities are protected, without a password; every other cell is open, and
    rows may be inserted. `heading_of` is `working_columns`'; `told` is called with each item's number.
    """
    columns = working_columns(sheet.extra, heading_of)
    with xlsxwriter.Workbook(target, _OPTIONS) as book:
        formats = _formats(book)
        _write_instructions(book, formats)
        writer = _ListWriter(book, formats, sheet, columns)
        number = 0
        for number, item in enumerate(sheet.items, start=1):
            writer.write(working_rows(number, item, sheet.extra))
            told(number)
        writer.finish()
    return number


def _formats(book: Any) -> dict[str, Any]:
    base = {"font_name": "宋体", "font_size": 10, "valign": "vcenter"}
    ruled = {**base, "border": 1, "text_wrap": True, "locked": False}
    return {
        "title": book.add_format({**base, "font_name": "黑体", "font_size": 16}),
        "header": book.add_format(
            {**ruled, "locked": True, "bold": True, "align": "center", "bg_color": "#E7ECF4"}
        ),
        "stated": book.add_format({**ruled, "bg_color": "#FFF8E1"}),
        "text": book.add_format(ruled),
        "guarded": book.add_format({**ruled, "quote_prefix": True}),
        "locked": book.add_format({**base, "locked": True, "font_color": "#9E9E9E"}),
        "plain": book.add_format({**base, "text_wrap": True, "valign": "top"}),
        "strong": book.add_format({**base, "bold": True}),
    }


def _write_instructions(book: Any, formats: dict[str, Any]) -> None:
    """Write seeds/reference/filling_in.txt, a paragraph a row; a line that begins with # is a heading."""
    page = book.add_worksheet(INSTRUCTIONS)
    page.set_column(0, 0, 100, formats["plain"])
    text = seed("reference", "filling_in.txt").read_text("utf-8")
    for row, line in enumerate(text.splitlines()):
        is_heading = line.startswith("#")
        page.write_string(row, 0, line.lstrip("# "), formats["strong" if is_heading else "plain"])
    page.protect()


class _ListWriter:
    """Writes the list, which goes on in another sheet where one is full."""

    def __init__(
        self, book: Any, formats: dict[str, Any], sheet: WorkingSheet, columns: Sequence[WorkingColumn]
    ) -> None:
        self._book = book
        self._formats = formats
        self._sheet = sheet
        self._columns = columns
        self._titles = [column.title for column in columns]
        self._stated = range(self._titles.index(OPINION), self._titles.index(OPINION) + 3)
        self._parts = 0
        self._begin()

    def write(self, rows: Sequence[dict[int, Cell]]) -> None:
        """Write the rows of one item, all on one sheet."""
        if self._row + len(rows) > _MOST_ROWS:
            self.finish()
            self._begin()
        for cells in rows:
            for at, cell in self._ruled(cells):
                self._write(at, cell)
            self._row += 1

    def finish(self) -> None:
        """Give the sheet its dropdown, filter and protection."""
        page, last = self._page, max(self._row - 1, _HEADER_ROW + 1)
        opinion = self._titles.index(OPINION)
        page.data_validation(
            _HEADER_ROW + 1,
            opinion,
            min(last + _ROOM_BELOW, _MOST_ROWS),
            opinion,
            {
                "validate": "list",
                "source": [one.label for one in OFFERED],
                "error_title": OPINION,
                "error_message": "请从下拉框中选择；新增的事项不填。",
            },
        )
        page.autofilter(_HEADER_ROW, 0, last, len(self._columns) - 1)
        page.protect("", _ALLOWED)

    def _begin(self) -> None:
        self._parts += 1
        self._page = page = self._book.add_worksheet(
            SHEET if self._parts == 1 else f"{SHEET}（{self._parts}）"
        )
        page.set_default_row(_ROW_HEIGHT)
        for at, column in enumerate(self._columns):
            page.set_column(at, at, column.width, self._formats["locked" if column.locked else "text"])
        page.set_row(0, 32)
        page.write_string(0, 0, self._sheet.title, self._formats["title"])
        if self._sheet.body:
            page.write_string(0, self._stated[-1], f"填报单位：{self._sheet.body}", self._formats["strong"])
        for at, column in enumerate(self._columns):
            page.write_string(_HEADER_ROW, at, column.title, self._formats["header"])
        page.freeze_panes(_HEADER_ROW + 1, self._stated[0])
        page.set_landscape()
        page.set_paper(8)
        page.fit_to_pages(1, 0)
        page.repeat_rows(_HEADER_ROW)
        if self._parts == 1:
            page.activate()
        self._row = _HEADER_ROW + 1

    def _ruled(self, cells: dict[int, Cell]) -> Iterator[tuple[int, Cell]]:
        """The row's cells in the order of the columns, the ones to fill in among them."""
        yield from sorted({**dict.fromkeys(self._stated, ""), **cells}.items())

    def _write(self, at: int, cell: Cell) -> None:
        if isinstance(cell, int):
            self._page.write_number(self._row, at, cell, self._formats["text"])
        elif not cell:
            self._page.write_blank(self._row, at, None, self._formats["stated"])
        else:
            kind = "locked" if self._columns[at].locked else "guarded" if is_risky(cell) else "text"
            self._page.write_string(self._row, at, cell, self._formats[kind])
