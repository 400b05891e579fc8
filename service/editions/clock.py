"""The moments that editions are recorded at: never before what is recorded already."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select

from service.store.core import edition

_NEXT = timedelta(microseconds=1)


def not_before_known(connection: Connection, now: datetime) -> datetime:
    """Return `now`, or the moment after the last one recorded where the clock was set back behind it.

    Which edition is the latest, and what was known when, goes by these moments.
    """
    known = connection.execute(
        select(func.max(edition.c.recorded_at), func.max(edition.c.published_at))
    ).one()
    last = max(filter(None, known), default=now)
    return now if now >= last else last + _NEXT
