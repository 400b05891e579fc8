"""A re-check takes what was kept where it still holds: it never says anything but what a fresh one says."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, delete

from service.checks import CheckReport
from service.editions import find_edition
from service.items import Duty, ListedItem
from service.legal import check_and_keep, check_edition
from service.store import Store, open_store
from service.store.core import body, checked_item, instrument
from service.vocabulary import Category, ListKind
from tests.reading.inventory import COUNTY, add_divisions, add_instrument, publish
from tests.support.lists import listed
from tests.support.stores import StoreMaker

LAW, RULE, NEW = "中华人民共和国某某法", "某省某某临时办法", "中华人民共和国新法"
BASES = (
    "",
    f"《{LAW}》第十二条",
    f"《{LAW}》",
    f"《{NEW}》第三条",
    f"《{RULE}》（2022年3月1日省人民政府令第3号，自2022年3月1日起施行）第五条",
    "《某部某某办法》（某部令第5号）第三条：给予警告、通报批评，可以处一万元以下罚款。",
    "《未登记的办法》第一条",
    "按有关规定执行",
)
CREDIT, OTHER_CREDIT = "11511301MB1550442U", "11330824002617066D"


def standing(number: int, *, changed: bool) -> ListedItem:
    """An item that is the same in every edition but those that change it; all bases and categories occur."""
    category = (Category.LICENSING, Category.PENALTY)[number % 2]
    return listed(
        f"第{number}号临时性事项" if number % 3 else f"第{number}号事项",
        category=category,
        setting_basis=BASES[number // 2],
        duties=(Duty(text="依法受理。" if changed else "依法受理、审查。"),),
        codes=(f"00877836X4000111{number:03}000" if number % 4 else f"{CREDIT}4000111{number:03}000",),
    )


listings = st.sets(st.integers(0, 2 * len(BASES) - 1), max_size=4).map(
    lambda changed: [standing(number, changed=number in changed) for number in range(2 * len(BASES))]
)
# The days lie on both sides of those on which the penalty law, the rule's first year and the registry turn.
days = st.sampled_from(
    [date(2012, 6, 1), date(2021, 7, 14), date(2022, 6, 1), date(2023, 3, 3), date(2024, 1, 1)]
)
registry_changes = st.sampled_from(
    [
        {"rank": "ND"},
        {"status": "repealed", "repealed_on": date(2023, 1, 1), "successor_title": "新法"},
        {"status": "repealed", "repealed_on": None},
        {"status": "in-force", "repealed_on": None, "effective_on": date(2022, 1, 1)},
    ]
)
steps = st.tuples(days, listings, registry_changes, st.sampled_from([CREDIT, OTHER_CREDIT]))


class UndoneError(Exception):
    """Ends a transaction without a trace."""


@contextmanager
def forgotten(store: Store) -> Iterator[Connection]:
    """A transaction in which nothing is kept of earlier checks; undone at the end."""
    with suppress(UndoneError), store.write() as connection:
        connection.execute(delete(checked_item))
        yield connection
        raise UndoneError


def both(store: Store, label: str) -> tuple[CheckReport, CheckReport]:
    """What a re-check says, and what a check says that keeps nothing."""
    with store.read() as connection:
        number = find_edition(connection, COUNTY, ListKind.COMBINED, label).id
    again = check_and_keep(store, number)
    with forgotten(store) as connection:
        fresh = check_edition(connection, number).report
    return again, fresh


@settings(
    max_examples=4,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(st.lists(steps, min_size=3, max_size=4, unique_by=lambda step: step[0]))
def test_a_re_check_says_what_a_fresh_check_says(
    store_maker: StoreMaker, walk: list[tuple[date, list[ListedItem], dict[str, object], str]]
) -> None:
    url = store_maker.migrated()
    store = open_store(url)
    try:
        add_divisions(store, "330000", "330800", COUNTY)
        add_instrument(store, LAW, 1, effective_on=date(2001, 1, 1))
        add_instrument(store, NEW, 2, effective_on=date(2023, 1, 1))
        labels = []
        for number, (day, listing, change, credit) in enumerate(walk):
            labels.append(f"版本{number}")
            publish(store, labels[-1], listing, kind=ListKind.COMBINED, effective=day)
            again, fresh = both(store, labels[-1])
            assert again == fresh
            with store.write() as connection:
                connection.execute(instrument.update().where(instrument.c.id == 1).values(**change))
                connection.execute(body.update().values(credit_code=credit))
        for label in labels:
            again, fresh = both(store, label)
            assert again == fresh
    finally:
        store.close()
        store_maker.remove(url)
