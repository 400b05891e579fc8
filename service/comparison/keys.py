"""What an item is told by between editions: its codes, and its name."""

import re
from collections.abc import Collection, Sequence
from typing import NamedTuple

from service.items import StandingItem
from service.text import fold
from service.vocabulary import Category

_has_digit = re.compile("[0-9]").search


class NameKey(NamedTuple):
    """Name and sub-item name, folded, and the category."""

    name: str
    sub: str
    category: Category | None


def code_keys(item: StandingItem) -> tuple[str, ...]:
    """Return the item's codes, folded, each once; cells that hold no digit (无, 待定, /) are no codes."""
    return tuple(code for code in dict.fromkeys(map(fold, item.content.codes)) if is_code(code))


def name_key(item: StandingItem) -> NameKey:
    """Return the key the item's name makes."""
    content = item.content
    sub = content.sub_item_name
    return NameKey(fold(content.name), fold(sub) if sub else "", item.category)


def is_code(folded: str) -> bool:
    """Whether a folded cell holds a code: 无, 待定 and / are words for a blank."""
    return _has_digit(folded) is not None


def codes_borne(items: Sequence[StandingItem], wanted: Collection[str]) -> set[str]:
    """Return which of the wanted folded codes the items bear."""
    return {code for item in items for code in map(fold, item.content.codes) if code in wanted}


def names_borne(items: Sequence[StandingItem], wanted: Collection[NameKey]) -> set[NameKey]:
    """Return which of the wanted name keys the items bear."""
    return {key for key in map(name_key, items) if key in wanted}
