"""Merges and splits nobody stated, where the names alone prove them.

Three forms are taken as proof, all within one body (or bodies the map connects) and one category and
only among items that nothing else explains: 甲许可 and 乙许可 become 甲、乙许可; 甲 becomes 甲 with
several sub-items; and, under a body map, an old body's item that the new body has as well.
Anything weaker is left to the matcher, and to people.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from service.comparison.keys import Keys, NameKey, name_key
from service.comparison.links import Ledger, Link
from service.items import StandingItem
from service.vocabulary import Category, Decision

_Block = tuple[int, Category | None]
# Coarse first: 和 also stands inside words.
_JOINTS = (re.compile("[、,;/]|以及"), re.compile("[、,;/]|以及|或者|[和与及或]"))
_MOST_PARTS = 12


def group_by_names(ledger: Ledger, keys: Keys) -> None:
    """Enter merges and splits whose names are composed of their parts' names, or gain sub-items."""
    before = _by_block(ledger, ledger.before, ledger.open_before(), keys.before)
    after = _by_block(ledger, ledger.after, ledger.open_after(), keys.after)
    for block in before.keys() & after.keys():
        olds, news = before[block], after[block]
        merges = [*_composed(news, olds), *_gaining_sub_items(news, olds)]
        splits = [*_composed(olds, news), *_gaining_sub_items(olds, news)]
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


def _by_block(
    ledger: Ledger, items: Sequence[StandingItem], places: Iterable[int], keys: Mapping[int, NameKey]
) -> dict[_Block, dict[tuple[str, str], int]]:
    """Return by body group and category the open items by their names; names that occur twice are out."""
    blocks: dict[_Block, dict[tuple[str, str], int]] = defaultdict(dict)
    twice: set[tuple[_Block, tuple[str, str]]] = set()
    for place in places:
        name, sub, category = keys[place]
        block = (ledger.bodies.group[items[place].body.id], category)
        if blocks[block].setdefault((name, sub), place) != place:
            twice.add((block, (name, sub)))
    for block, names in twice:
        del blocks[block][names]
    return blocks


def _composed(
    wholes: Mapping[tuple[str, str], int], parts: Mapping[tuple[str, str], int]
) -> Iterator[tuple[int, tuple[int, ...]]]:
    names = {name: place for (name, sub), place in parts.items() if not sub}
    for (name, sub), whole in wholes.items():
        if sub or len(names) < 2 or not _JOINTS[-1].search(name):
            continue
        found = {places for joint in _JOINTS for places in _compositions(joint.split(name), names)}
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


def _gaining_sub_items(
    wholes: Mapping[tuple[str, str], int], parts: Mapping[tuple[str, str], int]
) -> Iterator[tuple[int, tuple[int, ...]]]:
    if not any(sub for _, sub in parts):
        return
    under: dict[str, list[int]] = defaultdict(list)
    for (name, sub), place in parts.items():
        under[name].append(place if sub else -1)
    for (name, sub), whole in wholes.items():
        places = under.get(name, ())
        if not sub and len(places) > 1 and -1 not in places:
            yield whole, tuple(sorted(places))


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
