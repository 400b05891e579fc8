"""Where items stand in their body's list: a number each, so that a row put in between moves no other."""

from bisect import bisect_left
from collections.abc import Sequence

_STEP = 1024.0


def positions(kept: Sequence[float | None]) -> list[float]:
    """A place for every item: those that stay keep theirs, others go between their neighbours that stay.

    Places rise along the list but for items that stay and were moved: they keep their old place. Two may
    come to share a place; the item's id then decides.
    """
    anchors = _rising(kept)
    result = [place if place is not None else 0.0 for place in kept]
    start, last, end_of_list = 0, 0.0, max((place for place in kept if place is not None), default=0.0)
    for anchor in [*anchors, len(kept)]:
        gap = [at for at in range(start, anchor) if kept[at] is None]
        end = kept[anchor] if anchor < len(kept) else None
        last = end_of_list if end is None else last
        step = _STEP if end is None else (end - last) / (len(gap) + 1)
        for count, at in enumerate(gap, start=1):
            result[at] = last + step * count
        last = end if end is not None else last
        start = anchor + 1
    return result


def _rising(kept: Sequence[float | None]) -> list[int]:
    """Indices of the longest run of kept places that rise one after another."""
    tails: list[float] = []
    ends: list[int] = []
    before: dict[int, int] = {}
    for at, place in enumerate(kept):
        if place is None:
            continue
        length = bisect_left(tails, place)
        tails[length : length + 1] = [place]
        ends[length : length + 1] = [at]
        if length:
            before[at] = ends[length - 1]
    run = ends[-1:]
    while run and run[-1] in before:
        run.append(before[run[-1]])
    return run[::-1]
