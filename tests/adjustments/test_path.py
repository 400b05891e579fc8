from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.adjustments import Act, ActKind, Case, State, Step, advance, replay, stage
from service.errors import Refusal

NOW = datetime(2026, 3, 12, 2, tzinfo=UTC)
FULL = tuple(Step)
_paths = st.sets(st.sampled_from(list(Step)), min_size=1).map(
    lambda steps: tuple(step for step in Step if step in steps)
)
_FINAL = {State.APPROVED, State.REJECTED, State.WITHDRAWN}


def act(kind: ActKind, step: Step | None = None, reason: str = "理由", path: tuple[Step, ...] = ()) -> Act:
    return Act(kind=kind, at=NOW, by="u:1", step=step, reason=reason, path=path)


_acts = st.builds(
    act,
    st.sampled_from(list(ActKind)),
    st.none() | st.sampled_from(list(Step)),
    st.sampled_from(("", "理由")),
    _paths,
)


@st.composite
def courses(draw: st.DrawFn) -> list[Act]:
    """Acts that were admitted, one after another, from whatever was tried."""
    done = [act(ActKind.PROPOSE, path=draw(_paths))]
    case = replay(done)
    for _ in range(draw(st.integers(0, 12))):
        tried = draw(_acts)
        if draw(st.booleans()) and case.awaiting:
            tried = act(ActKind.ACCEPT, case.awaiting)
        try:
            case = advance(case, tried)
        except Refusal:
            continue
        done.append(tried)
    return done


def test_an_adjustment_passes_every_office_in_turn() -> None:
    done = [act(ActKind.PROPOSE, path=FULL), *(act(ActKind.ACCEPT, step) for step in FULL)]
    states = [replay(done[:count]).state for count in range(1, 5)]
    assert states == [State.PROPOSED, State.IN_LEGALITY_REVIEW, State.IN_DECISION, State.APPROVED]
    assert replay(done).version == 4


def test_what_is_returned_begins_anew_with_another_wording() -> None:
    done = [
        act(ActKind.PROPOSE, path=FULL),
        act(ActKind.ACCEPT, Step.ESTABLISHMENT),
        act(ActKind.RETURN, Step.LEGALITY, "依据已失效"),
        act(ActKind.REVISE, path=FULL),
    ]
    assert replay(done[:3]).state is State.RETURNED
    case = replay(done)
    assert (case.state, case.submission, case.passed) == (State.PROPOSED, 2, ())


@given(courses())
def test_no_approved_adjustment_skipped_a_required_step(done: list[Act]) -> None:
    case = replay(done)
    if case.state is not State.APPROVED:
        return
    last = max(at for at, each in enumerate(done) if each.kind in (ActKind.PROPOSE, ActKind.REVISE))
    assert [each.step for each in done[last + 1 :]] == list(done[last].path)
    assert all(each.kind is ActKind.ACCEPT for each in done[last + 1 :])


@given(courses())
def test_replaying_gives_the_state_and_every_act_counts(done: list[Act]) -> None:
    case: Case | None = None
    for count, each in enumerate(done, start=1):
        case = advance(case, each)
        assert case.version == count
        assert case == replay(done[:count])
    assert case
    assert case.submission == sum(each.kind in (ActKind.PROPOSE, ActKind.REVISE) for each in done)


@given(courses(), _acts)
def test_no_state_is_lost(done: list[Act], tried: Act) -> None:
    """Whatever is tried, a case is either where it was or where the act leads; the end is the end."""
    case = replay(done)
    try:
        after = advance(case, tried)
    except Refusal as refused:
        told = refused.code
    else:
        told = ""
    if told:
        assert told in ("bad-step", "missing-reason")
        return
    assert case.state not in _FINAL
    assert after.version == case.version + 1
    assert (after.awaiting is not None) == (after.state not in {*_FINAL, State.RETURNED})


@pytest.mark.parametrize("kind", [ActKind.RETURN, ActKind.REJECT])
def test_returning_and_rejecting_need_a_reason(kind: ActKind) -> None:
    case = replay([act(ActKind.PROPOSE, path=FULL)])
    with pytest.raises(Refusal, match="missing-reason"):
        advance(case, act(kind, Step.ESTABLISHMENT, " "))


def test_nothing_begins_but_with_a_proposal() -> None:
    with pytest.raises(Refusal, match="bad-step"):
        advance(None, act(ActKind.ACCEPT, Step.ESTABLISHMENT))
    with pytest.raises(ValueError, match="begins"):
        replay([])


@pytest.mark.parametrize(
    ("drafted", "published", "state"),
    [
        ((), (), State.APPROVED),
        (("power",), (), State.APPROVED),
        (("power", "responsibility"), (), State.IN_EDITION),
        (("responsibility",), ("power",), State.IN_EDITION),
        ((), ("power", "responsibility"), State.PUBLISHED),
    ],
)
def test_an_approved_one_is_where_its_editions_are(
    drafted: tuple[str, ...], published: tuple[str, ...], state: State
) -> None:
    case = replay([act(ActKind.PROPOSE, path=FULL), *(act(ActKind.ACCEPT, step) for step in FULL)])
    assert stage(case, ("power", "responsibility"), drafted, published) is state
