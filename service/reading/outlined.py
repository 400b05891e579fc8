"""An edition in the store as one side of a comparison: what items say is read when it is wanted."""

from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np
from sqlalchemy import Connection, select

from service.comparison import CATEGORIES, LEVELS, Longs, Marked, Side, Texts
from service.items import Body, StandingItem, decode_content
from service.reading.columns import Outlines, codes_of, outlines_of, outlines_of_list
from service.reading.standing import pieces
from service.store.core import edition, revision
from service.store.prepared import Prepared, as_stored, one_of_numbers

_CATEGORY_NUMBERS = {category or "": number for number, category in enumerate(CATEGORIES)}
_LEVEL_NUMBERS = {int(level or 0): number for number, level in enumerate(LEVELS)}
_DIGEST = 32
_CONTENTS = Prepared(
    lambda dialect: select(revision.c.id, as_stored(revision.c.content, dialect)).where(
        one_of_numbers(revision.c.id, "revisions", dialect)
    )
)


class OutlinedSide(Side):
    """Items of an edition, a draft's too.

    An item takes some 110 bytes. What is not held is read through the connection, in the snapshot it stands
    in; asked when that is over, it raises `RuntimeError`.
    """

    def __init__(self, connection: Connection, edition_id: int) -> None:
        query = select(edition.c.label).where(edition.c.id == edition_id)
        super().__init__(connection.execute(query).scalar_one())
        self._connection = connection
        self._snapshot = connection.get_transaction()
        self._digests = bytearray()
        self._names = Texts()
        self._subs: dict[int, str] = {}

    def add_revisions(self, revisions: Mapping[int, int], lists: Mapping[int, Body]) -> None:
        """Take in these revisions, each of which stands in one of these body lists."""
        for found in outlines_of(self._connection, list(revisions)):
            self._add(found, [lists[revisions[number]] for number in found.revisions])

    def add_list(
        self, owner: Body, layers: Sequence[int], items: int, progress: Callable[[int], object]
    ) -> None:
        """Take in all that stands in a body's list of about so many items; `layers` with the nearest first.

        `progress` is told how many items are taken in by now.
        """
        hidden: set[int] = set()
        for layer in layers:
            seen: set[int] = set()
            for found in outlines_of_list(self._connection, layer, items):
                self._add(found.standing(hidden), [owner])
                if layer != layers[-1]:
                    seen.update(found.powers)
                progress(len(self))
            hidden |= seen

    def _add(self, found: Outlines, owners: Sequence[Body]) -> None:
        """Take in revisions of one body, or each of its own."""
        first, count = len(self), len(found.revisions)
        self.owners.update((owner.id, owner) for owner in owners)
        self.revisions.extend(found.revisions)
        self.ids.extend(found.powers)
        self.bodies.extend([owner.id for owner in owners] * (count if len(owners) < count else 1))
        self.categories.extend(map(_CATEGORY_NUMBERS.__getitem__, found.categories))
        self.levels.extend(map(_LEVEL_NUMBERS.__getitem__, found.levels))
        self._digests.extend(found.digests)
        self._names.extend(found.names)
        if found.subs:
            places = enumerate(found.revisions, first)
            self._subs.update((place, found.subs[number]) for place, number in places if number in found.subs)
        columns = (self.ids, self.bodies, self.categories, self.levels, self._names.marks)
        held = {len(self._digests) // _DIGEST, *(len(column) for column in columns)}
        assert held == {first + count}  # noqa: S101 - columns that stand aslant would pair what is apart

    def digest(self, place: int) -> bytes:
        """Return the hash over all that an item says."""
        return bytes(self._digests[place * _DIGEST : (place + 1) * _DIGEST])

    def contents(self, places: Longs) -> Marked:
        """Return marks of all that the items at these places say: the beginnings of their hashes."""
        return Marked(places, np.frombuffer(self._digests, np.int64)[:: _DIGEST // 8][places])

    def names(self, places: Iterable[int]) -> dict[int, str]:
        """Return the folded names at these places."""
        return self._names.at(places)

    def named(self, places: Longs) -> Marked:
        """Return marks of the folded names at these places."""
        return Marked(places, np.asarray(self._names.marks)[places])

    def names_bearing(self, has: Callable[[str], object]) -> list[int]:
        """Return the places of the folded names of which this holds."""
        return self._names.bearing(has)

    def sub_names(self) -> dict[int, str]:
        """Return the folded sub-item names by place."""
        return self._subs

    def codes(self, places: Sequence[int]) -> list[tuple[int, str]]:
        """Read the folded codes at these places."""
        self._require_snapshot()
        by_revision = {self.revisions[place]: place for place in places}
        found = codes_of(self._connection, sorted(by_revision))
        return [
            (by_revision[number], code)
            for numbers, codes in found
            for number, code in zip(numbers, codes, strict=True)
        ]

    def coded(self, places: Longs) -> Marked:
        """Read marks of the folded codes at these places."""
        self._require_snapshot()
        of, marks = array("q"), array("q")
        revisions = np.asarray(self.revisions)[places]
        order = np.argsort(revisions)
        in_order = revisions[order]
        for numbers, codes in codes_of(self._connection, in_order.tolist()):
            of.extend(numbers)
            marks.extend(map(hash, codes))
        return Marked(places[order[np.searchsorted(in_order, np.asarray(of))]], np.asarray(marks))

    def whole(self, places: Sequence[int]) -> list[StandingItem]:
        """Read the items at these places whole."""
        self._require_snapshot()
        contents: dict[int, str | bytes] = {}
        for piece in pieces(sorted({self.revisions[place] for place in places})):
            contents |= _CONTENTS.rows(self._connection, revisions=piece)
        return [
            StandingItem(
                id=self.ids[place],
                revision=self.revisions[place],
                edition=self.label,
                body=self.owners[self.bodies[place]],
                category=self.category(place),
                level=self.level(place),
                content=decode_content(contents[self.revisions[place]]),
                content_hash=self.digest(place),
            )
            for place in places
        ]

    def _require_snapshot(self) -> None:
        """Ask no connection that others may use by now."""
        if self._connection.closed or self._connection.get_transaction() is not self._snapshot:
            raise RuntimeError("the snapshot is over in which this was compared")
