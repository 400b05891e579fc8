"""Two published editions held against one another."""

from sqlalchemy import Connection

from service.comparison import Comparison, Matcher, compare
from service.reading.editions import EditionRecord
from service.reading.standing import standing_items


def compare_editions(
    connection: Connection, before: EditionRecord, after: EditionRecord, matcher: Matcher | None = None
) -> Comparison:
    """Return what became of the items of one edition in the other (contract §3)."""
    old = standing_items(connection, before.id)
    new = standing_items(connection, after.id, known=old)
    return compare(old, new, matcher=matcher, editions=(before.label, after.label))
