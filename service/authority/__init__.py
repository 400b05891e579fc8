"""Setting authority (设定权): which ranks of instruments may set which powers, judged as of a day."""

from service.authority.judging import CitedInstrument, Judgement, Outcome, judge
from service.authority.matters import (
    CHARGE,
    TIME_LIMIT,
    Matter,
    kind_label,
    longest_without_law,
    matter_of,
)
from service.authority.rules import GENERAL, Effect, Rule, RuleBook, rule_book

__all__ = [
    "CHARGE",
    "GENERAL",
    "TIME_LIMIT",
    "CitedInstrument",
    "Effect",
    "Judgement",
    "Matter",
    "Outcome",
    "Rule",
    "RuleBook",
    "judge",
    "kind_label",
    "longest_without_law",
    "matter_of",
    "rule_book",
]
