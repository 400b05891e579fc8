"""The loop through the store: out to the bodies, filled in, back as stated changes."""

from pathlib import Path

import pytest

from service.comparison import apply
from service.editions import LoadState, discard, find_edition
from service.items import ListedItem
from service.reading import standing_items
from service.store import Store
from service.store.core import lineage
from service.vocabulary import ChangeKind, Decision
from tests.cleanup.books import COUNTY, KIND, Cleanup
from tests.support.lists import listed

CIVIL, HEALTH, FOREST = "民政局", "卫生健康局", "林业局"


def a_licence(name: str, body: str, basis: str) -> ListedItem:
    return listed(name, body, category_text="行政许可", setting_basis=basis)


ITEMS = [
    a_licence("养老机构备案", CIVIL, "《老年人权益保障法》第四十三条"),
    a_licence("公墓建设审批", CIVIL, "《殡葬管理条例》第八条"),
    a_licence("社会团体成立登记", CIVIL, "《社会团体登记管理条例》第三条"),
    a_licence("诊所备案", HEALTH, "《基本医疗卫生与健康促进法》第三十八条"),
    a_licence("老龄优待证核发", HEALTH, "《老年人权益保障法》第五十三条"),
    a_licence("采伐许可", FOREST, "《森林法》第五十六条"),
    a_licence("运输证核发", FOREST, "《森林法》第五十七条"),
    a_licence("野生植物采集许可", FOREST, "《野生植物保护条例》第十六条"),
]


@pytest.fixture
def cleanup(store: Store, tmp_path: Path) -> Cleanup:
    """A county with its list of 2024."""
    found = Cleanup(store, tmp_path)
    found.listed("2024", ITEMS)
    return found


def told(cleanup: Cleanup, after: str = "2025") -> set[tuple[str, tuple[str, ...], tuple[str, ...], str]]:
    """Kind, names before and after, decision of every change since 2024."""
    return {
        (
            link.kind.value if link.kind else "",
            tuple(sorted(item.content.name for item in link.before)),
            tuple(sorted(item.content.name for item in link.after)),
            link.decision.value,
        )
        for link in cleanup.reconciled("2024", after).changes
    }


def test_spreadsheets_given_back_untouched_change_nothing(cleanup: Cleanup) -> None:
    for clerk in cleanup.clerks("2024").values():
        report = cleanup.back(clerk, "2025")
        assert report.findings == []
    compared = cleanup.compared("2024", "2025")
    assert (compared.unchanged, compared.changes, compared.possible) == (len(ITEMS), [], [])
    assert cleanup.ids("2025") == cleanup.ids("2024")


def test_what_bodies_state_outranks_what_names_say(cleanup: Cleanup) -> None:
    """A removal beside a new row of nearly the same name; a power whose every word changes."""
    clerk = cleanup.clerks("2024")[CIVIL]
    clerk.fill("公墓建设审批", 处理意见="取消", 理由="条例修改")
    clerk.fill("社会团体成立登记", 处理意见="变更", 事项名称="与原名毫不相干的新名", 理由="规范名称")
    clerk.add(
        职权类型="行政许可",
        事项名称="公墓建设审批（县级）",
        实施主体=CIVIL,
        设定依据="《殡葬管理条例》第八条",
    )
    cleanup.back(clerk, "2025", base="2024")
    assert told(cleanup) == {
        ("REMOVED", ("公墓建设审批",), (), "STATED"),
        ("ADDED", (), ("公墓建设审批（县级）",), "STATED"),
        ("RENAMED", ("社会团体成立登记",), ("与原名毫不相干的新名",), "STATED"),
    }
    reasons = {link.reason for link in cleanup.reconciled("2024", "2025").changes}
    assert reasons == {"条例修改", "规范名称", ""}
    before, after = cleanup.ids("2024"), cleanup.ids("2025")
    assert after["与原名毫不相干的新名"] == before["社会团体成立登记"]
    assert cleanup.compared("2024", "2025").possible == []


def test_merges_and_splits_are_lineages_before_and_after_publication(cleanup: Cleanup) -> None:
    clerks = cleanup.clerks("2024")
    forest = clerks[FOREST]
    forest.add("采伐许可", 事项名称="林木事项一件事许可")
    number = forest.number_of("林木事项一件事许可")
    for name in ("采伐许可", "运输证核发"):
        forest.fill(name, 处理意见="合并", 对应事项或部门=number, 理由="同类归并")
    civil = clerks[CIVIL]
    civil.fill("养老机构备案", 处理意见="拆分", 理由="分别列明")
    for name in ("城市养老机构备案", "乡村养老机构备案"):
        civil.add("养老机构备案", 事项名称=name, 处理意见="拆分", 对应事项或部门="养老机构备案")
    cleanup.back(forest, "2025", base="2024")
    report = cleanup.back(civil, "2025")
    assert report.findings == []
    expected = {
        ("MERGED", ("运输证核发", "采伐许可"), ("林木事项一件事许可",), "STATED"),
        ("SPLIT", ("养老机构备案",), ("乡村养老机构备案", "城市养老机构备案"), "STATED"),
    }
    assert told(cleanup) == expected
    cleanup.publish("2025")
    assert told(cleanup) == expected
    before, after = cleanup.ids("2024"), cleanup.ids("2025")
    ends = [(entry.edition.label, entry.change) for entry in cleanup.history(before["采伐许可"])]
    assert ends == [("2024", ChangeKind.ADDED), ("2025", ChangeKind.MERGED)]
    part = cleanup.history(after["乡村养老机构备案"])
    assert [(entry.edition.label, entry.change) for entry in part] == [
        ("2024", ChangeKind.ADDED),
        ("2025", ChangeKind.SPLIT),
    ]
    assert before["养老机构备案"] in part[1].related


