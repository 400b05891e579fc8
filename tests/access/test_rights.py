import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.access import NATION, Grant, Principal, Right, Role, may, operator, require, rights_of
from service.divisions import ancestors_of
from service.errors import Refusal

PROVINCE, CITY, COUNTY, OTHER = "330000", "330800", "330824", "330825"
TOWNSHIP = "330824101"
DIVISIONS = [NATION, PROVINCE, CITY, COUNTY, OTHER, TOWNSHIP, "620000", "110101"]


def _somebody(*grants: Grant) -> Principal:
    return Principal(subject="token:1", name="某人", grants=grants)


def _grants() -> st.SearchStrategy[Grant]:
    whole = st.builds(
        Grant, role=st.sampled_from(Role), division=st.sampled_from(DIVISIONS), below=st.booleans()
    )
    of_body = st.builds(
        Grant, role=st.sampled_from(Role), division=st.sampled_from(DIVISIONS), body=st.integers(1, 3)
    )
    return st.one_of(whole, of_body)


_ASKED = st.tuples(
    st.sampled_from(Right), st.sampled_from([None, *DIVISIONS]), st.sampled_from([None, 1, 2, 3])
)


def test_every_role_and_right_has_a_chinese_name() -> None:
    assert all(role.label for role in Role)
    assert all(right.label for right in Right)
    assert len({role.label for role in Role}) == len(Role)
    assert len({right.label for right in Right}) == len(Right)


def test_every_right_belongs_to_a_role() -> None:
    assert set().union(*(rights_of(role) for role in Role)) == set(Right)


def test_no_role_takes_two_steps_of_the_path() -> None:
    steps = {Right.REVIEW, Right.REVIEW_LEGALITY, Right.APPROVE, Right.PUBLISH}
    for role in Role:
        assert len(rights_of(role) & steps) <= 1, role
    assert not rights_of(Role.ADMINISTRATOR) & {*steps, Right.PROPOSE, Right.SEE_DRAFTS}


@pytest.mark.parametrize(
    ("division", "body", "allowed"),
    [
        (COUNTY, None, True),
        (COUNTY, 7, True),
        *((elsewhere, None, False) for elsewhere in (OTHER, TOWNSHIP, CITY, NATION, None)),
    ],
)
def test_a_grant_covers_its_division_alone(division: str | None, body: int | None, allowed: bool) -> None:
    reviewer = _somebody(Grant(role=Role.ESTABLISHMENT_REVIEWER, division=COUNTY))
    assert may(reviewer, Right.REVIEW, division=division, body=body) is allowed
    assert not may(reviewer, Right.PUBLISH, division=division, body=body)


@pytest.mark.parametrize(
    ("division", "body", "allowed"),
    [(COUNTY, 7, True), (COUNTY, 8, False), (COUNTY, None, False), (OTHER, 7, False), (None, 7, False)],
)
def test_a_bodys_grant_covers_its_part_alone(division: str | None, body: int | None, allowed: bool) -> None:
    editor = _somebody(Grant(role=Role.BODY_EDITOR, division=COUNTY, body=7))
    assert may(editor, Right.PROPOSE, division=division, body=body) is allowed


def test_a_grant_with_what_is_below_covers_every_division_under_it() -> None:
    publisher = _somebody(Grant(role=Role.PUBLISHER, division=PROVINCE, below=True))
    for division in (PROVINCE, CITY, COUNTY, OTHER, TOWNSHIP):
        assert may(publisher, Right.PUBLISH, division=division)
    for elsewhere in ("620000", NATION, None):
        assert not may(publisher, Right.PUBLISH, division=elsewhere)


def test_what_belongs_to_no_division_is_the_nations() -> None:
    alone = _somebody(Grant(role=Role.ADMINISTRATOR, division=NATION))
    assert may(alone, Right.LOAD_REFERENCE, division=None)
    assert not may(alone, Right.LOAD_REFERENCE, division=PROVINCE)
    everywhere = _somebody(Grant(role=Role.ADMINISTRATOR, division=NATION, below=True))
    assert may(everywhere, Right.LOAD_REFERENCE, division=COUNTY, body=3)


def test_nobody_may_anything() -> None:
    assert not any(may(None, right, division=COUNTY) for right in Right)
    assert not any(may(_somebody(), right, division=COUNTY) for right in Right)


def test_who_runs_the_command_may_everything() -> None:
    wang = operator("wang")
    assert wang.subject == "os:wang"
    assert all(may(wang, right, division=division) for right in Right for division in (None, *DIVISIONS))


@pytest.mark.parametrize("division", ["33", "330824000000", " ", "浙江", "33082"])
def test_a_grant_names_a_division(division: str) -> None:
    with pytest.raises(ValueError, match=division):
        Grant(role=Role.PUBLISHER, division=division)


def test_a_bodys_grant_reaches_no_further() -> None:
    with pytest.raises(ValueError, match=COUNTY):
        Grant(role=Role.BODY_EDITOR, division=COUNTY, body=7, below=True)


def test_a_division_that_is_none_is_covered_by_nobody_below_the_nation() -> None:
    publisher = _somebody(Grant(role=Role.PUBLISHER, division=PROVINCE, below=True))
    assert not may(publisher, Right.PUBLISH, division="33' OR 1=1")


def test_requiring_returns_who_may_and_refuses_the_others_alike() -> None:
    reviewer = _somebody(Grant(role=Role.ESTABLISHMENT_REVIEWER, division=COUNTY))
    assert require(reviewer, Right.REVIEW, division=COUNTY) is reviewer
    refusals = []
    for who, division in ((None, COUNTY), (reviewer, OTHER), (reviewer, "110101")):
        with pytest.raises(Refusal) as refused:
            require(who, Right.REVIEW, division=division)
        refusals.append(refused.value)
    assert {refusal.code for refusal in refusals} == {"forbidden"}
    assert refusals[1].message == refusals[2].message
    assert "编办审核" in refusals[0].message


@given(st.lists(_grants(), max_size=3), st.lists(_grants(), max_size=3), _ASKED)
def test_more_grants_never_take_a_right_away(
    some: list[Grant], more: list[Grant], asked: tuple[Right, str | None, int | None]
) -> None:
    right, division, body = asked
    few, many = _somebody(*some), _somebody(*some, *more)
    if may(few, right, division=division, body=body):
        assert may(many, right, division=division, body=body)
    assert may(many, right, division=division, body=body) == (
        may(few, right, division=division, body=body)
        or may(_somebody(*more), right, division=division, body=body)
    )


@given(_grants(), _ASKED)
def test_whoever_has_the_whole_has_the_part(
    grant: Grant, asked: tuple[Right, str | None, int | None]
) -> None:
    right, division, _ = asked
    if may(_somebody(grant), right, division=division):
        assert all(may(_somebody(grant), right, division=division, body=body) for body in (1, 2, 3))


@given(_grants(), _ASKED)
def test_nothing_reaches_upwards_or_aside(grant: Grant, asked: tuple[Right, str | None, int | None]) -> None:
    right, division, body = asked
    if grant.division != NATION and may(_somebody(grant), right, division=division, body=body):
        assert division is not None
        assert division == grant.division or grant.division in ancestors_of(division)
