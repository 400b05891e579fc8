"""Working days (工作日): weekends, public holidays and the days worked instead of them, year by year.

The holidays are data (seeds/rules/holidays.toml), as the State Council's general office announces them a
year ahead. A year that the table has not is counted by its weekends alone, and that is told.
"""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec

from seeds import seed_toml

_SATURDAY = 5
_DAY = timedelta(days=1)


class Due(NamedTuple):
    """The day by which something must be done; `is_known` tells whether the holidays up to it are known."""

    day: date
    is_known: bool


class Calendar(msgspec.Struct, frozen=True, kw_only=True):
    """The working days: `off` are working weekdays' holidays, `on` weekend days that are worked."""

    years: Collection[int]
    off: Collection[date]
    on: Collection[date]

    def is_working_day(self, day: date) -> bool:
        """Whether offices work on that day."""
        return day in self.on or (day.weekday() < _SATURDAY and day not in self.off)

    def after(self, day: date, working_days: int) -> Due:
        """Return the last day of a term of so many working days; the first counts from the day after.

        Raises `ValueError` for a term shorter than a day.
        """
        if working_days < 1:
            raise ValueError(working_days)
        found, left = day, working_days
        while left:
            found += _DAY
            left -= self.is_working_day(found)
        return Due(found, all(year in self.years for year in range(day.year, found.year + 1)))

    def between(self, start: date, end: date) -> int:
        """Return how many working days lie after `start` up to `end`; 0 where it is not later."""
        days = (end - start).days
        return sum(self.is_working_day(start + _DAY * n) for n in range(1, days + 1))


def calendar_of(table: Mapping[str, Any]) -> Calendar:
    """Return the calendar of a table as the seed has it; raises `ValueError` where it contradicts itself."""
    off: set[date] = set()
    on: set[date] = set()
    for year, entry in table.items():
        for holiday in entry["holidays"]:
            first, last = holiday["from"], holiday["to"]
            if first > last or int(year) not in (first.year, last.year):
                raise ValueError(f"holiday {first} to {last} of {year}")
            off |= {first + _DAY * n for n in range((last - first).days + 1)}
        on |= set(entry["worked"])
    wrong = [day for day in on if day in off or day.weekday() < _SATURDAY]
    if wrong:
        raise ValueError(f"worked days that are no weekend days or are holidays: {wrong}")
    return Calendar(years=frozenset(map(int, table)), off=frozenset(off), on=frozenset(on))


@lru_cache(maxsize=1)
def working_calendar() -> Calendar:
    """Return the calendar of the seed."""
    return calendar_of(seed_toml("rules", "holidays.toml")["years"])