@pytest.mark.parametrize("receiver_first", [False, True], ids=["giver first", "receiver first"])
@pytest.mark.parametrize("lists_it", [False, True], ids=["handed over", "listed by the receiver"])
def test_a_transfer_reaches_the_receiving_body_in_any_order(
    cleanup: Cleanup, receiver_first: bool, lists_it: bool
) -> None:
    clerks = cleanup.clerks("2024")
    giver = clerks[HEALTH].fill("老龄优待证核发", 处理意见="划转", 对应事项或部门=CIVIL, 理由="机构改革")
    receiver = clerks[CIVIL].fill("养老机构备案", 处理意见="变更", 行使层级="县级", 理由="明确层级")
    if lists_it:
        receiver.add(
            职权类型="行政许可",
            事项名称="老龄优待证核发",
            实施主体=CIVIL,
            设定依据="《老年人权益保障法》第五十三条",
        )
    for clerk in (receiver, giver) if receiver_first else (giver, receiver):
        cleanup.back(clerk, "2025", base="2024")
    assert cleanup.bodies("2025")["老龄优待证核发"] == CIVIL
    assert told(cleanup) == {
        ("TRANSFERRED", ("老龄优待证核发",), ("老龄优待证核发",), "STATED"),
        ("CHANGED", ("养老机构备案",), ("养老机构备案",), "STATED"),
    }
    cleanup.publish("2025")
    assert [entry.change for entry in cleanup.history(cleanup.ids("2025")["老龄优待证核发"])] == [
        ChangeKind.ADDED,
        ChangeKind.TRANSFERRED,
    ]


def test_a_transfer_is_taken_back_when_the_spreadsheet_is_corrected(cleanup: Cleanup) -> None:
    clerk = cleanup.clerks("2024")[HEALTH]
    clerk.fill("老龄优待证核发", 处理意见="划转", 对应事项或部门=CIVIL, 理由="机构改革")
    cleanup.back(clerk, "2025", base="2024")
    assert cleanup.bodies("2025")["老龄优待证核发"] == CIVIL
    clerk.fill("老龄优待证核发", 对应事项或部门=FOREST)
    cleanup.back(clerk, "2025", replace=True)
    assert cleanup.bodies("2025")["老龄优待证核发"] == FOREST
    clerk.fill("老龄优待证核发", 处理意见="保留", 对应事项或部门=None)
    cleanup.back(clerk, "2025", replace=True)
    assert (told(cleanup), cleanup.ids("2025")) == (set(), cleanup.ids("2024"))


def test_all_items_of_a_body_may_go_to_a_new_one(cleanup: Cleanup) -> None:
    clerk = cleanup.clerks("2024")[HEALTH]
    for name in ("诊所备案", "老龄优待证核发"):
        clerk.fill(name, 处理意见="划转", 对应事项或部门="健康事业发展中心", 理由="机构改革")
    report = cleanup.back(clerk, "2025", base="2024")
    assert [finding.code for finding in report.findings] == ["unknown-body"] * 2
    compared = cleanup.compared("2024", "2025")
    assert (compared.transferred, compared.before, compared.after) == (2, len(ITEMS), len(ITEMS))
    assert [row.body for row in compared.by_body if row.net] == [HEALTH, "健康事业发展中心"]
    assert cleanup.ids("2025") == cleanup.ids("2024")


def test_a_body_may_lose_everything(cleanup: Cleanup) -> None:
    clerk = cleanup.clerks("2024")[HEALTH]
    for name in ("诊所备案", "老龄优待证核发"):
        clerk.fill(name, 处理意见="取消", 理由="法律修改")
    report = cleanup.back(clerk, "2025", base="2024")
    assert (report.items, report.bodies) == (0, 0)
    assert cleanup.again(clerk, "2025").state is LoadState.ALREADY_LOADED
    assert {link[0] for link in told(cleanup)} == {"REMOVED"}
    assert cleanup.compared("2024", "2025").after == len(ITEMS) - 2


