"""What `align` answers, key by key as programs hold on to it (contract §3)."""

from typing import BinaryIO

import msgspec

from service.alignment.model import AlignedRow, Alignment, Sames, TargetAlignment, TargetFigures
from service.comparison import ComparedItem, compared_item
from service.vocabulary import Decision, Verdict


class ReportedPossible(msgspec.Struct, frozen=True, gc=False):
    """A reference item that may be meant as well: a tie, or the other part of a merge or split."""

    reference_item: ComparedItem
    score: float


class ReportedRow(msgspec.Struct, frozen=True, gc=False):
    """One row: the target's item, the reference's, the matcher's word and which of the four sames hold."""

    item: ComparedItem
    reference_item: ComparedItem | None
    score: float
    verdict: Verdict
    same: Sames
    decision: Decision
    tied: bool
    explanation: str
    note: str
    possible: tuple[ReportedPossible, ...]


class ReportedTarget(TargetFigures, frozen=True, kw_only=True):
    """One target; what is missing and the rows are those of `TargetAlignment`."""

    missing: tuple[ComparedItem, ...]
    rows: tuple[ReportedRow, ...]


class AlignmentReport(msgspec.Struct, frozen=True, kw_only=True):
    """The whole answer; `reference` is the reference division's code."""

    reference: str
    reference_edition: str
    all_levels: int
    targets: tuple[ReportedTarget, ...]


def report_of(alignment: Alignment) -> AlignmentReport:
    """Return the alignment as programs receive it."""
    return AlignmentReport(
        reference=alignment.reference,
        reference_edition=alignment.reference_edition,
        all_levels=alignment.all_levels,
        targets=tuple(map(_target, alignment.targets)),
    )


def write_report(alignment: Alignment, target: BinaryIO) -> None:
    """Write `report_of` as indented JSON, holding no more than one target at a time."""
    head = AlignmentReport(
        reference=alignment.reference,
        reference_edition=alignment.reference_edition,
        all_levels=alignment.all_levels,
        targets=(),
    )
    before, after = _indented(head).rsplit(b"[]", maxsplit=1)
    target.write(before + b"[")
    for place, each in enumerate(alignment.targets):
        target.write(b",\n    " if place else b"\n    ")
        target.write(_indented(_target(each)).replace(b"\n", b"\n    "))
    target.write((b"\n  ]" if alignment.targets else b"]") + after + b"\n")


def _indented(document: AlignmentReport | ReportedTarget) -> bytes:
    return msgspec.json.format(msgspec.json.encode(document), indent=2)


def _target(target: TargetAlignment) -> ReportedTarget:
    figures = {name: getattr(target, name) for name in TargetFigures.__struct_fields__}
    return ReportedTarget(
        **figures,
        missing=tuple(map(compared_item, target.missing)),
        rows=tuple(map(_row, target.rows)),
    )


def _row(row: AlignedRow) -> ReportedRow:
    return ReportedRow(
        compared_item(row.item),
        compared_item(row.reference_item) if row.reference_item else None,
        row.score,
        row.verdict,
        row.same,
        row.decision,
        row.tied,
        row.explanation,
        row.note,
        tuple(ReportedPossible(compared_item(other.item), other.score) for other in row.possible),
    )
