"""What an index outside the store is made of: what every power is found by, narrow and in order."""

from collections.abc import Collection, Iterator
from typing import NamedTuple

from sqlalchemy import Connection, collate, select

from service.items import decode_content
from service.store.core import current_item, revision, revision_code

_ROWS_AT_ONCE = 5_000


class Standing(NamedTuple):
    """Where a power of a latest edition stands, and in which wording."""

    item_id: int
    list_id: int
    body_id: int
    category: str | None
    revision_id: int


def findable_codes(connection: Connection) -> Iterator[tuple[str, int, int]]:
    """Yield every folded code with the number of a power that has it and of its list, by the codes' bytes."""
    code = collate(revision_code.c.folded_code, "C" if connection.dialect.name == "postgresql" else "BINARY")
    query = (
        select(revision_code.c.folded_code, current_item.c.item_id, current_item.c.list_id)
        .join(current_item, current_item.c.revision_id == revision_code.c.revision_id)
        .order_by(code, current_item.c.item_id)
        .execution_options(yield_per=_ROWS_AT_ONCE)
    )
    for row in connection.execute(query):
        yield row.folded_code, row.item_id, row.list_id


def standings(connection: Connection, numbers: range) -> Iterator[Standing]:
    """Yield where the powers of every latest edition with these numbers stand, by number."""
    query = (
        select(
            current_item.c.item_id,
            current_item.c.list_id,
            current_item.c.body_id,
            current_item.c.category,
            current_item.c.revision_id,
        )
        .where(current_item.c.item_id.between(numbers.start, numbers.stop - 1))
        .order_by(current_item.c.item_id)
        .execution_options(yield_per=_ROWS_AT_ONCE)
    )
    for row in connection.execute(query):
        yield Standing(*row)


def wordings(connection: Connection, revisions: Collection[int]) -> dict[int, tuple[str, str, list[str]]]:
    """Return name, sub-item and codes, verbatim, of these revisions."""
    rows = connection.execute(select(revision.c.id, revision.c.content).where(revision.c.id.in_(revisions)))
    found = {}
    for number, encoded in rows:
        content = decode_content(encoded)
        found[number] = (content.name, content.sub_item_name, list(content.codes))
    return found
