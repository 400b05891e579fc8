"""Legal instruments as the registry has them, and what a cited title was matched to."""

from datetime import date
from enum import StrEnum
from typing import NamedTuple

import msgspec

from service.vocabulary import InstrumentRank, InstrumentStatus


class Version(NamedTuple):
    """One wording of an instrument: promulgated or amended that day, in force from the other, if known."""

    published_on: date
    effective_on: date | None = None


class Instrument(msgspec.Struct, frozen=True, kw_only=True):
    """An instrument of the registry. What is None is not known.

    Dates are of the first promulgation; `versions` tells the later wordings.
    `repealed_on` is the day from which it is no longer in force.
    """

    id: int
    title: str
    aliases: tuple[str, ...] = ()
    rank: InstrumentRank | None = None
    issuer: str | None = None
    document_number: str | None = None
    issued_on: date | None = None
    effective_on: date | None = None
    repealed_on: date | None = None
    status: InstrumentStatus = InstrumentStatus.UNKNOWN
    successor_title: str | None = None
    versions: tuple[Version, ...] = ()


class How(StrEnum):
    """How a cited title was taken for an instrument."""

    TITLE = "title"
    ALIAS = "alias"
    INNER_TITLE = "inner-title"
    NUMBER = "number"
    MISPRINT = "misprint"


class InstrumentMatch(NamedTuple):
    """What a citation was matched to.

    `instrument` is None where none is sure enough; `score` (0 to 1) says how sure. `how` is None where
    nothing was taken; `nearest` then is what comes closest, for a person to look at.
    """

    instrument: Instrument | None
    how: How | None
    score: float
    nearest: Instrument | None = None


class RankReading(NamedTuple):
    """The ranks an instrument may be of: one where it is known or inferred surely, several where it is open.

    `inferred` tells that the registry did not say it; `why` is a Chinese sentence, empty for the registry's.
    """

    ranks: frozenset[InstrumentRank]
    inferred: bool
    why: str = ""

    @property
    def rank(self) -> InstrumentRank | None:
        """The one rank, None where several are possible or nothing is known."""
        return next(iter(self.ranks)) if len(self.ranks) == 1 else None
