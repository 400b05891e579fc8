"""Checking a list: what its items come to one by one, and what only shows between them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from service.checks.codes import FormerHolder, find_duplicates, find_reused
from service.checks.discretion import check_discretion
from service.checks.duties import Counterpart, check_duties
from service.checks.items import check_item, outline_of
from service.checks.kinds import FINDING_KINDS, WHOLE_LIST_FROM
from service.checks.model import (
    CheckContext,
    CheckFinding,
    CheckReport,
    ItemOutcome,
    Outline,
    Remark,
    report_of,
)
from service.checks.overlap import find_overlaps
from service.comparison import compared_item
from service.findings import Finding, Severity
from service.items import StandingItem
from service.vocabulary import ListKind

_NO_BASIS = "missing-basis"
# What is wrong with a body's code shows at every item of the body in the same words.
_OF_BODIES = frozenset(("bad-credit-code", "code-mismatch"))
Placed = tuple[int | None, Remark]


class ListFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a list besides its items.

    `former`: holders of codes in earlier editions; `counterpart`: the other of separate power and
    responsibility lists, None where the division has none; `stated`: findings on totals its files state.
    """

    former: Mapping[str, Sequence[FormerHolder]] = {}
    counterpart: Counterpart | None = None
    stated: Sequence[Finding] = ()


NO_FACTS = ListFacts()


def remarks_on(
    kind: ListKind, items: Sequence[Outline], outcomes: Sequence[ItemOutcome], facts: ListFacts = NO_FACTS
) -> list[Placed]:
    """Return every remark with the place of its item, in the list's order; those on the whole list first."""
    found: list[Placed] = [(None, remark) for remark in _totals(facts.stated)]
    found += _of_items(items, outcomes)
    found += _between(kind, items, outcomes, facts)
    return sorted(found, key=lambda placed: -1 if placed[0] is None else placed[0])


def _of_items(items: Sequence[Outline], outcomes: Sequence[ItemOutcome]) -> Iterator[Placed]:
    """What was said of each item; what is wrong with a whole list or a body is told once."""
    without = sum(any(remark.code == _NO_BASIS for remark in outcome.remarks) for outcome in outcomes)
    collapsed = without >= WHOLE_LIST_FROM and not any(outcome.provisions for outcome in outcomes)
    if collapsed:
        yield (
            None,
            Remark(
                _NO_BASIS,
                Severity.WARNING,
                f"清单的 {without} 项都没有设定依据。",
                "补充设定依据一栏，写明设定每个事项的法律、法规或者规章和条款。",
                FINDING_KINDS[_NO_BASIS].source,
            ),
        )
    of_bodies: dict[tuple[int, str], list[int]] = defaultdict(list)
    for place, outcome in enumerate(outcomes):
        for remark in outcome.remarks:
            if remark.code in _OF_BODIES:
                places = of_bodies[items[place].body.id, remark.message]
                if place not in places[-1:]:
                    places.append(place)
            elif not (collapsed and remark.code == _NO_BASIS):
                yield place, remark
    for (_, message), places in of_bodies.items():
        yield places[0], _once(next(r for r in outcomes[places[0]].remarks if r.message == message), places)


def _once(remark: Remark, places: Sequence[int]) -> Remark:
    """What is wrong with a body's code, told at the first item of the body that shows it."""
    if len(places) == 1:
        return remark
    message = f"{remark.message.rstrip('。')}（该主体共 {len(places)} 项）。"
    return msgspec.structs.replace(remark, message=message)


def _between(
    kind: ListKind, items: Sequence[Outline], outcomes: Sequence[ItemOutcome], facts: ListFacts
) -> Iterator[Placed]:
    yield from find_duplicates(items)
    yield from find_reused(items, facts.former)
    yield from check_duties(kind, items, outcomes, facts.counterpart)
    if kind is not ListKind.RESPONSIBILITY:
        yield from check_discretion(items, outcomes)
        yield from find_overlaps(items, outcomes)


def _totals(stated: Sequence[Finding]) -> Iterator[Remark]:
    """`count-mismatch`, as the files that brought the list told it; numbers of main items are no mismatch."""
    source = FINDING_KINDS["count-mismatch"].source
    for finding in stated:
        if finding.code == "count-mismatch" and finding.severity is not Severity.ADVICE:
            yield Remark(
                finding.code,
                Severity.WARNING,
                f"{finding.message.rstrip('。')}。",
                f"{finding.fix.rstrip('。')}。",
                f"{source}（{finding.sheet}）" if finding.sheet else source,
            )


def check_list(
    items: Sequence[StandingItem], context: CheckContext, facts: ListFacts = NO_FACTS
) -> CheckReport:
    """Check a whole list in memory; the findings stand in the list's order."""
    outcomes = [check_item(item, context) for item in items]
    placed = remarks_on(context.kind, [outline_of(item) for item in items], outcomes, facts)
    findings = [
        CheckFinding(
            code=remark.code,
            severity=remark.severity,
            item=None if place is None else compared_item(items[place]),
            message=remark.message,
            fix=remark.fix,
            source=remark.source,
        )
        for place, remark in placed
    ]
    return report_of(findings, len(items))
