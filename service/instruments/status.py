"""Whether an instrument was in force on a day (时效性)."""

from datetime import date

from service.instruments.model import Instrument
from service.vocabulary import InstrumentStatus

_ENDED = (InstrumentStatus.REPEALED, InstrumentStatus.LAPSED)


def status_on(instrument: Instrument, day: date) -> InstrumentStatus:
    """Return the status on that day; UNKNOWN where it has ended and nobody knows when.

    An instrument without a known beginning is not said to be not yet in force.
    """
    if instrument.effective_on and day < instrument.effective_on:
        return InstrumentStatus.NOT_YET_IN_FORCE
    ended = instrument.status if instrument.status in _ENDED else InstrumentStatus.REPEALED
    if instrument.repealed_on:
        return ended if day >= instrument.repealed_on else InstrumentStatus.IN_FORCE
    if instrument.status in _ENDED:
        return InstrumentStatus.UNKNOWN
    if instrument.status is InstrumentStatus.NOT_YET_IN_FORCE and instrument.effective_on:
        return InstrumentStatus.IN_FORCE
    return instrument.status


def turning_days(instrument: Instrument) -> tuple[date, ...]:
    """Return the days on which its status changes, as far as they are known."""
    return tuple(filter(None, (instrument.effective_on, instrument.repealed_on)))
