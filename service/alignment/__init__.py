"""Three levels, four sames (三级四同): target lists held against a reference list."""

from service.alignment.aligning import Notes, align, sames
from service.alignment.model import (
    AlignedList,
    AlignedRow,
    Alignment,
    PossibleReference,
    Sames,
    TargetAlignment,
    TrimmedList,
)
from service.alignment.report import (
    AlignmentReport,
    ReportedPossible,
    ReportedRow,
    ReportedTarget,
    report_of,
    write_report,
)
from service.alignment.running import Run, here, on_scheduler
from service.alignment.scale import Progress, align_at_scale
from service.alignment.tasks import trimmed
from service.alignment.work import Work

__all__ = [
    "AlignedList",
    "AlignedRow",
    "Alignment",
    "AlignmentReport",
    "Notes",
    "PossibleReference",
    "Progress",
    "ReportedPossible",
    "ReportedRow",
    "ReportedTarget",
    "Run",
    "Sames",
    "TargetAlignment",
    "TrimmedList",
    "Work",
    "align",
    "align_at_scale",
    "here",
    "on_scheduler",
    "report_of",
    "sames",
    "trimmed",
    "write_report",
]
