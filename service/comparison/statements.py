"""What people stated of the lineage of items: it outranks everything found automatically."""

import msgspec

from service.vocabulary import ChangeKind, Decision


class Stated(msgspec.Struct, frozen=True, kw_only=True):
    """One statement, from a working spreadsheet (处理意见) or from a reviewer's decision.

    `before` and `after` are item ids of the two sides; one of them has at most one id. With ids on both
    sides they are one lineage (the kind of change is then worked out, not taken from `kind`); with one
    side empty these items were removed or added and are paired with nothing. `REJECTED` as `decision`
    says that none of `before` became any of `after`. Raises `ValueError` for any other shape.
    """

    kind: ChangeKind
    before: tuple[int, ...] = ()
    after: tuple[int, ...] = ()
    decision: Decision = Decision.STATED
    reason: str = ""

    def __post_init__(self) -> None:
        if not self.before and not self.after:
            raise ValueError("a statement names no item")
        if self.decision is Decision.REJECTED:
            if not (self.before and self.after):
                raise ValueError("a rejection names items of both sides")
        elif len(self.before) > 1 and len(self.after) > 1:
            raise ValueError("a merge has one item after it, a split one before it")
