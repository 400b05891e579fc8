"""Workbooks: XLSX and XLS by calamine, each made safe first."""

import html
import io
import posixpath
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
    load_workbook,
)

from loaders import messages
from loaders.cells import column_letters, row_texts
from loaders.grid import Grid, Merge, UnreadableError
from loaders.options import Limits
from loaders.zips import CellNote, Package
from service.findings import Finding

_T = TypeVar("_T")
_PROBE = Path(__file__).with_name("probe.py")
_PROBE_SECONDS = 60
_FIX = "用 Excel 或 WPS 打开另存为新文件后再装载"


class Workbook:
    """A workbook opened; its sheets are read one after another."""

    def __init__(self, book: CalamineWorkbook, limits: Limits, notes: dict[str, list[CellNote]]) -> None:
        self._book = book
        self._limits = limits
        self._notes = notes
        pages = [meta for meta in book.sheets_metadata if meta.typ is SheetTypeEnum.WorkSheet]
        self.names = [meta.name for meta in pages]
        self.hidden = {meta.name for meta in pages if meta.visible is not SheetVisibleEnum.Visible}

    def grid(self, name: str) -> Grid:
        """Read one sheet; raises `UnreadableError`."""
        sheet = _guarded(lambda: self._book.get_sheet_by_name(name))
        start, end = sheet.start, sheet.end
        if start is None or end is None:
            return Grid(name, iter(()), 0)
        height, width = end[0] + 1, end[1] + 1
        if width > self._limits.columns or height * width > self._limits.cells:
            raise UnreadableError(
                f"表格范围过大（{height}行、{width}列），不像清单",
                "删除表格右侧和下方无关的单元格后另存再装载",
            )
        findings = [_note_finding(name, note) for note in self._notes.get(name, [])]
        merges = _merges(sheet, start[1], width, self._limits)
        return Grid(name, _rows(sheet), height, merges, first_column=start[1], findings=findings)


def open_xlsx(data: bytes, package: Package, limits: Limits) -> Workbook:
    """Open an XLSX whose package has been inspected; raises `UnreadableError`."""
    book = _guarded(lambda: load_workbook(io.BytesIO(data)))
    return Workbook(book, limits, _notes_by_sheet(package))


def open_xls(data: bytes, limits: Limits) -> Workbook:
    """Open an XLS, after a process apart has survived it; raises `UnreadableError`."""
    try:
        probe = subprocess.run(  # noqa: S603 - our own script, and no argument comes from the file
            [sys.executable, "-I", str(_PROBE)],
            input=data,
            capture_output=True,
            timeout=_PROBE_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise UnreadableError("文件结构异常，读取超时", _FIX) from error
    if probe.returncode != 0:
        if b"PasswordError" in probe.stderr:
            raise encrypted()
        raise UnreadableError("文件已损坏或结构异常，无法读取", _FIX)
    for line in probe.stdout.split(b"\n")[:-1]:
        height, width = map(int, line.split())
        if height * width > limits.cells:
            raise UnreadableError(f"表格范围过大（{height}行、{width}列），不像清单", _FIX)
    return Workbook(_guarded(lambda: load_workbook(io.BytesIO(data))), limits, {})


def _guarded(read: Callable[[], _T]) -> _T:
    """Call the reading library; whatever it raises, a Rust panic too, refuses the file."""
    try:
        return read()
    except PasswordError as error:
        raise encrypted() from error
    except (CalamineError, OSError, ValueError) as error:
        raise UnreadableError("文件已损坏或结构异常，无法读取", _FIX) from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":
            raise UnreadableError("文件已损坏或结构异常，无法读取", _FIX) from error
        raise


def encrypted() -> UnreadableError:
    """Return the refusal of an encrypted file."""
    return UnreadableError("文件已加密，无法读取", "取消密码后另存再装载")


def _rows(sheet: CalamineSheet) -> Iterator[tuple[str, ...]]:
    return map(row_texts, sheet.iter_rows())


def _merges(sheet: CalamineSheet, first_column: int, width: int, limits: Limits) -> list[Merge]:
    """Return the merged areas as far as the table reaches, by its own columns."""
    ranges = sheet.merged_cell_ranges or []
    if len(ranges) > limits.merges:
        raise UnreadableError(f"合并单元格过多（{len(ranges)}处）", "取消不必要的合并单元格后另存再装载")
    merges = [
        Merge(top, max(left - first_column, 0), bottom, min(right, width - 1) - first_column)
        for (top, left), (bottom, right) in ranges
    ]
    return [merge for merge in merges if merge.right >= merge.left and merge.bottom >= merge.top]


def _note_finding(sheet: str, note: CellNote) -> Finding:
    place = f"{column_letters(note.column)}{note.row + 1}"
    make = messages.error_cell if note.is_error else messages.formula_without_value
    return make(sheet, note.row + 1, place)


_SHEET = re.compile(rb"<(?:\w+:)?sheet\s[^>]*>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*>")


def _notes_by_sheet(package: Package) -> dict[str, list[CellNote]]:
    """Return the noted cells by sheet; the workbook names the sheets, its relationships their parts."""
    if not package.has_notes:
        return {}
    try:
        sheets, relations = package.read("xl/workbook.xml"), package.read("xl/_rels/workbook.xml.rels")
    except KeyError:
        return {}
    targets = {
        _attribute(tag, "Id"): posixpath.normpath(posixpath.join("/xl", _attribute(tag, "Target"))).lstrip(
            "/"
        )
        for tag in _RELATION.findall(relations)
    }
    named = (
        (_attribute(tag, "name"), targets.get(_attribute(tag, r"\w+:id"), ""))
        for tag in _SHEET.findall(sheets)
    )
    return {name: package.cell_notes(part) for name, part in named if package.cell_notes(part)}


def _attribute(tag: bytes, name: str) -> str:
    found = re.search(rf"\s{name}=[\"']([^\"']*)[\"']", tag.decode("utf-8", "replace"))
    return html.unescape(found.group(1)) if found else ""
