"""Twenty people at once: nothing is lost, and of two who decide on the same thing one is told so."""

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import timedelta
from multiprocessing import get_context

import pytest
from sqlalchemy import func, select

from service.access import Role
from service.adjustments import AdjustmentKind as Kind
from service.adjustments import Decision, State, Step
from service.audit import verify
from service.books import close_year, open_year, verify_edition
from service.editions import editions
from service.errors import Refusal
from service.proceedings import apply_adjustments, find_adjustment, propose, review
from service.store import Store, open_store
from service.store.core import adjustment, adjustment_act, adjustment_edition, audit_record
from service.vocabulary import ListKind
from tests.proceedings.office import (
    ESTABLISHMENT,
    NOW,
    PUBLISHER,
    applied,
    approved,
    clerk,
    editor,
    opened,
    passed,
    powers,
    request,
    says,
    seen,
)
from tests.reading.inventory import COUNTY

MANY = 20


def at_once(work: Callable[[int], object], count: int = MANY) -> list[object]:
    """What each of so many came to who worked at the same time; a refusal's code for one that was refused."""

    def told(number: int) -> object:
        try:
            return work(number)
        except Refusal as refused:
            return refused.code

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(told, range(count)))


def proposed_by(store: Store, number: int) -> int | None:
    asked = request(store, Kind.ADD, after=(says(name=f"新事项{number}", category_text="行政许可"),))
    who = editor(store)
    with store.write() as connection:
        return propose(connection, who, asked, NOW).number


def by_itself(url: str, number: int) -> int | None:
    """Propose as a process of the service of its own would: with connections of its own."""
    store = open_store(url)
    try:
        return proposed_by(store, number)
    finally:
        store.close()


def _count(store: Store) -> tuple[int, int, int]:
    with store.read() as connection:
        kept: Sequence[int] = [
            connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (adjustment, adjustment_act, audit_record)
        ]
        assert verify(connection) == []
    return kept[0], kept[1], kept[2]


def test_twenty_editors_lose_nothing(county: Store, store_url: str) -> None:
    numbers = at_once(lambda number: by_itself(store_url, number))
    assert len(set(numbers)) == MANY
    assert _count(county) == (MANY, MANY, MANY)
    with county.read() as connection:
        names = {
            record.proposal.after[0].content.name
            for number in numbers
            if isinstance(number, int) and (record := find_adjustment(connection, ESTABLISHMENT, number))
        }
    assert names == {f"新事项{number}" for number in range(MANY)}


@pytest.mark.soak
def test_processes_do_not_either(county: Store, store_url: str) -> None:
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        numbers = list(pool.map(by_itself, [store_url] * 8, range(8)))
    assert len(set(numbers)) == 8
    assert _count(county) == (8, 8, 8)


def test_of_twenty_reviewers_of_one_version_one_decides(county: Store) -> None:
    (number,) = [proposed_by(county, 1)]
    assert number

    def decide(at: int) -> str:
        decision = Decision.ACCEPT if at % 2 else Decision.RETURN
        with county.write() as connection:
            who = clerk(Role.ESTABLISHMENT_REVIEWER, name=str(at))
            review(connection, who, number, 1, Step.ESTABLISHMENT, decision, "理由", NOW)
        return "decided"

    assert Counter(at_once(decide)) == {"decided": 1, "conflict": MANY - 1}
    record = seen(county, number)
    assert (record.version, len(record.acts)) == (2, 2)
    assert _count(county) == (1, 2, 2)


def test_applying_at_the_same_time_applies_once(county: Store) -> None:
    for number in range(3):
        kept = proposed_by(county, number)
        assert kept
        passed(county, kept)
    opened(county)

    def apply(_at: int) -> int:
        with county.write() as connection:
            later = NOW + timedelta(days=1)
            found = apply_adjustments(connection, ESTABLISHMENT, COUNTY, ListKind.POWER, "2027", later)
        return len(found.applied)

    assert sorted(map(str, at_once(apply, 6))) == ["0", "0", "0", "0", "0", "3"]
    with county.read() as connection:
        count = connection.execute(select(func.count()).select_from(adjustment_edition)).scalar_one()
    assert count == 3


def test_while_some_apply_others_propose(county: Store) -> None:
    item = powers(county)["最低生活保障金给付"]
    (number,) = approved(county, request(county, Kind.SUSPEND, items=(item,)))
    opened(county)

    def work(at: int) -> object:
        return applied(county).applied if at == 5 else proposed_by(county, at)

    found = at_once(work, 10)
    assert found[5] == (number,)
    assert len({str(one) for one in found}) == 10
    assert seen(county, number).state is State.IN_EDITION


def test_what_is_sealed_is_what_stands_however_they_race(county: Store) -> None:
    at = powers(county)
    approved(
        county,
        *(
            request(county, Kind.SUSPEND, items=(at[name],))
            for name in ("最低生活保障金给付", "社会团体成立登记", "社会团体变更登记")
        ),
    )
    with county.write() as connection:
        open_year(connection, ESTABLISHMENT, COUNTY, ListKind.POWER, "2027", NOW)
    later = NOW + timedelta(days=1)

    def work(at: int) -> str:
        with county.write() as connection:
            if at % 3 == 2:
                close_year(connection, PUBLISHER, COUNTY, ListKind.POWER, "2027", later)
                return "closed"
            apply_adjustments(connection, ESTABLISHMENT, COUNTY, ListKind.POWER, "2027", later)
            return "applied"

    told = Counter(at_once(work, 6))
    assert told["closed"] == 1
    assert told["book-closed"] == 1
    assert told["applied"] + told["edition-published"] == 4
    with county.read() as connection:
        found = editions(connection, COUNTY, ListKind.POWER)
        assert [row.label for row in found if row.current] == ["2027"]
        assert verify_edition(connection, found[-1].id).findings == []
        assert verify(connection) == []
