"""Exact pairing: equal content, then code, then name (contract §2), and transfers told by either.

Every stage looks at both sides alike, so that comparing backwards gives the inverse.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence, Set
from itertools import chain
from typing import TypeVar

from service.comparison.keys import NameKey, is_code
from service.comparison.ledger import Ledger
from service.comparison.likeness import likest_pairs
from service.comparison.named import Keys, keys_borne
from service.comparison.sides import Side, name_key_at

_Key = TypeVar("_Key", bound=Hashable)
# A shorter code may be a body's own numbering, which says nothing about another body's item.
_SELF_CONTAINED_CODE = 8
_SEVERAL = -1


def pair_equal(ledger: Ledger) -> None:
    """Set aside what stands word for word on both sides: in a yearly list, nearly everything.

    Items of bodies that the map names are left for the later stages: an item that stands unchanged in
    the new body may also have taken up those of the old ones.
    """
    before = _by_content(ledger.before.hashes, ledger.open_before())
    after = _by_content(ledger.after.hashes, ledger.open_after())
    mapped = ledger.bodies.mapped
    equal: list[tuple[int, int]] = []
    for digest, j in after.items():
        i = before.get(digest)
        if i is None:
            continue
        if not (isinstance(i, int) and isinstance(j, int)):
            equal.extend(_copies(ledger, _listed(i), _listed(j)))
            continue
        body = ledger.before.bodies[i]
        if body == ledger.after.bodies[j] and body not in mapped and ledger.may_pair(i, j):
            equal.append((i, j))
    ledger.keep(equal)


def pair_by_code(ledger: Ledger, borne_elsewhere: Callable[[Set[str]], Set[str]]) -> None:
    """Pair by code: within a body, within bodies the map connects, then across all bodies.

    A code that several items of a side bear tells nothing there. One item that bears the codes of
    several is their merge, the reverse a split, within bodies that belong together.
    """
    old_places, old_found = ledger.before.codes(ledger.open_before())
    new_places, new_found = ledger.after.codes(ledger.open_after())
    shared = set(filter(is_code, set(old_found).intersection(new_found)))
    if not shared:
        return
    old_codes = [pair for pair in zip(old_found, old_places, strict=True) if pair[0] in shared]
    new_codes = [pair for pair in zip(new_found, new_places, strict=True) if pair[0] in shared]
    for scope in _scopes(ledger):
        _enter_components(
            ledger,
            _unique_pairs(
                _scoped(ledger.before, _open(old_codes, ledger.open_before()), scope),
                _scoped(ledger.after, _open(new_codes, ledger.open_after()), scope),
            ).values(),
        )
    pairs = _unique_pairs(_open(old_codes, ledger.open_before()), _open(new_codes, ledger.open_after()))
    pairs = {code: pair for code, pair in pairs.items() if _tells_across_bodies(ledger, code, *pair)}
    if pairs:
        borne = {code for side, places in _taken(ledger) for code in side.codes(places)[1] if code in pairs}
        borne |= borne_elsewhere(pairs.keys() - borne)
        _enter_alone(ledger, {pair for code, pair in pairs.items() if code not in borne})


def pair_by_name(ledger: Ledger, keys: Keys) -> None:
    """Pair by name and sub-item name within body and category, then within bodies the map connects.

    Where several items of one body share a name, the likest are paired first. Several bodies' items of
    one name that stand once in the reformed body are a merge, the reverse a split.
    """
    for scope in _scopes(ledger):
        before = _gather(ledger.before, ledger.open_before(), keys.before, scope)
        after = _gather(ledger.after, ledger.open_after(), keys.after, scope)
        several: list[tuple[list[int], list[int]]] = []
        for key in before.keys() & after.keys():
            olds, news = before[key], after[key]
            if len(olds) == len(news) == 1:
                ledger.pair(olds[0], news[0])
            elif 1 in (len(olds), len(news)) and _of_several_bodies(ledger, olds, news):
                ledger.group(olds, news)
            else:
                several.append((olds, news))
        for i, j in likest_pairs(ledger.before, ledger.after, several):
            ledger.pair(i, j)


def pair_by_name_across_bodies(
    ledger: Ledger, keys: Keys, borne_elsewhere: Callable[[Set[NameKey]], Set[NameKey]]
) -> None:
    """Pair what left one body and stands in another under the same name and category, once on each side."""
    pairs = _unique_pairs(
        ((keys.before[i], i) for i in ledger.open_before() if i in keys.before),
        ((keys.after[j], j) for j in ledger.open_after() if j in keys.after),
    )
    if pairs:
        borne = {key for side, places in _taken(ledger) for key in keys_borne(side, places, pairs)}
        borne |= borne_elsewhere(pairs.keys() - borne)
        _enter_alone(ledger, {pair for key, pair in pairs.items() if key not in borne})


def pair_by_identity(ledger: Ledger) -> None:
    """Pair what bears the same item id: the lineage recorded through the editions between these two.

    Ids are given at loading by this same pairing with the edition before, or by a statement then. Code
    and name are asked first, so an id decides only where an item was renamed and recoded on its way.
    """
    olds, news = ledger.before.ids, ledger.after.ids
    shared = {olds[i] for i in ledger.open_before()}
    shared.intersection_update([news[j] for j in ledger.open_after()])
    if not shared:
        return
    pairs = _unique_pairs(
        ((olds[i], i) for i in ledger.open_before() if olds[i] in shared),
        ((news[j], j) for j in ledger.open_after() if news[j] in shared),
    )
    for i, j in pairs.values():
        ledger.pair(i, j)


def _by_content(hashes: Sequence[bytes], places: Sequence[int]) -> dict[bytes, int | list[int]]:
    """Return the place that holds each content, or the places where several do."""
    table: dict[bytes, int | list[int]] = {hashes[place]: place for place in places}
    if len(table) == len(places):
        return table
    for place in places:
        digest = hashes[place]
        known = table[digest]
        if isinstance(known, list):
            known.append(place)
        elif known != place:
            table[digest] = [place]
    return table


def _listed(held: int | list[int]) -> list[int]:
    return [held] if isinstance(held, int) else held


def _copies(ledger: Ledger, olds: Sequence[int], news: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Pair copies of one content body by body, those that bear the same item id first."""
    before, after = ledger.before, ledger.after
    for body in {before.bodies[i] for i in olds} - ledger.bodies.mapped:
        left = {before.ids[i]: i for i in olds if before.bodies[i] == body}
        right = {after.ids[j]: j for j in news if after.bodies[j] == body}
        pairs = [(number, number) for number in sorted(left.keys() & right.keys())]
        rest = (sorted(left.keys() - right.keys()), sorted(right.keys() - left.keys()))
        for old, new in chain(pairs, zip(*rest, strict=False)):
            if ledger.may_pair(left[old], right[new]):
                yield left[old], right[new]


