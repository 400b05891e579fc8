"""Telling a row that is a title, section, note or total from one that is an item."""

import re

from loaders.grid import Merge
from loaders.layout import Layout
from loaders.marks import is_bare_numeral, is_note, is_total, read_counts, read_mark

_NUMBER = re.compile(r"[\W_A-Za-z]*(?:\d|[①-⓿㈠-㊉])[\d\W_A-Za-z]*")
_MIN_SPAN = 3


def is_number(text: str) -> bool:
    """Whether a cell of the number column numbers an item (1, 1.0, (3), A-12, ①, 二)."""
    return text.isdigit() or bool(_NUMBER.fullmatch(text)) or is_bare_numeral(text)


def heading_text(cells: tuple[str, ...], layout: Layout, spans: tuple[Merge, ...]) -> str | None:
    """Return the text of a row that stands between items (title, section, note, total), else None.

    Such a row is merged across the table, or has one cell alone that numbers nothing and names no item, or a
    Chinese numeral beside a section's name, or sums up.
    """
    filled = [index for index, cell in enumerate(cells) if cell.strip()]
    if not filled:
        return None
    name, number = layout.single["name"], layout.single.get("number")
    across = _across(cells, filled, layout, spans)
    if across is not None:
        return across
    first = cells[filled[0]].strip()
    if is_total(first) and (filled[0] == name or (filled[0] < name and name not in filled)):
        return " ".join(cells[index].strip() for index in filled)
    if len(filled) == 1 and layout.width >= _MIN_SPAN:
        index = filled[0]
        if index == number:
            return None if is_number(first) else first
        if index in (name, 0):
            return first if is_note(first) or reads_as_section(first) else None
    if filled[:2] == [number, name] and is_bare_numeral(first) and _states_counts(cells, filled[2:]):
        joined = first.rstrip("、.．") + "、" + "".join(cells[index].strip() for index in filled[1:])
        return joined if reads_as_section(joined) else None
    return None


def _states_counts(cells: tuple[str, ...], rest: list[int]) -> bool:
    """Whether nothing else stands in the row but a count (6项)."""
    return not rest or (
        len(rest) == 1 and bool(read_counts(cells[rest[0]]) or cells[rest[0]].strip().isdigit())
    )


def _across(
    cells: tuple[str, ...], filled: list[int], layout: Layout, spans: tuple[Merge, ...]
) -> str | None:
    name, number = layout.single["name"], layout.single.get("number")
    for span in spans:
        width = span.right - span.left + 1
        if (
            not span.left <= name <= span.right
            or width < min(_MIN_SPAN, layout.width)
            or width * 2 < layout.width
        ):
            continue
        text = cells[span.left].strip()
        beside = [index for index in filled if index != span.left]
        if span.left == 0:
            return text
        if text and all(index == number for index in beside):
            numeral = cells[number].strip() if number is not None else ""
            joined = f"{numeral.rstrip('、.．')}、{text}" if is_bare_numeral(numeral) else text
            if not numeral.isdigit() or reads_as_section(text):
                return joined
    return None


def reads_as_section(text: str) -> bool:
    """Whether a text by itself reads as a section's name: numbered or counted, with a category or a body."""
    mark = read_mark(text)
    if mark.category and mark.category_text == mark.label:
        return True
    return bool((mark.level in (0, 1) or mark.counts) and (mark.category or mark.body))
