"""收费: which items are charges, and what 征收状态 says of 停征、免征、减征, since and until when."""

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache

import msgspec

from service.indicators.rules import ChargeRule, ChargeState
from service.text import fold

_CLAUSES = re.compile(r"[;；。\n\r,，]")
# A year before a number (公告2023年第46号) belongs to a document.
_DATE = re.compile(
    r"(?<![0-9])((?:19|20)[0-9]{2})(?:年(?!度?第?[0-9]+号)|[-./])"
    r"(?:([0-9]{1,2})(?:月|[-./](?=[0-9])|(?![0-9年]))(?:([0-9]{1,2})日?)?)?"
)
_UNTIL = re.compile(r"(?:至|到|截至|截止|截止到|~|-)$")
_SINCE = re.compile(r"(?:自|从|由|于)$")
_THEN_SINCE = re.compile(r"(?:起|开始|以来|以后|之后|后)")
_THEN_UNTIL = re.compile(r"\)?(?:底|末)?(?:前|以前|之前|为止|止)(?![0-9])")
_LONGEST = 500


class ChargeStanding(msgspec.Struct, frozen=True):
    """One state a cell tells of: since when, until when (both days included), and its words."""

    state: ChargeState
    since: date | None
    until: date | None
    text: str

    def holds_on(self, day: date) -> bool:
        """Whether the state holds on that day."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


class Charge(msgspec.Struct, frozen=True, kw_only=True):
    """A charge item as it stands in an edition: cells verbatim, and the states read from 征收状态.

    `is_read` is false where that cell says something that is not understood, or an end before its beginning.
    """

    item_id: int
    body_id: int
    name: str
    sub_item_name: str
    standard: str
    basis: str
    state_text: str
    standings: tuple[ChargeStanding, ...]
    is_read: bool

    @property
    def states(self) -> tuple[ChargeState, ...]:
        """The states told of, each once, in the order of the text."""
        return tuple(dict.fromkeys(standing.state for standing in self.standings))

    def states_on(self, day: date) -> tuple[ChargeState, ...]:
        """The states it is in on that day, each once; none where none is told of for that day.

        A state without a beginning has held before, one without an end goes on.
        """
        return tuple(dict.fromkeys(standing.state for standing in self.standings if standing.holds_on(day)))


class ChargeChange(msgspec.Struct, frozen=True):
    """A charge that is not as it was: either side is None where there was, or is, no such charge."""

    before: Charge | None
    after: Charge | None


def is_charge(standard: str, basis: str, state: str, rule: ChargeRule) -> bool:
    """Whether any of the cells says that something is, or was, charged."""
    return any(not _says_none(cell, rule) for cell in (standard, basis, state) if cell)


@lru_cache(maxsize=8)
def _folded(spellings: tuple[str, ...]) -> frozenset[str]:
    return frozenset({"", *map(fold, spellings)})


def read_standings(cell: str, rule: ChargeRule) -> tuple[ChargeStanding, ...]:
    """Return the states a 征收状态 cell tells of, in its order; a cell that says none has none."""
    return tuple(_standings(cell[:_LONGEST], _words(rule)))


def is_read(cell: str, standings: Iterable[ChargeStanding], rule: ChargeRule) -> bool:
    """Whether a 征收状态 cell is understood as these states, or says that there is none."""
    told = list(standings)
    if not told:
        return _says_none(cell, rule)
    return all(each.since is None or each.until is None or each.since <= each.until for each in told)


def _says_none(cell: str, rule: ChargeRule) -> bool:
    return fold(cell).strip("/\\-.。") in _folded(rule.none)


def changed_charges(before: Iterable[Charge], after: Iterable[Charge]) -> list[ChargeChange]:
    """Return the charges that came, went, or differ in standard, basis or state: the newer list's first.

    They are paired by the power, whose id stays the same between editions; spacing and width are no
    difference.
    """
    old = {charge.item_id: charge for charge in before}
    found = []
    for charge in after:
        was = old.pop(charge.item_id, None)
        if was is None or _told(was) != _told(charge):
            found.append(ChargeChange(was, charge))
    return found + [ChargeChange(charge, None) for charge in old.values()]


def _told(charge: Charge) -> tuple[str, ...]:
    return (fold(charge.standard), fold(charge.basis), fold(charge.state_text))


class _Words(msgspec.Struct, frozen=True):
    pattern: re.Pattern[str]
    states: dict[str, ChargeState]


@lru_cache(maxsize=8)
def _words(rule: ChargeRule) -> _Words:
    states = {fold(word): state.key for state in rule.states for word in state.words}
    longest_first = sorted(states, key=len, reverse=True)
    negations = "".join(f"(?<!{re.escape(word)})" for word in rule.negations)
    return _Words(re.compile(f"{negations}(?:{'|'.join(map(re.escape, longest_first))})"), states)


def _standings(cell: str, words: _Words) -> Iterator[ChargeStanding]:
    for clause in _with_states(cell, words.pattern):
        since, until = _span(clause)
        states = dict.fromkeys(words.states[found[0]] for found in words.pattern.finditer(fold(clause)))
        if len(states) > 1:
            # In 免征行政事业性收费 the last word only names the matter.
            states.pop(ChargeState.LEVIED, None)
        for state in states:
            yield ChargeStanding(state, since, until, clause)


def _with_states(cell: str, pattern: re.Pattern[str]) -> list[str]:
    """The clauses of a cell; one that names no state belongs to the one before it, else to the next."""
    found: list[str] = []
    waiting = ""
    for piece in filter(None, (piece.strip() for piece in _CLAUSES.split(cell))):
        if pattern.search(fold(piece)):
            found.append(f"{waiting}，{piece}" if waiting else piece)
            waiting = ""
        elif found:
            found[-1] += f"，{piece}"
        else:
            waiting = f"{waiting}，{piece}" if waiting else piece
    return found


def _span(clause: str) -> tuple[date | None, date | None]:
    since = until = through = None
    folded = fold(clause)
    for found in _DATE.finditer(folded):
        is_end = bool(_UNTIL.search(folded[: found.start()]) or _THEN_UNTIL.match(folded, found.end()))
        day = _day(found, last=is_end)
        if is_end:
            until = until or day
            continue
        since = since or day
        if _is_span(found, folded):
            through = through or _day(found, last=True)
    return since, until or through


def _is_span(found: re.Match[str], folded: str) -> bool:
    """Whether a year or month means all of itself (2023年减半征收), not its beginning (2023年起)."""
    begins = _SINCE.search(folded[: found.start()]) or _THEN_SINCE.match(folded, found.end())
    return found[3] is None and not begins


def _day(found: re.Match[str], *, last: bool) -> date | None:
    """The day; of a month or a year alone its first, or its last. None for a day no calendar has."""
    year, month, day = (int(part) if part else None for part in found.groups())
    assert year is not None  # noqa: S101 - the pattern has it
    month = month or (12 if last else 1)
    if not 1 <= month <= 12:
        return None
    length = monthrange(year, month)[1]
    day = day or (length if last else 1)
    return date(year, month, day) if 1 <= day <= length else None
