"""An edition in the store as one side of a comparison: what items say is read when it is wanted."""

from array import array
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Select, select

from service.items import Body, StandingItem, decode_content
from service.reading.standing import pieces
from service.store.core import body_list_layer, edition, revision, revision_code
from service.store.live import standing
from service.store.prepared import Prepared, as_stored, one_of_numbers
from service.text import fold, fold_all
from service.vocabulary import Category, Level

_ROWS_AT_ONCE = 5_000
_CATEGORIES = {None: None} | {category.value: category for category in Category}
_LEVELS = {None: None} | {int(level): level for level in Level}
_COLUMNS = (
    revision.c.id,
    revision.c.item_id,
    revision.c.category,
    revision.c.level,
    revision.c.content_hash,
    revision.c.name,
    revision.c.sub_item_name,
)
_OUTLINES = Prepared(
    lambda dialect: select(*_COLUMNS).where(one_of_numbers(revision.c.id, "revisions", dialect))
)
_CONTENTS = Prepared(
    lambda dialect: select(revision.c.id, as_stored(revision.c.content, dialect)).where(
        one_of_numbers(revision.c.id, "revisions", dialect)
    )
)
_CODES = Prepared(
    lambda dialect: select(revision_code.c.revision_id, revision_code.c.folded_code).where(
        one_of_numbers(revision_code.c.revision_id, "revisions", dialect)
    )
)


class OutlinedSide:
    """Items of an edition, a draft's too; see `service.comparison.Side`.

    An item takes some 300 bytes. What is not held is read through the connection, in the snapshot it stands
    in; asked when that is over, it raises `RuntimeError`.
    """

    def __init__(self, connection: Connection, edition_id: int) -> None:
        self._connection = connection
        self.label: str = connection.execute(
            select(edition.c.label).where(edition.c.id == edition_id)
        ).scalar_one()
        self._snapshot = connection.get_transaction()
        self.owners: dict[int, Body] = {}
        self.ids, self.revisions, self.bodies = array("q"), array("q"), array("q")
        self.categories: list[Category | None] = []
        self.levels: list[Level | None] = []
        self.hashes: list[bytes] = []
        self._names: list[str] = []
        self._subs: dict[int, str] = {}

    def add_revisions(self, revisions: Mapping[int, int], lists: Mapping[int, Body]) -> None:
        """Take in these revisions, each of which stands in one of these body lists."""
        for piece in pieces(sorted(revisions)):
            rows = _OUTLINES.rows(self._connection, revisions=piece)
            self._add(rows, [lists[revisions[row.id]] for row in rows])

    def add_lists(self, lists: Mapping[int, Body], progress: Callable[[int], object]) -> None:
        """Take in all that stands in these body lists; `progress` is told how many items that is by now."""
        if not lists:
            return
        joined, stands = standing()
        query: Select[Any] = (
            select(*_COLUMNS, body_list_layer.c.body_list_id)
            .select_from(joined)
            .where(body_list_layer.c.body_list_id.in_(lists), stands)
            .execution_options(yield_per=_ROWS_AT_ONCE)
        )
        for rows in self._connection.execute(query).partitions():
            self._add(rows, [lists[row[-1]] for row in rows])
            progress(len(self))

    def _add(self, rows: Sequence[Sequence[Any]], owners: Sequence[Body]) -> None:
        first = len(self)
        for row, owner in zip(rows, owners, strict=True):
            number, power, category, level, digest, _, sub_item_name = row[:7]
            if sub_item_name:
                self._subs[len(self.ids)] = fold(sub_item_name)
            self.revisions.append(number)
            self.ids.append(power)
            self.bodies.append(owner.id)
            self.categories.append(_CATEGORIES[category])
            self.levels.append(_LEVELS[level])
            self.hashes.append(digest)
            self.owners[owner.id] = owner
        self._names += fold_all([row[5] for row in rows])
        assert len(self._names) == len(self) == first + len(rows)  # noqa: S101

    def __len__(self) -> int:
        return len(self.ids)

    def names(self, places: Sequence[int]) -> list[str]:
        """Return the folded names at these places."""
        return [self._names[place] for place in places]

    def sub_names(self, places: Sequence[int]) -> dict[int, str]:
        """Return the folded sub-item names by place."""
        subs = self._subs
        return {place: subs[place] for place in places if place in subs} if subs else {}

    def codes(self, places: Sequence[int]) -> tuple[Sequence[int], Sequence[str]]:
        """Read the folded codes at these places."""
        self._require_snapshot()
        by_revision = {self.revisions[place]: place for place in places}
        of, found = array("q"), list[str]()
        for piece in pieces(sorted(by_revision)):
            rows = _CODES.rows(self._connection, revisions=piece)
            of.extend([by_revision[number] for number, _ in rows])
            found += fold_all([code for _, code in rows])
        return of, found

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
                category=self.categories[place],
                level=self.levels[place],
                content=decode_content(contents[self.revisions[place]]),
                content_hash=self.hashes[place],
            )
            for place in places
        ]

    def _require_snapshot(self) -> None:
        """Ask no connection that others may use by now."""
        if self._connection.closed or self._connection.get_transaction() is not self._snapshot:
            raise RuntimeError("the snapshot is over in which this was compared")
