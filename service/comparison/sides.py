"""One side of a comparison: what tells its items apart is at hand, what they say in full is read when wanted.

A list of 300,000 items is half a gigabyte of text, of which comparing needs the names and the codes. Items
are named by their places in their side.
"""

from collections.abc import Mapping, Sequence
from typing import Protocol

from service.comparison.keys import NameKey
from service.items import Body, StandingItem
from service.text import fold, fold_all
from service.vocabulary import Category, Level


class Side(Protocol):
    """The items of one edition as columns by place, and the whole items on demand."""

    @property
    def label(self) -> str:
        """The edition's label; empty where that is not known."""

    @property
    def owners(self) -> Mapping[int, Body]:
        """The bodies of the items by their ids."""

    @property
    def ids(self) -> Sequence[int]:
        """Which power each item is."""

    @property
    def revisions(self) -> Sequence[int]:
        """Which wording of its power each item is."""

    @property
    def bodies(self) -> Sequence[int]:
        """The id of each item's body."""

    @property
    def categories(self) -> Sequence[Category | None]:
        """The category of each item."""

    @property
    def levels(self) -> Sequence[Level | None]:
        """The level that each item states."""

    @property
    def hashes(self) -> Sequence[bytes]:
        """The hash over all that each item says."""

    def __len__(self) -> int:
        """How many items there are."""

    def names(self, places: Sequence[int]) -> list[str]:
        """Return the folded names at these places."""

    def sub_names(self, places: Sequence[int]) -> dict[int, str]:
        """Return, by place, the folded sub-item names of those of these that have one."""

    def codes(self, places: Sequence[int]) -> tuple[Sequence[int], Sequence[str]]:
        """Return the folded code cells at these places, each beside its place."""

    def whole(self, places: Sequence[int]) -> list[StandingItem]:
        """Return the items at these places whole."""


class HeldSide:
    """A side whose items are held in memory whole."""

    def __init__(self, items: Sequence[StandingItem]) -> None:
        self._items = tuple(items)
        self.owners = {item.body.id: item.body for item in items}
        self.ids = [item.id for item in items]
        self.revisions = [item.revision for item in items]
        self.bodies = [item.body.id for item in items]
        self.categories = [item.category for item in items]
        self.levels = [item.level for item in items]
        self.hashes = [item.content_hash for item in items]

    @property
    def label(self) -> str:
        """The edition that the first item names."""
        return self._items[0].edition if self._items else ""

    def __len__(self) -> int:
        return len(self._items)

    def names(self, places: Sequence[int]) -> list[str]:
        """Fold the names at these places."""
        return fold_all([self._items[place].content.name for place in places])

    def sub_names(self, places: Sequence[int]) -> dict[int, str]:
        """Fold the sub-item names at these places."""
        items = self._items
        return {
            place: fold(items[place].content.sub_item_name)
            for place in places
            if items[place].content.sub_item_name
        }

    def codes(self, places: Sequence[int]) -> tuple[Sequence[int], Sequence[str]]:
        """Fold the code cells at these places."""
        held = [self._items[place].content.codes for place in places]
        return (
            [place for place, codes in zip(places, held, strict=True) for _ in codes],
            fold_all([code for codes in held for code in codes]),
        )

    def whole(self, places: Sequence[int]) -> list[StandingItem]:
        """Return the items at these places."""
        return [self._items[place] for place in places]


def side_of(items: Sequence[StandingItem] | Side) -> Side:
    """Return items as a side, which they may be already."""
    return HeldSide(items) if isinstance(items, Sequence) else items


def name_key_at(side: Side, place: int) -> NameKey:
    """Return the key that the name of one item makes."""
    (name,) = side.names((place,))
    return NameKey(name, side.sub_names((place,)).get(place, ""), side.categories[place])
