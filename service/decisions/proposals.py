"""What somebody asks to be decided of two powers, and what came of asking."""

import msgspec

from service.vocabulary import Decision


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """One decision to be recorded: `before` and `after` are powers (`StandingItem.id`).

    Between lists `before` is the reference's; within a list it is the earlier edition's. CONFIRMED: they are
    one; REJECTED: they are not; AUTOMATIC: what was decided is taken back. `version` is that of the decision
    the person saw, 0 for none, None where it does not matter. Raises `ValueError` for STATED, which is a
    working spreadsheet's to say.
    """

    before: int
    after: int
    decision: Decision
    reason: str = ""
    version: int | None = None

    def __post_init__(self) -> None:
        if self.decision is Decision.STATED:
            raise ValueError(self.decision)

    @property
    def pair(self) -> tuple[int, int]:
        """The two powers."""
        return self.before, self.after


class Recorded(msgspec.Struct, frozen=True, kw_only=True):
    """How many decisions were recorded, by what they say; `unchanged` stood already, reason and all."""

    confirmed: int = 0
    rejected: int = 0
    withdrawn: int = 0
    unchanged: int = 0
