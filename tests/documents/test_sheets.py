"""Workbooks written row by row: what the library's own writing, cell by cell, comes to."""

import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from service.comparison import Mark, Segment
from service.documents import ABOVE, Above, Cell, Column, Marked, Sheet, Table, is_risky, write_workbook

CREATED = datetime(2026, 1, 1, 8, 30, tzinfo=UTC)
WIDTH = 3
TEXTS = st.one_of(
    st.sampled_from(
        [
            "_x0041_",
            " 前后 ",
            "a\nb",
            "<b>&\"'",
            "\x01\x1f",
            "\ufffe",
            "１２、",
            "=1+1",
            "\t",
            "𠀀",
            "\u3000甲",
        ]
    ),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
).filter(lambda text: not text.startswith("<r>"))
# The library escapes what must be escaped in such a text twice, so that spreadsheets show the escape.
PLAIN = TEXTS.filter(lambda text: bool(text) and text.isprintable() and "_x" not in text)
MARKED = st.lists(st.builds(Segment, st.sampled_from(Mark), PLAIN), min_size=2, max_size=4).map(
    lambda segments: Marked(tuple(segments))
)
NUMBERS = st.one_of(st.integers(-(10**9), 10**9), st.floats(-1e6, 1e6), st.booleans())
CELLS = st.one_of(st.none(), TEXTS, TEXTS, MARKED, NUMBERS, st.just(ABOVE))
SHEETS = st.builds(
    Sheet,
    st.just("清单"),
    TEXTS,
    st.builds(
        Table,
        st.just("清单"),
        st.lists(st.builds(Column, TEXTS, st.integers(4, 40)), min_size=WIDTH, max_size=WIDTH),
        st.lists(st.lists(CELLS, min_size=WIDTH, max_size=WIDTH), max_size=6),
    ),
    st.lists(TEXTS, max_size=2),
)
BASE = {"font_name": "宋体", "font_size": 10}
RULED = {**BASE, "valign": "vcenter", "border": 1, "text_wrap": True}


class Library:
    """A workbook written with nothing but the library, in memory."""

    def __init__(self, target: io.BytesIO) -> None:
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self.book = xlsxwriter.Workbook(target, options)
        self.book.in_memory = True
        self.book.set_properties({"created": CREATED.replace(tzinfo=None)})
        title = {"font_name": "黑体", "font_size": 16, "align": "center", "valign": "vcenter"}
        self.title = self.book.add_format(title)
        self.note = self.book.add_format({**BASE, "valign": "vcenter"})
        header = {**RULED, "bold": True, "align": "center", "bg_color": "#E7ECF4"}
        self.header = self.book.add_format(header)
        self.text = self.book.add_format(RULED)
        self.guarded = self.book.add_format({**RULED, "quote_prefix": True})
        self.number = self.book.add_format({**RULED, "align": "center"})
        self.fonts = {
            Mark.EQUAL: self.book.add_format(BASE),
            Mark.DELETED: self.book.add_format({**BASE, "font_strikeout": True, "font_color": "#C00000"}),
            Mark.INSERTED: self.book.add_format({**BASE, "underline": 1, "font_color": "#0000C0"}),
        }

    def sheet(self, name: str, sheet: Sheet) -> None:
        page = self.book.add_worksheet(name)
        columns, header = sheet.table.columns, len(sheet.notes) + 1
        for place, column in enumerate(columns):
            page.set_column(place, place, column.width)
        page.set_row(0, 32)
        page.merge_range(0, 0, 0, max(len(columns), 6) - 1, "", self.title)
        page.write_string(0, 0, sheet.title, self.title)
        for number, note in enumerate(sheet.notes, start=1):
            page.write_string(number, 0, note, self.note)
        for place, column in enumerate(columns):
            page.write_string(header, place, column.title, self.header)
        page.freeze_panes(header + 1, 0)
        page.repeat_rows(header)
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.set_footer("&C第&P页，共&N页")
        rows = list(sheet.table.rows)
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                self.cell(page, header + 1 + number, place, cell)
        page.merge += merged_of(header + 1, rows)
        if rows:
            # Else the library keeps the last row back, and numbers its styles when all sheets are there.
            page._write_single_row(header + 1 + len(rows))

    def cell(self, page: Any, number: int, place: int, cell: Cell) -> None:
        if isinstance(cell, Marked):
            runs = [part for each in cell.segments for part in (self.fonts[each.mark], each.text)]
            assert page.write_rich_string(number, place, *runs, self.text) == 0
        elif isinstance(cell, str) and cell:
            page.write_string(number, place, cell, self.guarded if is_risky(cell) else self.text)
        elif isinstance(cell, int | float):
            page.write_number(number, place, cell, self.number)
        else:
            page.write_blank(number, place, None, self.text)


