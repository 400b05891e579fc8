"""Powers that show the duties of a responsibility list: which of them show others after a publication.

A power without duties of its own shows those of its counterpart (contract §2), so a new edition of the
responsibility list changes it, although no word of its own list did.
"""

from collections.abc import Iterator, Sequence

import msgspec
from sqlalchemy import Connection, select

from service.items import Duty
from service.reading import ItemRecord, When, duties_of, items_by_id, readings_of
from service.store.core import current_item, published_list, revision, revision_code
from service.vocabulary import ListKind

_IDS_AT_ONCE = 5_000


class Borrower(msgspec.Struct, frozen=True):
    """A power, and the revision of it that stands."""

    item_id: int
    revision_id: int


def borrowers_of(
    connection: Connection, division: str, former: str | None, touched: Sequence[int]
) -> list[Borrower]:
    """Return the division's powers whose duties are others than before, by item.

    The latest edition of its responsibility list is the one just published; `former` is the label of the one
    before it. `touched` are the revisions that came into it, went from it or took another place: who shares
    neither code nor body and name with any of them shows the same duties as before.
    """
    powers = select(published_list.c.id).where(
        published_list.c.division_code == division, published_list.c.kind == ListKind.POWER.value
    )
    power_list = connection.execute(powers).scalar_one_or_none()
    if power_list is None:
        return []
    candidates = sorted(
        {number for piece in _pieces(touched) for number in _sharing(connection, power_list, piece)}
    )
    found: list[Borrower] = []
    for ids in _pieces(candidates):
        items = list(items_by_id(connection, ids).values())
        now = duties_of(connection, items)
        was = _duties_before(connection, items, former)
        found += [Borrower(item.id, item.revision_id) for item in items if now[item] != was[item]]
    return sorted(found, key=lambda each: each.item_id)


def _sharing(connection: Connection, power_list: int, touched: Sequence[int]) -> Iterator[int]:
    """The latest powers that share a code, or body and name, with one of these revisions."""
    mine, theirs, other = revision_code.alias("mine"), revision_code.alias("theirs"), revision.alias("other")
    by_code = (
        select(current_item.c.item_id)
        .join(mine, mine.c.revision_id == current_item.c.revision_id)
        .join(theirs, theirs.c.folded_code == mine.c.folded_code)
        .where(current_item.c.list_id == power_list, theirs.c.revision_id.in_(touched))
    )
    by_name = (
        select(current_item.c.item_id)
        .join(revision, revision.c.id == current_item.c.revision_id)
        .join(other, other.c.folded_name == revision.c.folded_name)
        .where(
            revision.c.list_id == power_list,
            current_item.c.body_id == other.c.body_id,
            other.c.id.in_(touched),
        )
    )
    for query in (by_code, by_name):
        yield from connection.execute(query.distinct()).scalars()


def _duties_before(
    connection: Connection, items: Sequence[ItemRecord], former: str | None
) -> dict[ItemRecord, tuple[Duty, ...]]:
    """The duties that the powers showed by the edition before, by none where there was none."""
    if former is not None:
        return duties_of(connection, items, When(label=former))
    readings = readings_of(connection, items)
    return {item: readings[item].duties for item in items}


def _pieces(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(numbers), _IDS_AT_ONCE):
        yield numbers[start : start + _IDS_AT_ONCE]
