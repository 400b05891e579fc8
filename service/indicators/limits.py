"""时限压缩: by how much promised time limits are shorter than the legal ones, in working days."""

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

import msgspec

from service.checks import Term, read_term
from service.indicators.rules import TimeRule
from service.indicators.shares import share_of
from service.text import fold
from service.vocabulary import Category


class TimeCut(msgspec.Struct, frozen=True, kw_only=True):
    """Legal against promised limits, in working days, over the `items` that state both.

    `cut_shares` is the sum over `comparable` items (legal limit above 0) of what part of it is cut. `mixed`
    items state the two in different units; `longer` ones promise more than the law allows. Of the items it
    applies to, `not_stated` leave one of the limits out and `unreadable` have one that is not understood.
    """

    legal_days: float = 0.0
    promised_days: float = 0.0
    cut_shares: float = 0.0
    items: int = 0
    comparable: int = 0
    mixed: int = 0
    longer: int = 0
    not_stated: int = 0
    unreadable: int = 0

    @property
    def cut_days(self) -> float:
        """Σ legal − Σ promised (压缩的工作日)."""
        return self.legal_days - self.promised_days

    @property
    def share(self) -> float | None:
        """What part of all legal days is cut, in percent; None where there are none (压缩比例)."""
        return share_of(self.cut_days, self.legal_days)

    @property
    def mean_share(self) -> float | None:
        """The mean over items of what part of each one's limit is cut, in percent (平均压缩比例)."""
        return share_of(self.cut_shares, self.comparable)

    def plus(self, other: "TimeCut", times: int = 1) -> "TimeCut":
        """Return the sum with another, counted so many times."""
        return TimeCut(
            **{name: getattr(self, name) + times * getattr(other, name) for name in self.__struct_fields__}
        )


class Days(NamedTuple):
    """A time limit in working days, the unit it is stated in, and the term as it is written."""

    number: float
    unit: str
    term: Term


def time_cut_of(legal: str, promised: str, category: Category | None, rule: TimeRule) -> TimeCut:
    """Return what the two cells of one item come to."""
    if _says_nothing(legal, rule.none) or _says_nothing(promised, rule.none):
        return TimeCut(not_stated=1)
    is_working = category in rule.day_is_working_day
    allowed, given = (_days(cell, is_working, rule) for cell in (legal, promised))
    if allowed is None or given is None:
        return TimeCut(unreadable=1)
    comparable = allowed.number > 0
    return TimeCut(
        legal_days=allowed.number,
        promised_days=given.number,
        cut_shares=(allowed.number - given.number) / allowed.number if comparable else 0.0,
        items=1,
        comparable=int(comparable),
        mixed=int(allowed.unit != given.unit and allowed.number > 0 and given.number > 0),
        longer=int(_is_longer(given, allowed)),
    )


def _says_nothing(cell: str, none: tuple[str, ...]) -> bool:
    folded = fold(cell)
    return not folded.strip("/\\-.") or folded in _folded(none)


@lru_cache(maxsize=8)
def _folded(spellings: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(fold, spellings))


def _days(cell: str, day_is_working_day: bool, rule: TimeRule) -> Days | None:
    # 5+3个工作日 is a sum that nobody has worked out.
    term = None if "+" in fold(cell) else read_term(cell)
    if term is None:
        return None
    calendar = any(word in cell for word in rule.calendar_words)
    if term.unit in ("工作日", "") or (term.unit == "日" and day_is_working_day and not calendar):
        return Days(float(term.number), "工作日", term)
    return Days(_in_working_days(term, rule.calendar_days, rule.working_days_in_week), term.unit, term)


def _is_longer(given: Days, allowed: Days) -> bool:
    """Whether more is promised than is allowed; in different units only what is so whatever the calendar."""
    if given.unit == allowed.unit:
        return given.number > allowed.number
    return given.term.is_longer_than(allowed.term)


def _in_working_days(term: Term, calendar_days: Mapping[str, float], in_week: float) -> float:
    return term.number * calendar_days[term.unit] * in_week / 7
