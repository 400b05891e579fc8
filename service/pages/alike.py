"""The marks of what stands for a list's powers in others, found from what each list's names come to."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import TypeVar

import msgspec
from sqlalchemy import Connection

from service.pages.catalogue import Holding
from service.pages.keeping import Kept
from service.pages.release import key_of
from service.reading import marks
from service.reading.relatives import Named, decisions_on, named_items, seeking_codes

Term = TypeVar("Term")
# A province's list and a city's are asked for by each of the lists below them.
_MOST_HELD = 4


class Names(msgspec.Struct, frozen=True, array_like=True, kw_only=True):
    """A list's latest items in their order, as those of other lists are told to be the same.

    Names with their categories, and codes, are told by their marks alone. `told` are the marks of what pages
    of others tell of an item, `coded` its codes, `sought` the codes by which it looks for others.
    """

    items: list[int]
    told: list[int]
    named: list[int]
    coded: list[list[int]]
    sought: list[list[int]]


class Places(msgspec.Struct, frozen=True):
    """The items of a list by their places in it: those of a code, of a name, of a number."""

    told: Sequence[int]
    coded: Mapping[int, Sequence[int]]
    named: Mapping[int, Sequence[int]]
    items: Mapping[int, int]


_encode = msgspec.msgpack.Encoder().encode
_names = msgspec.msgpack.Decoder(Names).decode
_marks = msgspec.msgpack.Decoder(dict[int, int]).decode


def naming_key(
    connection: Connection, holding: Holding, editions: Mapping[int, int], bodies: int, kept: Kept
) -> bytes:
    """Return the key of all that other lists and the index tell of a list's latest items: their names.

    It is another when an item comes, goes or is named otherwise, whatever else a new edition changes.
    `editions` are the editions' marks, `bodies` is that of the division's bodies.
    """
    division = holding.division.name
    name, key = f"named {holding.list_id}", key_of(editions[holding.latest.id], bodies, division)
    known = kept.get(name, key)
    if known is None:
        items = named_items(connection, holding.list_id)
        told = [(*item[:-1], sorted(item.codes)) for item in items]
        known = key_of(told, division)
        kept.put(name, key, known)
        kept.put(*_under(holding, known), _encode(_names_of(items, division)))
    return known


class Alike:
    """The marks of what stands for a list's powers in others, kept pair by pair of lists."""

    def __init__(self, connection: Connection, names: Mapping[int, bytes], decided: int, kept: Kept) -> None:
        """Take the lists' naming keys by number, the mark of all decisions, and where marks are kept."""
        self._connection = connection
        self._keys = names
        self._decided = decided
        self._kept = kept
        self._held: dict[int, tuple[Names, Places]] = {}

    def marks(self, holding: Holding, others: Iterable[Holding]) -> dict[int, int]:
        """Return, for each power of a list that has its like in the others, the mark of these."""
        found: dict[int, int] = defaultdict(int)
        for other in others:
            name = f"alike {holding.list_id} {other.list_id}"
            key = key_of(self._keys[holding.list_id], self._keys[other.list_id], self._decided)
            known = self._kept.get(name, key)
            if known is not None:
                met = _marks(known)
            else:
                met = self._met(self._read(holding)[0], self._read(other)[1])
                self._kept.put(name, key, _encode(met))
            for number, mark in met.items():
                found[number] += mark
        return found

    def _read(self, holding: Holding) -> tuple[Names, Places]:
        read = self._held.pop(holding.list_id, None)
        if read is None:
            names = self._names_of(holding)
            read = names, _places_of(names)
        self._held[holding.list_id] = read
        if len(self._held) > _MOST_HELD:
            del self._held[next(iter(self._held))]
        return read

    def _names_of(self, holding: Holding) -> Names:
        name, key = _under(holding, self._keys[holding.list_id])
        known = self._kept.get(name, key)
        if known is not None:
            return _names(known)
        names = _names_of(named_items(self._connection, holding.list_id), holding.division.name)
        self._kept.put(name, key, _encode(names))
        return names

    def _met(self, own: Names, others: Places) -> dict[int, int]:
        """The mark of each power's like among these, chosen as `reading.relatives_of` does."""
        confirmed, rejected = self._decisions
        met: dict[int, int] = {}
        for item, named, sought in zip(own.items, own.named, own.sought, strict=True):
            by_code = {place for code in sought for place in others.coded.get(code, ())}
            by_name = others.named.get(named, ())
            said = [others.items[each] for each in confirmed.get(item, ()) if each in others.items]
            barred = [others.items[each] for each in rejected.get(item, ()) if each in others.items]
            for candidates in (said, by_code, by_name):
                # What a person confirmed stands first, and is not rejected.
                left = candidates if candidates is said or not barred else set(candidates).difference(barred)
                if left:
                    place = min(left)
                    met[item] = marks.mark_of(
                        others.told[place], bool(said), place in by_code, place in by_name
                    )
                    break
        return met

    @cached_property
    def _decisions(self) -> tuple[Mapping[int, set[int]], Mapping[int, set[int]]]:
        """By power, those of other lists that people said it is, and is not."""
        decided = decisions_on(self._connection, None)
        return _both_ways(decided.confirmed), _both_ways(decided.rejected)


def _under(holding: Holding, names: bytes) -> tuple[str, bytes]:
    """Where what a list's names come to is kept, and under which key."""
    return f"names {holding.list_id}", key_of("names", names)


def _names_of(items: Sequence[Named], division: str) -> Names:
    return Names(
        items=[item.item_id for item in items],
        told=[
            marks.mark_of(item.item_id, item.list_id, item.name, item.sub_item_name, item.body_name, division)
            for item in items
        ],
        named=[marks.mark_of(item.folded_name, item.category) for item in items],
        coded=[[marks.mark_of(code) for code in item.codes] for item in items],
        sought=[[marks.mark_of(code) for code in seeking_codes(item.codes)] for item in items],
    )


def _places_of(names: Names) -> Places:
    return Places(
        names.told,
        _by_term((code, place) for place, codes in enumerate(names.coded) for code in codes),
        _by_term((named, place) for place, named in enumerate(names.named)),
        {item: place for place, item in enumerate(names.items)},
    )


def _by_term(pairs: Iterable[tuple[Term, int]]) -> dict[Term, list[int]]:
    found: dict[Term, list[int]] = {}
    for term, place in pairs:
        found.setdefault(term, []).append(place)
    return found


def _both_ways(pairs: Iterable[tuple[int, int]]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for one, other in pairs:
        found[one].add(other)
        found[other].add(one)
    return dict(found)
