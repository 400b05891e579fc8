"""CSV and TSV: strict UTF-8 (with or without BOM), else strict GB18030, else refused.

An apostrophe before what a spreadsheet program might run as a formula is taken off: writing put it there.
"""

import csv
import io
from collections.abc import Iterator
from itertools import islice

from loaders.grid import Grid, UnreadableError
from loaders.headers import known_headings
from loaders.options import Limits
from service.documents import unguard

_DELIMITERS = (",", "\t", ";", "|")
_SAMPLE_ROWS = 30
_SAMPLE_TEXT = 1 << 20


def decode(data: bytes, limits: Limits) -> str:
    """Return a text file's text; raises `UnreadableError` for what is neither encoding, or no text at all."""
    if len(data) > limits.text_bytes:
        raise UnreadableError("文本文件过大", "拆成几个较小的文件后再装载")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableError("文件是 UTF-16 编码", "另存为“CSV UTF-8（逗号分隔）”后再装载")
    if b"\0" in data:
        raise UnreadableError(
            "文件含有空字节，不是文本表格", "用 Excel 或 WPS 另存为 XLSX 或 CSV UTF-8 后再装载"
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            return data.decode("gb18030")
        except UnicodeDecodeError as error:
            raise UnreadableError(
                "文件既不是 UTF-8 也不是 GB18030 编码", "另存为“CSV UTF-8（逗号分隔）”后再装载"
            ) from error


def read_delimited(text: str, limits: Limits) -> tuple[str, Grid]:
    """Return the format (`csv` or `tsv`) and the table; rows are read as they are asked for.

    The delimiter is the one whose columns carry most known headings. Raises `UnreadableError`, also while
    rows are read.
    """
    delimiter = max(_DELIMITERS, key=lambda candidate: _fit(text, candidate))
    quoting = csv.QUOTE_MINIMAL
    if delimiter == "\t" and not _parses(text, delimiter):
        quoting = csv.QUOTE_NONE
    height = text.count("\n") + 1
    name = "tsv" if delimiter == "\t" else "csv"
    return name, Grid("", _rows(text, delimiter, quoting, limits), height)


def _fit(text: str, delimiter: str) -> tuple[int, int, int]:
    sample = text[:_SAMPLE_TEXT]
    rows: list[list[str]] = []
    try:
        rows = list(islice(csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter), _SAMPLE_ROWS))
    except csv.Error:
        return (0, 0, -_DELIMITERS.index(delimiter))
    known = max((known_headings(row) for row in rows), default=0)
    return (known, max(map(len, rows), default=0), -_DELIMITERS.index(delimiter))


def _parses(text: str, delimiter: str) -> bool:
    """Whether the quotes of a tab-separated file are quoting at all; often they are just text."""
    try:
        for _ in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            pass
    except csv.Error:
        return False
    return True


def _rows(text: str, delimiter: str, quoting: int, limits: Limits) -> Iterator[tuple[str, ...]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quoting=quoting, strict=True)  # type: ignore[arg-type]
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
