"""What arrives as one side of a comparison: what it says stays packed until it is wanted."""

from array import array
from collections.abc import Iterator, Sequence

import numpy as np

from service.comparison import CATEGORY_NUMBERS, Cells, FoldedSide, Longs, Marked, Stamp
from service.editions.incoming import Incoming
from service.items import StandingItem
from service.text import fold, fold_all

_AT_ONCE = 5_000


class ArrivingSide(FoldedSide):
    """Some of the items that arrive, each told by its place among them, as the negative id `-1 - place`."""

    def __init__(self, arriving: Sequence[Incoming], places: Sequence[int]) -> None:
        super().__init__("")
        self._arriving = arriving
        self._places = places
        for some in _some(range(len(places))):
            entries = [self._entry(at) for at in some]
            self.owners |= {entry.body.id: entry.body for entry in entries}
            self.ids.extend([-1 - places[at] for at in some])
            self.revisions.extend([0] * len(some))
            self.bodies.extend([entry.body.id for entry in entries])
            self.categories.extend([CATEGORY_NUMBERS[entry.category] for entry in entries])
            outlines = [entry.items.outline(entry.place) for entry in entries]
            self._names.extend(fold_all([outline.name for outline in outlines]))
            subs = ((at, outline.sub_item_name) for at, outline in zip(some, outlines, strict=True))
            self._subs.update((at, fold(sub)) for at, sub in subs if sub)

    def _entry(self, at: int) -> Incoming:
        return self._arriving[self._places[at]]

    def stamps(self, places: Sequence[int]) -> dict[int, Stamp]:
        """Return the stamps of the items at these places."""
        entries = ((place, self._entry(place)) for place in places)
        return {place: Stamp(entry.content_hash, entry.level) for place, entry in entries}

    def codes(self, places: Sequence[int]) -> Cells:
        """Read the code cells at these places, folded."""
        entries = [(place, self._entry(place)) for place in places]
        cells = [(place, code) for place, entry in entries for code in entry.items.outline(entry.place).codes]
        return Cells([place for place, _ in cells], fold_all([code for _, code in cells]))

    def coded(self, places: Longs) -> Marked:
        """Read marks of the folded code cells at these places."""
        of, marks = array("q"), array("q")
        for some in _some(places.tolist()):
            codes = self.codes(some)
            of.extend(codes.places)
            marks.extend(map(hash, codes.texts))
        return Marked(np.asarray(of, dtype=np.int64), np.asarray(marks, dtype=np.int64))

    def whole(self, places: Sequence[int]) -> list[StandingItem]:
        """Read the items at these places."""
        found = {place: self._standing(place) for place in sorted(places)}
        return [found[place] for place in places]

    def _standing(self, place: int) -> StandingItem:
        entry = self._entry(place)
        return StandingItem(
            id=self.ids[place],
            revision=0,
            edition="",
            body=entry.body,
            category=entry.category,
            level=entry.level,
            content=entry.items.content(entry.place),
            content_hash=entry.content_hash,
        )


def _some(places: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(places), _AT_ONCE):
        yield places[start : start + _AT_ONCE]
