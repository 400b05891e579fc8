"""An edition in the store as one side of a comparison: what items say is read when it is wanted."""

from array import array
from collections.abc import Callable, Mapping, Sequence
from itertools import compress
from typing import Any

import numpy as np
from sqlalchemy import ColumnElement, Connection, LargeBinary, bindparam, cast, func, select

from service.comparison import CATEGORIES, Cells, FoldedSide, Longs, Marked, Stamp
from service.items import Body, StandingItem, decode_content
from service.reading.columns import (
    Outlines,
    Versions,
    codes_of,
    outlines_of_list,
    removals_of_list,
    versions_of,
)
from service.reading.standing import pieces
from service.store.core import edition, revision
from service.store.prepared import Prepared, as_stored, one_of_numbers
from service.vocabulary import Level

CATEGORY_PLACES = {category or "": number for number, category in enumerate(CATEGORIES)}
"""By a category as the store has it, its place in `CATEGORIES`."""
# Up to so many items' codes are kept once they are read.
_FEW = 20_000
_LEVELS = {None: None} | {int(level): level for level in Level}
_LABEL = Prepared(lambda _: select(edition.c.label).where(edition.c.id == bindparam("edition")))
_STAMPS = Prepared(
    lambda dialect: select(revision.c.id, revision.c.content_hash, revision.c.level).where(
        one_of_numbers(revision.c.id, "revisions", dialect)
    )
)
_WORDINGS = Prepared(
    lambda dialect: select(revision.c.id, _in_bytes(revision.c.content, dialect).label("content")).where(
        one_of_numbers(revision.c.id, "revisions", dialect)
    )
)
_CONTENTS = Prepared(
    lambda dialect: select(
        revision.c.id,
        as_stored(revision.c.content, dialect),
        revision.c.content_hash,
        revision.c.level,
    ).where(one_of_numbers(revision.c.id, "revisions", dialect))
)


