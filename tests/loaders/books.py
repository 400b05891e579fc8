"""Test support: lists written as offices publish them, and files no office would publish."""

import io
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter
import xlwt

from loaders import Limits, Mapping, ReadOptions, read_list
from service.items import FileContent, ItemContent
from service.vocabulary import ListKind

HEADER = (
    "序号",
    "事项名称",
    "子项名称",
    "职权类型",
    "实施主体",
    "设定依据",
    "责任事项",
    "责任事项依据",
    "追责情形",
    "备注",
)
BASIS = "【法律】《中华人民共和国森林法》第五十六条"

Cell = str | int | float | None
Rows = Sequence[Sequence[object]]  # of `Cell`s: rows of mixed cells are inferred so
Ranges = Sequence[tuple[int, int, int, int]]


def row(
    number: Cell,
    name: str,
    category: str = "行政许可",
    body: str = "市林业局",
    *,
    sub: str = "",
    basis: str = BASIS,
    duty: str = "依法办理",
    duty_basis: str = "",
    accountability: str = "违法办理的",
    remarks: str = "",
) -> tuple[Cell, ...]:
    """One row under `HEADER`."""
    return (number, name, sub, category, body, basis, duty, duty_basis, accountability, remarks)


class Book:
    """A workbook in the making: sheets of rows, with merged areas by 0-based (top, left, bottom, right)."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, Rows, Ranges, bool]] = []

    def sheet(self, name: str, rows: Rows, merges: Ranges = (), *, hidden: bool = False) -> "Book":
        """Add a sheet."""
        self.sheets.append((name, rows, merges, hidden))
        return self

    def save(self, path: Path) -> Path:
        """Write it as XLSX, or as XLS where the path says so."""
        return self._save_xls(path) if path.suffix == ".xls" else self._save_xlsx(path)

    def _save_xlsx(self, path: Path) -> Path:
        with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
            for name, rows, merges, hidden in self.sheets:
                sheet = book.add_worksheet(name)
                for top, left, bottom, right in merges:
                    sheet.merge_range(top, left, bottom, right, "")
                for number, cells in enumerate(rows):
                    for place, cell in enumerate(cells):
                        if cell is not None and cell != "":
                            sheet.write(number, place, cell)
                if hidden:
                    sheet.hide()
        return path

    def _save_xls(self, path: Path) -> Path:
        book = xlwt.Workbook(encoding="utf-8")
        for name, rows, merges, _ in self.sheets:
            sheet = book.add_sheet(name)
            anchors = {(top, left): (bottom, right) for top, left, bottom, right in merges}
            for number, cells in enumerate(rows):
                for place, cell in enumerate(cells):
                    end = anchors.get((number, place))
                    if end:
                        sheet.write_merge(number, end[0], place, end[1], cell)
                    elif cell is not None and cell != "":
                        sheet.write(number, place, cell)
        book.save(str(path))
        return path


def across(row_number: int, width: int = len(HEADER)) -> tuple[int, int, int, int]:
    """A row merged across the table."""
    return (row_number, 0, row_number, width - 1)


def read(path: Path, kind: ListKind = ListKind.COMBINED, **options: Any) -> FileContent:
    """Read a file as a list of that kind."""
    return read_list(path, ReadOptions(kind=kind, **options))


def read_rows(
    folder: Path, rows: Rows, merges: Ranges = (), *, sheet: str = "Sheet1", **options: Any
) -> FileContent:
    """Write one sheet and read it."""
    return read(Book().sheet(sheet, rows, merges).save(folder / "list.xlsx"), **options)


def read_text(
    folder: Path, text: str, encoding: str = "utf-8", name: str = "list.csv", **options: Any
) -> FileContent:
    """Write a text file and read it."""
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return read(path, **options)


def contents(content: FileContent) -> list[ItemContent]:
    """The contents of the items read."""
    return [item.content for item in content.items]


def names(content: FileContent) -> list[tuple[str, str]]:
    """Name and sub-item of each item read."""
    return [(item.content.name, item.content.sub_item_name) for item in content.items]


def codes(content: FileContent) -> list[tuple[str, str]]:
    """Severity and code of each finding."""
    return [(finding.severity.value, finding.code) for finding in content.findings]


def rewritten(
    source: Path, target: Path, changes: dict[str, Callable[[bytes], bytes]], **added: bytes
) -> Path:
    """Copy a zip package with parts changed or added."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            data = old.read(info)
            new.writestr(info.filename, changes.get(info.filename, bytes)(data))
        for name, data in added.items():
            new.writestr(name, data)
    return target


def package_bytes(parts: dict[str, bytes]) -> bytes:
    """A zip package of those parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return buffer.getvalue()


__all__ = [
    "BASIS",
    "HEADER",
    "Book",
    "Limits",
    "Mapping",
    "across",
    "codes",
    "contents",
    "names",
    "package_bytes",
    "read",
    "read_rows",
    "read_text",
    "rewritten",
    "row",
]
