"""What an item is told by between editions: its codes, and its name."""

import re
from collections.abc import Collection, Sequence
from typing import NamedTuple

from service.items import StandingItem
from service.text import fold, fold_all
from service.vocabulary import Category

_has_digit = re.compile("[0-9]").search


class NameKey(NamedTuple):
    """Name and sub-item name, folded, and the category."""

    name: str
    sub: str
    category: Category | None


class Keys(NamedTuple):
    """The keys of open items by their places, on both sides."""

    before: dict[int, NameKey]
    after: dict[int, NameKey]

    def on_both_sides(self) -> "Keys":
        """Return those whose name and sub-item name stand on both sides, whatever body and category."""
        olds = {key[:2] for key in self.before.values()}
        shared = {names for key in self.after.values() if (names := key[:2]) in olds}
        return Keys(
            {i: key for i, key in self.before.items() if key[:2] in shared},
            {j: key for j, key in self.after.items() if key[:2] in shared},
        )


def code_keys(item: StandingItem) -> tuple[str, ...]:
    """Return the item's codes, folded, each once; cells that hold no digit (无, 待定, /) are no codes."""
    return tuple(code for code in dict.fromkeys(map(fold, item.content.codes)) if _has_digit(code))


def name_key(item: StandingItem) -> NameKey:
    """Return the key the item's name makes."""
    content = item.content
    sub = content.sub_item_name
    return NameKey(fold(content.name), fold(sub) if sub else "", item.category)


def code_keys_at(items: Sequence[StandingItem], places: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """Return `code_keys` of the items at these places, of those that have any."""
    holders = [(place, code) for place in places for code in items[place].content.codes]
    found: dict[int, tuple[str, ...]] = {}
    for (place, _), code in zip(holders, fold_all([code for _, code in holders]), strict=True):
        if not _has_digit(code):
            continue
        known = found.get(place)
        if known is None:
            found[place] = (code,)
        elif code not in known:
            found[place] = (*known, code)
    return found


def name_keys_at(items: Sequence[StandingItem], places: Sequence[int]) -> dict[int, NameKey]:
    """Return `name_key` of the items at these places."""
    names = fold_all([items[place].content.name for place in places])
    return {
        place: NameKey(
            name, fold(sub) if (sub := items[place].content.sub_item_name) else "", items[place].category
        )
        for place, name in zip(places, names, strict=True)
    }


def codes_borne(items: Sequence[StandingItem], wanted: Collection[str]) -> set[str]:
    """Return which of the wanted folded codes the items bear."""
    keys = code_keys_at(items, range(len(items)))
    return {code for codes in keys.values() for code in codes if code in wanted}


def names_borne(items: Sequence[StandingItem], wanted: Collection[NameKey]) -> set[NameKey]:
    """Return which of the wanted name keys the items bear."""
    return {key for key in name_keys_at(items, range(len(items))).values() if key in wanted}
