"""One side of a comparison: what tells its items apart is at hand, what they say in full is read when wanted.

A list of 300,000 items is half a gigabyte of text, of which comparing needs the names and the codes. Items
are named by their places in their side.
"""

from abc import ABC, abstractmethod
from array import array
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import NamedTuple

import numpy as np

from service.comparison.columns import Longs, Marked, Texts, marked, marks_of, marks_of_hashes
from service.comparison.keys import NameKey
from service.items import Body, StandingItem, encode_content
from service.text import fold, fold_all
from service.vocabulary import Category, Level

CATEGORIES: tuple[Category | None, ...] = (None, *Category)
CATEGORY_NUMBERS = {category: number for number, category in enumerate(CATEGORIES)}


class Stamp(NamedTuple):
    """What tells an item's wording from others: the hash over all it says, and the level it states."""

    digest: bytes
    level: Level | None


class Cells(NamedTuple):
    """Places, and beside each the folded text of a cell there; a place with several stands several times."""

    places: Sequence[int]
    texts: Sequence[str]

    def marked(self) -> Marked:
        """Return marks of the texts."""
        return Marked(np.asarray(self.places, np.int64), marks_of(self.texts))


class Side(ABC):
    """The items of one edition as columns by place, and the whole items on demand.

    `label` is the edition's, empty where that is not known, `owners` the bodies of the items by their ids.
    Of each item `ids` tells which power it is, `revisions` which wording of its power, `bodies` its body's
    id, `categories` the place of its category in `CATEGORIES`.
    """

    def __init__(self, label: str) -> None:
        self.label = label
        self.owners: dict[int, Body] = {}
        self.ids, self.revisions, self.bodies = array("q"), array("q"), array("q")
        self.categories = bytearray()

    def __len__(self) -> int:
        return len(self.ids)

    def category(self, place: int) -> Category | None:
        """Return an item's category."""
        return CATEGORIES[self.categories[place]]

    def powers(self, places: Longs) -> Marked:
        """Return the ids of the items at these places, as marks."""
        return Marked(places, np.asarray(self.ids)[places])

    @abstractmethod
    def stamps(self, places: Sequence[int]) -> dict[int, Stamp]:
        """Return the stamps of the items at these places."""

    def hashed(self, places: Longs) -> Marked:
        """Return marks of the hashes over all that the items at these places say."""
        stamps = self.stamps(places.tolist())
        return Marked(places, marks_of_hashes(stamps[place].digest for place in places.tolist()))

    @abstractmethod
    def names(self, places: Iterable[int]) -> dict[int, str]:
        """Return the folded names at these places."""

    @abstractmethod
    def named(self, places: Longs) -> Marked:
        """Return marks of the folded names at these places."""

    @abstractmethod
    def names_bearing(self, has: Callable[[str], object]) -> list[int]:
        """Return the places of the folded names of which this holds.

        It holds of names joined by white space if it does of one of them.
        """

    @abstractmethod
    def sub_names(self) -> dict[int, str]:
        """Return, by place, the folded sub-item names of those items that have one."""

    @abstractmethod
    def codes(self, places: Sequence[int]) -> Cells:
        """Return the folded code cells at these places."""

    @abstractmethod
    def coded(self, places: Longs) -> Marked:
        """Return marks of the folded code cells at these places."""

    @abstractmethod
    def whole(self, places: Sequence[int]) -> list[StandingItem]:
        """Return the items at these places whole."""

    def wordings(self, places: Sequence[int]) -> Sequence[bytes]:
        """Return all that the items at these places say, as `encode_content` writes it."""
        return [encode_content(item.content) for item in self.whole(places)]


class FoldedSide(Side):
    """A side that holds all names folded, and the sub-item names of those items that have one."""

    def __init__(self, label: str) -> None:
        super().__init__(label)
        self._names = Texts()
        self._subs: dict[int, str] = {}

    def names(self, places: Iterable[int]) -> dict[int, str]:
        """Return the folded names at these places."""
        return self._names.at(places)

    def named(self, places: Longs) -> Marked:
        """Return marks of the folded names at these places."""
        return Marked(places, np.asarray(self._names.marks)[places])

    def names_bearing(self, has: Callable[[str], object]) -> list[int]:
        """Return the places of the folded names of which this holds."""
        return self._names.bearing(has)

    def sub_names(self) -> dict[int, str]:
        """Return the folded sub-item names by place."""
        return self._subs