def test_the_whole_edition_goes_out_and_comes_back_in_one_workbook(cleanup: Cleanup) -> None:
    office = cleanup.office("2024")
    office.fill("诊所备案", 处理意见="取消", 理由="改为告知承诺")
    office.fill("老龄优待证核发", 处理意见="划转", 对应事项或部门=CIVIL, 理由="机构改革")
    office.fill("运输证核发", 处理意见="下放", 对应事项或部门="各乡镇", 理由="浙政发1号")
    report = cleanup.back(office, "2025", expect=6)
    assert (report.items, report.bodies, report.findings) == (6, 2, [])
    assert told(cleanup) == {
        ("REMOVED", ("诊所备案",), (), "STATED"),
        ("REMOVED", ("运输证核发",), (), "STATED"),
        ("TRANSFERRED", ("老龄优待证核发",), ("老龄优待证核发",), "STATED"),
    }


def test_contradictions_are_findings_of_the_load(cleanup: Cleanup) -> None:
    clerk = cleanup.clerks("2024")[CIVIL]
    clerk.fill("公墓建设审批", 处理意见="取消", 事项名称="公墓建设核准", 理由="条例修改")
    clerk.fill("养老机构备案", 处理意见="合并", 理由="归并")
    clerk.remove("社会团体成立登记")
    report = cleanup.back(clerk, "2025", base="2024")
    found = [(finding.code, finding.row) for finding in report.findings]
    assert found == [("merge-names-nothing", 3), ("removed-but-changed", 4), ("row-missing", None)]
    assert report.state is LoadState.DRAFT
    assert told(cleanup) == {
        ("REMOVED", ("公墓建设审批",), (), "STATED"),
        ("REMOVED", ("社会团体成立登记",), (), "AUTOMATIC"),
    }


def test_a_corrected_spreadsheet_states_in_place_of_the_first(cleanup: Cleanup) -> None:
    clerk = cleanup.clerks("2024")[CIVIL]
    clerk.fill("公墓建设审批", 处理意见="取消", 理由="条例修改")
    clerk.add(职权类型="行政许可", 事项名称="新设许可", 实施主体=CIVIL, 设定依据="《甲法》第一条")
    cleanup.back(clerk, "2025", base="2024")
    clerk.fill("公墓建设审批", 处理意见="保留", 理由=None)
    cleanup.back(clerk, "2025", replace=True)
    assert told(cleanup) == {("ADDED", (), ("新设许可",), "STATED")}


def test_a_discarded_draft_leaves_no_statement(cleanup: Cleanup) -> None:
    clerk = cleanup.clerks("2024")[CIVIL].fill("公墓建设审批", 处理意见="取消", 理由="条例修改")
    clerk.add(职权类型="行政许可", 事项名称="新设许可", 实施主体=CIVIL, 设定依据="《甲法》第一条")
    cleanup.back(clerk, "2025", base="2024")
    with cleanup.store.write() as connection:
        discard(connection, COUNTY, KIND, "2025")
        assert connection.execute(lineage.select()).first() is None


def test_statements_carry_over_the_years(cleanup: Cleanup) -> None:
    """What was merged one year and renamed beyond recognition the next is one lineage from first to last."""
    forest = cleanup.clerks("2024")[FOREST]
    forest.fill("采伐许可", 处理意见="合并", 对应事项或部门="运输证核发", 理由="归并")
    forest.fill("运输证核发", 处理意见="变更", 事项名称="林木许可", 理由="归并")
    cleanup.back(forest, "2025", base="2024", publish=True)
    again = cleanup.clerks("2025")[FOREST]
    again.fill("林木许可", 处理意见="合并", 对应事项或部门="野生植物采集许可", 理由="再归并")
    again.fill("野生植物采集许可", 处理意见="变更", 事项名称="生态资源利用许可", 理由="再归并")
    cleanup.back(again, "2026", base="2025", publish=True)
    assert told(cleanup, "2026") == {
        ("MERGED", ("运输证核发", "采伐许可", "野生植物采集许可"), ("生态资源利用许可",), "STATED")
    }
    back = cleanup.reconciled("2026", "2024")
    assert [link.kind for link in back.changes] == [ChangeKind.SPLIT]
    assert back.figures.split == 2


def test_a_stated_reconciliation_is_a_patch(cleanup: Cleanup) -> None:
    office = cleanup.office("2024")
    office.fill("诊所备案", 处理意见="取消", 理由="改为告知承诺")
    office.fill("采伐许可", 处理意见="合并", 对应事项或部门="运输证核发", 理由="归并")
    cleanup.back(office, "2025")
    with cleanup.store.read() as connection:
        before, after = (
            standing_items(connection, find_edition(connection, COUNTY, KIND, label).id)
            for label in ("2024", "2025")
        )
    found = cleanup.reconciled("2024", "2025")
    assert apply(found, before) == sorted(after, key=lambda item: item.id)
    assert {link.decision for link in found.changes} == {Decision.STATED}
