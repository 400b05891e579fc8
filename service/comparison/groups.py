"""Merges and splits nobody stated, where the names alone prove them.

Three forms are taken as proof, all within one body (or bodies the map connects) and one category and
only among items that nothing else explains: 甲许可 and 乙许可 become 甲、乙许可; 甲 becomes 甲 with
several sub-items; and, under a body map, an old body's item that the new body has as well.
Anything weaker is left to the matcher, and to people.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from service.comparison.columns import Longs, met
from service.comparison.keys import NameKey
from service.comparison.ledger import Ledger
from service.comparison.sides import Side, name_keys

# Coarse first: 和 also stands inside words.
_JOINTS = (re.compile("[、,;/]|以及"), re.compile("[、,;/]|以及|或者|[和与及或]"))
# One class of characters is searched for in half the time of the alternatives; 以及 ends in one of them.
_ANY_JOINT = re.compile("[、,;/和与及或]").search
_MOST_PARTS = 12


def group_by_names(ledger: Ledger) -> None:
    """Enter merges and splits whose names are composed of their parts' names, or gain sub-items.

    An item that would stand in two of them is left to people.
    """
    found: list[tuple[tuple[int, ...], tuple[int, ...]]] = []
    for olds, news in _promising_blocks(ledger):
        found += [(parts, (whole,)) for whole, parts in _grouped(news, olds)]
        found += [((whole,), parts) for whole, parts in _grouped(olds, news)]
    held_before = Counter(i for sources, _ in found for i in sources)
    held_after = Counter(j for _, parts in found for j in parts)
    for sources, parts in found:
        if all(held_before[i] == 1 for i in sources) and all(held_after[j] == 1 for j in parts):
            ledger.group(sources, parts)


def group_by_reform(ledger: Ledger) -> None:
    """Let an old body's item that the reformed body stands for under the same name join its link."""
    mapped = ledger.bodies.mapped
    if not mapped:
        return
    before, after = ledger.before, ledger.after
    pairs = [pair for pair in ledger.pairs.places() if after.bodies[pair[2]] in mapped]
    by_new = _numbered(ledger, after, {j: number for number, _, j in pairs})
    pairs = [pair for pair in ledger.pairs.places() if before.bodies[pair[1]] in mapped]
    by_old = _numbered(ledger, before, {i: number for number, i, _ in pairs})
    joining_old = _joining(ledger, before, ledger.open_before(), by_new)
    joining_new = _joining(ledger, after, ledger.open_after(), by_old)
    ledger.join(
        {
            number: (joining_old.get(number, ()), joining_new.get(number, ()))
            for number in joining_old.keys() ^ joining_new.keys()
        }
    )


def _numbered(ledger: Ledger, side: Side, pairs: Mapping[int, int]) -> dict[tuple[int, NameKey], int]:
    """Return the pairs, given by the places of their items on this side, by these items' group of bodies and
    name: of several of one the first that was found.
    """
    found: dict[tuple[int, NameKey], int] = {}
    keys = name_keys(side, pairs)
    for place, number in pairs.items():
        found.setdefault((ledger.bodies.group[side.bodies[place]], keys[place]), number)
    return found


def _joining(
    ledger: Ledger, side: Side, places: Longs, pairs: Mapping[tuple[int, NameKey], int]
) -> dict[int, list[int]]:
    """Return by pair the items at these places that may join it: of its name, in another body that the map
    connects with its own.
    """
    group, own, bodies = ledger.bodies.group, ledger.bodies.own, side.bodies
    mapped = [place for place in places.tolist() if bodies[place] in ledger.bodies.mapped]
    found: dict[int, list[int]] = defaultdict(list)
    for place, key in name_keys(side, mapped).items():
        number = pairs.get((group[bodies[place]], key))
        if number is None:
            continue
        pair = ledger.pairs[number]
        (standing,) = pair.before if side is ledger.before else pair.after
        if own[bodies[standing]] != own[bodies[place]]:
            found[number].append(place)
    return found


