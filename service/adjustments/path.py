"""The path of an adjustment (调整程序): a state machine over acts, pure; replaying the acts gives the state.

A body proposes; the establishment office, the justice bureau and the government pass it one after another,
as its rule set's path says; each may return it with reasons or refuse it. What was returned is proposed
anew, and what was proposed anew begins at the first step: nobody's word is carried over to another wording.
After approval it stands in the next edition's draft, and is published with it.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum

import msgspec

from service.errors import Refusal


class Step(StrEnum):
    """环节, in the order in which a path may have them."""

    ESTABLISHMENT = "ESTABLISHMENT"
    LEGALITY = "LEGALITY"
    GOVERNMENT = "GOVERNMENT"

    @property
    def label(self) -> str:
        """What the step is called in Chinese."""
        return _STEP_LABELS[self]


_STEP_LABELS = {
    Step.ESTABLISHMENT: "编办审核",
    Step.LEGALITY: "合法性审查",
    Step.GOVERNMENT: "政府审定",
}


class ActKind(StrEnum):
    """What was done with an adjustment."""

    PROPOSE = "PROPOSE"
    REVISE = "REVISE"
    ACCEPT = "ACCEPT"
    RETURN = "RETURN"
    REJECT = "REJECT"
    WITHDRAW = "WITHDRAW"

    @property
    def label(self) -> str:
        """What the act is called in Chinese."""
        return _ACT_LABELS[self]


_ACT_LABELS = {
    ActKind.PROPOSE: "申报",
    ActKind.REVISE: "修改后申报",
    ActKind.ACCEPT: "通过",
    ActKind.RETURN: "退回",
    ActKind.REJECT: "不予调整",
    ActKind.WITHDRAW: "撤回",
}


class Decision(StrEnum):
    """审核意见: what a reviewer may decide at a step."""

    ACCEPT = "ACCEPT"
    RETURN = "RETURN"
    REJECT = "REJECT"

    @property
    def label(self) -> str:
        """What the decision is called in Chinese."""
        return _ACT_LABELS[ActKind(self.value)]


class State(StrEnum):
    """办理状态."""

    PROPOSED = "PROPOSED"
    IN_LEGALITY_REVIEW = "IN_LEGALITY_REVIEW"
    IN_DECISION = "IN_DECISION"
    RETURNED = "RETURNED"
    APPROVED = "APPROVED"
    IN_EDITION = "IN_EDITION"
    PUBLISHED = "PUBLISHED"
    REJECTED = "REJECTED"
    WITHDRAWN = "WITHDRAWN"

    @property
    def label(self) -> str:
        """What the state is called in Chinese."""
        return _STATE_LABELS[self]


_STATE_LABELS = {
    State.PROPOSED: "已申报，待编办审核",
    State.IN_LEGALITY_REVIEW: "待合法性审查",
    State.IN_DECISION: "待政府审定",
    State.RETURNED: "已退回",
    State.APPROVED: "已审定，待列入下一版本",
    State.IN_EDITION: "已列入版本草稿",
    State.PUBLISHED: "已公布",
    State.REJECTED: "不予调整",
    State.WITHDRAWN: "已撤回",
}
_AWAITING = {
    Step.ESTABLISHMENT: State.PROPOSED,
    Step.LEGALITY: State.IN_LEGALITY_REVIEW,
    Step.GOVERNMENT: State.IN_DECISION,
}
UNDER_REVIEW = frozenset(_AWAITING.values())
"""The states in which a step is awaited."""


class Act(msgspec.Struct, frozen=True, kw_only=True):
    """One act upon an adjustment: `step` at which it was decided, `path` of what was proposed (or anew)."""

    kind: ActKind
    at: datetime
    by: str
    by_name: str = ""
    step: Step | None = None
    reason: str = ""
    path: tuple[Step, ...] = ()


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """Where an adjustment stands after its acts.

    `version` counts them: who acts upon another version than the last has not seen what happened since.
    `submission` counts the wordings, `passed` are the steps that passed the last one.
    """

    state: State
    version: int
    submission: int
    path: tuple[Step, ...]
    passed: tuple[Step, ...] = ()

    @property
    def awaiting(self) -> Step | None:
        """The step that is to decide next; None where none is."""
        return self.path[len(self.passed)] if self.state in UNDER_REVIEW else None

    @property
    def is_open_to_change(self) -> bool:
        """Whether the body may still put another wording in place: returned, or nobody has decided yet."""
        return self.state is State.RETURNED or (self.state in UNDER_REVIEW and not self.passed)


def advance(case: Case | None, act: Act) -> Case:
    """Return the case after one more act; `case` is None before the first.

    Raises `Refusal`: `bad-step` for an act that the state does not admit, `missing-reason` for one that
    needs a reason and has none.
    """
    if case is None:
        if act.kind is not ActKind.PROPOSE:
            raise _bad_step("还没有申报", act)
        return _begun(act, version=1, submission=1)
    match act.kind:
        case ActKind.PROPOSE:
            raise _bad_step(case.state.label, act)
        case ActKind.REVISE:
            if not case.is_open_to_change:
                raise _bad_step(case.state.label, act)
            return _begun(act, version=case.version + 1, submission=case.submission + 1)
        case ActKind.WITHDRAW:
            if case.state not in UNDER_REVIEW and case.state is not State.RETURNED:
                raise _bad_step(case.state.label, act)
            return _at(case, State.WITHDRAWN)
        case _:
            return _decided(case, act)


def replay(acts: Iterable[Act]) -> Case:
    """Return the case that the acts lead to; raises `Refusal` as `advance`, `ValueError` for no acts."""
    case: Case | None = None
    for act in acts:
        case = advance(case, act)
    if case is None:
        raise ValueError("a case begins with a proposal")
    return case


def stage(case: Case, lists: Sequence[str], drafted: Iterable[str], published: Iterable[str]) -> State:
    """Return the state with what became of an approved adjustment since.

    `lists` are those it is about, `drafted` those in whose next edition's draft it stands, `published`
    those in whose published editions.
    """
    if case.state is not State.APPROVED:
        return case.state
    wanted, out = set(lists), set(published)
    if wanted <= out:
        return State.PUBLISHED
    return State.IN_EDITION if wanted <= out | set(drafted) else State.APPROVED


def _begun(act: Act, *, version: int, submission: int) -> Case:
    if not act.path:
        raise ValueError("what is proposed has a path")
    return Case(state=_AWAITING[act.path[0]], version=version, submission=submission, path=act.path)


def _decided(case: Case, act: Act) -> Case:
    if case.awaiting is None or act.step is not case.awaiting:
        raise _bad_step(case.state.label, act)
    if act.kind is ActKind.ACCEPT:
        passed = (*case.passed, act.step)
        left = case.path[len(passed) :]
        state = _AWAITING[left[0]] if left else State.APPROVED
        return msgspec.structs.replace(_at(case, state), passed=passed)
    if not act.reason.strip():
        raise Refusal(
            "missing-reason", f"“{act.kind.label}”没有写明理由。", "写明理由，让申报部门知道怎样改。"
        )
    return _at(case, State.RETURNED if act.kind is ActKind.RETURN else State.REJECTED)


def _at(case: Case, state: State) -> Case:
    return msgspec.structs.replace(case, state=state, version=case.version + 1)


def _bad_step(where: str, act: Act) -> Refusal:
    what = f"{act.step.label}“{act.kind.label}”" if act.step else f"“{act.kind.label}”"
    return Refusal("bad-step", f"该调整{where}，现在不能{what}。", "刷新后按当前环节办理。")
