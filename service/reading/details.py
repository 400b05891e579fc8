"""What is read from an item's cells when it is shown: time limits, visits."""

import re
from functools import lru_cache

from service.text import NUMERAL_CHARACTERS, fold, read_numeral

_NUMBER = rf"([0-9]+|[{NUMERAL_CHARACTERS}]+)"
_DAYS = re.compile(rf"{_NUMBER}个?(?:工作|自然)?[日天]")
_AT_ONCE = re.compile("即时|即办|即到|当场|当日|当天|立等")
_VISITS = re.compile(rf"(?:最多|至多|跑|到现场|不超过)*{_NUMBER}次?")
_NO_VISIT = re.compile("无需|零跑|不见面|全程网办")


@lru_cache(maxsize=4096)
def days_of(time_limit: str) -> int | None:
    """Return the days of a time limit cell: the first number of days; 0 for 即办; None where it says neither.

    Working days and calendar days are told apart by the verbatim text only.
    """
    folded = fold(time_limit)
    if folded.isdecimal():
        return read_numeral(folded)
    found = _DAYS.search(folded)
    if found:
        return read_numeral(found[1])
    return 0 if _AT_ONCE.search(folded) else None


@lru_cache(maxsize=4096)
def visits_of(visits: str) -> int | None:
    """Return how many visits (到办事现场次数) a cell states, None where it states no number."""
    folded = fold(visits)
    found = _VISITS.fullmatch(folded)
    if found:
        return read_numeral(found[1])
    return 0 if _NO_VISIT.search(folded) else None