class HeldSide(Side):
    """A side whose items are held in memory whole."""

    def __init__(self, items: Sequence[StandingItem]) -> None:
        super().__init__(items[0].edition if items else "")
        self._items = tuple(items)
        self.owners = {item.body.id: item.body for item in items}
        self.ids = array("q", [item.id for item in items])
        self.revisions = array("q", [item.revision for item in items])
        self.bodies = array("q", [item.body.id for item in items])
        self.categories = bytearray([CATEGORY_NUMBERS[item.category] for item in items])
        self._folded: Texts | None = None
        self._subs: dict[int, str] | None = None

    def stamps(self, places: Sequence[int]) -> dict[int, Stamp]:
        """Return the stamps of the items at these places."""
        items = self._items
        return {place: Stamp(items[place].content_hash, items[place].level) for place in places}

    def names(self, places: Iterable[int]) -> dict[int, str]:
        """Fold the names at these places."""
        if self._folded:
            return self._folded.at(places)
        wanted = list(places)
        folded = fold_all([self._items[place].content.name for place in wanted])
        return dict(zip(wanted, folded, strict=True))

    def named(self, places: Longs) -> Marked:
        """Fold the names at these places; where they are many, all are kept folded."""
        if len(places) * 2 > len(self):
            return Marked(places, np.asarray(self._all_folded().marks)[places])
        names = self.names(places.tolist())
        return Marked(places, marks_of(map(names.__getitem__, places.tolist())))

    def names_bearing(self, has: Callable[[str], object]) -> list[int]:
        """Return the places of the folded names of which this holds."""
        return self._all_folded().bearing(has)

    def sub_names(self) -> dict[int, str]:
        """Fold the sub-item names."""
        if self._subs is None:
            subs = ((place, item.content.sub_item_name) for place, item in enumerate(self._items))
            self._subs = {place: fold(sub) for place, sub in subs if sub}
        return self._subs

    def codes(self, places: Sequence[int]) -> Cells:
        """Fold the code cells at these places."""
        of = [place for place in places for _ in self._items[place].content.codes]
        return Cells(of, fold_all([code for place in places for code in self._items[place].content.codes]))

    def coded(self, places: Longs) -> Marked:
        """Fold the code cells at these places."""
        return self.codes(places.tolist()).marked()

    def whole(self, places: Sequence[int]) -> list[StandingItem]:
        """Return the items at these places."""
        return [self._items[place] for place in places]

    def _all_folded(self) -> Texts:
        if self._folded is None:
            self._folded = Texts(fold_all([item.content.name for item in self._items]))
        return self._folded


def side_of(items: Sequence[StandingItem] | Side) -> Side:
    """Return items as a side, which they may be already."""
    return items if isinstance(items, Side) else HeldSide(items)


def content_order(side: Side, places: Sequence[int]) -> dict[int, tuple[bytes, int]]:
    """Return what puts items in an order that their content decides, and nothing else where it can."""
    return {place: (stamp.digest, side.ids[place]) for place, stamp in side.stamps(places).items()}


def name_keys(side: Side, places: Iterable[int]) -> dict[int, NameKey]:
    """Return the keys that the names at these places make."""
    subs = side.sub_names()
    return {
        place: NameKey(name, subs.get(place, ""), side.category(place))
        for place, name in side.names(places).items()
    }


def names_borne_at(side: Side, places: Longs, wanted: Collection[NameKey]) -> set[NameKey]:
    """Return which of the wanted name keys the items at these places bear."""
    bearing = marked(side.named(places), marks_of(key.name for key in wanted))
    return {key for key in name_keys(side, bearing).values() if key in wanted}


def codes_borne_at(side: Side, places: Longs, wanted: Collection[str]) -> set[str]:
    """Return which of the wanted folded codes the items at these places bear."""
    bearing = marked(side.coded(places), marks_of(wanted))
    return {code for code in side.codes(bearing).texts if code in wanted}
