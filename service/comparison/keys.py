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


class OpenNames(NamedTuple):
    """The folded names of one side's open items by place, and the sub-item names of those that have one."""

    names: dict[int, str]
    subs: dict[int, str]


class Keys(NamedTuple):
    """The name keys of open items by their places, on both sides."""

    before: dict[int, NameKey]
    after: dict[int, NameKey]


def code_keys(item: StandingItem) -> tuple[str, ...]:
    """Return the item's codes, folded, each once; cells that hold no digit (无, 待定, /) are no codes."""
    return tuple(code for code in dict.fromkeys(map(fold, item.content.codes)) if is_code(code))


def name_key(item: StandingItem) -> NameKey:
    """Return the key the item's name makes."""
    content = item.content
    sub = content.sub_item_name
    return NameKey(fold(content.name), fold(sub) if sub else "", item.category)


def codes_at(items: Sequence[StandingItem], places: Sequence[int]) -> tuple[list[int], list[str]]:
    """Return the folded code cells at these places, each beside its place, with those that hold no code."""
    held = [items[place].content.codes for place in places]
    return (
        [place for place, codes in zip(places, held, strict=True) for _ in codes],
        fold_all([code for codes in held for code in codes]),
    )


def is_code(folded: str) -> bool:
    """Whether a folded cell holds a code: 无, 待定 and / are words for a blank."""
    return _has_digit(folded) is not None


def names_at(items: Sequence[StandingItem], places: Sequence[int]) -> OpenNames:
    """Return the folded names of the items at these places."""
    contents = [items[place].content for place in places]
    return OpenNames(
        dict(zip(places, fold_all([content.name for content in contents]), strict=True)),
        {
            place: fold(content.sub_item_name)
            for place, content in zip(places, contents, strict=True)
            if content.sub_item_name
        },
    )


def keys_on_both_sides(
    before: Sequence[StandingItem], old: OpenNames, after: Sequence[StandingItem], new: OpenNames
) -> Keys:
    """Return the keys of the items whose name stands on both sides, in whatever body and category."""
    shared = set(old.names.values())
    shared.intersection_update(new.names.values())
    return Keys(_keys(before, old, shared), _keys(after, new, shared))


def _keys(items: Sequence[StandingItem], side: OpenNames, shared: Collection[str]) -> dict[int, NameKey]:
    if not shared:
        return {}
    subs = side.subs
    return {
        place: NameKey(name, subs.get(place, ""), items[place].category)
        for place, name in side.names.items()
        if name in shared
    }


def codes_borne(items: Sequence[StandingItem], wanted: Collection[str]) -> set[str]:
    """Return which of the wanted folded codes the items bear."""
    return {code for code in codes_at(items, range(len(items)))[1] if code in wanted}


def names_borne(items: Sequence[StandingItem], wanted: Collection[NameKey]) -> set[NameKey]:
    """Return which of the wanted name keys the items bear."""
    names = {key.name for key in wanted}
    keys = _keys(items, names_at(items, range(len(items))), names)
    return {key for key in keys.values() if key in wanted}
