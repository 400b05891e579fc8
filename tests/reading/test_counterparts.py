"""Duties of a power list's items that the division's responsibility list holds."""

from datetime import date

import pytest

from service.items import Duty
from service.reading import ItemSelection, PageRequest, When, duties_of, item_page
from service.store import Store
from service.vocabulary import ListKind
from tests.reading.inventory import CITY, counted_statements, publish
from tests.support.lists import listed


def duty(text: str) -> tuple[Duty, ...]:
    return (Duty(text=text),)


@pytest.fixture(scope="module")
def separate(shared: Store) -> Store:
    publish(
        shared,
        "2024",
        [
            listed("登记", codes=("000111001000",)),
            listed("审 批"),
            listed("给付", duties=duty("自己的")),
            listed("没有对应的"),
        ],
    )
    publish(
        shared,
        "2023",
        [listed("登记", codes=("000111001000",), duties=duty("去年的"))],
        kind=ListKind.RESPONSIBILITY,
    )
    publish(
        shared,
        "2024",
        [
            listed("改了名的登记", codes=("000111001000",), duties=duty("按编码")),
            listed("登记", duties=duty("不该选")),
            listed("审批", duties=duty("按名称")),
            listed("审批", body="档案局", duties=duty("别的部门")),
            listed("给付", duties=duty("不用")),
        ],
        kind=ListKind.RESPONSIBILITY,
    )
    publish(
        shared,
        "2024",
        [listed("没有对应的", duties=duty("别的地方"))],
        division=CITY,
        kind=ListKind.RESPONSIBILITY,
    )
    return shared


def duties(store: Store, when: When) -> dict[str, list[str]]:
    with store.read() as connection:
        selection = ItemSelection(kind=ListKind.POWER, when=when)
        items = item_page(connection, selection, PageRequest()).nodes
        with counted_statements(store) as sent:
            found = duties_of(connection, items)
        assert len(sent) <= 6
    return {item.content.name: [entry.text for entry in found.get(item, ())] for item in items}


def test_code_decides_then_body_and_name(separate: Store) -> None:
    expected = {"登记": ["按编码"], "审 批": ["按名称"], "给付": ["自己的"], "没有对应的": []}
    assert duties(separate, When()) == expected
    assert duties(separate, When(label="2024")) == expected


def test_responsibilities_are_read_as_of_the_same_day(separate: Store) -> None:
    with separate.read() as connection:
        items = item_page(connection, ItemSelection(kind=ListKind.POWER), PageRequest(first=1)).nodes
        for item in items:
            item.when = When(as_of=date(2023, 6, 1))
        found = duties_of(connection, items)
    assert [entry.text for entry in found[items[0]]] == ["去年的"]
