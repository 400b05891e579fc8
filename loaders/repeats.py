"""Items a file brings twice: the same in everything, or only in body, category, name and sub-item."""

from collections.abc import Sequence
from typing import NamedTuple

from service.items import ListedItem
from service.text import fold, fold_all

_Key = tuple[str, str, str, int]


class Repeat(NamedTuple):
    """Two items of a file by their places in it; `is_same` where all but 序号 is equal after folding."""

    earlier: int
    later: int
    is_same: bool


def find_repeats(items: Sequence[ListedItem]) -> list[Repeat]:
    """Return the later item of every two with one body, category, name and sub-item, in order."""
    names = fold_all([item.content.name for item in items])
    folded: dict[str, str] = {"": ""}
    seen: dict[_Key, int] = {}
    alike: dict[_Key, dict[tuple[str, ...], int]] = {}
    repeats: list[Repeat] = []
    for place, (item, name) in enumerate(zip(items, names, strict=True)):
        content = item.content
        sub, body = content.sub_item_name, content.body_name
        for text in (sub, body):
            if text not in folded:
                folded[text] = fold(text)
        # A category is one object: its id hashes ten times faster than the enumeration's member.
        key = (name, folded[sub], folded[body], id(item.category))
        first = seen.setdefault(key, place)
        if first == place:
            continue
        group = alike.setdefault(key, {})
        if not group:
            group[_everything(items[first])] = first
        same = group.setdefault(_everything(item), place)
        repeats.append(Repeat(first if same == place else same, place, same != place))
    return repeats


def _everything(item: ListedItem) -> tuple[str, ...]:
    """Return all an item says, folded: two with this equal differ in 序号 and layout at most."""
    content = item.content
    texts = [value for key in content.__struct_fields__ if isinstance(value := getattr(content, key), str)]
    duties = [text for duty in content.duties for text in (duty.stage, duty.text, duty.basis)]
    extra = [text for pair in sorted(content.extra.items()) for text in pair]
    return tuple(
        map(
            fold,
            [
                *texts,
                *content.codes,
                "",
                *duties,
                "",
                *extra,
                item.opinion,
                item.reason,
                item.target,
                item.identity,
            ],
        )
    )
