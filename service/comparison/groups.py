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

from service.comparison.bodies import BodyIdentity
from service.comparison.keys import NameKey
from service.comparison.ledger import Ledger
from service.comparison.named import OpenNames
from service.comparison.sides import Side, name_key_at
from service.vocabulary import Category, Decision

_Block = tuple[int, Category | None]
# Coarse first: 和 also stands inside words.
_JOINTS = (re.compile("[、,;/]|以及"), re.compile("[、,;/]|以及|或者|[和与及或]"))
# One class of characters is searched for in half the time of the alternatives; 以及 ends in one of them.
_ANY_JOINT = re.compile("[、,;/和与及或]").search
_MOST_PARTS = 12


def group_by_names(ledger: Ledger, old_names: OpenNames, new_names: OpenNames) -> None:
    """Enter merges and splits whose names are composed of their parts' names, or gain sub-items.

    An item that would stand in two of them is left to people.
    """
    old = _Side(ledger.before, ledger.open_before(), old_names, ledger.bodies)
    new = _Side(ledger.after, ledger.open_after(), new_names, ledger.bodies)
    blocks = old.promising(new_names) | new.promising(old_names)
    if not blocks:
        return
    olds, news = old.by_block(blocks), new.by_block(blocks)
    found: list[tuple[tuple[int, ...], tuple[int, ...]]] = []
    for block in olds.keys() & news.keys():
        found += [(parts, (whole,)) for whole, parts in _grouped(news[block], olds[block])]
        found += [((whole,), parts) for whole, parts in _grouped(olds[block], news[block])]
    held_before = Counter(i for sources, _ in found for i in sources)
    held_after = Counter(j for _, parts in found for j in parts)
    for sources, parts in found:
        if all(held_before[i] == 1 for i in sources) and all(held_after[j] == 1 for j in parts):
            ledger.group(sources, parts)


def group_by_reform(ledger: Ledger) -> None:
    """Let an old body's item that the reformed body stands for under the same name join its link."""
    if not ledger.bodies.mapped:
        return
    by_new: dict[tuple[int, NameKey], int] = {}
    by_old: dict[tuple[int, NameKey], int] = {}
    for number, link in enumerate(ledger.lineages):
        if len(link.before) == len(link.after) == 1 and link.decision is Decision.AUTOMATIC:
            by_new.setdefault(_reform_key(ledger, ledger.after, link.after[0]), number)
            by_old.setdefault(_reform_key(ledger, ledger.before, link.before[0]), number)
    joining_old: dict[int, list[int]] = defaultdict(list)
    joining_new: dict[int, list[int]] = defaultdict(list)
    for i in ledger.open_before():
        if (found := _joined(ledger, by_new, i, after=False)) is not None:
            joining_old[found].append(i)
    for j in ledger.open_after():
        if (found := _joined(ledger, by_old, j, after=True)) is not None:
            joining_new[found].append(j)
    for number in joining_old.keys() ^ joining_new.keys():
        ledger.join(number, joining_old.get(number, ()), joining_new.get(number, ()))


class _Named(NamedTuple):
    """A block's open items by name, where only one bears it, and those under a name by their sub-items."""

    alone: dict[str, int]
    under: dict[str, list[int]]


class _Side(NamedTuple):
    """The open items of one side, with their folded names."""

    side: Side
    places: Sequence[int]
    named: OpenNames
    bodies: BodyIdentity

    def promising(self, other: OpenNames) -> set[_Block]:
        """Return the blocks of items whose names are composed of names of the other side, in any block."""
        names, subs = self.named
        theirs = set(other.names.values())
        with_subs = {other.names[place] for place in other.subs}
        joined = [place for place in self.places if _ANY_JOINT(names[place])]
        promising = {place for place in joined if _all_compositions(names[place], theirs)}
        if with_subs:
            promising.update(place for place in self.places if names[place] in with_subs)
        return {self._block(place) for place in promising if place not in subs}

    def by_block(self, wanted: Container[_Block]) -> dict[_Block, _Named]:
        """Return the items of the wanted blocks (body group and category) by name."""
        blocks: dict[_Block, list[int]] = defaultdict(list)
        for place in self.places:
            if (block := self._block(place)) in wanted:
                blocks[block].append(place)
        return {block: self._named(places) for block, places in blocks.items()}

    def _block(self, place: int) -> _Block:
        return self.bodies.group[self.side.bodies[place]], self.side.categories[place]

    def _named(self, places: Sequence[int]) -> _Named:
        names, subs = self.named
        under: dict[str, list[int]] = {}
        for place in places:
            if place in subs:
                under.setdefault(names[place], []).append(place)
        whole = [place for place in places if place not in subs]
        held = Counter(names[place] for place in whole)
        return _Named({names[place]: place for place in whole if held[names[place]] == 1}, under)


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


def _reform_key(ledger: Ledger, side: Side, place: int) -> tuple[int, NameKey]:
    return ledger.bodies.group[side.bodies[place]], name_key_at(side, place)


def _joined(
    ledger: Ledger, links: Mapping[tuple[int, NameKey], int], place: int, *, after: bool
) -> int | None:
    """Return the lineage the item may join: of its name, in another body the map connects with its own."""
    side = ledger.after if after else ledger.before
    if side.bodies[place] not in ledger.bodies.mapped:
        return None
    number = links.get(_reform_key(ledger, side, place))
    if number is None:
        return None
    (standing,) = ledger.lineages[number].after if after else ledger.lineages[number].before
    own = ledger.bodies.own
    return None if own[side.bodies[standing]] == own[side.bodies[place]] else number
