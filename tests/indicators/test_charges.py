"""征收状态: what is suspended, exempted or reduced, since when and until when."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.indicators import Charge, changed_charges, count_items, indicator_rules, read_standings
from tests.indicators.lists import counted

RULES = indicator_rules()


def told(cell: str) -> list[tuple[str, date | None, date | None]]:
    return [(each.state.value, each.since, each.until) for each in read_standings(cell, RULES.charges)]


def charge(number: int = 1, **cells: str) -> Charge:
    (found,) = count_items([counted(number, 1, None, **cells)], RULES, all_charges=True).charges
    return found


@pytest.mark.parametrize(
    ("cell", "standings"),
    [
        ("停征", [("SUSPENDED", None, None)]),
        ("免征", [("EXEMPTED", None, None)]),
        ("正常征收", [("LEVIED", None, None)]),
        ("減半徵收", [("REDUCED", None, None)]),
        ("免征行政事业性收费", [("EXEMPTED", None, None)]),
        ("自2019年7月1日起停征", [("SUSPENDED", date(2019, 7, 1), None)]),
        ("停征（2019.7.1起）", [("SUSPENDED", date(2019, 7, 1), None)]),
        (
            "2023年1月1日至2027年12月31日减半征收",
            [("REDUCED", date(2023, 1, 1), date(2027, 12, 31))],
        ),
        ("2020-2022年免征", [("EXEMPTED", date(2020, 1, 1), date(2022, 12, 31))]),
        ("2023年减半征收", [("REDUCED", date(2023, 1, 1), date(2023, 12, 31))]),
        ("2023年起减半征收", [("REDUCED", date(2023, 1, 1), None)]),
        ("2024年2月免征", [("EXEMPTED", date(2024, 2, 1), date(2024, 2, 29))]),
        ("2025年12月31日前免征", [("EXEMPTED", None, date(2025, 12, 31))]),
        ("截至2025年6月停征", [("SUSPENDED", None, date(2025, 6, 30))]),
        ("财政部公告2023年第46号，自2023年8月起免征", [("EXEMPTED", date(2023, 8, 1), None)]),
        ("小微企业免征；其他企业正常征收", [("EXEMPTED", None, None), ("LEVIED", None, None)]),
        ("不再征收", [("ABOLISHED", None, None)]),
        ("未停征", []),
        ("不予减征", []),
        ("2023年2月30日停征", [("SUSPENDED", None, None)]),
        ("按规定", []),
        ("", []),
    ],
)
def test_a_cell_tells_state_and_days(cell: str, standings: list[tuple[str, date, date]]) -> None:
    assert told(cell) == standings


@given(st.text(alphabet="停免减征收费不未自至到起止年月日0123456789-./，；。（） ", max_size=60))
def test_any_text_is_read_without_error(cell: str) -> None:
    for each in read_standings(cell, RULES.charges):
        assert each.text


def test_which_state_stands_on_a_day() -> None:
    halved = charge(fee_state="2023年1月1日至2027年12月31日减半征收")
    assert [state.label for state in halved.states_on(date(2023, 1, 1))] == ["减征"]
    assert [state.label for state in halved.states_on(date(2027, 12, 31))] == ["减征"]
    assert halved.states_on(date(2022, 12, 31)) == ()
    assert halved.states_on(date(2028, 1, 1)) == ()


def test_what_is_not_understood_is_told() -> None:
    assert not charge(fee_state="按规定").is_read
    assert not charge(fee_state="2025年1月1日至2024年1月1日停征").is_read
    assert charge(fee_state="不收费").is_read
    assert charge(fee_state="").is_read
    assert charge(fee_state="停征").is_read


def test_cells_that_say_nothing_is_charged_make_no_charge() -> None:
    cells = [
        {"fee_standard": "不收费"},
        {"fee_standard": "/", "fee_basis": "无"},
        {"fee_state": "不涉及"},
        {},
        {"fee_standard": "20元/证"},
        {"fee_basis": "发改价格〔2003〕2322号"},
        {"fee_state": "停征"},
    ]
    items = [counted(number, 1, None, **each) for number, each in enumerate(cells)]
    assert [found.item_id for found in count_items(items, RULES).charges] == [4, 5, 6]
    assert len(count_items(items, RULES, all_charges=True).charges) == len(cells)


def test_changes_name_what_came_went_and_differs() -> None:
    same, spaced = charge(1, fee_standard="20元/证"), charge(1, fee_standard="２０ 元/证")
    suspended = charge(2, fee_standard="5元", fee_state="停征")
    levied = charge(2, fee_standard="5元", fee_state="正常征收")
    gone, new = charge(3, fee_standard="1元"), charge(4, fee_standard="1元")
    changes = changed_charges([same, levied, gone], [spaced, suspended, new])
    assert [(each.before, each.after) for each in changes] == [(levied, suspended), (None, new), (gone, None)]
    assert changed_charges([same, levied], [same, levied]) == []
