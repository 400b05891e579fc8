"""Merged areas while a sheet is read from top to bottom: what a cell shows, and what it is covered by."""

from collections.abc import Sequence
from typing import NamedTuple

from loaders.grid import Merge, UnreadableError

_MAX_OPEN = 4_096


class MergedRow(NamedTuple):
    """A row under merged areas.

    `cells` what the row itself shows (covered cells empty), `carried` the text of areas begun in rows above,
    by their first column, `covered` every column covered from above, `spans` the areas that begin in this
    row and are wider than a cell, `hidden` the columns whose covered text differs from what is shown.
    """

    cells: tuple[str, ...]
    carried: dict[int, str]
    covered: frozenset[int]
    spans: tuple[Merge, ...]
    hidden: tuple[int, ...]


class Merges:
    """The merged areas of a sheet, met in the order of its rows (0-based)."""

    def __init__(self, merges: Sequence[Merge]) -> None:
        self._waiting = sorted(merges, reverse=True)
        self._open: list[tuple[Merge, str]] = []

    def touches(self, row: int) -> bool:
        """Whether any area reaches into that row or begins in it."""
        return bool(self._open) or (bool(self._waiting) and self._waiting[-1].top <= row)

    def row(self, number: int, cells: tuple[str, ...]) -> MergedRow:
        """Return what the row shows; rows must be asked for in order."""
        self._open = [(merge, text) for merge, text in self._open if merge.bottom >= number]
        spans: list[Merge] = []
        while self._waiting and self._waiting[-1].top <= number:
            merge = self._waiting.pop()
            if merge.bottom < number:
                continue
            self._open.append(
                (merge, cells[merge.left] if merge.top == number and merge.left < len(cells) else "")
            )
            if merge.top == number and merge.right > merge.left:
                spans.append(merge)
        if len(self._open) > _MAX_OPEN:
            raise UnreadableError("同一行的合并单元格过多", "取消不必要的合并单元格后另存再装载")
        own = list(cells)
        carried: dict[int, str] = {}
        covered: set[int] = set()
        hidden: list[int] = []
        for merge, text in self._open:
            is_first = merge.top == number
            if not is_first:
                carried[merge.left] = text
                covered.update(range(merge.left, merge.right + 1))
            for index in range(merge.left + is_first, min(merge.right + 1, len(own))):
                if own[index]:
                    if own[index].strip() and own[index].strip() != text.strip():
                        hidden.append(index)
                    own[index] = ""
        return MergedRow(tuple(own), carried, frozenset(covered), tuple(spans), tuple(hidden))
