"""Three levels, four sames (三级四同): target lists held against a reference list."""

from service.alignment.aligning import (
    AlignedList,
    AlignedRow,
    Alignment,
    Sames,
    TargetAlignment,
    align,
    sames,
)
from service.alignment.report import AlignmentReport, ReportedRow, ReportedTarget, report_of

__all__ = [
    "AlignedList",
    "AlignedRow",
    "Alignment",
    "AlignmentReport",
    "ReportedRow",
    "ReportedTarget",
    "Sames",
    "TargetAlignment",
    "align",
    "report_of",
    "sames",
]
