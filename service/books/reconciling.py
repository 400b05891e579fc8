"""Reconciling a book (对帐): with the edition before, with what bodies report, with what was approved."""

from collections.abc import Iterator

import msgspec
from sqlalchemy import Connection, select

from service.access import Principal, Right, bodies_under
from service.adjustments import AdjustmentKind
from service.books.opening import Book, find_book
from service.books.reporting import reported
from service.cleanup import hold_figures
from service.comparison import Reconciliation
from service.editions import stated_pairs
from service.errors import Refusal
from service.findings import Finding, Severity
from service.reading import reconcile_editions
from service.store.core import (
    adjustment,
    adjustment_edition,
    adjustment_item,
    adjustment_result,
    power_item,
)
from service.vocabulary import ListKind

_SILENT = (AdjustmentKind.ENTRUST, AdjustmentKind.TAKE_BACK)


class Reckoning(msgspec.Struct, frozen=True, kw_only=True):
    """How a book stands: its account against the edition it was opened from, and what does not agree."""

    book: Book
    account: Reconciliation
    findings: list[Finding]


def reconcile_book(
    connection: Connection,
    principal: Principal | None,
    division: str,
    kind: ListKind,
    label: str | None = None,
) -> Reckoning:
    """Return how the book of that label (else the one opened last) stands at this moment.

    Findings: `count-mismatch` and `unknown-body` against what bodies report; `adjustment-undone` where what
    an applied adjustment says does not stand in the draft any more. Raises `Refusal`: `no-book`, also where
    it is a draft that he may not see whole.
    """
    found = find_book(connection, division, kind, label)
    if found.is_open and bodies_under(principal, Right.SEE_DRAFTS, division=division) is not None:
        raise Refusal("no-book", f"{division} 的{kind.label}没有建过这个帐。", "先建帐。")
    account = reconcile_editions(connection, found.base, found.edition)
    findings = hold_figures(account.figures, reported(connection, found.edition.id), division)
    findings += _undone(connection, found)
    return Reckoning(book=found, account=account, findings=findings)


def _undone(connection: Connection, found: Book) -> Iterator[Finding]:
    """Tell of powers that applied adjustments speak of and the draft's lineage does not."""
    pairs = stated_pairs(connection, found.edition).values()
    stated = {number for pair in pairs for number in (pair.before, pair.after)}
    spoken = (
        select(adjustment_item.c.adjustment_id, adjustment_item.c.item_id)
        .union(select(adjustment_result.c.adjustment_id, adjustment_result.c.item_id))
        .subquery()
    )
    rows = connection.execute(
        select(adjustment.c.id, adjustment.c.kind, spoken.c.item_id)
        .join(adjustment_edition, adjustment_edition.c.adjustment_id == adjustment.c.id)
        .join(spoken, spoken.c.adjustment_id == adjustment.c.id)
        .join(power_item, power_item.c.id == spoken.c.item_id)
        .where(
            adjustment_edition.c.edition_id == found.edition.id,
            power_item.c.list_id == found.edition.list_id,
            adjustment.c.kind.not_in(_SILENT),
        )
        .order_by(adjustment.c.id, spoken.c.item_id)
    )
    told: set[int] = set()
    for number, kind, power in rows:
        if power not in stated and number not in told:
            told.add(number)
            yield Finding(
                code="adjustment-undone",
                severity=Severity.WARNING,
                message=f"第 {number} 号调整（{AdjustmentKind(kind).label}）列入本版本后，又被别的文件改写",
                fix="核对该部门后来报送的文件；需要时丢弃草稿，重新建帐",
            )
