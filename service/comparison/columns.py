"""What tells items apart, held as columns: marks of 64 bits side by side, and texts joined many together."""

from array import array
from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Longs = npt.NDArray[np.int64]

_TEXTS_TOGETHER = 1_024
MARK_BYTES = 8
"""So many of the bytes a hash begins with are its mark."""
# White space, which folding takes out of every text.
_SEPARATOR = "\x1f"


class Marked(NamedTuple):
    """Places, and beside each a mark of what is there: equal things have equal marks, others hardly ever."""

    places: Longs
    marks: Longs


class Texts:
    """Folded texts in order, some two bytes a character: joined many together, and made anew when asked for.

    `marks` holds the hash of each.
    """

    def __init__(self, texts: Sequence[str] = ()) -> None:
        self.marks = array("q")
        self._joined: list[str] = []
        self._firsts: list[int] = []
        self.extend(texts)

    def extend(self, texts: Sequence[str]) -> None:
        """Take in more texts."""
        for start in range(0, len(texts), _TEXTS_TOGETHER):
            some = texts[start : start + _TEXTS_TOGETHER]
            self._firsts.append(len(self.marks))
            self._joined.append(_SEPARATOR.join(some))
            self.marks.extend(map(hash, some))

    def at(self, places: Iterable[int]) -> dict[int, str]:
        """Return the texts at these places; cheapest where many of them lie together."""
        found: dict[int, str] = {}
        texts: list[str] = []
        first = 0
        for place in sorted(places):
            if not first <= place < first + len(texts):
                piece = bisect_right(self._firsts, place) - 1
                first, texts = self._firsts[piece], self._joined[piece].split(_SEPARATOR)
            found[place] = texts[place - first]
        return found

    def bearing(self, has: Callable[[str], object]) -> list[int]:
        """Return the places of the texts of which this holds; it is asked of many texts together first."""
        return [
            first + at
            for first, joined in zip(self._firsts, self._joined, strict=True)
            if has(joined)
            for at, text in enumerate(joined.split(_SEPARATOR))
            if has(text)
        ]

    def __len__(self) -> int:
        return len(self.marks)


def marks_of(told: Iterable[Hashable]) -> Longs:
    """Return the marks of these; of texts those that `Texts` gives them."""
    return np.fromiter(map(hash, told), np.int64)


def marks_of_hashes(hashes: Iterable[bytes]) -> Longs:
    """Return marks of hashes: what they begin with."""
    return np.array(list(hashes), f"S{MARK_BYTES}").view(np.int64)


def marks_of_hex(heads: str) -> Longs:
    """Return the same of the first `MARK_BYTES` of each, in hexadecimal and put together."""
    return np.frombuffer(bytes.fromhex(heads), np.int64)


def met(old: Marked, new: Marked) -> tuple[list[int], list[int]]:
    """Return the places on either side of what may stand on the other as well, rising, each once."""
    common = _common(old.marks, new.marks)
    return _at(old, common), _at(new, common)


def sole_of_both(old: Marked, new: Marked) -> tuple[Longs, Longs, Longs]:
    """Return the marks that exactly one place bears on either side, and these places before and after."""
    one, other = _sole(old), _sole(new)
    marks, of_one, of_other = np.intersect1d(one.marks, other.marks, assume_unique=True, return_indices=True)
    return marks, one.places[of_one], other.places[of_other]


def marked(held: Marked, wanted: Longs) -> list[int]:
    """Return the places that bear one of the wanted marks, rising, each once."""
    return _at(held, np.sort(wanted))


def _common(one: Longs, other: Longs) -> Longs:
    if not (len(one) and len(other)):
        return one[:0]
    less, more = (np.sort(each) for each in sorted((one, other), key=len))
    at = np.searchsorted(more, less)
    at[at == len(more)] = 0
    common: Longs = less[more[at] == less]
    return common


def _at(held: Marked, wanted: Longs) -> list[int]:
    if not (len(wanted) and len(held.marks)):
        return []
    at = np.searchsorted(wanted, held.marks)
    at[at == len(wanted)] = 0
    found: list[int] = np.unique(held.places[wanted[at] == held.marks]).tolist()
    return found


def _sole(borne: Marked) -> Marked:
    """Leave the marks that stand at one place only, be it several times."""
    order = np.lexsort((borne.places, borne.marks))
    places, marks = borne.places[order], borne.marks[order]
    begins = np.flatnonzero(np.diff(marks, prepend=marks[:1] - 1))
    ends = np.append(begins, len(marks))[1:] - 1
    sole = begins[places[begins] == places[ends]]
    return Marked(places[sole], marks[sole])
