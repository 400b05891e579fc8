"""CSV and TSV: strict UTF-8 (with or without BOM), else strict GB18030, else refused.

An apostrophe before what a spreadsheet program might run as a formula is taken off: writing put it there.
"""

import codecs
import csv
import io
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from loaders.grid import Grid, UnreadableError
from loaders.headers import known_headings
from loaders.options import Limits
from service.documents import unguard

_DELIMITERS = (",", "\t", ";", "|")
_SAMPLE_ROWS = 30
_SAMPLE_TEXT = 1 << 20
_ENCODINGS = ("utf-8-sig", "gb18030")
_PIECE = 1 << 20


class Text(NamedTuple):
    """A text file: its bytes, and the encoding they are known to be in."""

    data: bytes
    encoding: str

    def whole(self) -> str:
        """Return all of it."""
        return self.data.decode(self.encoding)

    def lines(self) -> io.TextIOWrapper:
        """Return it to be read line by line, line ends as they stand."""
        return io.TextIOWrapper(io.BytesIO(self.data), self.encoding, newline="")


def decode(data: bytes, limits: Limits) -> Text:
    """Tell a text file's encoding; raises `UnreadableError` for what is neither, or no text at all."""
    if len(data) > limits.text_bytes:
        raise UnreadableError("文本文件过大", "拆成几个较小的文件后再装载")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableError("文件是 UTF-16 编码", "另存为“CSV UTF-8（逗号分隔）”后再装载")
    if b"\0" in data:
        raise UnreadableError(
            "文件含有空字节，不是文本表格", "用 Excel 或 WPS 另存为 XLSX 或 CSV UTF-8 后再装载"
        )
    for encoding in _ENCODINGS:
        if _is_in(data, encoding):
            return Text(data, encoding)
    raise UnreadableError("文件既不是 UTF-8 也不是 GB18030 编码", "另存为“CSV UTF-8（逗号分隔）”后再装载")


def _is_in(data: bytes, encoding: str) -> bool:
    """Whether the whole is in the encoding; looked at in pieces, none of which is kept."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for at in range(0, len(data), _PIECE):
            decoder.decode(data[at : at + _PIECE])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def read_delimited(text: Text, limits: Limits) -> tuple[str, Grid]:
    """Return the format (`csv` or `tsv`) and the table; rows are read as they are asked for.

    The delimiter is the one whose columns carry most known headings. Raises `UnreadableError`, also while
    rows are read.
    """
    sample = text.lines().read(_SAMPLE_TEXT)
    delimiter = max(_DELIMITERS, key=lambda candidate: _fit(sample, candidate))
    quoting = csv.QUOTE_MINIMAL
    if delimiter == "\t" and not _parses(text, delimiter):
        quoting = csv.QUOTE_NONE
    height = text.data.count(b"\n") + 1
    name = "tsv" if delimiter == "\t" else "csv"
    return name, Grid("", _rows(text, delimiter, quoting, limits), height)


def _fit(sample: str, delimiter: str) -> tuple[int, int, int]:
    rows: list[list[str]] = []
    try:
        rows = list(islice(csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter), _SAMPLE_ROWS))
    except csv.Error:
        return (0, 0, -_DELIMITERS.index(delimiter))
    known = max((known_headings(row) for row in rows), default=0)
    return (known, max(map(len, rows), default=0), -_DELIMITERS.index(delimiter))


def _parses(text: Text, delimiter: str) -> bool:
    """Whether the quotes of a tab-separated file are quoting at all; often they are just text."""
    try:
        for _ in csv.reader(text.lines(), delimiter=delimiter, strict=True):
            pass
    except csv.Error:
        return False
    return True


def _rows(text: Text, delimiter: str, quoting: int, limits: Limits) -> Iterator[tuple[str, ...]]:
    reader = csv.reader(text.lines(), delimiter=delimiter, quoting=quoting, strict=True)  # type: ignore[arg-type]
    try:
        for row in reader:
            if len(row) > limits.columns:
                raise UnreadableError(
                    f"第{reader.line_num}行有{len(row)}列，不像清单", "检查分隔符和引号后再装载"
                )
            yield tuple([unguard(cell) if cell.startswith("'") else cell for cell in row])
    except csv.Error as error:
        raise UnreadableError(
            f"第{reader.line_num}行附近的引号或字段有误（字段过长或引号不成对）",
            "用 Excel 或 WPS 打开检查后，另存为 XLSX 或 CSV UTF-8 再装载",
        ) from error
