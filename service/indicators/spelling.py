"""Reading the cells of an indicator's column: which class of its scale each spelling stands for."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from service.indicators.rules import Scale
from service.text import fold, read_numeral

_PARTS = re.compile(r"[\n\r、,，;；/|+＋]")
_MARKS = "。.!！;；,，、"
_MOST_KEPT = 65_536
_LONGEST = 200


class Reading(NamedTuple):
    """What a cell says: nothing (`stated` false), or classes of its scale; none where it is not understood.

    `outside` is a cell that says that the matter does not arise.
    """

    stated: bool
    classes: frozenset[str] = frozenset()
    outside: bool = False


NOT_STATED = Reading(stated=False)
NOT_UNDERSTOOD = Reading(stated=True)


class Speller:
    """Reads cells by one scale; what a spelling came to is kept, for lists repeat few spellings."""

    def __init__(self, scale: Scale, blank: Iterable[str]) -> None:
        self._scale = scale
        self._blank = {"", *map(fold, blank)}
        self._known = {
            fold(spelling): each.key for each in scale.classes for spelling in (*each.spellings, each.name)
        }
        self._outside = frozenset(each.key for each in scale.classes if each.outside)
        fillers = sorted(map(fold, scale.filler), key=len, reverse=True)
        self._filler = re.compile("|".join(map(re.escape, fillers))) if fillers else None
        self._kept: dict[str, Reading] = {}

    def read(self, cell: str) -> Reading:
        """Return what a cell says."""
        found = self._kept.get(cell)
        if found is None:
            found = self._read(cell)
            if len(self._kept) < _MOST_KEPT:
                self._kept[cell] = found
        return found

    def _read(self, cell: str) -> Reading:
        folded = _folded(cell)
        if folded in self._blank:
            return NOT_STATED
        if len(folded) > _LONGEST:
            return NOT_UNDERSTOOD
        whole = self._class(folded)
        if whole:
            return self._reading(frozenset({whole}))
        parts = {_folded(part) for part in _PARTS.split(cell)} - self._blank
        read = [self._class(part) for part in parts]
        classes = frozenset(each for each in read if each)
        if not classes or None in read or (len(classes) > 1 and not self._scale.several):
            return NOT_UNDERSTOOD
        return self._reading(classes)

    def _reading(self, classes: frozenset[str]) -> Reading:
        inside = classes - self._outside
        return Reading(True, inside, not inside)

    def _class(self, folded: str) -> str | None:
        known = self._known.get(folded)
        if known or not self._filler:
            return known
        number = read_numeral(self._filler.sub("", folded))
        if number is None:
            return None
        for each in self._scale.classes:
            if number == each.number or (each.at_least is not None and number >= each.at_least):
                return each.key
        return None


def _folded(cell: str) -> str:
    folded = fold(cell)
    return folded.rstrip(_MARKS) or folded
