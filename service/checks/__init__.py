"""Checks of lists (体检): findings on items and between them, each with a stable code, remedy and source."""

from service.checks.codes import FormerHolder
from service.checks.duties import Counterpart
from service.checks.items import check_item, outline_of
from service.checks.kinds import FINDING_KINDS, FindingKind
from service.checks.limits import Term, read_term
from service.checks.lists import NO_FACTS, ListFacts, check_list, remarks_on
from service.checks.model import (
    CheckContext,
    CheckFinding,
    CheckReport,
    ItemOutcome,
    Outline,
    Remark,
    report_of,
)

__all__ = [
    "FINDING_KINDS",
    "NO_FACTS",
    "CheckContext",
    "CheckFinding",
    "CheckReport",
    "Counterpart",
    "FindingKind",
    "FormerHolder",
    "ItemOutcome",
    "ListFacts",
    "Outline",
    "Remark",
    "Term",
    "check_item",
    "check_list",
    "outline_of",
    "read_term",
    "remarks_on",
    "report_of",
]
