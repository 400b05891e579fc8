"""The day and hour it is where the offices are: Beijing time, whatever the machine's clock is set to."""

from datetime import UTC, date, datetime, timedelta, timezone

__all__ = ["BEIJING", "local_day", "today"]

BEIJING = timezone(timedelta(hours=8))
"""China has one time zone and no summer time."""


def local_day(moment: datetime) -> date:
    """Return the day a moment falls on where the offices are."""
    return moment.astimezone(BEIJING).date()


def today() -> date:
    """Return the day it is where the offices are."""
    return local_day(datetime.now(UTC))
