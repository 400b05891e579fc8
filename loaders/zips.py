"""Zip packages (XLSX, DOCX) held to their bounds before any library unpacks them.

calamine keeps a sheet as a dense rectangle: two cells, A1 and XFD1048576, would have it ask for 400 GB and
take the process with it. What a package unpacks to, and how far its cells reach, is therefore found here, by
unpacking in pieces and looking for cell references that reach far.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Lock

from loaders.grid import UnreadableError
from loaders.options import Limits

_MAX_PARTS = 20_000
_PIECE = 1 << 16
_OVERLAP = 128
_SHARED_STRINGS = "xl/sharedstrings.xml"
_MAX_RELATIONS = 1 << 20
_MENTIONS_OF_TEXTS = 2  # once as the relationship's type, once as its target
_ELEMENT = re.compile(rb"<[A-Za-z_]")
# Single-letter columns and rows of six digits stay within 26 million cells: only what may reach further is
# looked at cell by cell. Each alternative is dropped once seen, so that an ordinary sheet costs one pass.
_FAR = rb"[A-Za-z]{3}\d|[A-Za-z]{1,2}\d{7}"
_TWO_LETTERS = rb"[A-Za-z]{2}\d"
_SIX_DIGITS = rb"[A-Za-z]{1,2}\d{6}"
_CELL = re.compile(
    rb"<(?:\w+:)?c\s[^>]*?\br\s*=\s*[\"']([A-Za-z]{1,3})(\d{1,7})[\"'][^>]*?(?<!/)>",
)
_FORMULA_CELL = re.compile(
    rb"<c\s[^>]*?\br=\"([A-Z]{1,3})(\d{1,7})\"[^>]*>\s*<f(?:\s[^>]*)?(?:/>|>[^<]*</f>)\s*"
    rb"(?:<v\s*/>|<v>\s*</v>)?\s*</c>"
)
_ERROR_CELL = re.compile(rb"<c\s[^>]*?\br=\"([A-Z]{1,3})(\d{1,7})\"[^>]*?\bt=\"e\"")


@dataclass(frozen=True, slots=True)
class CellNote:
    """A cell whose value a reader cannot give: 0-based row and column, and whether it is an error value."""

    row: int
    column: int
    is_error: bool


class Package:
    """A zip package whose parts have been counted; nothing of it is unpacked beyond the limits.

    Raises `UnreadableError` for what is broken, encrypted, too large, or carries a document type (the only
    way to entity expansion).
    """

    def __init__(self, data: bytes, limits: Limits) -> None:
        self._data = data
        self._limits = limits
        infos = _directory(data)
        if len(infos) > _MAX_PARTS:
            raise UnreadableError(
                "压缩包内的部件过多，不像正常的表格文件", "用 Excel 或 WPS 重新另存后再装载"
            )
        self._parts = {info.filename: info for info in infos}
        if len(self._parts) != len(infos):
            raise UnreadableError("压缩包内有同名部件，内容不可信", "用 Excel 或 WPS 重新另存后再装载")
        self._left = limits.inflated_bytes
        self._lock = Lock()
        self._notes: dict[str, list[CellNote]] = {}

    @property
    def names(self) -> set[str]:
        """The names of the parts."""
        return set(self._parts)

    def inspect(self) -> None:
        """Unpack every part once, in pieces, and hold it to the limits; two at a time."""
        if any(info.flag_bits & 1 for info in self._parts.values()):
            raise UnreadableError("文件已加密，无法读取", "取消密码后另存再装载")
        wanted = {
            name: info
            for name, info in self._parts.items()
            if name.lower().endswith((".xml", ".rels")) or name.lower().startswith("xl/worksheets/")
        }
        with ThreadPoolExecutor(2) as pool:
            for _ in pool.map(self._inspect_xml, wanted, wanted.values()):
                pass

    @property
    def has_notes(self) -> bool:
        """Whether any sheet has cells whose value a reader cannot give."""
        return any(self._notes.values())

    def cell_notes(self, part: str) -> list[CellNote]:
        """Return the formula cells of a sheet without a kept result, and its error cells."""
        return self._notes.get(part, [])

    def read(self, part: str) -> bytes:
        """Return a small part's content; `KeyError` where there is none."""
        return b"".join(self._pieces(self._parts[part]))

    def _pieces(self, info: zipfile.ZipInfo) -> Iterator[bytes]:
        start = info.header_offset
        header = self._data[start : start + 30]
        if len(header) < 30 or header[:4] != b"PK\x03\x04":
            raise _broken()
        body = start + 30 + int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
        packed = memoryview(self._data)[body : body + info.compress_size]
        if len(packed) < info.compress_size:
            raise _broken()
        if info.compress_type == zipfile.ZIP_STORED:
            yield from (bytes(packed[at : at + _PIECE * 16]) for at in range(0, len(packed), _PIECE * 16))
            return
        if info.compress_type != zipfile.ZIP_DEFLATED:
            raise UnreadableError("压缩方式不受支持", "用 Excel 或 WPS 重新另存后再装载")
        inflater = zlib.decompressobj(-15)
        try:
            for at in range(0, len(packed), _PIECE):
                yield inflater.decompress(packed[at : at + _PIECE], max(self._left, 0) + 1)
            yield inflater.flush()
        except zlib.error as error:
            raise _broken() from error
        if not inflater.eof:
            raise _broken()

    def _inspect_xml(self, name: str, info: zipfile.ZipInfo) -> None:
        reach = _Reach()
        tail = b""
        is_text = name.lower() == _SHARED_STRINGS and not self._is_shared_strings_a_sheet()
        in_prolog, in_sheet, needs_notes = True, False, False
        for piece in self._pieces(info):
            with self._lock:
                self._left -= len(piece)
            if self._left < 0:
                raise UnreadableError(
                    "文件解压后过大，疑似压缩炸弹", "拆成几个较小的文件，或另存为 CSV 后再装载"
                )
            if is_text and not in_prolog:
                continue
            window = tail + piece
            if in_prolog:
                if b"<!DOCTYPE" in window:
                    raise UnreadableError(
                        "文件内含文档类型定义（DOCTYPE），不予读取", "用 Excel 或 WPS 重新另存后再装载"
                    )
                in_prolog = _ELEMENT.search(window) is None
            in_sheet = in_sheet or b"sheetData" in window
            if in_sheet:
                reach.look(window)
                needs_notes = needs_notes or b"<f>" in window or b"<f " in window or b't="e"' in window
            tail = window[-_OVERLAP:]
        if reach.is_far:
            self._check_reach(info)
        if needs_notes:
            self._notes[name] = list(self._note_cells(info))

    def _is_shared_strings_a_sheet(self) -> bool:
        """Whether a relationship passes the table of texts off as a sheet as well."""
        relations = self._parts.get("xl/_rels/workbook.xml.rels")
        if relations is None or relations.file_size > _MAX_RELATIONS:
            return True
        return b"".join(self._pieces(relations)).lower().count(b"sharedstrings") > _MENTIONS_OF_TEXTS

    def _check_reach(self, info: zipfile.ZipInfo) -> None:
        """Refuse a sheet whose filled cells span a rectangle far larger than what fills it."""
        rows = columns = 0
        for window in _windows(self._pieces(info)):
            for letters, digits in _CELL.findall(window):
                rows = max(rows, int(digits))
                columns = max(columns, column_number(letters))
        if columns > self._limits.columns or rows * columns > self._limits.cells:
            raise UnreadableError(
                f"表格范围过大（{rows}行、{columns}列），不像清单",
                "删除表格右侧和下方无关的单元格后另存再装载",
            )

    def _note_cells(self, info: zipfile.ZipInfo) -> Iterator[CellNote]:
        seen: set[tuple[int, int]] = set()
        for window in _windows(self._pieces(info), overlap=4096):
            for pattern, is_error in ((_FORMULA_CELL, False), (_ERROR_CELL, True)):
                for letters, digits in pattern.findall(window):
                    place = (int(digits) - 1, column_number(letters) - 1)
                    if place not in seen:
                        seen.add(place)
                        yield CellNote(*place, is_error)


