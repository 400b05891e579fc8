"""What each division adds to the index, kept part by part: a part to which none adds anything else stands."""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from service.downloads.searching import body_grams, part_of, parts_for, power_grams
from service.pages import Sources
from service.pages.release import key_of
from service.reading import bodies_by_id
from service.reading.relatives import Named, named_items

STRETCH = 1 << 15
"""How many numbers of powers are looked through together."""
# Parts that are kept together.
_TOGETHER = 16
# Bytes of a mark.
_MARK = 8

Entries = dict[str, bytes]
"""The numbers under each gram, ascending, of four bytes each."""


class Outline(msgspec.Struct, frozen=True, array_like=True):
    """A division's powers as far as the index goes: the stretches of numbers that they stand in, and marks of
    their codes and of what they add to each part, one after the other.
    """

    stretches: list[int]
    codes: bytes
    parts: bytes

    def part(self, number: int) -> bytes:
        """The mark of what it adds to a part."""
        return self.parts[number * _MARK : (number + 1) * _MARK]


_encode = msgspec.msgpack.Encoder().encode
_outline = msgspec.msgpack.Decoder(Outline).decode
_kept_together = msgspec.msgpack.Decoder(list[msgspec.Raw]).decode
_entries = msgspec.msgpack.Decoder(Entries).decode


class Entering:
    """Finds what divisions add to the index, in one snapshot of the store."""

    def __init__(self, sources: Sources) -> None:
        """Take the snapshot, and where what was found is kept."""
        self._sources = sources
        self._kept = sources.working.kept
        holdings = sources.catalogue.holdings
        self.parts = parts_for(sum(each.latest.items for each in holdings))
        self._divisions = sources.catalogue.list_divisions
        self._read: tuple[int, list[list[msgspec.Raw]]] | None = None

    def outlines(self) -> dict[str, Outline]:
        """Return what each division that has lists adds, by its code."""
        return {each.code: self._outline(each.code) for each in self._divisions}

    def entries(self, part: int) -> dict[str, list[int]]:
        """Return the numbers under each gram of a part, ascending."""
        group, place = divmod(part, _TOGETHER)
        if self._read is None or self._read[0] != group:
            self._read = group, [self._group(each.code, group) for each in self._divisions]
        found: dict[str, list[bytes]] = defaultdict(list)
        for theirs in self._read[1]:
            for gram, numbers in _entries(theirs[place]).items():
                found[gram].append(numbers)
        return {gram: _merged(numbers) for gram, numbers in found.items()}

    def _key(self, code: str) -> bytes:
        """The key of a division's names: of its powers, with their codes, and of its bodies."""
        lists = [self._sources.names[each.list_id] for each in self._sources.catalogue.of_division(code)]
        return key_of("grams", lists, self._sources.bodies_of[code])

    def _name(self, code: str, *group: int) -> str:
        return " ".join(map(str, ("grams", code, self.parts, *group)))

    def _outline(self, code: str) -> Outline:
        known = self._kept.get(self._name(code), self._key(code))
        return self._found(code)[0] if known is None else _outline(known)

    def _group(self, code: str, group: int) -> list[msgspec.Raw]:
        known = self._kept.get(self._name(code, group), self._key(code))
        return _kept_together(self._found(code)[1][group] if known is None else known)

    def _found(self, code: str) -> tuple[Outline, list[bytes]]:
        """Find what a division adds, and keep it: the outline, and the entries of parts in groups."""
        connection, key = self._sources.connection, self._key(code)
        powers = [
            item
            for holding in self._sources.catalogue.of_division(code)
            for item in named_items(connection, holding.list_id)
        ]
        numbers = [number for number, (division, _) in self._sources.bodies.items() if division == code]
        bodies = {number: body.name for number, body in bodies_by_id(connection, numbers).items()}
        parts = [_encode(part) for part in _by_part(_entries_of(powers, bodies), self.parts)]
        outline = Outline(
            sorted({item.item_id // STRETCH for item in powers}),
            key_of(sorted((item.item_id, sorted(item.codes)) for item in powers if item.codes)),
            b"".join(map(key_of, parts)),
        )
        groups = [
            _encode([msgspec.Raw(part) for part in parts[at : at + _TOGETHER]])
            for at in range(0, len(parts), _TOGETHER)
        ]
        self._kept.put(self._name(code), key, _encode(outline))
        for group, value in enumerate(groups):
            self._kept.put(self._name(code, group), key, value)
        return outline, groups


def _entries_of(powers: Iterable[Named], bodies: Mapping[int, str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for item in powers:
        for gram in power_grams(
            item.name, item.folded_name, item.body_name, item.division_code, item.category
        ):
            found[gram].append(item.item_id)
    for number, name in bodies.items():
        for gram in body_grams(name):
            found[gram].append(number)
    return found


def _by_part(entries: Mapping[str, Sequence[int]], parts: int) -> list[Entries]:
    found: list[Entries] = [{} for _ in range(parts)]
    for gram in sorted(entries):
        found[part_of(gram, parts)][gram] = array("I", sorted(entries[gram])).tobytes()
    return found


def _merged(pieces: Iterable[bytes]) -> list[int]:
    return sorted(array("I", b"".join(pieces)))
