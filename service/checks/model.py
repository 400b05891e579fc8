"""What a check comes to: findings on items or on a list, with stable codes."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

import msgspec

from service.comparison import ComparedItem
from service.findings import Severity
from service.instruments import Registry
from service.items import Body
from service.vocabulary import Category, Level, ListKind


class Remark(msgspec.Struct, frozen=True, gc=False):
    """What a check says of an item: stable code, how bad, what is wrong, what to do, by which rule.

    `message`, `fix` and `source` are Chinese; `source` names the article, standard or record relied on.
    """

    code: str
    severity: Severity
    message: str
    fix: str
    source: str


class CheckFinding(msgspec.Struct, frozen=True, gc=False):
    """A remark with the item it is about; `item` is None where it is about the whole list."""

    code: str
    severity: Severity
    item: ComparedItem | None
    message: str
    fix: str
    source: str


class CheckReport(msgspec.Struct, frozen=True, kw_only=True):
    """The findings on the lists checked, in the lists' order, and how many there are of each code."""

    findings: Sequence[CheckFinding]
    by_code: dict[str, int]
    items: int


def report_of(findings: Sequence[CheckFinding], items: int) -> CheckReport:
    """Return the report of findings on that many items."""
    counts = Counter(finding.code for finding in findings)
    return CheckReport(findings=findings, by_code=dict(sorted(counts.items())), items=items)


class CheckContext(msgspec.Struct, frozen=True, kw_only=True):
    """What items are checked against: the list they are in, the day it is judged by, the registry."""

    kind: ListKind
    day: date
    registry: Registry


class Outline(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """An item as the checks of a whole list need it. `codes` are folded."""

    id: int
    revision: int
    body: Body
    category: Category | None
    level: Level | None
    name: str
    sub_item_name: str
    codes: tuple[str, ...]


Provisions = tuple[tuple[str, int | None], ...]


class ItemOutcome(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """What checking one item by itself came to, and what the checks of its list need to know of it.

    It holds for every day from `since` to the day before `until` (None: without bound), as long as rules
    and registry stay. `provisions` are the (instrument, article) pairs it cites. `penalty` tells a penalty
    without a discretion standard: `range` where its clauses show a range, `open` where they show nothing.
    """

    remarks: tuple[Remark, ...] = ()
    provisions: Provisions = ()
    has_duties: bool = False
    has_standard: bool = False
    penalty: str = ""
    since: date | None = None
    until: date | None = None
