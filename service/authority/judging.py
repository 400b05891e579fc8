"""Judging whether the cited instruments have one of a rank that may set the power (设定权), as of a day.

One sound setting basis suffices: the best basis decides, lower ones are exercising bases. Where a rank or a
condition is open the answer is UNCLEAR, never EXCEEDED (setting authority, how to judge, 2 to 6).
"""

from collections.abc import Sequence
from datetime import date, timedelta
from enum import IntEnum
from typing import NamedTuple

from service.authority.matters import Matter
from service.authority.rules import Effect, Rule, RuleBook, rule_book
from service.vocabulary import InstrumentRank

_TEMPORARY, _OVER_A_YEAR = "temporary", "temporary-over-a-year"
_A_YEAR = timedelta(days=366)


class Outcome(IntEnum):
    """What judging comes to, from sound to not."""

    WITHIN = 0
    NOT_TESTABLE = 1
    UNCLEAR = 2
    EXCEEDED = 3


class CitedInstrument(NamedTuple):
    """A cited instrument as judging needs it: title, the ranks it may be of, since when it is in force."""

    title: str
    ranks: frozenset[InstrumentRank]
    since: date | None = None


class Judgement(NamedTuple):
    """The outcome, the kind it is about, and the rule that decided (None where the rank is unknown)."""

    outcome: Outcome
    field: str
    kind: str
    rule: Rule | None


def judge(
    matter: Matter, cited: Sequence[CitedInstrument], day: date, book: RuleBook | None = None
) -> Judgement | None:
    """Judge a power by the law in force that day; None where no rule judges its kind, or nothing is cited."""
    rules = book or rule_book()
    if not cited:
        return None
    judged = [_of_kind(matter, kind, cited, day, rules) for kind in matter.kinds]
    return max(filter(None, judged), key=lambda found: found.outcome, default=None)


def _of_kind(
    matter: Matter, kind: str, cited: Sequence[CitedInstrument], day: date, rules: RuleBook
) -> Judgement | None:
    if not rules.judges(matter.field, kind):
        return None
    if not rules.testable(matter.field, kind, day):
        return Judgement(Outcome.NOT_TESTABLE, matter.field, kind, None)
    best = min((_of_base(matter, kind, base, day, rules) for base in cited), key=lambda found: found[0])
    return Judgement(best[0], matter.field, kind, best[1])


def _of_base(
    matter: Matter, kind: str, base: CitedInstrument, day: date, rules: RuleBook
) -> tuple[Outcome, Rule | None]:
    found = [_of_rank(matter, kind, rank, base.since, day, rules) for rank in sorted(base.ranks)]
    if not found:
        return Outcome.UNCLEAR, None
    outcomes = {outcome for outcome, _ in found}
    if len(outcomes) > 1:
        return Outcome.UNCLEAR, max(found, key=lambda one: one[0])[1]
    return found[0]


def _of_rank(
    matter: Matter, kind: str, rank: InstrumentRank, since: date | None, day: date, rules: RuleBook
) -> tuple[Outcome, Rule | None]:
    if kind == _TEMPORARY and (since is None or day - since >= _A_YEAR):
        kind = _OVER_A_YEAR
    rule = rules.find(matter.field, kind, rank, day)
    if rule is None:
        return Outcome.UNCLEAR, None
    if rule.effect is Effect.FORBIDDEN_ALONE:
        return (Outcome.UNCLEAR if len(matter.kinds) > 1 else Outcome.EXCEEDED), rule
    return {
        Effect.ALLOWED: Outcome.WITHIN,
        Effect.REVIEW: Outcome.UNCLEAR,
        Effect.FORBIDDEN: Outcome.EXCEEDED,
    }[rule.effect], rule
