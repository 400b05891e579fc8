"""The mark of each power's page: of its wordings, its instruments, its counterpart, its other levels."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

import msgspec
from sqlalchemy import Connection

from service.pages.catalogue import Holding
from service.pages.keeping import Kept
from service.pages.release import key_of
from service.reading import marks
from service.reading.relatives import Decided, Named, Seeking, decisions_on, named_items, seeking_codes

_read = msgspec.msgpack.Decoder(dict[int, int]).decode
_written = msgspec.msgpack.Encoder().encode


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
    return known


class Alike:
    """The marks of what stands for a list's powers in others, kept pair by pair of lists."""

    def __init__(self, connection: Connection, names: Mapping[int, bytes], decided: int, kept: Kept) -> None:
        """Take the lists' naming keys by number, the mark of all decisions, and where marks are kept."""
        self._connection = connection
        self._names = names
        self._decided = decided
        self._kept = kept

    def marks(self, holding: Holding, others: Iterable[Holding]) -> dict[int, int]:
        """Return, for each power of a list that has its like in the others, the mark of these."""
        found: dict[int, int] = defaultdict(int)
        seeking: Seeking | None = None
        for other in others:
            name = f"alike {holding.list_id} {other.list_id}"
            key = key_of(self._names[holding.list_id], self._names[other.list_id], self._decided)
            known = self._kept.get(name, key)
            if known is not None:
                met = _read(known)
            else:
                seeking = seeking or self._seeking(holding)
                met = _met(seeking, named_items(self._connection, other.list_id), other.division.name)
                self._kept.put(name, key, _written(met))
            for number, mark in met.items():
                found[number] += mark
        return found

    def _seeking(self, holding: Holding) -> Seeking:
        own = named_items(self._connection, holding.list_id)
        return Seeking((item._replace(codes=seeking_codes(item.codes)) for item in own), self._decisions)

    @cached_property
    def _decisions(self) -> Decided:
        return decisions_on(self._connection, None)


def item_marks(
    connection: Connection,
    holding: Holding,
    alike: Mapping[int, int],
    duties: Holding | None,
    instruments: Mapping[int, int],
    bodies: Mapping[int, tuple[str, int]],
) -> dict[int, int]:
    """Return the mark of every power that stood in the list, in the order of their numbers.

    `alike` are the marks of the same powers in other lists, `duties` is the responsibility list that powers
    without duties of their own borrow from; `instruments` and `bodies` are their marks.
    """
    found = marks.wording_marks(connection, holding.editions)
    for number, mark in marks.citation_marks(connection, holding.list_id, instruments).items():
        if number in found:
            found[number] += mark
    for number, body_id in marks.bodies_of_powers(connection, holding.list_id):
        if number in found:
            found[number] += bodies[body_id][1]
    if duties is not None:
        own = named_items(connection, holding.list_id)
        for number, mark in _borrowed(connection, own, duties):
            found[number] += mark
    for number, mark in alike.items():
        found[number] += mark
    return {number: marks.mark_of(mark) for number, mark in sorted(found.items())}


def _met(seeking: Seeking, others: Sequence[Named], division: str) -> dict[int, int]:
    """The mark of each power's like among these."""
    return {
        number: marks.mark_of(
            relative.item_id,
            relative.list_id,
            relative.name,
            relative.sub_item_name,
            relative.body_name,
            relative.confirmed,
            relative.same_code,
            relative.same_name,
            division,
        )
        for number, relative in seeking.found(others)
    }


def _borrowed(connection: Connection, own: Iterable[Named], duties: Holding) -> Iterable[tuple[int, int]]:
    """Each power with the marks of the items of the responsibility list that bear its code or name."""
    wordings = marks.wording_marks(connection, duties.editions)
    borne: dict[str, set[int]] = defaultdict(set)
    for item in named_items(connection, duties.list_id):
        for key in (*item.codes, f"={item.folded_name}"):
            borne[key].add(item.item_id)
    for item in own:
        near = {each for key in (*item.codes, f"={item.folded_name}") for each in borne.get(key, ())}
        for each in near:
            yield item.item_id, wordings.get(each, 0)