class OutlinedSide(FoldedSide):
    """Items of an edition, a draft's too.

    An item takes some 80 bytes. What is not held is read through the connection, in the snapshot it stands
    in; asked when that is over, it raises `RuntimeError`.
    """

    def __init__(self, connection: Connection, edition_id: int) -> None:
        ((label,),) = _LABEL.rows(connection, edition=edition_id)
        super().__init__(label)
        self._connection = connection
        self._snapshot = connection.get_transaction()
        # Of the first items alone, so long as they come with them.
        self._hashes = array("q")
        self._codes_kept_of: Longs = np.arange(0)
        self._codes = Cells([], [])

    def add_revisions(self, revisions: Mapping[int, int], lists: Mapping[int, Body]) -> None:
        """Take in these revisions, each of which stands in one of these body lists."""
        for piece in pieces(sorted(revisions)):
            outlines = versions_of(self._connection, piece).outlines
            self._add(outlines, lists, [revisions[number] for number in outlines.revisions])

    def add_nearest(self, versions: Versions, layers: Longs, lists: Mapping[int, Body]) -> None:
        """Take in what stands of some powers, all of whose versions these are, in these body lists.

        `layers` are those of the lists, as `layer_columns` has them.
        """
        places, numbers = versions.nearest(layers)
        self._add(versions.outlines.at(places), lists, numbers)

    def add_list(
        self, owner: Body, layers: Sequence[int], items: int, progress: Callable[[int], object]
    ) -> None:
        """Take in all that stands in a body's list of about so many items; `layers` with the nearest first.

        `progress` is told how many items are taken in by now.
        """
        hidden: set[int] = set()
        for layer in layers:
            hides = layer != layers[-1]
            brought: set[int] = set()
            for found in outlines_of_list(self._connection, layer, items):
                self._add(found.without(hidden) if hidden else found, {layer: owner}, [layer])
                if hides:
                    brought.update(found.powers)
                progress(len(self))
            if hides:
                hidden |= brought
                hidden.update(removals_of_list(self._connection, layer))

    def _add(self, found: Outlines, lists: Mapping[int, Body], numbers: Sequence[int]) -> None:
        """Take in revisions of one of these body lists, or each of its own."""
        first, count = len(self), len(found.revisions)
        if found.hashes is not None and len(self._hashes) == first:
            self._hashes.frombytes(found.hashes.tobytes())
        owners = {number: lists[number] for number in set(numbers)}
        self.owners.update((owner.id, owner) for owner in owners.values())
        self.revisions.extend(found.revisions)
        self.ids.extend(found.powers)
        bodies = array("q", [owners[number].id for number in numbers])
        self.bodies.extend(bodies * (count if len(bodies) == 1 else 1))
        self.categories.extend(map(CATEGORY_PLACES.__getitem__, found.categories))
        self._names.extend(found.names)
        if found.subs:
            places = enumerate(found.revisions, first)
            self._subs.update((place, found.subs[number]) for place, number in places if number in found.subs)
        columns = (self.revisions, self.ids, self.bodies, self.categories, self._names.marks)
        held = {len(column) for column in columns}
        assert held == {first + count}  # noqa: S101 - columns that stand aslant would pair what is apart

    def stamps(self, places: Sequence[int]) -> dict[int, Stamp]:
        """Read the stamps of the items at these places."""
        self._require_snapshot()
        place_of = {self.revisions[place]: place for place in places}
        read: dict[int, Stamp] = {}
        for piece in pieces(sorted(place_of)):
            rows = _STAMPS.rows(self._connection, revisions=piece)
            read.update((place_of[number], Stamp(digest, _LEVELS[level])) for number, digest, level in rows)
        return {place: read[place] for place in places}

    def hashed(self, places: Longs) -> Marked:
        """Return marks of the hashes over what the items say, read where they did not come along."""
        known = places[places < len(self._hashes)]
        unknown = super().hashed(places[places >= len(self._hashes)])
        marks = np.asarray(self._hashes)[known]
        return Marked(np.append(known, unknown.places), np.append(marks, unknown.marks))

    def codes(self, places: Sequence[int]) -> Cells:
        """Read the folded codes at these places, unless they were kept."""
        wanted = np.asarray(places, np.int64)
        if np.isin(wanted, self._codes_kept_of).all():
            is_wanted = np.isin(self._codes.places, wanted)
            return Cells(
                np.asarray(self._codes.places)[is_wanted].tolist(), [*compress(self._codes.texts, is_wanted)]
            )
        of, _, texts = self._codes_read(wanted, with_texts=True)
        return Cells(of.tolist(), texts)

    def coded(self, places: Longs) -> Marked:
        """Read marks of the folded codes at these places; where these are few, the codes are kept."""
        of, marks, texts = self._codes_read(places, with_texts=len(places) <= _FEW)
        if len(places) <= _FEW:
            self._codes_kept_of, self._codes = places, Cells(of.tolist(), texts)
        return Marked(of, marks)

    def _codes_read(self, places: Longs, *, with_texts: bool) -> tuple[Longs, Longs, list[str]]:
        """Return the places, marks and, if asked, texts of the codes there."""
        self._require_snapshot()
        of, marks = array("q"), array("q")
        texts: list[str] = []
        revisions = np.asarray(self.revisions)[places]
        order = np.argsort(revisions)
        in_order = revisions[order]
        for numbers, codes in codes_of(self._connection, array("q", in_order.tobytes())):
            of.extend(numbers)
            marks.extend(map(hash, codes))
            if with_texts:
                texts.extend(codes)
        at = np.searchsorted(in_order, np.asarray(of))
        at[at == len(in_order)] = 0
        asked = in_order[at] == np.asarray(of)
        return places[order[at[asked]]], np.asarray(marks)[asked], [*compress(texts, asked)]

    def whole(self, places: Sequence[int]) -> list[StandingItem]:
        """Read the items at these places whole."""
        self._require_snapshot()
        found: dict[int, Any] = {}
        for piece in pieces(sorted({self.revisions[place] for place in places})):
            found |= {row[0]: row for row in _CONTENTS.rows(self._connection, revisions=piece)}
        items: list[StandingItem] = []
        for place in places:
            revision_id, content, digest, level = found[self.revisions[place]]
            items.append(
                StandingItem(
                    id=self.ids[place],
                    revision=revision_id,
                    edition=self.label,
                    body=self.owners[self.bodies[place]],
                    category=CATEGORIES[self.categories[place]],
                    level=_LEVELS[level],
                    content=decode_content(content),
                    content_hash=digest,
                )
            )
        return items

    def wordings(self, places: Sequence[int]) -> list[bytes]:
        """Read what the items at these places say."""
        self._require_snapshot()
        found: dict[int, bytes] = {}
        for piece in pieces(sorted({self.revisions[place] for place in places})):
            found.update(_WORDINGS.rows(self._connection, revisions=piece))
        return [found[self.revisions[place]] for place in places]

    def _require_snapshot(self) -> None:
        """Ask no connection that others may use by now."""
        if self._connection.closed or self._connection.get_transaction() is not self._snapshot:
            raise RuntimeError("the snapshot is over in which this was compared")


def _in_bytes(text: ColumnElement[str], dialect: str) -> ColumnElement[Any]:
    """Return a text as its bytes in UTF-8, which cost SQLite's driver least."""
    return cast(text, LargeBinary) if dialect == "sqlite" else func.convert_to(text, "UTF8")
