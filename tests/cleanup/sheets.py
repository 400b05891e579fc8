"""Working spreadsheets in tests: written, filled in as a clerk would, read back."""

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl

from loaders import ReadOptions, further_heading, read_list
from service.cleanup import WorkingSheet, extra_labels, write_working_workbook
from service.items import FileContent, StandingItem
from service.vocabulary import ListKind

SHEET = "清单"
HEADER_ROW = 2


def written(path: Path, items: list[StandingItem], body: str = "") -> Path:
    """Write a working spreadsheet of these items."""
    buffer = BytesIO()
    sheet = WorkingSheet(
        title="开化县权责清单清理工作表（2024）", body=body, items=items, extra=extra_labels(items)
    )
    assert write_working_workbook(sheet, buffer, heading_of=further_heading) == len(items)
    path.write_bytes(buffer.getvalue())
    return path


def returned(path: Path, kind: ListKind = ListKind.COMBINED) -> FileContent:
    """Read a spreadsheet as `quanze load` does."""
    return read_list(path, ReadOptions(kind=kind))


class Clerk:
    """Fills in a working spreadsheet: rows are told by the name of their item."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._book = openpyxl.load_workbook(path)
        self._sheet = self._book[SHEET]
        header = [cell.value for cell in self._sheet[HEADER_ROW]]
        self._columns = {title: at for at, title in enumerate(header, start=1)}

    def has(self, name: str) -> bool:
        """Whether the sheet has an item with that name."""
        rows = range(HEADER_ROW + 1, self._sheet.max_row + 1)
        return any(self.cell(row, "事项名称") == name for row in rows)

    def row_of(self, name: str, sub: str | None = None) -> int:
        """The sheet's row of the item with that name."""
        for row in range(HEADER_ROW + 1, self._sheet.max_row + 1):
            if self.cell(row, "事项名称") == name and (sub is None or self.cell(row, "子项名称") == sub):
                return row
        raise AssertionError(name)

    def cell(self, row: int, column: str) -> Any:
        """What a cell holds."""
        return self._sheet.cell(row, self._columns[column]).value

    def number_of(self, name: str) -> str:
        """The 序号 of the item with that name."""
        return str(self.cell(self.row_of(name), "序号"))

    def fill(self, name: str, **cells: str | None) -> "Clerk":
        """Fill in cells of an item's row."""
        return self._write(self.row_of(name), cells)

    def add(self, like: str | None = None, **cells: str | None) -> "Clerk":
        """Fill in a new row below the others, with the cells of another item's where it is like one."""
        row = self._sheet.max_row + 1
        known: dict[str, Any] = {"序号": str(row - HEADER_ROW)}
        if like:
            above = self.row_of(like)
            known |= {title: self.cell(above, title) for title in self._columns if title not in _OWN}
        return self._write(row, known | cells)

    def remove(self, name: str) -> "Clerk":
        """Delete an item's row, which clerks are asked not to do."""
        self._sheet.delete_rows(self.row_of(name))
        return self

    def save(self) -> Path:
        """Save it where it came from."""
        self._book.save(self.path)
        return self.path

    def _write(self, row: int, cells: Mapping[str, Any]) -> "Clerk":
        for title, text in cells.items():
            self._sheet.cell(row, self._columns[title]).value = text
        return self


_OWN = ("序号", "处理意见", "对应事项或部门", "理由", "事项标识", "职权编码")
