"""Items a file brings twice: the same in everything, or only in body, category, name and sub-item."""

import hashlib
from array import array
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from service.items import ItemContent, ListedItem, PackedItems
from service.text import fold, fold_all
from service.vocabulary import Category

_FOLDED_AT_ONCE = 5_000
_KEY_SIZE = 16


class Repeat(NamedTuple):
    """Two items of a file by their places in it; `is_same` where all but 序号 is equal after folding."""

    earlier: int
    later: int
    is_same: bool


class Repeats:
    """Tells which items of a file may be repeats while they come, at 8 bytes an item; then which are."""

    def __init__(self) -> None:
        self._names: list[str] = []
        self._others: list[tuple[str, str, Category | None]] = []
        self._keys = array("q")

    def see(self, content: ItemContent, category: Category | None) -> None:
        """Take note of the item that comes next."""
        self._names.append(content.name)
        self._others.append((content.sub_item_name, content.body_name, category))
        if len(self._names) >= _FOLDED_AT_ONCE:
            self._note()

    def find(self, items: PackedItems) -> Iterator[Repeat]:
        """Yield the later item of every two with one body, category, name and sub-item, in order.

        `items` are those that were seen.
        """
        self._note()
        firsts: dict[bytes, int] = {}
        alike: dict[bytes, int] = {}
        for place in self._suspects():  # in the file's order: packed items are dear to look up here and there
            item = items[place]
            key = _digest([item.category or "", *map(fold, _key(item.content))])
            first = firsts.setdefault(key, place)
            same = alike.setdefault(key + _everything(item), place)
            if place != first:
                yield Repeat(first if same == place else same, place, same != place)

    def _note(self) -> None:
        """Keep no more of names than a number: of a list few are equal, and those are looked at whole."""
        folded: dict[str, str] = {}
        for name, (sub, body, category) in zip(fold_all(self._names), self._others, strict=True):
            for text in (sub, body):
                if text not in folded:
                    folded[text] = fold(text) if text else ""
            # A category is one object: its id hashes ten times faster than the enumeration's member.
            self._keys.append(hash((name, folded[sub], folded[body], id(category))))
        self._names, self._others = [], []

    def _suspects(self) -> Iterator[int]:
        keys = np.asarray(self._keys, dtype=np.int64)
        order = np.argsort(keys, kind="stable")
        equal = keys[order[1:]] == keys[order[:-1]]
        suspects = np.zeros(len(keys), dtype=bool)
        suspects[order[1:][equal]] = True
        suspects[order[:-1][equal]] = True
        return map(int, np.flatnonzero(suspects))


def _key(content: ItemContent) -> tuple[str, str, str]:
    return content.name, content.sub_item_name, content.body_name


def _everything(item: ListedItem) -> bytes:
    """Return a hash of all an item says, folded: two with this equal differ in 序号 and layout at most."""
    content = item.content
    texts = [value for key in content.__struct_fields__ if isinstance(value := getattr(content, key), str)]
    duties = [text for duty in content.duties for text in (duty.stage, duty.text, duty.basis)]
    extra = [text for pair in sorted(content.extra.items()) for text in pair]
    stated = (item.opinion, item.reason, item.target, item.identity)
    return _digest(fold_all([*texts, *content.codes, "", *duties, "", *extra, *stated]))


def _digest(texts: list[str]) -> bytes:
    return hashlib.sha256("\0".join(texts).encode()).digest()[:_KEY_SIZE]
