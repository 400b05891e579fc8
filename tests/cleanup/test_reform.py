"""The reform of 2018/19 in the store: 工商局, 质监局 and 食药监局 become one 市场监管局 (domain §6)."""

from datetime import date
from pathlib import Path

import pytest

from service.bodies import BodyMap, BodySuccession
from service.comparison import Comparison, comparison_of, invert
from service.items import ListedItem
from service.reading import find_edition, reconcile_editions
from service.store import Store
from service.vocabulary import Category, ChangeKind
from tests.cleanup.books import COUNTY, KIND, Cleanup
from tests.support.lists import listed

OLD = {"工商行政管理局": 400, "质量技术监督局": 350, "食品药品监督管理局": 250}
NEW = "市场监督管理局"
FOUNDED = date(2019, 3, 15)
REFORM = BodyMap(tuple(BodySuccession(old, NEW, FOUNDED) for old in OLD))


@pytest.fixture
def cleanup(store: Store, tmp_path: Path) -> Cleanup:
    return Cleanup(store, tmp_path)


def a_list(*, codes: bool, reformed: bool) -> list[ListedItem]:
    """A thousand items, told by code or by name; in the reform each was edited or renamed a little."""
    found = [
        listed(
            f"对第{at * 1000 + number}种违反{body}管理规定行为的处罚",
            NEW if reformed else body,
            Category.PENALTY,
            codes=(f"0002{at:02d}{number:03d}000",) if codes else (),
            setting_basis="《行政处罚法》第九条" if reformed else "《行政处罚法》第八条",
        )
        for at, (body, count) in enumerate(OLD.items())
        for number in range(1, count + 1)
    ]
    return [*found, listed("公墓建设审批", "民政局")]


def compared(cleanup: Cleanup, before: str, after: str, told: BodyMap | None = None) -> Comparison:
    with cleanup.store.read() as connection:
        old, new = (find_edition(connection, COUNTY, KIND, label) for label in (before, after))
        assert old
        assert new
        found = reconcile_editions(connection, old, new, told)
        back = reconcile_editions(connection, new, old, told)
        assert back == invert(found)
        return comparison_of(found)


@pytest.mark.parametrize(
    ("codes", "at_loading"),
    [(True, True), (False, True), (False, False)],
    ids=["codes, told at loading", "no codes, told at loading", "no codes, told to compare"],
)
def test_a_thousand_items_are_transferred(cleanup: Cleanup, codes: bool, at_loading: bool) -> None:
    """The list of 2019 takes effect on 1 January and has the body founded in March."""
    cleanup.listed("2018", a_list(codes=codes, reformed=False))
    cleanup.listed("2019", a_list(codes=codes, reformed=True), body_map=REFORM if at_loading else None)
    found = compared(cleanup, "2018", "2019", None if at_loading else REFORM)
    assert (found.added, found.removed, found.transferred, found.unchanged) == (0, 0, 1000, 1)
    assert [(row.body, row.moved_in, row.moved_out) for row in found.by_body if row.net] == [
        *((body, 0, count) for body, count in OLD.items()),
        (NEW, 1000, 0),
    ]
    assert {field.field for change in found.changes for field in change.fields} == {
        "setting_basis",
        "body_name",
    }
    if at_loading:
        assert cleanup.history(cleanup.ids("2019")["对第1种违反工商行政管理局管理规定行为的处罚"])[
            1
        ].change is (ChangeKind.TRANSFERRED)


def test_a_reform_of_another_time_joins_nothing(cleanup: Cleanup) -> None:
    """After and before the year of the reform its bodies stand on both sides and are what they are."""
    both = [listed("企业登记", "工商行政管理局"), listed("企业登记", NEW), listed("公墓建设审批", "民政局")]
    cleanup.listed("2021", both)
    cleanup.listed("2022", [listed("企业登记", "工商行政管理局", remarks="改"), *both[1:]])
    found = compared(cleanup, "2021", "2022", REFORM)
    assert (found.changed, found.merged, found.transferred, found.unchanged) == (1, 0, 0, 2)
    undated = BodyMap((BodySuccession("工商行政管理局", NEW),))
    assert compared(cleanup, "2021", "2022", undated).changed == 1


def licence(name: str, body: str) -> ListedItem:
    return listed(name, body, category_text="行政许可", setting_basis="《行政许可法》第十二条")


def test_a_power_is_followed_through_all_that_befell_it(cleanup: Cleanup) -> None:
    """Renamed in 2021, merged in 2022, split in 2023, and with its body reformed in 2024."""
    trade, other = "工商行政管理局", "民政局"
    cleanup.listed(
        "2020",
        [licence("甲类企业登记", trade), licence("乙类企业登记", trade), licence("公墓建设审批", other)],
    )
    clerk = cleanup.clerks("2020")[trade]
    clerk.fill("甲类企业登记", 处理意见="变更", 事项名称="市场主体设立登记", 理由="条例修改")
    cleanup.back(clerk, "2021", base="2020", publish=True)
    clerk = cleanup.clerks("2021")[trade]
    clerk.fill("乙类企业登记", 处理意见="合并", 对应事项或部门="市场主体设立登记", 理由="归并")
    cleanup.back(clerk, "2022", base="2021", publish=True)
    clerk = cleanup.clerks("2022")[trade]
    clerk.fill("市场主体设立登记", 处理意见="拆分", 理由="分别列明")
    for part in ("公司设立登记", "个体工商户设立登记"):
        clerk.add("市场主体设立登记", 事项名称=part, 处理意见="拆分", 对应事项或部门="市场主体设立登记")
    cleanup.back(clerk, "2023", base="2022", publish=True)
    reform = BodyMap(
        (BodySuccession(trade, NEW, date(2024, 1, 1)), BodySuccession("质监局", NEW, date(2024, 1, 1)))
    )
    cleanup.listed(
        "2024",
        [licence(name, NEW) for name in ("公司设立登记", "个体工商户设立登记")]
        + [licence("公墓建设审批", other)],
        body_map=reform,
    )
    last = cleanup.ids("2024")["公司设立登记"]
    told = [(entry.edition.label, entry.change) for entry in cleanup.history(last)]
    assert told == [
        ("2020", ChangeKind.ADDED),
        ("2021", ChangeKind.RENAMED),
        ("2022", ChangeKind.MERGED),
        ("2023", ChangeKind.SPLIT),
        ("2024", ChangeKind.TRANSFERRED),
    ]
    related = [entry.related for entry in cleanup.history(last)]
    assert cleanup.ids("2020")["乙类企业登记"] in related[2]
    assert cleanup.ids("2022")["市场主体设立登记"] in related[3]
    merged, split = compared(cleanup, "2020", "2022"), compared(cleanup, "2022", "2024")
    assert (merged.merged, merged.added, merged.removed, merged.unchanged) == (1, 0, 0, 1)
    assert (split.split, split.added, split.removed, split.unchanged) == (1, 0, 0, 1)
