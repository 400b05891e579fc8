"""Tables as every form of a document has them: a title, columns, rows of plain or marked cells."""

import unicodedata
from collections.abc import Iterable, Sequence

import msgspec

from service.comparison import Mark, Segment

# Equal text this far from a difference is left out of a marked cell.
_CONTEXT = 20
_MARKS = {Mark.EQUAL: "{}", Mark.DELETED: "［删：{}］", Mark.INSERTED: "［增：{}］"}


class Marked(msgspec.Struct, frozen=True):
    """A cell that shows what was deleted and inserted; `str` of it marks both in words."""

    segments: tuple[Segment, ...]

    def __str__(self) -> str:
        return "".join(_MARKS[segment.mark].format(segment.text) for segment in self.segments)


class Above(msgspec.Struct, frozen=True):
    """A cell that is one with the cell above it: merged in XLSX, empty in text."""

    def __str__(self) -> str:
        return ""


ABOVE = Above()
Cell = str | int | float | Marked | Above | None


class Column(msgspec.Struct, frozen=True):
    """A column: its title, and its width in XLSX (half-width characters)."""

    title: str
    width: int = 12


class Table(msgspec.Struct, frozen=True):
    """A table; `rows` may be produced while they are written, so that long lists need no memory."""

    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Cell]]


def cell_text(cell: Cell) -> str:
    """Return the cell as text; nothing stands as an empty text."""
    return "" if cell is None else str(cell)


def in_brief(segments: Sequence[Segment]) -> tuple[Segment, ...]:
    """Return the segments with long equal stretches cut down to what stands next to a difference."""
    last = len(segments) - 1
    return tuple(
        Segment(Mark.EQUAL, _shortened(segment.text, at_start=place == 0, at_end=place == last))
        if segment.mark is Mark.EQUAL
        else segment
        for place, segment in enumerate(segments)
    )


def display_width(text: str) -> int:
    """Return how many columns of a terminal the text takes; a full-width character takes two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def text_table(table: Table) -> str:
    """Return the table as lines of aligned text, numbers to the right."""
    rows = [[cell_text(cell) for cell in row] for row in table.rows]
    titles = [column.title for column in table.columns]
    widths = [max(map(display_width, cells)) for cells in zip(titles, *rows, strict=True)]
    lines = [_line(titles, widths, ["<"] * len(widths)), "  ".join("─" * width for width in widths)]
    sides = [
        ">" if all(row[place].lstrip("-").isdigit() for row in rows) and rows else "<"
        for place in range(len(widths))
    ]
    lines += [_line(row, widths, sides) for row in rows]
    return "\n".join(line.rstrip() for line in lines)


def _line(cells: Sequence[str], widths: Sequence[int], sides: Sequence[str]) -> str:
    padded = []
    for cell, width, side in zip(cells, widths, sides, strict=True):
        space = " " * (width - display_width(cell))
        padded.append(space + cell if side == ">" else cell + space)
    return "  ".join(padded)


def _shortened(text: str, *, at_start: bool, at_end: bool) -> str:
    head = "" if at_start else text[:_CONTEXT]
    tail = "" if at_end else text[-_CONTEXT:]
    return text if len(head) + len(tail) + 1 >= len(text) else f"{head}……{tail}"
