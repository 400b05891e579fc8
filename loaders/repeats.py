"""Items a file brings twice: the same in everything, or only in body, category, name and sub-item."""

import hashlib
from typing import NamedTuple

from service.items import ListedItem, PackedItems
from service.text import fold, fold_all

_Key = tuple[str, str, str, int]


class Repeat(NamedTuple):
    """Two items of a file by their places in it; `is_same` where all but 序号 is equal after folding."""

    earlier: int
    later: int
    is_same: bool


def find_repeats(items: PackedItems) -> list[Repeat]:
    """Return the later item of every two with one body, category, name and sub-item, in order."""
    groups = _groups(items)
    firsts = {place: group[0] for group in groups for place in group}
    alike: dict[tuple[int, bytes], int] = {}
    repeats: list[Repeat] = []
    for place in sorted(firsts):  # in the file's order: packed items are dear to look up here and there
        first = firsts[place]
        same = alike.setdefault((first, _everything(items[place])), place)
        if place != first:
            repeats.append(Repeat(first if same == place else same, place, same != place))
    return repeats


def _groups(items: PackedItems) -> list[list[int]]:
    """The places of items with one body, category, name and sub-item, where there are several."""
    names = fold_all([head.name for head in items.heads])
    folded: dict[str, str] = {"": ""}
    seen: dict[_Key, int] = {}
    groups: dict[int, list[int]] = {}
    for place, (head, name) in enumerate(zip(items.heads, names, strict=True)):
        sub, body = head.sub_item_name, head.body_name
        for text in (sub, body):
            if text not in folded:
                folded[text] = fold(text)
        # A category is one object: its id hashes ten times faster than the enumeration's member.
        key = (name, folded[sub], folded[body], id(head.category))
        first = seen.setdefault(key, place)
        if first != place:
            groups.setdefault(first, [first]).append(place)
    return list(groups.values())


def _everything(item: ListedItem) -> bytes:
    """Return a hash of all an item says, folded: two with this equal differ in 序号 and layout at most."""
    content = item.content
    texts = [value for key in content.__struct_fields__ if isinstance(value := getattr(content, key), str)]
    duties = [text for duty in content.duties for text in (duty.stage, duty.text, duty.basis)]
    extra = [text for pair in sorted(content.extra.items()) for text in pair]
    stated = (item.opinion, item.reason, item.target, item.identity)
    said = [*texts, *content.codes, "", *duties, "", *extra, *stated]
    return hashlib.sha256("\0".join(map(fold, said)).encode()).digest()
