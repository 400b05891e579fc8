"""Rows written whole: what the library's own writing, cell by cell, comes to."""

import io
import zipfile
from collections.abc import Callable
from datetime import datetime
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from service.documents import Column, Sheet, Table, write_workbook
from service.documents.sheets import Cells, FastSheet

TEXTS = st.one_of(
    st.sampled_from(
        ["_x0041_", " 前后 ", "a\nb", "<b>&\"'", "\x01\x1f", "\ufffe", "１２、", "=1+1", "\t", "𠀀"]
    ),
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12),
).filter(lambda text: not text.startswith("<r>"))
# The library escapes what must be escaped in such a text twice, so that spreadsheets show the escape.
PLAIN = TEXTS.filter(lambda text: text.isprintable() and "_x" not in text)
RUNS = st.lists(st.tuples(st.integers(0, 1), PLAIN), min_size=2, max_size=4)
CELLS = st.one_of(st.none(), TEXTS, RUNS, st.integers(-(10**9), 10**9), st.floats(-1e6, 1e6))
TABLES = st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=6)


def _formats(book: Any) -> tuple[Any, list[Any]]:
    fonts = [
        book.add_format({"font_name": "宋体"}),
        book.add_format({"font_strikeout": True, "font_color": "#C00000"}),
    ]
    return book.add_format({"border": 1, "text_wrap": True}), fonts


def _made(write: Callable[[Any, Any], None], sheet: type | None = None) -> dict[str, bytes]:
    target = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        page = book.add_worksheet("清单", sheet)
        page.write_string(0, 0, "题")
        write(book, page)
    with zipfile.ZipFile(target) as archive:
        return {name: archive.read(name) for name in archive.namelist() if "docProps" not in name}


@given(TABLES)
@settings(max_examples=60, deadline=None)
def test_rows_are_the_librarys(table: list[list[Any]]) -> None:
    def by_cell(book: Any, page: Any) -> None:
        style, fonts = _formats(book)
        for number, row in enumerate(table, start=1):
            for place, cell in enumerate(row):
                if isinstance(cell, list):
                    runs = [part for font, text in cell for part in (fonts[font], text)]
                    assert page.write_rich_string(number, place, *runs, style) == 0
                elif isinstance(cell, str):
                    page.write_string(number, place, cell, style)
                elif cell is None:
                    page.write_blank(number, place, None, style)
                else:
                    page.write_number(number, place, cell, style)

    def by_row(book: Any, page: Any) -> None:
        style, fonts = _formats(book)
        made = Cells(3)
        for number, row in enumerate(table, start=1):
            cells = []
            for place, cell in enumerate(row):
                if isinstance(cell, list):
                    cells.append(
                        made.runs(number, place, [(fonts[font], text) for font, text in cell], style)
                    )
                elif isinstance(cell, str):
                    cells.append(made.text(number, place, cell, style))
                elif cell is None:
                    cells.append(made.blank(number, place, style))
                else:
                    cells.append(made.number(number, place, cell, style))
            page.put_row(number, cells)

    assert _made(by_row, FastSheet) == _made(by_cell)


def test_a_text_that_looks_like_the_librarys_markup_stays_a_text() -> None:
    text = "<r><t>不是标记</t></r>"
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"constant_memory": True}) as book:
        page = book.add_worksheet("清单", FastSheet)
        page.put_row(0, [Cells(1).text(0, 0, text, book.add_format())])
    assert openpyxl.load_workbook(target).active["A1"].value == text


def test_a_book_holds_the_same_whether_or_not_memory_holds_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def parts() -> dict[str, bytes]:
        target = io.BytesIO()
        table = Table(
            "清单", [Column("序号"), Column("名称")], [[number, f"事项{number}"] for number in range(9)]
        )
        write_workbook([Sheet("清单", "题", table), Sheet("又一", "题", table)], target, datetime(2026, 1, 1))
        with zipfile.ZipFile(target) as archive:
            return {name: archive.read(name) for name in archive.namelist()}

    held = parts()
    monkeypatch.setattr("service.documents.workbooks._MOST_IN_MEMORY", 0)
    assert parts() == held
    assert len(held) > 8
