"""The names of open items: by place, and as keys where a name stands on both sides."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from service.comparison.keys import NameKey
from service.comparison.sides import Side


class OpenNames(NamedTuple):
    """The folded names of one side's open items by place, and the sub-item names of those that have one."""

    names: dict[int, str]
    subs: dict[int, str]


class Keys(NamedTuple):
    """The name keys of open items by their places, on both sides."""

    before: dict[int, NameKey]
    after: dict[int, NameKey]


def names_at(side: Side, places: Sequence[int]) -> OpenNames:
    """Return the folded names of the items at these places."""
    return OpenNames(dict(zip(places, side.names(places), strict=True)), side.sub_names(places))


def keys_on_both_sides(before: Side, old: OpenNames, after: Side, new: OpenNames) -> Keys:
    """Return the keys of the items whose name stands on both sides, in whatever body and category."""
    shared = set(old.names.values())
    shared.intersection_update(new.names.values())
    return Keys(_keys(before, old, shared), _keys(after, new, shared))


def keys_borne(side: Side, places: Sequence[int], wanted: Collection[NameKey]) -> set[NameKey]:
    """Return which of the wanted name keys the items at these places bear."""
    names = {key.name for key in wanted}
    return {key for key in _keys(side, names_at(side, places), names).values() if key in wanted}


def _keys(side: Side, named: OpenNames, shared: Collection[str]) -> dict[int, NameKey]:
    if not shared:
        return {}
    categories, subs = side.categories, named.subs
    return {
        place: NameKey(name, subs.get(place, ""), categories[place])
        for place, name in named.names.items()
        if name in shared
    }
