"""An adjustment's way through the offices, in the store: by right, by version, seen by whom it may be."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from service.access import Grant, Principal, Right, Role
from service.adjustments import AdjustmentKind as Kind
from service.adjustments import Decision, State, Step, TermKind
from service.audit import verify
from service.editions import discard, find_edition, publish
from service.errors import Refusal
from service.proceedings import (
    AdjustmentRecord,
    AdjustmentSelection,
    AskedRecipient,
    DelegationSelection,
    Filed,
    adjustment_page,
    counts_by_state,
    delegation_page,
    find_adjustment,
    follow_up,
    legal_remarks,
    propose,
    review,
    revise,
    submissions_of,
    terms_of,
    withdraw,
)
from service.reading import PageRequest, standing_items
from service.store import Store
from service.store.core import audit_record
from service.vocabulary import ListKind
from tests.proceedings.office import (
    ESTABLISHMENT,
    GOVERNMENT,
    JUSTICE,
    NOW,
    applied,
    approved,
    bodies,
    clerk,
    editor,
    filed,
    opened,
    passed,
    powers,
    request,
    says,
    seen,
)
from tests.reading.inventory import CITY, COUNTY
from tests.reading.inventory import publish as publish_list
from tests.support.lists import listed

CIVIL = "民政局"


def removal(store: Store, name: str = "最低生活保障金给付") -> int:
    return filed(store, request(store, Kind.REMOVE, items=(powers(store)[name],)))


def decided(
    store: Store,
    number: int,
    by: Principal,
    step: Step,
    decision: Decision,
    reason: str = "",
    version: int = 0,
) -> AdjustmentRecord:
    with store.write() as connection:
        review(connection, by, number, version or seen(store, number).version, step, decision, reason, NOW)
    return seen(store, number)


def listed_to(store: Store, by: Principal | None, **said: Any) -> list[int]:
    with store.read() as connection:
        page = adjustment_page(
            connection,
            by,
            AdjustmentSelection(**said),
            PageRequest(),
            date(2026, 11, 24),
        )
        assert page.total_count == len(page.nodes)
        return [record.id for record in page.nodes]


def test_it_passes_every_office_and_every_act_is_recorded(county: Store) -> None:
    number = removal(county)
    assert seen(county, number).awaiting is Step.ESTABLISHMENT
    record = passed(county, number)
    assert [act.kind.value for act in record.acts] == ["PROPOSE", "ACCEPT", "ACCEPT", "ACCEPT"]
    assert [act.by_name for act in record.acts][1:] == ["编办审核", "合法性审查", "政府审定"]
    with county.read() as connection:
        told = connection.execute(select(audit_record.c.act).order_by(audit_record.c.sequence)).scalars()
        assert list(told) == ["adjustment.propose", *["adjustment.review"] * 3]
        assert verify(connection) == []


def test_what_is_returned_comes_back_as_another_submission(county: Store) -> None:
    number = removal(county)
    decided(county, number, ESTABLISHMENT, Step.ESTABLISHMENT, Decision.ACCEPT)
    record = decided(county, number, JUSTICE, Step.LEGALITY, Decision.RETURN, "依据不足")
    assert (record.state, record.acts[-1].reason) == (State.RETURNED, "依据不足")
    again = request(county, Kind.SUSPEND, items=(powers(county)["最低生活保障金给付"],))
    with county.write() as connection:
        assert revise(connection, editor(county), number, record.version, again, NOW).number == number
    record = seen(county, number)
    assert (record.state, record.submission, record.kind) == (State.PROPOSED, 2, Kind.SUSPEND)
    with county.read() as connection:
        assert [given.kind for given in submissions_of(connection, number)] == [Kind.REMOVE, Kind.SUSPEND]


def test_who_acts_on_what_he_has_not_seen_is_told_so(county: Store) -> None:
    number = removal(county)
    decided(county, number, ESTABLISHMENT, Step.ESTABLISHMENT, Decision.ACCEPT)
    before = seen(county, number)
    with county.write() as connection, pytest.raises(Refusal, match="conflict"):
        review(connection, JUSTICE, number, 1, Step.LEGALITY, Decision.ACCEPT, "", NOW)
    with county.write() as connection, pytest.raises(Refusal, match="conflict"):
        withdraw(connection, editor(county), number, 1, "", NOW)
    assert seen(county, number) == before


def test_nobody_decides_out_of_turn_or_on_his_own(county: Store) -> None:
    number = removal(county)
    with pytest.raises(Refusal, match="bad-step"):
        decided(county, number, JUSTICE, Step.LEGALITY, Decision.ACCEPT)
    with pytest.raises(Refusal, match="forbidden"):
        decided(county, number, GOVERNMENT, Step.ESTABLISHMENT, Decision.ACCEPT)
    with pytest.raises(Refusal, match="missing-reason"):
        decided(county, number, ESTABLISHMENT, Step.ESTABLISHMENT, Decision.REJECT)
    own = filed(
        county,
        request(county, Kind.SUSPEND, items=(powers(county)["社会团体成立登记"],)),
        by=ESTABLISHMENT,
    )
    with pytest.raises(Refusal, match="own-proposal"):
        decided(county, own, ESTABLISHMENT, Step.ESTABLISHMENT, Decision.ACCEPT)


def test_a_body_proposes_for_itself_alone(county: Store) -> None:
    asked = request(county, Kind.REMOVE, body="自然资源局", items=(powers(county)["采矿权登记"],))
    with county.write() as connection, pytest.raises(Refusal, match="forbidden"):
        propose(connection, editor(county), asked, NOW)
    number = filed(county, asked)
    with county.write() as connection, pytest.raises(Refusal, match="forbidden"):
        withdraw(connection, editor(county), number, 1, "", NOW)
    with county.write() as connection:
        withdraw(connection, editor(county, "自然资源局"), number, 1, "改日再报", NOW)
    assert seen(county, number).state is State.WITHDRAWN


def test_a_proposal_with_errors_is_not_kept(county: Store) -> None:
    item = powers(county)["最低生活保障金给付"]
    with county.write() as connection:
        found: Filed = propose(
            connection, editor(county), request(county, Kind.REMOVE, items=(item,), grounds=()), NOW
        )
    assert (found.number, [finding.code for finding in found.findings]) == (None, ["grounds-missing"])
    assert listed_to(county, ESTABLISHMENT) == []


def test_what_is_drafted_is_not_there_for_others(county: Store) -> None:
    number = removal(county)
    strangers = [
        None,
        editor(county, "自然资源局"),
        clerk(Role.ESTABLISHMENT_REVIEWER, CITY),
        clerk(Role.ADMINISTRATOR),
        Principal(subject="x", name="无岗位", grants=()),
    ]
    for who in strangers:
        with county.read() as connection:
            assert find_adjustment(connection, who, number) is None
            assert counts_by_state(connection, who, COUNTY) == {}
        assert listed_to(county, who) == []
        with county.write() as connection, pytest.raises(Refusal, match="forbidden") as told:
            review(connection, who, number, 1, Step.LEGALITY, Decision.ACCEPT, "", NOW)
        with county.write() as connection, pytest.raises(Refusal, match="forbidden") as absent:
            review(connection, who, 10**9, 1, Step.LEGALITY, Decision.ACCEPT, "", NOW)
        assert told.value.message == absent.value.message
    province = Principal(
        subject="p", name="省平台", grants=(Grant(role=Role.APPROVER, division="330000", below=True),)
    )
    for who in (editor(county), ESTABLISHMENT, JUSTICE, GOVERNMENT, province):
        assert listed_to(county, who) == [number]


def test_published_it_is_everybodys_without_who_decided(county: Store) -> None:
    (number,) = approved(county, request(county, Kind.SUSPEND, items=(powers(county)["最低生活保障金给付"],)))
    opened(county)
    applied(county)
    assert listed_to(county, None) == []
    with county.write() as connection:
        publish(connection, COUNTY, ListKind.POWER, "2027", NOW)
    record = seen(county, number, None)
    assert (record.state, record.is_seen) == (State.PUBLISHED, False)
    assert listed_to(county, None, states=(State.PUBLISHED,)) == [number]
    assert [(edition.label, edition.is_published) for edition in record.editions] == [("2027", True)]


def test_adjustments_are_narrowed_by_what_they_are(county: Store) -> None:
    at = powers(county)
    one = removal(county)
    two = filed(county, request(county, Kind.SUSPEND, body="自然资源局", items=(at["采矿权登记"],)))
    decided(county, two, ESTABLISHMENT, Step.ESTABLISHMENT, Decision.ACCEPT)
    assert listed_to(county, ESTABLISHMENT) == [one, two]
    assert listed_to(county, ESTABLISHMENT, kinds=(Kind.SUSPEND,)) == [two]
    assert listed_to(county, ESTABLISHMENT, states=(State.PROPOSED,)) == [one]
    assert listed_to(county, ESTABLISHMENT, awaiting=Step.LEGALITY) == [two]
    assert listed_to(county, ESTABLISHMENT, item=at["采矿权登记"]) == [two]
    assert listed_to(county, ESTABLISHMENT, body=bodies(county)[CIVIL]) == [one]
    assert listed_to(county, ESTABLISHMENT, division=CITY) == []
    assert listed_to(county, ESTABLISHMENT, kind=ListKind.RESPONSIBILITY) == []
    assert listed_to(county, ESTABLISHMENT, kind=ListKind.POWER) == [one, two]
    with county.read() as connection:
        assert counts_by_state(connection, ESTABLISHMENT, COUNTY) == {
            (bodies(county)[CIVIL], State.PROPOSED): 1,
            (bodies(county)["自然资源局"], State.IN_LEGALITY_REVIEW): 1,
        }


def late_on(store: Store, day: date, *, late: bool = True) -> list[int]:
    with store.read() as connection:
        page = adjustment_page(connection, ESTABLISHMENT, AdjustmentSelection(late=late), PageRequest(), day)
        assert all(record.is_late(day) == late for record in page.nodes)
        return [record.id for record in page.nodes]


def test_what_is_late_is_told_at_every_stage(county: Store) -> None:
    number = removal(county)
    due = seen(county, number).due_on
    assert due == date(2026, 12, 15)
    assert late_on(county, due) == []
    assert late_on(county, due + timedelta(days=1)) == [number]
    assert late_on(county, due, late=False) == [number]
    passed(county, number)
    assert seen(county, number).due_on == date(2026, 11, 27)
    assert late_on(county, date(2026, 11, 28)) == [number]
    opened(county)
    applied(county)
    assert late_on(county, date(2026, 11, 28)) == [number]
    with county.write() as connection:
        publish(connection, COUNTY, ListKind.POWER, "2027", NOW + timedelta(days=2))
    record = seen(county, number)
    (term,) = [term for term in terms_of(record) if term.kind is TermKind.FOLLOW_UP]
    assert late_on(county, term.due) == []
    assert late_on(county, term.due + timedelta(days=1)) == [number]
    with county.write() as connection:
        done = NOW + timedelta(days=3)
        follow_up(connection, editor(county), number, record.version, done.date(), "办事指南", done)
    assert late_on(county, term.due + timedelta(days=1)) == []
    with county.write() as connection, pytest.raises(Refusal, match="bad-step"):
        follow_up(connection, editor(county), number, record.version, done.date(), "", done)


def test_the_findings_of_the_checks_stand_beside_the_change(county: Store) -> None:
    item = powers(county)["社会团体成立登记"]
    number = filed(
        county,
        request(county, Kind.CHANGE, after=(says(item, setting_basis="", legal_time_limit="5个工作日"),)),
    )
    with county.read() as connection:
        found = legal_remarks(connection, seen(county, number).proposal)
    assert "missing-basis" in {told.remark.code for told in found if told.is_new}
    assert all(told.item == item for told in found)


def test_a_claim_takes_the_short_path_and_takes_over_the_four(county: Store) -> None:
    publish_list(
        county,
        "2026",
        [
            listed(
                "社会团体成立、变更登记",
                codes=("000111001000",),
                setting_basis="《社会团体登记管理条例》第六条",
            ),
            listed("慈善信托备案", codes=("000111077000",)),
        ],
        division=CITY,
    )
    own = powers(county)["社会团体成立登记"]
    superior = [powers(county)[name] for name in ("社会团体成立、变更登记", "慈善信托备案")]
    number = filed(county, request(county, Kind.CLAIM, sources=tuple(superior), grounds=()))
    record = seen(county, number)
    assert record.acts[0].path == (Step.ESTABLISHMENT,)
    assert [new.item for new in record.proposal.after] == [own, None]
    assert record.proposal.grounds[0].citation == "《衢州市权力清单》（2026版）"
    passed(county, number)
    opened(county)
    assert applied(county).applied == (number,)
    with county.write() as connection:
        publish(connection, COUNTY, ListKind.POWER, "2027", NOW)
    with county.read() as connection:
        found = find_edition(connection, COUNTY, ListKind.POWER, "2027")
        items = {item.id: item.content for item in standing_items(connection, found.id)}
    renamed = items[own]
    assert (renamed.name, renamed.setting_basis) == (
        "社会团体成立、变更登记",
        "《社会团体登记管理条例》第六条",
    )
    assert (renamed.level_text, renamed.claim_state) == ("县级", "已认领")
    assert "慈善信托备案" in {content.name for content in items.values()}


def test_a_delegation_tells_which_power_to_whom_since_when(county: Store) -> None:
    at = powers(county)
    towns = (AskedRecipient(name="城关镇"), AskedRecipient(name="华埠镇"))
    approved(
        county,
        request(
            county, Kind.DELEGATE, items=(at["最低生活保障金给付"],), to=towns,
            after=(says(at["最低生活保障金给付"], remarks="审核权已下放乡镇"),),
        ),
        request(
            county, Kind.ENTRUST, body="自然资源局", items=(at["采矿权登记"],),
            to=(AskedRecipient(name="矿产站"),),
        ),
    )  # fmt: skip
    opened(county)
    applied(county)

    def told(by: Principal | None = None, **said: Any) -> list[tuple[str, str, date, date | None]]:
        with county.read() as connection:
            page = delegation_page(
                connection,
                by,
                DelegationSelection(division=COUNTY, **said),
                PageRequest(),
            )
            return [(each.name, each.to_name, each.since, each.ended_on) for each in page.nodes]

    since = date(2026, 12, 1)
    everything = [
        ("最低生活保障金给付", "城关镇", since, None),
        ("最低生活保障金给付", "华埠镇", since, None),
        ("采矿权登记", "矿产站", since, None),
    ]
    assert (told(), told(ESTABLISHMENT)) == ([], everything)
    with county.write() as connection:
        publish(connection, COUNTY, ListKind.POWER, "2027", NOW)
    assert told() == everything
    assert told(on=date(2026, 11, 30)) == []
    assert len(told(item=at["采矿权登记"])) == 1
    approved(
        county,
        request(county, Kind.TAKE_BACK, items=(at["最低生活保障金给付"],), effective_on=date(2027, 3, 1)),
    )
    opened(county, "2028", "2027")
    applied(county, "2028")
    with county.write() as connection:
        discard(connection, COUNTY, ListKind.POWER, "2028")
    assert [row[3] for row in told(ESTABLISHMENT)] == [None, None, None]
    opened(county, "2028", "2027")
    applied(county, "2028")
    assert [row[3] for row in told()] == [None, None, None]
    with county.write() as connection:
        publish(connection, COUNTY, ListKind.POWER, "2028", NOW)
    assert [row[3] for row in told()] == [date(2027, 3, 1), date(2027, 3, 1), None]
    assert [row[1] for row in told(on=date(2027, 3, 1))] == ["矿产站"]


def test_who_may_delegate_does_so_for_every_body(county: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = request(
        county,
        Kind.DELEGATE,
        items=(powers(county)["最低生活保障金给付"],),
        to=(AskedRecipient(name="城关镇"),),
    )
    delegator = clerk(Role.APPROVER)
    with county.write() as connection, pytest.raises(Refusal, match="forbidden"):
        propose(connection, delegator, asked, NOW)
    monkeypatch.setattr(
        "service.access.principals.rights_of", lambda _role: frozenset({Right.DELEGATE, Right.SEE_DRAFTS})
    )
    with county.write() as connection:
        assert propose(connection, delegator, asked, NOW).number
        other = request(county, Kind.REMOVE, items=asked.items)
        with pytest.raises(Refusal, match="forbidden"):
            propose(connection, delegator, other, NOW)
