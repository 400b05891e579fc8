"""One finding of a load: code, severity, place, message, fix."""

from collections.abc import Iterable
from enum import StrEnum

import msgspec


class Severity(StrEnum):
    """错误 refuses, 警告 loads with it, 提示 is for a person to decide."""

    ERROR = "error"
    WARNING = "warning"
    ADVICE = "advice"

    @property
    def label(self) -> str:
        """The severity in Chinese."""
        return {"error": "错误", "warning": "警告", "advice": "提示"}[self.value]


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One thing found: a stable code, how bad, where, what is wrong and what to do (both in Chinese).

    `row` is the sheet's 1-based row, `column` the header's text; either is None where it does not apply.
    """

    code: str
    severity: Severity
    message: str
    fix: str
    sheet: str | None = None
    row: int | None = None
    column: str | None = None


def has_errors(findings: Iterable[Finding]) -> bool:
    """Whether any finding refuses what it was found in."""
    return any(finding.severity is Severity.ERROR for finding in findings)
