"""Who may act upon adjustments: asked by what acts, and by what shows which acts somebody may do."""

from collections.abc import Iterable

from service.access import Principal, Right, may, require
from service.adjustments import Act, ActKind, AdjustmentKind, Step

STEP_RIGHTS = {
    Step.ESTABLISHMENT: Right.REVIEW,
    Step.LEGALITY: Right.REVIEW_LEGALITY,
    Step.GOVERNMENT: Right.APPROVE,
}
"""The right to decide at each step."""
_DELEGATING = (AdjustmentKind.DELEGATE, AdjustmentKind.ENTRUST)
_KIND_RIGHTS = {AdjustmentKind.CLAIM: Right.CLAIM, AdjustmentKind.REFORM: Right.REFORM}


def may_propose(principal: Principal | None, kind: AdjustmentKind, division: str, body: int | None) -> bool:
    """Whether he may propose that: a reform for the division as a whole, all else for the body.

    Whoever has the right to delegate may propose delegations of all bodies of the division.
    """
    if kind in _DELEGATING and may(principal, Right.DELEGATE, division=division):
        return True
    return may(principal, right_to_propose(kind), division=division, body=_scope(kind, body))


def require_to_propose(
    principal: Principal | None, kind: AdjustmentKind, division: str, body: int | None
) -> Principal:
    """Return who may propose that; raises `Refusal` (`forbidden`) where he may not."""
    if principal is not None and may_propose(principal, kind, division, body):
        return principal
    return require(principal, right_to_propose(kind), division=division, body=_scope(kind, body))


def right_to_propose(kind: AdjustmentKind) -> Right:
    """Return the right that proposing that kind needs."""
    return _KIND_RIGHTS.get(kind, Right.PROPOSE)


def has_proposed(acts: Iterable[Act], principal: Principal) -> bool:
    """Whether one of the wordings is his own: then he decides on it at no step."""
    return any(act.by == principal.subject for act in acts if act.kind in (ActKind.PROPOSE, ActKind.REVISE))


def _scope(kind: AdjustmentKind, body: int | None) -> int | None:
    return None if kind is AdjustmentKind.REFORM else body
