"""Exact pairing: equal content, then code, then name (contract §2), and transfers told by either.

Every stage looks at both sides alike, so that comparing backwards gives the inverse.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence, Set
from itertools import chain, repeat
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from service.comparison.columns import Longs, Marked, met, sole_of_both
from service.comparison.keys import NameKey, is_code
from service.comparison.ledger import Ledger
from service.comparison.likeness import likest_pairs
from service.comparison.links import SURE, PossibleLineage
from service.comparison.sides import Cells, Side, codes_borne_at, name_keys, names_borne_at

_Key = TypeVar("_Key", bound=Hashable)
# A shorter code may be a body's own numbering, which says nothing about another body's item.
_SELF_CONTAINED_CODE = 8
_SEVERAL = -1
_NO_MARK = -1


def pair_equal(ledger: Ledger) -> None:
    """Set aside what stands word for word on both sides: in a yearly list, nearly everything.

    Items of bodies that the map names are left for the later stages: an item that stands unchanged in
    the new body may also have taken up those of the old ones.
    """
    (old, olds), (new, news) = _alike_in_name(ledger)
    alike = met(old.hashed(np.asarray(olds, np.int64)), new.hashed(np.asarray(news, np.int64)))
    own = {body: body for body in ledger.bodies.bodies if body not in ledger.bodies.mapped}
    olds_of, news_of = _by_scope(old, alike[0], own), _by_scope(new, alike[1], own)
    equal: list[tuple[int, int]] = []
    for body in olds_of.keys() & news_of.keys():
        before, after = _by_content(old, olds_of[body]), _by_content(new, news_of[body])
        for digest in before.keys() & after.keys():
            equal.extend(_copies(ledger, before[digest], after[digest]))
    ledger.keep(equal)


def pair_by_code(ledger: Ledger, borne_elsewhere: Callable[[Set[str]], Set[str]]) -> None:
    """Pair by code: within a body, within bodies the map connects, then across all bodies.

    A code that several items of a side bear tells nothing there. One item that bears the codes of
    several is their merge, the reverse a split, within bodies that belong together.
    """
    olds, news = met(ledger.before.coded(ledger.open_before()), ledger.after.coded(ledger.open_after()))
    if not olds:
        return
    shared, old_codes, new_codes = _shared(ledger.before.codes(olds), ledger.after.codes(news))
    for scope in _scopes(ledger):
        found = sole_of_both(
            _scoped(ledger.before, old_codes, scope, shared), _scoped(ledger.after, new_codes, scope, shared)
        )
        _enter_connected(ledger, *found[1:])
        old_codes = _picked(old_codes, ledger.are_open(old_codes.places, after=False))
        new_codes = _picked(new_codes, ledger.are_open(new_codes.places, after=True))
    sole = (each.tolist() for each in sole_of_both(old_codes, new_codes))
    pairs = _telling_across_bodies(ledger, {shared[code]: (i, j) for code, i, j in zip(*sole, strict=True)})
    if pairs:
        borne = {code for side, places in _taken(ledger) for code in codes_borne_at(side, places, pairs)}
        borne |= borne_elsewhere(pairs.keys() - borne)
        _enter_alone(ledger, {pair for code, pair in pairs.items() if code not in borne})


def pair_by_name(ledger: Ledger) -> None:
    """Pair by name and sub-item name within body and category, then within bodies the map connects.

    Where several items of one body share a name, the likest are paired first. Several bodies' items of
    one name that stand once in the reformed body are a merge, the reverse a split.
    """
    for scope in _scopes(ledger):
        olds, news = (_by_scope(side, places, scope) for side, places in _alike_in_name(ledger))
        several: list[tuple[list[int], list[int]]] = []
        for number in sorted(olds.keys() & news.keys()):
            before, after = _gather(ledger.before, olds[number]), _gather(ledger.after, news[number])
            for key in before.keys() & after.keys():
                _pair_of_one_name(ledger, before[key], after[key], several)
        for i, j in likest_pairs(ledger.before, ledger.after, several):
            ledger.pair(i, j)


def _pair_of_one_name(
    ledger: Ledger, olds: list[int], news: list[int], several: list[tuple[list[int], list[int]]]
) -> None:
    if len(olds) == len(news) == 1:
        ledger.pair(olds[0], news[0])
    elif 1 in (len(olds), len(news)) and _of_several_bodies(ledger, olds, news):
        ledger.group(olds, news)
    else:
        several.append((olds, news))


def pair_by_name_across_bodies(
    ledger: Ledger, borne_elsewhere: Callable[[Set[NameKey]], Set[NameKey]]
) -> None:
    """Pair what left one body and stands in another under the same name and category, once on each side."""
    (before, olds), (after, news) = _alike_in_name(ledger)
    pairs = _unique_pairs(
        ((i, key) for i, key in name_keys(before, olds).items()),
        ((j, key) for j, key in name_keys(after, news).items()),
    )
    if pairs:
        borne = {key for side, places in _taken(ledger) for key in names_borne_at(side, places, pairs)}
        borne |= borne_elsewhere(pairs.keys() - borne)
        _enter_alone(ledger, {pair for key, pair in pairs.items() if key not in borne})


def pair_by_identity(ledger: Ledger) -> None:
    """Pair what bears the same item id: the lineage recorded through the editions between these two.

    Ids are given at loading by this same pairing with the edition before, or by a statement then. Code
    and name are asked first, so an id decides only where an item was renamed and recoded on its way.
    """
    olds, news = met(ledger.before.powers(ledger.open_before()), ledger.after.powers(ledger.open_after()))
    old_ids, new_ids = ledger.before.ids, ledger.after.ids
    pairs = _unique_pairs(((i, old_ids[i]) for i in olds), ((j, new_ids[j]) for j in news))
    for i, j in pairs.values():
        ledger.pair(i, j)


def in_another_category(ledger: Ledger) -> Iterator[PossibleLineage]:
    """Name what left a category and stands in the same body under the same name in another (变更类型).

    Category gates a pairing (contract §2), so that a person decides.
    """
    own = ledger.bodies.own
    found: list[dict[tuple[int, str, str], list[int]]] = []
    for side, places in _alike_in_name(ledger):
        table: dict[tuple[int, str, str], list[int]] = {}
        for place, (name, sub, _) in name_keys(side, places).items():
            table.setdefault((own[side.bodies[place]], name, sub), []).append(place)
        found.append(table)
    olds, news = found
    for key in olds.keys() & news.keys():
        if len(olds[key]) == len(news[key]) == 1:
            (i,), (j,) = olds[key], news[key]
            if ledger.before.categories[i] != ledger.after.categories[j]:
                yield PossibleLineage(i, j, SURE)


def _alike_in_name(ledger: Ledger) -> tuple[tuple[Side, list[int]], tuple[Side, list[int]]]:
    """The sides, each with the places of its open items whose name an open one of the other bears."""
    olds, news = ledger.alike_in_name()
    return (ledger.before, olds), (ledger.after, news)


def _by_scope(side: Side, places: Iterable[int], scope: Mapping[int, int]) -> dict[int, list[int]]:
    """Return the places by what their bodies are one with; those of other bodies are left out."""
    found: dict[int, list[int]] = {}
    for place in places:
        number = scope.get(side.bodies[place])
        if number is not None:
            found.setdefault(number, []).append(place)
    return found


def _by_content(side: Side, places: Sequence[int]) -> dict[bytes, list[int]]:
    """Return the places by the hash over all that their items say."""
    table: dict[bytes, list[int]] = {}
    for place, stamp in side.stamps(places).items():
        table.setdefault(stamp.digest, []).append(place)
    return table


def _copies(ledger: Ledger, olds: Sequence[int], news: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Pair copies of one content in one body, those that bear the same item id first."""
    left = {ledger.before.ids[i]: i for i in olds}
    right = {ledger.after.ids[j]: j for j in news}
    pairs = [(number, number) for number in sorted(left.keys() & right.keys())]
    rest = (sorted(left.keys() - right.keys()), sorted(right.keys() - left.keys()))
    for old, new in chain(pairs, zip(*rest, strict=False)):
        if ledger.may_pair(left[old], right[new]):
            yield left[old], right[new]