def _directory(data: bytes) -> list[zipfile.ZipInfo]:
    """What the package says it holds; beside what is no zip, versions and names no reader knows are told."""
    try:
        return zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, NotImplementedError, UnicodeDecodeError) as error:
        raise _broken() from error


class _Reach:
    """Whether a sheet's references may reach beyond what is safe unseen; pieces are looked at once."""

    def __init__(self) -> None:
        self.is_far = False
        self._wanted = {1: _FAR, 2: _TWO_LETTERS, 3: _SIX_DIGITS}
        self._search = self._compiled()

    def _compiled(self) -> re.Pattern[bytes]:
        choices = b"|".join(b"(%s)" % choice for choice in self._wanted.values())
        return re.compile(rb"r\s*=\s*[\"'](?:" + choices + rb")")

    def look(self, window: bytes) -> None:
        """Look at a window of a sheet's XML."""
        at = 0
        while not self.is_far:
            match = self._search.search(window, at)
            if not match:
                return
            at = match.start() + 1
            kind = list(self._wanted)[(match.lastindex or 1) - 1]
            del self._wanted[kind]
            self.is_far = kind == 1 or self._wanted.keys() == {1}
            if not self.is_far:
                self._search = self._compiled()


def _windows(pieces: Iterator[bytes], overlap: int = _OVERLAP) -> Iterator[bytes]:
    tail = b""
    for piece in pieces:
        window = tail + piece
        yield window
        tail = window[-overlap:]


def column_number(letters: bytes) -> int:
    """Return the 1-based number of a column by its letters."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _broken() -> UnreadableError:
    return UnreadableError("文件已损坏或不完整，无法读取", "重新下载或用 Excel、WPS 打开另存后再装载")
