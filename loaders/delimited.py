"""CSV and TSV: strict UTF-8 (with or without BOM), else strict GB18030, else refused.

An apostrophe before what a spreadsheet program might run as a formula is taken off: writing put it there.
"""

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice

from loaders.grid import Grid, UnreadableError
from loaders.headers import known_headings
from loaders.options import Limits
from loaders.texts import Text, changed
from service.documents import unguard

_DELIMITERS = (",", "\t", ";", "|")
_SAMPLE_ROWS = 30
_SAMPLE_TEXT = 1 << 20
_ROWS_BETWEEN = 1_000


def read_delimited(text: Text, limits: Limits) -> tuple[str, Grid]:
    """Return the format (`csv` or `tsv`) and the table; rows are read as they are asked for.

    The delimiter is the one whose columns carry most known headings. Raises `UnreadableError`, also while
    rows are read.
    """
    with _as_it_was():
        sample = text.opened().lines.read(_SAMPLE_TEXT)
    delimiter = max(_DELIMITERS, key=lambda candidate: _fit(sample, candidate))
    quoting = csv.QUOTE_MINIMAL
    if delimiter == "\t" and not _parses(text, delimiter):
        quoting = csv.QUOTE_NONE
    name = "tsv" if delimiter == "\t" else "csv"
    grid = Grid("", iter(()), text.height)
    grid.rows = _rows(text, delimiter, quoting, limits, grid)
    return name, grid


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
    opened = text.opened()
    try:
        with _as_it_was():
            for _ in csv.reader(opened.lines, delimiter=delimiter, strict=True):
                opened.next_row()
    except (csv.Error, UnreadableError):
        return False
    return True


def _rows(text: Text, delimiter: str, quoting: int, limits: Limits, grid: Grid) -> Iterator[tuple[str, ...]]:
    """Yield the rows; how many there are is told the grid anew now and then, for a row may be many lines."""
    opened = text.opened()
    reader = csv.reader(opened.lines, delimiter=delimiter, quoting=quoting, strict=True)  # type: ignore[arg-type]
    next_row = opened.next_row
    try:
        with _as_it_was():
            for number, row in enumerate(reader):
                next_row()
                if number and number % _ROWS_BETWEEN == 0:
                    grid.height = number + 1 + opened.rows_left(number + 1)
                if len(row) > limits.columns:
                    raise UnreadableError(
                        f"第{reader.line_num}行有{len(row)}列，不像清单", "检查分隔符和引号后再装载"
                    )
                if number >= limits.rows:
                    raise UnreadableError(f"超过{limits.rows}行，不像清单", "拆成几个较小的文件后再装载")
                yield tuple([unguard(cell) if cell.startswith("'") else cell for cell in row])
    except csv.Error as error:
        raise UnreadableError(
            f"第{reader.line_num}行附近的引号或字段有误（字段过长或引号不成对）",
            "用 Excel 或 WPS 打开检查后，另存为 XLSX 或 CSV UTF-8 再装载",
        ) from error
    opened.require_unchanged()


@contextmanager
def _as_it_was() -> Iterator[None]:
    """Refuse what is no longer in the encoding it was found to be in."""
    try:
        yield
    except UnicodeDecodeError as error:
        raise changed() from error
