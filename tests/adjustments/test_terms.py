"""Rule sets by place and date, short paths, and what is due when."""

from datetime import UTC, date, datetime

import pytest
from msgspec.structs import replace

from service.adjustments import (
    Act,
    ActKind,
    Step,
    TermKind,
    due_on,
    read_rule_sets,
    rule_set_for,
    rule_sets,
    terms,
    working_calendar,
)
from service.adjustments import AdjustmentKind as Kind
from tests.adjustments.proposals import proposal, stands

GENERAL = rule_sets()[0]
FULL = tuple(Step)
TABLE = {
    "rule_sets": [
        {
            "id": "general", "name": "通行", "divisions": ["000000"], "from": date(2015, 1, 1),
            "path": ["ESTABLISHMENT"], "limits": {"apply": 1, "review": 1, "publish": 1, "follow_up": 1},
        },
        {
            "id": "zhejiang-old", "name": "浙江旧", "divisions": ["330000"], "from": date(2016, 1, 1),
            "until": date(2020, 1, 1), "path": ["ESTABLISHMENT", "GOVERNMENT"],
            "limits": {"apply": 2, "review": 2, "publish": 2, "follow_up": 2},
        },
        {
            "id": "zhejiang", "name": "浙江", "divisions": ["330000"], "from": date(2019, 6, 1),
            "path": ["LEGALITY"], "limits": {"apply": 3, "review": 3, "publish": 3, "follow_up": 3},
        },
        {
            "id": "county", "name": "某县", "divisions": ["330824"], "from": date(2024, 1, 1),
            "path": ["GOVERNMENT"], "limits": {"apply": 4, "review": 4, "publish": 4, "follow_up": 4},
        },
    ]
}  # fmt: skip


@pytest.mark.parametrize(
    ("division", "day", "found"),
    [
        ("510000", date(2026, 1, 1), "general"),
        ("330824", date(2015, 6, 1), "general"),
        ("330824", date(2018, 1, 1), "zhejiang-old"),
        ("330824", date(2019, 7, 1), "zhejiang"),
        ("330824", date(2026, 1, 1), "county"),
        ("330881", date(2026, 1, 1), "zhejiang"),
    ],
)
def test_the_nearest_rules_in_force_hold(division: str, day: date, found: str) -> None:
    assert rule_set_for(division, day, read_rule_sets(TABLE)).id == found


def test_before_any_rules_there_are_none() -> None:
    with pytest.raises(LookupError, match="330824"):
        rule_set_for("330824", date(2014, 1, 1))


@pytest.mark.parametrize("path", [[], ["LEGALITY", "ESTABLISHMENT"]])
def test_a_path_without_steps_or_out_of_order_is_refused(path: list[str]) -> None:
    wrong = {"rule_sets": [{**TABLE["rule_sets"][0], "path": path}]}
    with pytest.raises(ValueError, match="path of general"):
        read_rule_sets(wrong)


def test_the_seed_has_the_fields_limits() -> None:
    limits = GENERAL.limits
    assert (limits.apply, limits.review, limits.publish, limits.follow_up) == (10, 15, 3, 20)
    assert GENERAL.path == FULL


def test_a_short_path_is_for_what_changes_nothing_else() -> None:
    old = stands(1)
    phone = replace(old, content=replace(old.content, supervision="12345"))
    both = replace(phone, content=replace(phone.content, name="改名"))
    assert GENERAL.path_of(proposal(Kind.CHANGE, [old], [phone])) == (Step.ESTABLISHMENT,)
    assert GENERAL.path_of(proposal(Kind.CHANGE, [old], [both])) == FULL
    assert GENERAL.path_of(proposal(Kind.REMOVE, [old])) == FULL


def at(day: int, month: int = 3) -> datetime:
    return datetime(2026, month, day, 2, tzinfo=UTC)


def act(kind: ActKind, when: datetime, step: Step | None = None) -> Act:
    return Act(kind=kind, at=when, by="u", step=step, reason="理由", path=FULL)


def found(acts: list[Act], **said: date | datetime) -> list[tuple[str, date, date | None]]:
    told = terms(acts, GENERAL.limits, working_calendar(), ground_day=date(2026, 3, 2), **said)  # type: ignore[arg-type]
    return [(term.kind.value, term.due, term.done) for term in told]


def test_terms_run_from_ground_to_follow_up() -> None:
    acts = [
        act(ActKind.PROPOSE, at(12)),
        *(act(ActKind.ACCEPT, at(20 + n), step) for n, step in enumerate(FULL)),
    ]
    assert found(acts, published=at(27), followed_up=date(2026, 4, 20)) == [
        ("APPLY", date(2026, 3, 16), date(2026, 3, 12)),
        ("REVIEW", date(2026, 4, 2), date(2026, 3, 22)),
        ("PUBLISH", date(2026, 3, 25), date(2026, 3, 27)),
        ("FOLLOW_UP", date(2026, 4, 27), date(2026, 4, 20)),
    ]


def test_while_the_body_revises_the_offices_are_not_late() -> None:
    acts = [
        act(ActKind.PROPOSE, at(12)),
        act(ActKind.RETURN, at(13), Step.ESTABLISHMENT),
        act(ActKind.REVISE, at(20, 4)),
    ]
    assert found(acts[:2])[1:] == [
        ("REVIEW", date(2026, 4, 2), date(2026, 3, 13)),
        ("APPLY", date(2026, 3, 27), None),
    ]
    assert found(acts)[2:] == [
        ("APPLY", date(2026, 3, 27), date(2026, 4, 20)),
        ("REVIEW", date(2026, 5, 13), None),
    ]


def test_what_is_due_now_is_the_term_that_runs() -> None:
    told = terms([act(ActKind.PROPOSE, at(12))], GENERAL.limits, working_calendar(), ground_day=None)
    assert [term.kind for term in told] == [TermKind.REVIEW]
    assert due_on(told) == date(2026, 4, 2)
    assert [term.is_late(date(2026, 4, day)) for term in told for day in (2, 3)] == [False, True]
    gone = [act(ActKind.PROPOSE, at(12)), act(ActKind.WITHDRAW, at(13))]
    assert due_on(terms(gone, GENERAL.limits, working_calendar(), ground_day=None)) is None
    assert terms([], GENERAL.limits, working_calendar(), ground_day=None) == ()


def test_beyond_the_calendar_it_is_said() -> None:
    late = act(ActKind.PROPOSE, datetime(2026, 12, 20, 2, tzinfo=UTC))
    (term,) = terms([late], GENERAL.limits, working_calendar(), ground_day=None)
    assert not term.is_known
