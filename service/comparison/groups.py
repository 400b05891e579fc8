"""Merges and splits nobody stated, where the names alone prove them.

Three forms are taken as proof, all within one body (or bodies the map connects) and one category and
only among items that nothing else explains: 甲许可 and 乙许可 become 甲、乙许可; 甲 becomes 甲 with
several sub-items; and, under a body map, an old body's item that the new body has as well.
Anything weaker is left to the matcher, and to people.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from service.comparison.bodies import BodyIdentity
from service.comparison.keys import NameKey, OpenNames, name_key
from service.comparison.links import Ledger, Link
from service.items import StandingItem
from service.vocabulary import Category, Decision

_Block = tuple[int, Category | None]
# Coarse first: 和 also stands inside words.
_JOINTS = (re.compile("[、,;/]|以及"), re.compile("[、,;/]|以及|或者|[和与及或]"))
_ANY_JOINT = _JOINTS[-1].search
_MOST_PARTS = 12


def group_by_names(ledger: Ledger, old_names: OpenNames, new_names: OpenNames) -> None:
    """Enter merges and splits whose names are composed of their parts' names, or gain sub-items."""
    olds = _by_block(ledger.bodies, ledger.before, old_names, ledger.open_before())
    news = _by_block(ledger.bodies, ledger.after, new_names, ledger.open_after())
    for block in olds.keys() & news.keys():
        old, new = _named(olds[block], old_names), _named(news[block], new_names)
        merges = [*_composed(new, old), *_gaining_sub_items(new, old)]
        splits = [*_composed(old, new), *_gaining_sub_items(old, new)]
        for whole, parts in sorted(merges):
            ledger.group(parts, (whole,))
        for whole, parts in sorted(splits):
            ledger.group((whole,), parts)


def group_by_reform(ledger: Ledger) -> None:
    """Let an old body's item that the reformed body stands for under the same name join its link."""
    if not ledger.bodies.mapped:
        return
    by_new: dict[tuple[int, NameKey], int] = {}
    by_old: dict[tuple[int, NameKey], int] = {}
    for number, link in enumerate(ledger.links):
        if len(link.before) == len(link.after) == 1 and link.decision is Decision.AUTOMATIC:
            by_new.setdefault(_reform_key(ledger, link.after[0]), number)
            by_old.setdefault(_reform_key(ledger, link.before[0]), number)
    joining_old: dict[int, list[int]] = defaultdict(list)
    joining_new: dict[int, list[int]] = defaultdict(list)
    for i in ledger.open_before():
        if (found := _joined(ledger, by_new, ledger.before[i], "before")) is not None:
            joining_old[found].append(i)
    for j in ledger.open_after():
        if (found := _joined(ledger, by_old, ledger.after[j], "after")) is not None:
            joining_new[found].append(j)
    for number in joining_old.keys() ^ joining_new.keys():
        ledger.join(number, joining_old.get(number, ()), joining_new.get(number, ()))


class _Named(NamedTuple):
    """A block's open items by name, where only one bears it, and those under a name by their sub-items."""

    alone: dict[str, int]
    under: dict[str, list[int]]


def _by_block(
    bodies: BodyIdentity, items: Sequence[StandingItem], names: OpenNames, places: Iterable[int]
) -> dict[_Block, list[int]]:
    """Return the places of open items by body group and category."""
    blocks: dict[_Block, list[int]] = defaultdict(list)
    group = bodies.group
    for place in places:
        item = items[place]
        blocks[group[item.body.id], item.category].append(place)
    return blocks


def _named(places: Sequence[int], side: OpenNames) -> _Named:
    names, subs = side
    under: dict[str, list[int]] = {}
    if subs:
        for place in places:
            if place in subs:
                under.setdefault(names[place], []).append(place)
        places = [place for place in places if place not in subs]
    alone = {names[place]: place for place in places}
    if len(alone) < len(places):
        held = Counter(names[place] for place in places)
        alone = {name: place for name, place in alone.items() if held[name] == 1}
    return _Named(alone, under)


def _composed(wholes: _Named, parts: _Named) -> Iterator[tuple[int, tuple[int, ...]]]:
    if len(parts.alone) < 2:
        return
    for name, whole in wholes.alone.items():
        if not _ANY_JOINT(name):
            continue
        found = {places for joint in _JOINTS for places in _compositions(joint.split(name), parts.alone)}
        if len(found) == 1:
            yield whole, found.pop()


def _compositions(pieces: list[str], names: Mapping[str, int]) -> Iterator[tuple[int, ...]]:
    """Yield the items whose names, their common beginning and end written once, join to these pieces."""
    if not 2 <= len(pieces) <= _MOST_PARTS or not all(pieces):
        return
    first, last = pieces[0], pieces[-1]
    for cut in range(1, len(last) + 1):
        end = last[cut:]
        if first + end not in names:
            continue
        for head in range(len(first)):
            whole = [first[:head] + piece + end for piece in pieces[1:-1]]
            whole = [first + end, *whole, first[:head] + last]
            if all(name in names for name in whole) and len(set(whole)) == len(whole):
                yield tuple(sorted(names[name] for name in whole))


def _gaining_sub_items(wholes: _Named, parts: _Named) -> Iterator[tuple[int, tuple[int, ...]]]:
    for name, places in parts.under.items():
        if len(places) > 1 and name in wholes.alone and name not in parts.alone and name not in wholes.under:
            yield wholes.alone[name], tuple(sorted(places))


def _reform_key(ledger: Ledger, item: StandingItem) -> tuple[int, NameKey]:
    return ledger.bodies.group[item.body.id], name_key(item)


def _joined(
    ledger: Ledger, links: Mapping[tuple[int, NameKey], int], item: StandingItem, side: str
) -> int | None:
    """Return the link the item may join: of its name, in another body the map connects with its own."""
    if item.body.id not in ledger.bodies.mapped:
        return None
    number = links.get(_reform_key(ledger, item))
    if number is None:
        return None
    link: Link = ledger.links[number]
    (standing,) = link.before if side == "before" else link.after
    return None if ledger.bodies.of(standing) == ledger.bodies.of(item) else number
