"""Time limits: how long a cell allows, and promises that are longer than the law allows."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from service.checks.kinds import FINDING_KINDS
from service.checks.model import Remark
from service.findings import Severity
from service.items import StandingItem
from service.text import NUMERAL_CHARACTERS, fold, read_numeral

# The 5 of 0.5 is no number of its own.
_NUMBER = rf"(?<![0-9.])([0-9]+|[{NUMERAL_CHARACTERS}]+)"
_TERM = re.compile(
    rf"{_NUMBER}(?:\([^()]*\))?(?:个)?\(?(工作日|工作天|自然日|日历日|日|天|小时|周|星期|月|年)"
)
_AT_ONCE = re.compile("即时|即办|即到|当场|当日|当天|立等|马上")
# A month has at most 23 working days; eight of ten calendar days may be working days at worst.
_WORKING_DAYS_MOST = {"日": 1.0, "周": 5.0, "月": 23.0, "年": 262.0, "小时": 1 / 8}
_WORKING_DAYS_LEAST = {"日": 0.4, "周": 3.0, "月": 15.0, "年": 240.0, "小时": 1 / 24}
_CALENDAR = {"日历日": "日", "自然日": "日", "天": "日", "星期": "周"}


class Term(NamedTuple):
    """A time limit: a number of 工作日, 日, 周, 月, 年 or 小时; `unit` is empty for a bare number."""

    number: int
    unit: str

    def working_days(self) -> tuple[float, float]:
        """The fewest and the most working days it may be."""
        if self.unit in ("工作日", ""):
            return float(self.number), float(self.number)
        return self.number * _WORKING_DAYS_LEAST[self.unit], self.number * _WORKING_DAYS_MOST[self.unit]

    def is_longer_than(self, other: "Term") -> bool:
        """Whether it is longer whatever the calendar."""
        if self.unit == other.unit or "" in (self.unit, other.unit):
            return self.number > other.number
        return self.working_days()[0] > other.working_days()[1]


@lru_cache(maxsize=4096)
def read_term(cell: str) -> Term | None:
    """Read a time limit cell: its first term; 0 for at once; None where it says neither."""
    folded = fold(cell)
    if folded.isdecimal():
        number = read_numeral(folded)
        return Term(number, "") if number is not None else None
    found = _TERM.search(folded)
    if found:
        number = read_numeral(found[1])
        unit = {"工作天": "工作日"}.get(found[2], _CALENDAR.get(found[2], found[2]))
        return Term(number, unit) if number is not None else None
    return Term(0, "工作日") if _AT_ONCE.search(folded) else None


def working_days(cell: str) -> float | None:
    """Return the fewest working days a cell allows; None where it states no term."""
    term = read_term(cell)
    return term.working_days()[0] if term else None


def check_limits(item: StandingItem) -> Iterator[Remark]:
    """Yield `promised-over-legal` where the promise is longer whatever the calendar."""
    content = item.content
    legal, promised = read_term(content.legal_time_limit), read_term(content.promised_time_limit)
    if legal is None or promised is None:
        return
    if promised.is_longer_than(legal):
        yield Remark(
            "promised-over-legal",
            Severity.ERROR,
            f"承诺时限“{_line(content.promised_time_limit)}”长于法定时限“{_line(content.legal_time_limit)}”。",
            "把承诺时限改为不长于法定时限，或者更正法定时限。",
            FINDING_KINDS["promised-over-legal"].source,
        )


def _line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 40 else f"{line[:40]}…"