def _promising_blocks(ledger: Ledger) -> Iterator[tuple["_Named", "_Named"]]:
    """Yield the blocks (group of bodies and category) in which a name may be composed, or gain sub-items.

    Names are had a group of bodies at a time.
    """
    before, after = ledger.before, ledger.after
    olds, news = (before, ledger.open_before()), (after, ledger.open_after())
    promising = _promising(*olds, *news) | _promising(*news, *olds)
    wanted = {(ledger.bodies.group[body], category) for body, category in promising}
    if not wanted:
        return
    old_groups, new_groups = (_by_group(ledger, *each, wanted) for each in (olds, news))
    for group in old_groups.keys() & new_groups.keys():
        old_blocks = _by_category(before, old_groups[group])
        new_blocks = _by_category(after, new_groups[group])
        for category in old_blocks.keys() & new_blocks.keys():
            if (group, category) in wanted:
                yield old_blocks[category], new_blocks[category]


def _promising(side: Side, places: Longs, other: Side, other_places: Longs) -> set[tuple[int, int]]:
    """Return bodies and categories with a name that may be composed, or an item that may gain sub-items."""
    is_open = bytearray(len(side))
    np.asarray(is_open)[places] = 1
    found = [place for place in side.names_bearing(_ANY_JOINT) if is_open[place]]
    theirs = other.sub_names()
    if theirs:
        divided = other_places[np.isin(other_places, np.fromiter(theirs, np.int64, len(theirs)))]
        found += met(side.named(places), other.named(divided))[0]
    subs = side.sub_names()
    return {(side.bodies[place], side.categories[place]) for place in found if place not in subs}


def _by_group(
    ledger: Ledger, side: Side, places: Longs, wanted: Container[tuple[int, int]]
) -> dict[int, list[int]]:
    """Return the places that stand in wanted blocks by group of bodies."""
    group, bodies, categories = ledger.bodies.group, side.bodies, side.categories
    found: dict[int, list[int]] = defaultdict(list)
    for place in places.tolist():
        number = group[bodies[place]]
        if (number, categories[place]) in wanted:
            found[number].append(place)
    return found


def _by_category(side: Side, places: Sequence[int]) -> dict[int, "_Named"]:
    """Return the items at these places by category and by name."""
    names = side.names(places)
    blocks: dict[int, dict[int, str]] = defaultdict(dict)
    for place in places:
        blocks[side.categories[place]][place] = names[place]
    return {category: _named(block, side.sub_names()) for category, block in blocks.items()}


class _Named(NamedTuple):
    """A block's open items by name, where only one bears it, and those under a name by their sub-items."""

    alone: dict[str, int]
    under: dict[str, list[int]]


def _named(names: Mapping[int, str], subs: Container[int]) -> _Named:
    under: dict[str, list[int]] = {}
    for place, name in names.items():
        if place in subs:
            under.setdefault(name, []).append(place)
    whole = {place: name for place, name in names.items() if place not in subs}
    held = Counter(whole.values())
    return _Named({name: place for place, name in whole.items() if held[name] == 1}, under)


def _grouped(wholes: _Named, parts: _Named) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Yield each whole with the parts it stands for."""
    for name, whole in wholes.alone.items():
        found = _all_compositions(name, parts.alone) if _ANY_JOINT(name) else ()
        if len(found) == 1:
            (names,) = found
            yield whole, tuple(sorted(parts.alone[part] for part in names))
    for name, places in parts.under.items():
        if len(places) > 1 and name in wholes.alone and name not in parts.alone and name not in wholes.under:
            yield wholes.alone[name], tuple(sorted(places))


def _all_compositions(name: str, names: Container[str]) -> set[frozenset[str]]:
    """Return every set of these names that the name joins."""
    return {found for joint in _JOINTS for found in _compositions(joint.split(name), names)}


def _compositions(pieces: list[str], names: Container[str]) -> Iterator[frozenset[str]]:
    """Yield the names that, their common beginning and end written once, join to these pieces."""
    if not 2 <= len(pieces) <= _MOST_PARTS or not all(pieces):
        return
    first, last = pieces[0], pieces[-1]
    for cut in range(1, len(last) + 1):
        end = last[cut:]
        if first + end not in names:
            continue
        for head in range(len(first)):
            middle = [first[:head] + piece + end for piece in pieces[1:-1]]
            found = frozenset((first + end, *middle, first[:head] + last))
            if len(found) == len(pieces) and all(name in names for name in found):
                yield found
