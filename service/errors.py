"""Refusals: what the service will not do, with a stable code and sentences for the person who asked.

Refusal
├── StoreMissingError      no store at the configured address
├── StoreOutdatedError     the store's schema is not this release's
├── StoreFailedError       the store itself failed: full, busy, read-only, damaged, away
└── DeadlineError          reading took longer than it may
"""

from typing import Any

from service.findings import Finding, Severity


class Refusal(Exception):  # noqa: N818 - the field's word for it: nothing failed, it was refused
    """Something asked for that is not done; nothing was changed.

    `code` is stable; `message` says what is wrong, `fix` what to do, both in Chinese.
    """

    def __init__(self, code: str, message: str, fix: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.fix = fix

    def __reduce__(self) -> tuple[Any, ...]:
        """Another process may be who asked."""
        return _remade, (type(self), self.args, vars(self))

    def finding(self) -> Finding:
        """The refusal as a finding of a load."""
        return Finding(code=self.code, severity=Severity.ERROR, message=self.message, fix=self.fix)


def _remade(kind: type[Refusal], args: tuple[Any, ...], told: dict[str, Any]) -> Refusal:
    refusal = kind.__new__(kind)
    refusal.args = args
    vars(refusal).update(told)
    return refusal


class StoreMissingError(Refusal):
    """There is no store at the configured address."""


class StoreOutdatedError(Refusal):
    """The store's schema is not the one this release works with."""


class StoreFailedError(Refusal):
    """The store itself failed; what was being written is not in it."""


class DeadlineError(Refusal):
    """Reading took longer than it may; the store's statement was broken off."""

    def __init__(self) -> None:
        super().__init__(
            "deadline-exceeded", "查询超过了规定的时间，已中止。", "缩小范围，或减少一次查询的内容。"
        )
