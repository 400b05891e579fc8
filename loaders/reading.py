"""Reading a list: a file's bytes told apart by content, every sheet read, and what was found."""

from collections.abc import Iterator
from pathlib import Path

from loaders import messages
from loaders.collector import Collector
from loaders.delimited import read_delimited
from loaders.documents import DOCUMENT, read_document
from loaders.excel import Workbook, encrypted, open_xls, open_xlsx
from loaders.grid import Grid, UnreadableError
from loaders.marks import is_instruction_sheet
from loaders.objects import read_objects
from loaders.options import Limits, Progress, ReadOptions
from loaders.sections import Naming, Sections
from loaders.sheet import SheetReader
from loaders.texts import SourceFile, Text
from loaders.zips import Package
from service.collecting import give_back, uncollected
from service.items import FileContent, PackedRows

_EXTENSIONS = {"xlsx": {".xlsx", ".xlsm"}, "xls": {".xls", ".et"}, "docx": {".docx"}, "json": {".json"}}
_SPREADSHEETS = {".xlsx", ".xlsm", ".xls", ".et", ".docx", ".json"}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SNIFFED = 4096
_OTHER_KINDS = (
    (b"%PDF", "PDF 文件", "导出为 XLSX 后再装载"),
    (b"{\\rtf", "RTF 文档", "另存为 DOCX 后再装载"),
    (b"<?xml", "XML 文件", "用 Excel 或 WPS 打开另存为 XLSX 后再装载"),
    (b"<html", "网页", "用 Excel 或 WPS 打开另存为 XLSX 后再装载"),
    (b"<!doc", "网页", "用 Excel 或 WPS 打开另存为 XLSX 后再装载"),
    (b"<table", "网页", "用 Excel 或 WPS 打开另存为 XLSX 后再装载"),
)


class _Source:
    """A file's sheets, whatever its format: their names, which are hidden, and each one's grid."""

    def __init__(self, file: SourceFile, limits: Limits) -> None:
        """Tell its format and open it; raises `UnreadableError`."""
        self.names: list[str] = []
        self.hidden: set[str] = set()
        self._grids: dict[str, Grid] = {}
        self._workbook: Workbook | None = None
        head = file.read(_SNIFFED, 0)
        if head.startswith(_OLE):
            self.format = "xls"
            self._workbook = open_xls(_old_workbook(file.whole()), limits)
        elif head.startswith(b"PK"):
            self.format = self._open_package(file.whole(), limits)
        else:
            self.format = self._open_text(file, head, limits)
        if self._workbook:
            self.names, self.hidden = self._workbook.names, self._workbook.hidden
        else:
            self.names = list(self._grids)

    def grid(self, name: str) -> Grid:
        """Read one sheet; raises `UnreadableError`."""
        return self._workbook.grid(name) if self._workbook else self._grids[name]

    def close(self) -> None:
        """Let go of what the sheets share; those read stay as they are."""
        self._workbook = None
        self._grids = {}
        give_back()

    def _open_package(self, data: bytes, limits: Limits) -> str:
        package = Package(data, limits)
        if "xl/workbook.xml" in package.names:
            package.inspect()
            self._workbook = open_xlsx(data, package, limits)
            return "xlsx"
        if DOCUMENT in package.names:
            package.inspect()
            self._grids = {grid.name: grid for grid in read_document(package, limits)}
            return "docx"
        raise UnreadableError("压缩包里不是 XLSX 表格或 DOCX 文档", "另存为 XLSX 后再装载")

    def _open_text(self, file: SourceFile, opening: bytes, limits: Limits) -> str:
        head = opening.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
        for begins, kind, fix in _OTHER_KINDS:
            if head.startswith(begins.lower()):
                raise UnreadableError(f"内容是{kind}，不是支持的表格格式", fix)
        text = Text(file, limits)
        if head.startswith((b"[", b"{")):
            self._grids = {"": read_objects(text.whole(), limits)}
            return "json"
        kind, grid = read_delimited(text, limits)
        self._grids = {"": grid}
        return kind