def merged_of(first: int, rows: Sequence[Sequence[Cell]]) -> list[list[int]]:
    """Return the areas of cells that are one, in the order in which they end."""
    found = []
    for place in range(WIDTH):
        begun = 0
        for number in range(1, len(rows) + 1):
            if number == len(rows) or not isinstance(rows[number][place], Above):
                if number - 1 > begun:
                    found.append([first + begun, place, first + number - 1, place])
                begun = number
    return sorted(found, key=lambda area: (area[2], area[1]))


@given(st.lists(SHEETS, min_size=1, max_size=3))
@settings(max_examples=60, deadline=None)
def test_a_book_is_the_librarys(sheets: list[Sheet]) -> None:
    by_cell = io.BytesIO()
    library = Library(by_cell)
    named = []
    for number, sheet in enumerate(sheets):
        named.append(Sheet(f"清单{number}", sheet.title, sheet.table, sheet.notes))
        library.sheet(f"清单{number}", sheet)
    library.book.close()
    by_row = io.BytesIO()
    write_workbook(named, by_row, CREATED)
    assert parts_of(by_row) == parts_of(by_cell)
    assert by_row.getvalue() == by_cell.getvalue()


def parts_of(book: io.BytesIO) -> dict[str, bytes]:
    with zipfile.ZipFile(book) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_text_that_looks_like_the_librarys_markup_stays_a_text() -> None:
    text = "<r><t>不是标记</t></r>"
    target = io.BytesIO()
    write_workbook([Sheet("清单", text, Table("清单", [Column("名称")], [[text]]))], target)
    page = openpyxl.load_workbook(target)["清单"]
    assert (page["A1"].value, page["A3"].value) == (text, text)


def test_a_row_of_another_width_is_not_written() -> None:
    for row in ([], ["甲", "乙"]):
        with pytest.raises(ValueError, match="zip"):
            write_workbook([Sheet("清单", "题", Table("清单", [Column("名称")], [row]))], io.BytesIO())


def test_a_book_says_when_it_was_written_where_nothing_else_is_said() -> None:
    def created() -> datetime:
        target = io.BytesIO()
        write_workbook([Sheet("清单", "题", Table("清单", [Column("名称")], []))], target)
        found = openpyxl.load_workbook(target).properties.created
        assert isinstance(found, datetime)
        return found.replace(tzinfo=UTC)

    before = datetime.now(UTC).replace(microsecond=0)
    assert before <= created() <= datetime.now(UTC)


def test_a_book_holds_the_same_whether_or_not_memory_holds_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def parts() -> dict[str, bytes]:
        target = io.BytesIO()
        table = Table(
            "清单", [Column("序号"), Column("名称")], [[number, f"事项{number}"] for number in range(9)]
        )
        write_workbook([Sheet("清单", "题", table), Sheet("又一", "题", table)], target, CREATED)
        return parts_of(target)

    held = parts()
    monkeypatch.setattr("service.documents.workbooks._MOST_IN_MEMORY", 1)
    assert parts() == held
    assert len(held) > 8


def test_a_list_longer_than_a_sheet_goes_on_in_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.documents.workbooks._MOST_ROWS", 20)
    monkeypatch.setattr("service.documents.workbooks._LONGEST_MERGED", 4)
    rows = [[number, ABOVE if number % 4 else f"事项{number}"] for number in range(40)]
    target = io.BytesIO()
    write_workbook([Sheet("清单", "题", Table("清单", [Column("序号"), Column("名称")], rows))], target)
    book = openpyxl.load_workbook(target)
    assert book.sheetnames == ["清单", "清单（2）", "清单（3）"]
    read = []
    for page in book:
        assert [cell.value for cell in page[2]][:2] == ["序号", "名称"]
        numbers = [row[0].value for row in page.iter_rows(min_row=3)]
        assert numbers[0] % 4 == 0
        areas = sorted(str(area) for area in page.merged_cells.ranges if area.min_row > 1)
        first = [3 + place for place, number in enumerate(numbers) if number % 4 == 0]
        ends = [*(each - 1 for each in first[1:]), 2 + len(numbers)]
        assert areas == sorted(f"B{begun}:B{end}" for begun, end in zip(first, ends, strict=True))
        read += numbers
    assert read == list(range(40))
