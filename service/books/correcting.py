"""Corrections (更正): which edition corrects which."""

from collections.abc import Collection

from sqlalchemy import Connection, select

from service.store.core import correction


def corrected_by(connection: Connection, editions: Collection[int]) -> dict[int, int]:
    """Return, by edition, the edition that it corrects; editions that correct none are left out."""
    rows = connection.execute(
        select(correction.c.edition_id, correction.c.corrects_id).where(correction.c.edition_id.in_(editions))
    )
    return dict(rows.all())


def corrections_of(connection: Connection, editions: Collection[int]) -> dict[int, list[int]]:
    """Return, by edition, the editions that correct it, drafts too, the first one first."""
    found: dict[int, list[int]] = {number: [] for number in editions}
    rows = connection.execute(
        select(correction.c.corrects_id, correction.c.edition_id)
        .where(correction.c.corrects_id.in_(editions))
        .order_by(correction.c.edition_id)
    )
    for corrected, number in rows:
        found[corrected].append(number)
    return found
