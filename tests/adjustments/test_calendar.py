from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seeds import seed_toml
from service.adjustments import calendar_of, working_calendar
from service.days import local_day

_days = st.dates(date(2023, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        (date(2026, 11, 23), 3, date(2026, 11, 26)),
        (date(2026, 11, 19), 3, date(2026, 11, 24)),  # over a weekend
        (date(2026, 2, 13), 6, date(2026, 2, 28)),  # the spring festival: 14 and 28 February are worked
        (date(2025, 9, 30), 3, date(2025, 10, 11)),  # over the national day
        (date(2024, 2, 9), 1, date(2024, 2, 18)),
    ],
)
def test_terms_pass_over_holidays_and_take_in_days_worked_instead(start: date, days: int, due: date) -> None:
    found = working_calendar().after(start, days)
    assert (found.day, found.is_known) == (due, True)


def test_beyond_the_table_weekends_alone_are_counted_and_that_is_said() -> None:
    found = working_calendar().after(date(2027, 9, 30), 2)
    assert (found.day, found.is_known) == (date(2027, 10, 4), False)
    assert not working_calendar().after(date(2026, 12, 30), 5).is_known


@given(_days, st.integers(1, 40))
def test_a_term_ends_on_a_working_day_and_holds_as_many_as_it_says(start: date, days: int) -> None:
    calendar = working_calendar()
    due = calendar.after(start, days).day
    assert calendar.is_working_day(due)
    assert calendar.between(start, due) == days
    assert calendar.between(start, due - timedelta(days=1)) == days - 1


def test_a_year_has_as_many_working_days_as_the_state_council_left() -> None:
    calendar = working_calendar()
    counted = {
        year: calendar.between(date(year - 1, 12, 31), date(year, 12, 31)) for year in (2024, 2025, 2026)
    }
    assert counted == {2024: 251, 2025: 248, 2026: 248}


@pytest.mark.parametrize(
    "table",
    [
        {"2025": {"holidays": [{"from": date(2025, 1, 2), "to": date(2025, 1, 1)}], "worked": []}},
        {"2025": {"holidays": [{"from": date(2024, 1, 1), "to": date(2024, 1, 1)}], "worked": []}},
        {"2025": {"holidays": [], "worked": [date(2025, 1, 1)]}},
    ],
)
def test_a_calendar_that_contradicts_itself_is_refused(table: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"holiday|worked"):
        calendar_of(table)


def test_every_year_names_its_source() -> None:
    years = seed_toml("rules", "holidays.toml")["years"]
    assert all("国务院办公厅" in entry["source"] for entry in years.values())


def test_a_day_is_the_day_at_the_offices() -> None:
    assert local_day(datetime(2026, 1, 1, 17, tzinfo=UTC)) == date(2026, 1, 2)


def test_no_term_is_shorter_than_a_day() -> None:
    with pytest.raises(ValueError, match="0"):
        working_calendar().after(date(2026, 1, 1), 0)