def _old_workbook(data: bytes) -> bytes:
    """Return the data if it is an XLS; raises `UnreadableError` for the other things in its container."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise encrypted()
    if not any(name.encode("utf-16-le") in data for name in ("Workbook", "Book")):
        raise UnreadableError("内容不是 XLS 表格（可能是旧版 Word 文档）", "另存为 XLSX 或 DOCX 后再装载")
    return data


def read_grids(path: Path, limits: Limits | None = None) -> list[Grid]:
    """Return the sheets of a file of any supported format as rows of text; raises `UnreadableError`."""
    bounds = limits or Limits()
    source = _Source(SourceFile(path, bounds), bounds)
    return [source.grid(name) for name in source.names]


def read_list(path: Path, options: ReadOptions, progress: Progress | None = None) -> FileContent:
    """Read a list from a file of any supported format.

    Never raises for what is in the file: whatever is wrong stands among `findings`, and with an error there
    the content must not be loaded. `progress` is called every few thousand rows.
    """
    with uncollected():
        return _read(path, options, progress)


def _read(path: Path, options: ReadOptions, progress: Progress | None) -> FileContent:
    collector = Collector(options)
    raw_rows = PackedRows()
    content = FileContent(
        file=path.name,
        sha256="",
        format="",
        rows_read=0,
        items=collector.items,
        findings=[],
        raw_rows=raw_rows,
    )
    sheets = _Sheets(collector, raw_rows, options, progress)
    try:
        file = SourceFile(path, options.limits)
        content.sha256 = file.sha256
        source = _Source(file, options.limits)
        content.format = source.format
        _tell_extension(path, source.format, collector)
        _read_sheets(source, sheets, collector, options)
        content.items = collector.settle()
        for sections in sheets.with_table:
            sections.check_counts()
    except UnreadableError as error:
        collector.find(messages.unreadable_file(str(error), error.fix))
    content.rows_read = sheets.rows_read
    content.findings = collector.findings()
    return content


def _tell_extension(path: Path, format_name: str, collector: Collector) -> None:
    extension = path.suffix.lower()
    expected = _EXTENSIONS.get(format_name)
    is_other = extension not in expected if expected else extension in _SPREADSHEETS
    if extension and is_other:
        collector.find(messages.other_extension(path.name, format_name.upper()))


def _chosen(source: _Source, collector: Collector, options: ReadOptions) -> Iterator[str]:
    """The sheets to read: those named by the operator, else all that are visible."""
    for name in options.sheets:
        if name not in source.names:
            collector.find(messages.unknown_sheet(name, source.names))
    for name in source.names:
        if options.sheets:
            if name in options.sheets:
                yield name
        elif is_instruction_sheet(name) and len(source.names) > 1:
            continue
        elif name in source.hidden:
            collector.find(messages.hidden_sheet(name))
        else:
            yield name


class _Sheets:
    """What is read of a file's sheets, one after another."""

    def __init__(
        self, collector: Collector, raw_rows: PackedRows, options: ReadOptions, progress: Progress | None
    ) -> None:
        self.rows_read = 0
        self.with_table: list[Sections] = []
        self.without_table: list[str] = []
        self._collector = collector
        self._raw_rows = raw_rows
        self._options = options
        self._progress = progress

    def read(self, grid: Grid, naming: Naming) -> None:
        """Read one sheet; raises `UnreadableError`."""
        for finding in grid.findings:
            self._collector.find(finding)
        sections = Sections(grid.name, self._options.body, naming, self._collector)
        reader = SheetReader(grid, self._collector, self._raw_rows, self._options, self._progress)
        seen = len(self._raw_rows)
        reader.read(sections)
        self.rows_read += reader.rows_read
        if reader.has_table:
            sections.finish()
            self.with_table.append(sections)
        elif len(self._raw_rows) > seen:
            self.without_table.append(grid.name)


def _read_sheets(source: _Source, sheets: _Sheets, collector: Collector, options: ReadOptions) -> None:
    names = list(_chosen(source, collector, options))
    naming = Naming.of(names)
    for number, name in enumerate(names, start=1):
        grid = source.grid(name)
        if number == len(names):
            source.close()
        sheets.read(grid, naming)
        del grid
    give_back()
    if not sheets.with_table and not (options.sheets and not names):
        collector.find(messages.no_name_column("、".join(sheets.without_table), is_only=True))
    else:
        for name in sheets.without_table:
            collector.find(messages.no_name_column(name, is_only=False))
