"""The record of published changes (变动): what each publication did to the latest items, entered with it.

Whoever applies all changes in their order holds the latest published items, word for word.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

import msgspec
from sqlalchemy import ColumnElement, Connection, insert, select

from service.comparison import field_differences, kind_of_pair
from service.editions.borrowing import Borrower
from service.items import Body, StandingItem, decode_content
from service.store import insert_rows
from service.store.core import body, current_item, lineage, publication, revision
from service.store.feed import Change
from service.vocabulary import Category, ChangeKind, Decision

_IDS_AT_ONCE = 5_000
_COLUMNS = ("version", "ordinal", "item_id", "kind", "edition_id", "revision_id")


class Wording(msgspec.Struct, frozen=True, gc=False):
    """How a power stands among the latest items: the revision, and what tells one wording from another."""

    revision_id: int
    body_id: int
    level: int | None
    content_hash: bytes

    def says_the_same(self, other: "Wording") -> bool:
        """Whether both say the same of the power, wherever in its list it stands."""
        return (self.body_id, self.level, self.content_hash) == (
            other.body_id,
            other.level,
            other.content_hash,
        )


def wordings(connection: Connection, condition: ColumnElement[bool]) -> dict[int, Wording]:
    """Return, by item in order, those of `current_item` (with `revision` joined) that the condition keeps."""
    rows = connection.execute(
        select(
            current_item.c.item_id,
            current_item.c.revision_id,
            current_item.c.body_id,
            revision.c.level,
            revision.c.content_hash,
        )
        .join(revision, revision.c.id == current_item.c.revision_id)
        .where(condition)
        .order_by(current_item.c.body_id, current_item.c.position, current_item.c.item_id)
    )
    return {row[0]: Wording(*row[1:]) for row in rows}


def enter_changes(
    connection: Connection,
    version: int,
    edition_id: int,
    before: Mapping[int, Wording],
    after: Mapping[int, Wording],
    borrowers: Sequence[Borrower] = (),
) -> None:
    """Enter a publication and its changes under its data version: removals first, then the list's order.

    `before` and `after` are what it took out of the latest items and put into them; `borrowers` are powers of
    another list that show otherwise since.
    """
    connection.execute(insert(publication).values(version=version, edition_id=edition_id))
    differing = {
        item_id: (was, after[item_id])
        for item_id, was in before.items()
        if item_id in after and not was.says_the_same(after[item_id])
    }
    kinds = _kinds(connection, differing)
    if before:
        kinds |= _linked(connection, edition_id)
    gone = ((item_id, ChangeKind.REMOVED, None) for item_id in before if item_id not in after)
    come = (
        (item_id, kinds.get(item_id, ChangeKind.ADDED), wording.revision_id)
        for item_id, wording in after.items()
        if item_id in differing or item_id not in before
    )
    shown = ((each.item_id, ChangeKind.CHANGED, each.revision_id) for each in borrowers)
    rows = (
        (version, ordinal, item_id, kind.value, edition_id, revision_id)
        for ordinal, (item_id, kind, revision_id) in enumerate(chain(gone, come, shown), start=1)
    )
    insert_rows(connection, Change, _COLUMNS, rows)


def touched(before: Mapping[int, Wording], after: Mapping[int, Wording]) -> list[int]:
    """Return the revisions that came, went or took another place."""
    old, new = ({wording.revision_id for wording in side.values()} for side in (before, after))
    return sorted(old ^ new)


def _kinds(connection: Connection, differing: Mapping[int, tuple[Wording, Wording]]) -> dict[int, ChangeKind]:
    """What happened to the powers that stand otherwise than before, told as a comparison tells it.

    A difference too small for a comparison, of width or of a space, is CHANGED: a copy is word for word.
    """
    found: dict[int, ChangeKind] = {}
    for piece in _pieces(list(differing.items())):
        standing = _standing(connection, [each.revision_id for _, pair in piece for each in pair])
        for item_id, (was, now) in piece:
            same_body = was.body_id == now.body_id
            fields = field_differences(
                standing[was.revision_id], standing[now.revision_id], same_body=same_body
            )
            found[item_id] = kind_of_pair(fields, same_body=same_body) or ChangeKind.CHANGED
    return found


def _linked(connection: Connection, edition_id: int) -> dict[int, ChangeKind]:
    """By power that merges and splits of this edition lead to: which of the two."""
    link = lineage.c
    rows = connection.execute(
        select(link.after_item_id, link.kind)
        .where(
            link.edition_id == edition_id,
            link.kind.in_((ChangeKind.MERGED.value, ChangeKind.SPLIT.value)),
            link.withdrawn_at.is_(None),
            link.decision != Decision.REJECTED,
        )
        .order_by(link.id.desc())
    )
    return {item_id: ChangeKind(kind) for item_id, kind in rows}


def _standing(connection: Connection, revision_ids: Sequence[int]) -> dict[int, StandingItem]:
    rows = connection.execute(
        select(
            revision.c.id,
            revision.c.item_id,
            revision.c.category,
            revision.c.content,
            revision.c.content_hash,
            body.c.id.label("body_id"),
            body.c.name,
            body.c.division_code,
            body.c.credit_code,
        )
        .join(body, body.c.id == revision.c.body_id)
        .where(revision.c.id.in_(revision_ids))
    )
    return {
        row.id: StandingItem(
            id=row.item_id,
            revision=row.id,
            edition="",
            body=Body(row.body_id, row.name, row.division_code, row.credit_code),
            category=Category(row.category) if row.category else None,
            level=None,
            content=decode_content(row.content),
            content_hash=row.content_hash,
        )
        for row in rows
    }


def _pieces(
    pairs: Sequence[tuple[int, tuple[Wording, Wording]]],
) -> Iterator[Sequence[tuple[int, tuple[Wording, Wording]]]]:
    for start in range(0, len(pairs), _IDS_AT_ONCE):
        yield pairs[start : start + _IDS_AT_ONCE]
