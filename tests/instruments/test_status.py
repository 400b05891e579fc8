from datetime import date

import pytest

from service.instruments import Instrument, status_on, turning_days
from service.vocabulary import InstrumentStatus

BEGUN, ENDED = date(2002, 11, 1), date(2022, 3, 1)
REPEALED = Instrument(
    id=1, title="某法", effective_on=BEGUN, repealed_on=ENDED, status=InstrumentStatus.REPEALED
)


@pytest.mark.parametrize(
    ("day", "status"),
    [
        (date(2002, 10, 31), InstrumentStatus.NOT_YET_IN_FORCE),
        (BEGUN, InstrumentStatus.IN_FORCE),
        (date(2022, 2, 28), InstrumentStatus.IN_FORCE),
        (ENDED, InstrumentStatus.REPEALED),
    ],
)
def test_status_is_of_the_day(day: date, status: InstrumentStatus) -> None:
    assert status_on(REPEALED, day) is status


def test_the_status_turns_on_the_turning_days_alone() -> None:
    assert turning_days(REPEALED) == (BEGUN, ENDED)


def test_an_end_nobody_dated_is_not_guessed() -> None:
    undated = Instrument(id=1, title="某办法", status=InstrumentStatus.REPEALED)
    assert status_on(undated, date(2013, 1, 1)) is InstrumentStatus.UNKNOWN
    assert turning_days(undated) == ()


def test_an_instrument_without_dates_has_the_status_it_is_known_by() -> None:
    for status in (InstrumentStatus.IN_FORCE, InstrumentStatus.UNKNOWN):
        assert status_on(Instrument(id=1, title="某办法", status=status), date(2024, 1, 1)) is status


def test_a_lapsed_instrument_is_told_as_lapsed() -> None:
    lapsed = Instrument(id=1, title="某通知", repealed_on=ENDED, status=InstrumentStatus.LAPSED)
    assert status_on(lapsed, ENDED) is InstrumentStatus.LAPSED
