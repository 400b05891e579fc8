"""What a reader asked that cannot be answered.

Refusal
├── BadArgumentError   `bad-argument`: a value that is out of range or contradicts another
├── BadCursorError     `bad-cursor`: a cursor this service did not give, or gave for another order
├── BadIdError         `bad-id`: no node id, or one of another kind of thing
├── AmbiguousError     `ambiguous`: one was asked for and several answer
├── DateBeyondDataError `date-beyond-data`: a day before the first edition, or before anything was published
└── NotFoundError      `not-found`: what the question is about is not there
"""

from service.errors import Refusal

LONGEST_TEXT = 200


class BadArgumentError(Refusal):
    """A value is out of range or contradicts another."""

    def __init__(self, message: str, fix: str) -> None:
        super().__init__("bad-argument", message, fix)


class BadCursorError(Refusal):
    """A cursor this service did not give, or gave for another order."""

    def __init__(self) -> None:
        super().__init__("bad-cursor", "游标无效。", "原样使用上一页返回的 cursor，且不改变 orderBy。")


class BadIdError(Refusal):
    """No node id, or the id of another kind of thing."""

    def __init__(self, text: str) -> None:
        super().__init__("bad-id", f"标识“{text[:80]}”无效。", "原样使用查询返回的 id。")


class AmbiguousError(Refusal):
    """One was asked for and several answer."""

    def __init__(self, message: str, fix: str) -> None:
        super().__init__("ambiguous", message, fix)


class DateBeyondDataError(Refusal):
    """A day before the first edition of what is asked, or a moment before anything of it was published."""

    def __init__(self, message: str, fix: str) -> None:
        super().__init__("date-beyond-data", message, fix)


class NotFoundError(Refusal):
    """What the question is about is not there."""

    def __init__(self, message: str, fix: str) -> None:
        super().__init__("not-found", message, fix)


def require_short(name: str, text: str | None) -> None:
    """Raise `BadArgumentError` for a text too long to look for: folding keeps texts, and for long."""
    if text is not None and len(text) > LONGEST_TEXT:
        raise BadArgumentError(f"{name} 有 {len(text)} 个字，太长。", f"不超过 {LONGEST_TEXT} 个字。")