def _scopes(ledger: Ledger) -> Iterator[Mapping[int, int]]:
    yield ledger.bodies.own
    if ledger.bodies.mapped:
        yield ledger.bodies.group


def _shared(old: Cells, new: Cells) -> tuple[list[str], Marked, Marked]:
    """Return the codes of both sides, and who bears them; a code's mark is its place among them."""
    shared = list(filter(is_code, set(old.texts).intersection(new.texts)))
    marks = {code: mark for mark, code in enumerate(shared)}
    borne: list[Marked] = []
    for cells in (old, new):
        found = np.fromiter(map(marks.get, cells.texts, repeat(_NO_MARK)), np.int64, len(cells.texts))
        borne.append(_picked(Marked(np.asarray(cells.places, np.int64), found), found != _NO_MARK))
    return shared, borne[0], borne[1]


def _scoped(side: Side, codes: Marked, scope: Mapping[int, int], shared: Sequence[str]) -> Marked:
    """Return the codes marked otherwise for each of the bodies of the scope that are one."""
    ranks = {number: rank for rank, number in enumerate(set(scope.values()))}
    bodies, at = np.unique(np.asarray(side.bodies)[codes.places], return_inverse=True)
    rank_of = np.asarray([ranks[scope[body]] for body in bodies.tolist()], np.int64)
    return Marked(codes.places, rank_of[at] * len(shared) + codes.marks)


