"""Name matching: whether two names are one power, why, and finding candidates among many."""

from service.matching.bulk import score_pairs
from service.matching.candidates import Candidates, Found, Likest
from service.matching.costs import REVIEW_FROM, SAME_FROM
from service.matching.differences import Difference, Weight
from service.matching.evaluation import CurvePoint, Evaluation, LabelledPair, evaluate
from service.matching.evidence import Entry, evidence_between, field_of_work
from service.matching.explaining import explain
from service.matching.items import (
    basic_codes,
    cited_provisions,
    decisions_at,
    entries_of,
    entry_of,
    explain_items,
    pair_items,
)
from service.matching.judging import Evidence, Judgement, judge, judge_folded, verdict_of
from service.matching.pairing import Decisions, Pair, Pairing, pair
from service.matching.reading import ReadName, full_name, read_name, read_names
from service.matching.rows import Matcher, MatchRow, PairRow, Query, match_pairs, match_queries
from service.matching.workers import Workers, processors

__all__ = [
    "REVIEW_FROM",
    "SAME_FROM",
    "Candidates",
    "CurvePoint",
    "Decisions",
    "Difference",
    "Entry",
    "Evaluation",
    "Evidence",
    "Found",
    "Judgement",
    "LabelledPair",
    "Likest",
    "MatchRow",
    "Matcher",
    "Pair",
    "PairRow",
    "Pairing",
    "Query",
    "ReadName",
    "Weight",
    "Workers",
    "basic_codes",
    "cited_provisions",
    "decisions_at",
    "entries_of",
    "entry_of",
    "evaluate",
    "evidence_between",
    "explain",
    "explain_items",
    "field_of_work",
    "full_name",
    "judge",
    "judge_folded",
    "match_pairs",
    "match_queries",
    "pair",
    "pair_items",
    "processors",
    "read_name",
    "read_names",
    "score_pairs",
    "verdict_of",
]
