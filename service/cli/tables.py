"""TSV files with a header, as `quanze match` reads them: any number of lines, cells verbatim."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import BinaryIO, NamedTuple

from service.errors import Refusal

LINES_AT_ONCE = 2_048


class Span(NamedTuple):
    """Some lines of a file: where they begin, their size in bytes, and how many there are."""

    begin: int
    size: int
    lines: int


class Table:
    """A TSV file with a header, read through once, then span by span by whoever asks, also other processes.

    `spans` are its lines below the header, `LINES_AT_ONCE` each.
    """

    def __init__(self, file: BinaryIO, name: str, *wanted: str) -> None:
        """Raises `Refusal` for what is no table that has the wanted columns."""
        self._file = file
        self._name = name
        try:
            first = file.readline()
            self.header = first.decode("utf-8-sig").rstrip("\r\n").split("\t")
            self.spans = [*_spans(file, len(first))]
        except (OSError, UnicodeDecodeError) as error:
            raise _unreadable(name) from error
        missing = [column for column in wanted if column not in self.header]
        if missing:
            raise Refusal(
                "missing-column", f"{name} 缺列：{'、'.join(missing)}。", "第一行写列名，用制表符分隔。"
            )

    @property
    def lines(self) -> int:
        """How many lines there are below the header."""
        return sum(span.lines for span in self.spans)

    def rows(self) -> Iterator[dict[str, str]]:
        """Row by row, a cell that is not there being empty; blank lines are none."""
        for span in self.spans:
            for cells in self.cells(span):
                yield dict(zip(self.header, cells[:-1], strict=True))

    def cells(self, span: Span) -> Iterator[list[str]]:
        """The cells of every line that is not blank: those of the header, and an empty one.

        Raises `Refusal` where the file has been shortened meanwhile.
        """
        content = os.pread(self._file.fileno(), span.size, span.begin)
        if len(content) < span.size:
            raise Refusal("unreadable-file", f"{self._name} 在读取时被改动。", "待文件写完后再运行。")
        width = len(self.header)
        for line in content.decode("utf-8", "replace").split("\n"):
            cells = line.rstrip("\r").split("\t")
            if cells == [""]:
                continue
            if len(cells) != width:
                cells = [*cells[:width], *[""] * (width - len(cells))]
            cells.append("")
            yield cells


@contextmanager
def opened_table(path: Path, *wanted: str) -> Iterator[Table]:
    """The table in a file; raises `Refusal` for what is none, before anything is answered."""
    try:
        file = path.open("rb")
    except OSError as error:
        raise _unreadable(path.name) from error
    with file:
        yield Table(file, path.name, *wanted)


def _unreadable(name: str) -> Refusal:
    return Refusal("unreadable-file", f"读不出 {name}。", "须为 UTF-8 文本，列间用制表符。")


def _spans(file: BinaryIO, begin: int) -> Iterator[Span]:
    """The rest of a file; raises UnicodeDecodeError where it is no UTF-8."""
    while lines := [*islice(file, LINES_AT_ONCE)]:
        content = b"".join(lines)
        content.decode("utf-8")
        yield Span(begin, len(content), len(lines))
        begin += len(content)