def _scopes(ledger: Ledger) -> Iterator[Mapping[int, int]]:
    yield ledger.bodies.own
    if ledger.bodies.mapped:
        yield ledger.bodies.group


def _open(codes: Iterable[tuple[str, int]], places: Sequence[int]) -> Iterator[tuple[str, int]]:
    still = set(places)
    return (pair for pair in codes if pair[1] in still)


def _scoped(
    side: Side, codes: Iterable[tuple[str, int]], scope: Mapping[int, int]
) -> Iterator[tuple[tuple[int, str], int]]:
    return (((scope[side.bodies[place]], code), place) for code, place in codes)


def _gather(
    side: Side,
    places: Iterable[int],
    keys: Mapping[int, NameKey],
    scope: Mapping[int, int],
) -> dict[tuple[int, NameKey], list[int]]:
    table: dict[tuple[int, NameKey], list[int]] = {}
    for place in places:
        if place in keys:
            table.setdefault((scope[side.bodies[place]], keys[place]), []).append(place)
    return table


def _holders(entries: Iterable[tuple[_Key, int]]) -> dict[_Key, int]:
    """Return who bears each key; a key several bear is marked so."""
    holders: dict[_Key, int] = {}
    for key, place in entries:
        if holders.setdefault(key, place) != place:
            holders[key] = _SEVERAL
    return holders


def _unique_pairs(
    before: Iterable[tuple[_Key, int]], after: Iterable[tuple[_Key, int]]
) -> dict[_Key, tuple[int, int]]:
    """Return the keys that exactly one open item bears on each side, and these two items."""
    olds, news = _holders(before), _holders(after)
    pairs = {key: (olds[key], news[key]) for key in olds.keys() & news.keys()}
    return {key: pair for key, pair in pairs.items() if _SEVERAL not in pair}


def _enter_components(ledger: Ledger, edges: Iterable[tuple[int, int]]) -> None:
    """Enter what the codes connect: pairs, merges and splits; a knot of several and several is left."""
    found = set(edges)
    news_of, olds_of = Counter(i for i, _ in found), Counter(j for _, j in found)
    forward: dict[int, set[int]] = {}
    backward: dict[int, set[int]] = {}
    for i, j in found:
        if news_of[i] == olds_of[j] == 1:
            ledger.pair(i, j)
            continue
        forward.setdefault(i, set()).add(j)
        backward.setdefault(j, set()).add(i)
    for i, news in forward.items():
        if all(len(backward[j]) == 1 for j in news):
            ledger.group((i,), news)
    for j, olds in backward.items():
        if all(len(forward[i]) == 1 for i in olds):
            ledger.group(olds, (j,))


def _enter_alone(ledger: Ledger, pairs: Iterable[tuple[int, int]]) -> None:
    """Enter the pairs whose two items stand in no other of the pairs."""
    found = sorted(pairs)
    olds = Counter(i for i, _ in found)
    news = Counter(j for _, j in found)
    for i, j in found:
        if olds[i] == news[j] == 1:
            ledger.pair(i, j)


def _tells_across_bodies(ledger: Ledger, code: str, i: int, j: int) -> bool:
    return len(code) >= _SELF_CONTAINED_CODE or name_key_at(ledger.before, i) == name_key_at(ledger.after, j)


def _of_several_bodies(ledger: Ledger, olds: Sequence[int], news: Sequence[int]) -> bool:
    """Whether every one of several items stands in a body of its own."""
    side, many = (ledger.before, olds) if len(olds) > 1 else (ledger.after, news)
    return len({ledger.bodies.own[side.bodies[place]] for place in many}) == len(many)


def _taken(ledger: Ledger) -> Iterator[tuple[Side, Sequence[int]]]:
    yield ledger.before, ledger.taken_before()
    yield ledger.after, ledger.taken_after()
