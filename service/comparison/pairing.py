"""Exact pairing: equal content, then code, then name (contract §2), and transfers told by either.

Every stage looks at both sides alike, so that comparing backwards gives the inverse.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence, Set
from itertools import chain
from typing import TypeVar

from service.comparison.keys import Keys, NameKey, codes_at, codes_borne, is_code, name_key, names_borne
from service.comparison.likeness import likest_pairs
from service.comparison.links import Ledger
from service.items import StandingItem

_Key = TypeVar("_Key", bound=Hashable)
# A shorter code may be a body's own numbering, which says nothing about another body's item.
_SELF_CONTAINED_CODE = 8
_SEVERAL = -1


def pair_equal(ledger: Ledger) -> None:
    """Set aside what stands word for word on both sides: in a yearly list, nearly everything.

    Items of bodies that the map names are left for the later stages: an item that stands unchanged in
    the new body may also have taken up those of the old ones.
    """
    before = _by_content(ledger.before, ledger.open_before())
    after = _by_content(ledger.after, ledger.open_after())
    mapped, held_apart = ledger.bodies.mapped, ledger.held_apart
    equal: list[tuple[int, int]] = []
    for digest, j in after.items():
        i = before.get(digest)
        if i is None:
            continue
        if not (isinstance(i, int) and isinstance(j, int)):
            equal.extend(_copies(ledger, _listed(i), _listed(j)))
            continue
        old, new = ledger.before[i], ledger.after[j]
        body = old.body.id
        if body == new.body.id and body not in mapped and (old.id, new.id) not in held_apart:
            equal.append((i, j))
    ledger.keep(equal)


def pair_by_code(ledger: Ledger, borne_elsewhere: Callable[[Set[str]], Set[str]]) -> None:
    """Pair by code: within a body, within bodies the map connects, then across all bodies.

    A code that several items of a side bear tells nothing there. One item that bears the codes of
    several is their merge, the reverse a split, within bodies that belong together.
    """
    old_places, old_found = codes_at(ledger.before, ledger.open_before())
    new_places, new_found = codes_at(ledger.after, ledger.open_after())
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
        borne = codes_borne(ledger.taken(), pairs)
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
        for key in before.keys() & after.keys():
            olds, news = before[key], after[key]
            if len(olds) == len(news) == 1:
                ledger.pair(olds[0], news[0])
            elif 1 in (len(olds), len(news)) and _of_several_bodies(ledger, olds, news):
                ledger.group(olds, news)
            else:
                for i, j in likest_pairs(ledger.before, ledger.after, olds, news):
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
        borne = names_borne(ledger.taken(), pairs)
        borne |= borne_elsewhere(pairs.keys() - borne)
        _enter_alone(ledger, {pair for key, pair in pairs.items() if key not in borne})


def pair_by_identity(ledger: Ledger) -> None:
    """Pair what bears the same item id: the lineage recorded through the editions between these two.

    Ids are given at loading by this same pairing with the edition before, or by a statement then. Code
    and name are asked first, so an id decides only where an item was renamed and recoded on its way.
    """
    before, after = ledger.before, ledger.after
    shared = {before[i].id for i in ledger.open_before()}
    shared.intersection_update([after[j].id for j in ledger.open_after()])
    if not shared:
        return
    pairs = _unique_pairs(
        ((before[i].id, i) for i in ledger.open_before() if before[i].id in shared),
        ((after[j].id, j) for j in ledger.open_after() if after[j].id in shared),
    )
    for i, j in pairs.values():
        ledger.pair(i, j)


def _by_content(items: Sequence[StandingItem], places: Sequence[int]) -> dict[bytes, int | list[int]]:
    """Return the place that holds each content, or the places where several do."""
    table: dict[bytes, int | list[int]] = {items[place].content_hash: place for place in places}
    if len(table) == len(places):
        return table
    for place in places:
        digest = items[place].content_hash
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
    for body in {ledger.before[i].body.id for i in olds} - ledger.bodies.mapped:
        left = {ledger.before[i].id: i for i in olds if ledger.before[i].body.id == body}
        right = {ledger.after[j].id: j for j in news if ledger.after[j].body.id == body}
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
    items: Sequence[StandingItem], codes: Iterable[tuple[str, int]], scope: Mapping[int, int]
) -> Iterator[tuple[tuple[int, str], int]]:
    return (((scope[items[place].body.id], code), place) for code, place in codes)


def _gather(
    items: Sequence[StandingItem],
    places: Iterable[int],
    keys: Mapping[int, NameKey],
    scope: Mapping[int, int],
) -> dict[tuple[int, NameKey], list[int]]:
    table: dict[tuple[int, NameKey], list[int]] = {}
    for place in places:
        if place in keys:
            table.setdefault((scope[items[place].body.id], keys[place]), []).append(place)
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
    return len(code) >= _SELF_CONTAINED_CODE or name_key(ledger.before[i]) == name_key(ledger.after[j])


def _of_several_bodies(ledger: Ledger, olds: Sequence[int], news: Sequence[int]) -> bool:
    """Whether every one of several items stands in a body of its own."""
    many = [ledger.before[i] for i in olds] if len(olds) > 1 else [ledger.after[j] for j in news]
    return len({ledger.bodies.of(item) for item in many}) == len(many)