def _picked(borne: Marked, which: npt.NDArray[np.bool_]) -> Marked:
    return Marked(borne.places[which], borne.marks[which])


def _gather(side: Side, places: Iterable[int]) -> dict[NameKey, list[int]]:
    table: dict[NameKey, list[int]] = {}
    for place, key in name_keys(side, places).items():
        table.setdefault(key, []).append(place)
    return table


def _holders(entries: Iterable[tuple[int, _Key]]) -> dict[_Key, int]:
    """Return who bears each key; a key several bear is marked so."""
    holders: dict[_Key, int] = {}
    for place, key in entries:
        if holders.setdefault(key, place) != place:
            holders[key] = _SEVERAL
    return holders


def _unique_pairs(
    before: Iterable[tuple[int, _Key]], after: Iterable[tuple[int, _Key]]
) -> dict[_Key, tuple[int, int]]:
    """Return the keys that exactly one open item bears on each side, and these two items."""
    olds, news = _holders(before), _holders(after)
    pairs = {key: (olds[key], news[key]) for key in olds.keys() & news.keys()}
    return {key: pair for key, pair in pairs.items() if _SEVERAL not in pair}


def _enter_connected(ledger: Ledger, olds: Longs, news: Longs) -> None:
    """Enter what the codes connect: pairs, merges and splits; a knot of several and several is left."""
    each_once = np.unique(olds * len(ledger.after) + news)
    olds, news = np.divmod(each_once, len(ledger.after))
    is_alone = _occur_once(olds) & _occur_once(news)
    ledger.pair_all(olds[is_alone], news[is_alone])
    forward: dict[int, set[int]] = {}
    backward: dict[int, set[int]] = {}
    for i, j in zip(olds[~is_alone].tolist(), news[~is_alone].tolist(), strict=True):
        forward.setdefault(i, set()).add(j)
        backward.setdefault(j, set()).add(i)
    for i, parts in forward.items():
        if all(len(backward[j]) == 1 for j in parts):
            ledger.group((i,), parts)
    for j, sources in backward.items():
        if all(len(forward[i]) == 1 for i in sources):
            ledger.group(sources, (j,))


def _occur_once(places: Longs) -> npt.NDArray[np.bool_]:
    once: npt.NDArray[np.bool_] = np.bincount(places)[places] == 1 if len(places) else places == 0
    return once


def _enter_alone(ledger: Ledger, pairs: Iterable[tuple[int, int]]) -> None:
    """Enter the pairs whose two items stand in no other of the pairs."""
    found = sorted(pairs)
    olds = Counter(i for i, _ in found)
    news = Counter(j for _, j in found)
    for i, j in found:
        if olds[i] == news[j] == 1:
            ledger.pair(i, j)


def _telling_across_bodies(
    ledger: Ledger, pairs: Mapping[str, tuple[int, int]]
) -> dict[str, tuple[int, int]]:
    """Leave out short codes whose two items are of different names."""
    short = [pair for code, pair in pairs.items() if len(code) < _SELF_CONTAINED_CODE]
    olds = name_keys(ledger.before, {i for i, _ in short})
    news = name_keys(ledger.after, {j for _, j in short})
    return {
        code: (i, j)
        for code, (i, j) in pairs.items()
        if len(code) >= _SELF_CONTAINED_CODE or olds[i] == news[j]
    }


def _of_several_bodies(ledger: Ledger, olds: Sequence[int], news: Sequence[int]) -> bool:
    """Whether every one of several items stands in a body of its own."""
    side, many = (ledger.before, olds) if len(olds) > 1 else (ledger.after, news)
    return len({ledger.bodies.own[side.bodies[place]] for place in many}) == len(many)


def _taken(ledger: Ledger) -> Iterator[tuple[Side, Longs]]:
    yield ledger.before, ledger.taken_before()
    yield ledger.after, ledger.taken_after()
