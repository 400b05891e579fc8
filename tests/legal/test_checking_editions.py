"""Checking in the store: drafts and published editions, and a re-check that costs what changed."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from service.checks import CheckReport
from service.editions import LoadRequest, discard, find_edition, load
from service.findings import Finding, Severity
from service.items import Duty, ListedItem
from service.legal import check_and_keep, check_edition
from service.store import Store
from service.store.core import body, checked_item, instrument
from service.vocabulary import Category, ListKind
from tests.reading.inventory import COUNTY, add_divisions, add_instrument, publish
from tests.support.lists import file_of, listed

LAW = "《中华人民共和国某某法》第十二条"
DUTIES = (Duty(text="依法受理。"),)


@pytest.fixture
def county(store: Store) -> Store:
    add_divisions(store, "330000", "330800", COUNTY)
    add_instrument(store, "中华人民共和国某某法", effective_on=date(2001, 1, 1))
    return store


def many(count: int) -> list[ListedItem]:
    return [listed(f"第{n}号事项许可", setting_basis=LAW, duties=DUTIES) for n in range(count)]


def edition_id(store: Store, label: str, kind: ListKind = ListKind.COMBINED) -> int:
    with store.read() as connection:
        return find_edition(connection, COUNTY, kind, label).id


def checked(store: Store, label: str, kind: ListKind = ListKind.COMBINED) -> tuple[CheckReport, int]:
    """The report, and how many items were checked for it."""
    done = []
    report = check_and_keep(store, edition_id(store, label, kind), lambda count, _all: done.append(count))
    return report, max(done, default=0)


def test_a_draft_and_a_published_edition_are_checked_alike(county: Store) -> None:
    items = [*many(3), listed("没有依据的许可", duties=DUTIES)]
    publish(county, "2024", items, kind=ListKind.COMBINED)
    publish(county, "2025", items, kind=ListKind.COMBINED, draft=True)
    reports = [checked(county, label)[0] for label in ("2024", "2025")]
    for report, label in zip(reports, ("2024", "2025"), strict=True):
        assert report.by_code == {"missing-basis": 1}
        (finding,) = report.findings
        assert finding.item is not None
        assert (finding.item.name, finding.item.edition) == ("没有依据的许可", label)
        assert report.items == 4


def test_a_second_check_checks_nothing_again_and_says_the_same(county: Store) -> None:
    publish(county, "2024", [*many(5), listed("无依据")], kind=ListKind.COMBINED)
    first, all_items = checked(county, "2024")
    again, none = checked(county, "2024")
    assert (all_items, none) == (6, 0)
    assert again == first


def test_a_new_edition_is_checked_where_it_differs(county: Store) -> None:
    items = many(30)
    publish(county, "2024", items, kind=ListKind.COMBINED)
    checked(county, "2024")
    publish(county, "2025", [*items[:28], listed("新许可", duties=DUTIES)], kind=ListKind.COMBINED)
    report, fresh = checked(county, "2025")
    assert fresh == 1
    assert report.by_code == {"missing-basis": 1}


def test_another_day_on_which_the_law_is_another_is_checked_anew(county: Store) -> None:
    rule = "《某部某某办法》（某部令第5号）第三条"
    item = listed("对某行为给予通报批评", category=Category.PENALTY, setting_basis=rule, duties=DUTIES)
    for label, day in (("2020", date(2020, 1, 1)), ("2022", date(2022, 1, 1)), ("2023", date(2023, 1, 1))):
        publish(county, label, [item], kind=ListKind.COMBINED, effective=day)
    told = {label: checked(county, label) for label in ("2020", "2022", "2023")}
    assert "authority-unclear" in told["2020"][0].by_code
    assert "authority-unclear" not in told["2022"][0].by_code
    assert [fresh for _, fresh in told.values()] == [1, 1, 0]


def test_a_registry_that_changed_is_heeded(county: Store) -> None:
    publish(county, "2024", many(2), kind=ListKind.COMBINED)
    assert checked(county, "2024")[0].findings == []
    with county.write() as connection:
        connection.execute(
            instrument.update().values(
                status="repealed", repealed_on=date(2023, 7, 1), successor_title="新法"
            )
        )
    report, fresh = checked(county, "2024")
    assert (report.by_code, fresh) == ({"instrument-not-in-force": 2}, 2)
    assert "由《新法》替代" in report.findings[0].message


def test_a_body_whose_credit_code_changed_is_checked_anew(county: Store) -> None:
    coded = listed("某许可", setting_basis=LAW, duties=DUTIES, codes=("11511301MB1550442U4000111001000",))
    publish(county, "2024", [coded], kind=ListKind.COMBINED)
    assert checked(county, "2024")[0].findings == []
    with county.write() as connection:
        connection.execute(body.update().values(credit_code="11330824002617066D"))
    report, fresh = checked(county, "2024")
    assert (report.by_code, fresh) == ({"code-mismatch": 1}, 1)


def test_what_is_kept_goes_with_a_discarded_draft(county: Store) -> None:
    publish(county, "2025", many(3), kind=ListKind.COMBINED, draft=True)
    checked(county, "2025")
    with county.write() as connection:
        discard(connection, COUNTY, ListKind.COMBINED, "2025")
    with county.read() as connection:
        assert connection.execute(select(func.count()).select_from(checked_item)).scalar_one() == 0


def test_a_number_used_again_is_found_across_editions(county: Store) -> None:
    fields: dict[str, Any] = {"setting_basis": LAW, "duties": DUTIES, "codes": ("000111001001",)}
    publish(county, "2022", [listed("采矿权转让审批", **fields), *many(1)], kind=ListKind.COMBINED)
    publish(county, "2023", many(1), kind=ListKind.COMBINED)
    publish(county, "2024", [listed("社会团体成立登记", **fields), *many(1)], kind=ListKind.COMBINED)
    report, _ = checked(county, "2024")
    assert report.by_code == {"reused-code": 1}
    assert "版本“2022”" in report.findings[0].message
    assert checked(county, "2022")[0].findings == []


def test_separate_lists_are_joined(county: Store) -> None:
    power = listed("某许可", setting_basis=LAW)
    alone = listed("另一许可", setting_basis=LAW)
    publish(county, "2024", [power, alone])
    publish(county, "2024", [listed("某许可", duties=DUTIES)], kind=ListKind.RESPONSIBILITY)
    report, _ = checked(county, "2024", ListKind.POWER)
    assert [finding.item and finding.item.name for finding in report.findings] == ["另一许可"]
    assert report.by_code == {"power-without-duties": 1}
    assert checked(county, "2024", ListKind.RESPONSIBILITY)[0].findings == []


def test_totals_a_file_states_are_told_as_the_load_told_them(county: Store) -> None:
    miscount = Finding(
        code="count-mismatch", severity=Severity.WARNING, message="合计9项，读出2项。", fix="核对。"
    )
    load(
        county,
        file_of(many(2), [miscount]),
        LoadRequest(division=COUNTY, kind=ListKind.COMBINED, label="2024", publish=True),
    )
    report, _ = checked(county, "2024")
    assert [(finding.code, finding.item) for finding in report.findings] == [("count-mismatch", None)]


def test_checking_writes_nothing_by_itself(county: Store) -> None:
    publish(county, "2024", many(2), kind=ListKind.COMBINED)
    with county.read() as connection:
        found = check_edition(connection, edition_id(county, "2024"))
        assert connection.execute(select(func.count()).select_from(checked_item)).scalar_one() == 0
    assert len(found.fresh.outcomes) == found.report.items == 2
