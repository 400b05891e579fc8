"""Who became whom: the order of contract §2, and what each kind of change looks like."""

from collections.abc import Collection, Sequence
from typing import Any

import pytest
from msgspec import structs

from service.bodies import BodyMap, BodySuccession
from service.comparison import Comparison, Match, Stated, compare, without_matching
from service.items import Body, StandingItem
from service.vocabulary import Category, ChangeKind, Decision, Verdict
from tests.comparison.lists import CONFIRMATION, FORESTRY, HEALTH, PENALTY, item

MARKET = Body(id=4, name="市场监督管理局", division="330881")
TRADE = Body(id=5, name="工商行政管理局", division="330881")
QUALITY = Body(id=6, name="质量技术监督局", division="330881")


def old(number: int, name: str, **content: Any) -> StandingItem:
    return item(number, name, edition="2018", **content)


def kinds(found: Comparison) -> list[tuple[ChangeKind, tuple[str, ...], tuple[str, ...]]]:
    return [
        (change.kind, tuple(e.name for e in change.before), tuple(e.name for e in change.after))
        for change in found.changes
    ]


def fields(found: Comparison) -> list[str]:
    (change,) = found.changes
    return [difference.field for difference in change.fields]


def test_a_code_tells_an_item_whatever_it_is_called() -> None:
    found = compare(
        [
            old(1, "公墓建设审批", codes=("330100104001",)),
            old(2, "养老机构设立许可", codes=("330100104002",)),
        ],
        [
            item(8, "养老机构设立许可", codes=("330100104001",)),
            item(9, "社会团体成立登记", codes=("330100104002",)),
        ],
    )
    assert kinds(found) == [
        (ChangeKind.RENAMED, ("公墓建设审批",), ("养老机构设立许可",)),
        (ChangeKind.RENAMED, ("养老机构设立许可",), ("社会团体成立登记",)),
    ]
    assert {change.score for change in found.changes} == {100.0}


def test_a_code_that_several_bear_tells_nothing() -> None:
    code = ("330100104001",)
    found = compare(
        [old(1, "公墓建设审批", codes=code), old(2, "养老机构设立许可", codes=code)],
        [item(8, "养老机构设立许可", codes=code, remarks="新"), item(9, "采矿登记", codes=code)],
    )
    assert kinds(found) == [
        (ChangeKind.ADDED, (), ("采矿登记",)),
        (ChangeKind.REMOVED, ("公墓建设审批",), ()),
        (ChangeKind.CHANGED, ("养老机构设立许可",), ("养老机构设立许可",)),
    ]


@pytest.mark.parametrize("blank", ["无", "/", "待定"])
def test_a_blank_written_as_a_word_is_no_code(blank: str) -> None:
    found = compare([old(1, "公墓建设审批", codes=(blank,))], [item(8, "采矿登记", codes=(blank,))])
    assert (found.added, found.removed) == (1, 1)


def test_a_name_tells_an_item_within_body_and_category_alone() -> None:
    found = compare(
        [
            old(1, "公墓建设审批"),
            old(2, "公墓建设审批", category=PENALTY),
            old(3, "公墓建设审批", body=FORESTRY),
        ],
        [
            item(11, "公墓建设审批", remarks="甲"),
            item(12, "公墓建设审批", category=PENALTY, remarks="乙"),
            item(13, "公墓建设审批", body=FORESTRY, remarks="丙"),
        ],
    )
    assert [(c.before[0].category, c.before[0].body) for c in found.changes] == [
        (c.after[0].category, c.after[0].body) for c in found.changes
    ]
    assert (found.changed, found.transferred, found.added) == (3, 0, 0)


def test_width_script_and_spaces_are_no_difference() -> None:
    found = compare(
        [old(1, "公墓建設審批（縣級）", setting_basis="《殡葬管理条例》 第八条")],
        [item(9, "公墓 建设审批(县级)", setting_basis="《殡葬管理条例》第八条")],
    )
    assert (found.unchanged, found.changes) == (1, [])


def test_a_changed_basis_is_told_with_both_wordings() -> None:
    found = compare(
        [old(1, "公墓建设审批", setting_basis="《殡葬管理条例》第八条", remarks="一")],
        [item(1, "公墓建设审批", setting_basis="《殡葬管理条例》第九条", remarks="二")],
    )
    (change,) = found.changes
    assert change.kind is ChangeKind.CHANGED
    assert [(f.field, f.before, f.after) for f in change.fields] == [
        ("setting_basis", "《殡葬管理条例》第八条", "《殡葬管理条例》第九条"),
        ("remarks", "一", "二"),
    ]


def test_the_spelling_of_a_body_or_category_is_layout() -> None:
    before = old(1, "公墓建设审批", body_name="市民政局")
    spelt = item(1, "公墓建设审批", body_name="民政局")
    section = structs.replace(
        spelt, content=structs.replace(spelt.content, category_text=""), content_hash=b"other"
    )
    assert compare([before], [spelt]).changes == []
    assert compare([before], [section]).changes == []


def test_a_category_changed_under_one_code_is_moved_between_categories() -> None:
    code = ("330100104001",)
    found = compare(
        [old(1, "公墓建设审批", codes=code)], [item(1, "公墓建设审批", codes=code, category=CONFIRMATION)]
    )
    assert fields(found) == ["category"]
    assert [(row.category, row.moved_in, row.moved_out, row.net) for row in found.by_category] == [
        (Category.LICENSING, 0, 1, -1),
        (CONFIRMATION, 1, 0, 1),
    ]


def test_a_category_changed_without_a_code_is_for_a_person_to_decide() -> None:
    found = compare([old(1, "公墓建设审批")], [item(9, "公墓建设审批", category=CONFIRMATION)])
    assert (found.added, found.removed, len(found.possible)) == (1, 1, 1)


def test_measure_and_execution_differ_within_coercion() -> None:
    measure, execution = (
        structs.replace(entry, content=structs.replace(entry.content, category_text=f"行政强制{kind}"))
        for entry, kind in (
            (old(1, "查封场所", category=Category.COERCION), "措施"),
            (item(1, "查封场所", category=Category.COERCION), "执行"),
        )
    )
    execution = structs.replace(execution, content_hash=b"other")
    assert fields(compare([measure], [execution])) == ["category_text"]


def test_what_left_one_body_and_stands_in_another_is_transferred() -> None:
    found = compare(
        [old(1, "医疗救助资金给付"), old(2, "公墓建设审批")],
        [item(8, "医疗救助资金给付", body=HEALTH), item(2, "公墓建设审批")],
    )
    assert kinds(found) == [(ChangeKind.TRANSFERRED, ("医疗救助资金给付",), ("医疗救助资金给付",))]
    assert fields(found) == ["body_name"]
    assert [(row.body, row.moved_in, row.moved_out, row.net) for row in found.by_body] == [
        ("民政局", 0, 1, -1),
        ("卫生健康局", 1, 0, 1),
    ]
    assert (found.bodies_gaining, found.bodies_losing) == (1, 1)


def test_a_name_that_stands_elsewhere_too_is_not_transferred() -> None:
    common = "行政许可实施情况检查"
    found = compare(
        [old(1, common), old(3, common, body=FORESTRY)],
        [item(8, common, body=HEALTH), item(3, common, body=FORESTRY)],
    )
    assert (found.transferred, found.added, found.removed) == (0, 1, 1)


def test_a_bodys_own_numbering_does_not_tell_across_bodies() -> None:
    found = compare(
        [old(1, "公墓建设审批", codes=("017",))], [item(8, "诊所备案", codes=("017",), body=HEALTH)]
    )
    assert (found.transferred, found.added, found.removed) == (0, 1, 1)


@pytest.mark.parametrize(
    ("parts", "whole"),
    [
        (("采伐许可", "运输许可"), "采伐、运输许可"),
        (("林木采伐许可", "林木运输许可"), "林木采伐和运输许可"),
        (("林木采伐许可", "林木运输许可", "林木经营许可"), "林木采伐、运输、经营许可"),
        (("养老机构设立许可", "养老机构变更许可"), "养老机构设立、变更许可"),
        (("公园和广场占用许可", "绿地占用许可"), "公园和广场占用许可、绿地占用许可"),
    ],
)
def test_names_joined_into_one_are_a_merge_and_backwards_a_split(parts: tuple[str, ...], whole: str) -> None:
    several = [old(number, name) for number, name in enumerate(parts, start=1)]
    merged = compare(several, [item(9, whole)], matcher=without_matching)
    assert kinds(merged) == [(ChangeKind.MERGED, parts, (whole,))]
    assert (merged.merged, merged.added, merged.removed) == (len(parts) - 1, 0, 0)
    split = compare([item(9, whole)], several, matcher=without_matching)
    assert kinds(split) == [(ChangeKind.SPLIT, (whole,), parts)]
    assert split.split == len(parts) - 1


def test_a_joined_name_is_no_merge_while_a_part_still_stands() -> None:
    found = compare(
        [old(1, "采伐许可"), old(2, "运输许可")],
        [item(1, "采伐许可"), item(9, "采伐、运输许可")],
        matcher=without_matching,
    )
    assert found.merged == 0
    assert (found.added, found.removed, found.unchanged) == (1, 1, 1)


def test_a_main_item_that_gains_sub_items_is_split() -> None:
    found = compare(
        [old(1, "食品经营许可")],
        [item(8, "食品经营许可", sub_item_name="新办"), item(9, "食品经营许可", sub_item_name="变更")],
    )
    assert [change.kind for change in found.changes] == [ChangeKind.SPLIT]


def test_one_item_that_bears_the_codes_of_two_is_their_merge() -> None:
    found = compare(
        [old(1, "甲登记", codes=("330100104001",)), old(2, "乙登记", codes=("330100104002",))],
        [item(9, "综合登记", codes=("330100104001", "330100104002"))],
    )
    assert kinds(found) == [(ChangeKind.MERGED, ("甲登记", "乙登记"), ("综合登记",))]


def test_an_id_recorded_at_loading_tells_what_was_renamed_and_recoded() -> None:
    found = compare(
        [old(5, "公墓建设审批", codes=("330100104001",))],
        [item(5, "经营性骨灰安置场所核准", codes=("330100104777",))],
        matcher=without_matching,
    )
    assert kinds(found) == [(ChangeKind.RENAMED, ("公墓建设审批",), ("经营性骨灰安置场所核准",))]
    assert fields(found) == ["name", "codes"]


def test_several_of_one_name_are_paired_by_what_else_they_say() -> None:
    found = compare(
        [
            old(1, "公墓建设审批", setting_basis="《甲办法》第一条"),
            old(2, "公墓建设审批", setting_basis="《乙条例》第二条"),
        ],
        [
            item(8, "公墓建设审批", setting_basis="《乙条例》第二条", remarks="新"),
            item(9, "公墓建设审批", setting_basis="《甲办法》第一条", remarks="新"),
        ],
    )
    assert found.changed == 2
    assert [[f.field for f in change.fields] for change in found.changes] == [["remarks"], ["remarks"]]


class TestStatements:
    def test_a_statement_outranks_code_and_name(self) -> None:
        before = [old(1, "甲登记", codes=("330100104001",)), old(2, "乙登记")]
        after = [item(8, "甲登记", codes=("330100104001",)), item(9, "丙登记")]
        stated = Stated(kind=ChangeKind.MERGED, before=(1, 2), after=(9,), reason="机构改革")
        found = compare(before, after, stated=[stated])
        assert kinds(found) == [
            (ChangeKind.ADDED, (), ("甲登记",)),
            (ChangeKind.MERGED, ("甲登记", "乙登记"), ("丙登记",)),
        ]
        assert found.changes[1].decision is Decision.STATED
        assert found.changes[1].score is None

    def test_a_removal_stated_holds_though_the_item_still_stands(self) -> None:
        found = compare(
            [old(1, "甲登记")], [item(1, "甲登记")], stated=[Stated(kind=ChangeKind.REMOVED, before=(1,))]
        )
        assert (found.added, found.removed) == (1, 1)

    def test_a_reviewer_outranks_a_body(self) -> None:
        before, after = [old(1, "甲登记")], [item(8, "乙登记"), item(9, "丙登记")]
        found = compare(
            before,
            after,
            stated=[
                Stated(kind=ChangeKind.RENAMED, before=(1,), after=(8,)),
                Stated(kind=ChangeKind.RENAMED, before=(1,), after=(9,), decision=Decision.CONFIRMED),
            ],
        )
        assert (ChangeKind.RENAMED, ("甲登记",), ("丙登记",)) in kinds(found)

    def test_what_a_reviewer_rejected_is_paired_by_nothing(self) -> None:
        rejected = Stated(kind=ChangeKind.CHANGED, before=(1,), after=(1,), decision=Decision.REJECTED)
        found = compare([old(1, "甲登记", remarks="旧")], [item(1, "甲登记")], stated=[rejected])
        assert [(change.kind, change.decision) for change in found.changes] == [
            (ChangeKind.ADDED, Decision.REJECTED),
            (ChangeKind.REMOVED, Decision.REJECTED),
        ]
        assert found.possible == []

    def test_nor_by_its_code_while_others_are(self) -> None:
        rejected = Stated(kind=ChangeKind.CHANGED, before=(1,), after=(11,), decision=Decision.REJECTED)
        sides = [old(1, "甲登记", codes=("330824000111",)), old(2, "乙登记", codes=("330824000222",))]
        after = [item(11, "丙许可", codes=("330824000111",)), item(12, "丁许可", codes=("330824000222",))]
        found = compare(sides, after, stated=[rejected])
        assert (found.added, found.removed, found.renamed) == (1, 1, 1)
        assert kinds(found)[-1] == (ChangeKind.RENAMED, ("乙登记",), ("丁许可",))

    def test_a_statement_about_items_that_do_not_stand_is_passed_over(self) -> None:
        stated = Stated(kind=ChangeKind.RENAMED, before=(1,), after=(77,))
        assert compare([old(1, "甲登记")], [item(1, "甲登记")], stated=[stated]).unchanged == 1

    @pytest.mark.parametrize(
        ("before", "after"), [((), ()), ((1, 2), (3, 4))], ids=["nothing named", "several into several"]
    )
    def test_other_shapes_are_refused(self, before: tuple[int, ...], after: tuple[int, ...]) -> None:
        with pytest.raises(ValueError, match=r"statement|merge"):
            Stated(kind=ChangeKind.MERGED, before=before, after=after)


class TestReform:
    """The reform of 2018/19: 工商局 and 质监局 become 市场监督管理局 (domain §6)."""

    MERGER = BodyMap((BodySuccession(TRADE.name, MARKET.name), BodySuccession(QUALITY.name, MARKET.name)))

    def test_merged_bodies_do_not_read_as_removed_and_added(self) -> None:
        before = [old(n, f"{n}号登记", body=TRADE) for n in range(1, 501)]
        before += [old(n, f"{n}号检验", body=QUALITY) for n in range(501, 1001)]
        after = [item(n + 5000, e.content.name, body=MARKET) for n, e in enumerate(before)]
        found = compare(before, after, body_map=self.MERGER)
        assert (found.added, found.removed, found.transferred) == (0, 0, 1000)
        assert [(row.body, row.moved_in, row.moved_out, row.after) for row in found.by_body] == [
            (MARKET.name, 1000, 0, 1000),
            (TRADE.name, 0, 500, 0),
            (QUALITY.name, 0, 500, 0),
        ]

    def test_both_bodies_same_item_becomes_one_by_merging(self) -> None:
        name = "对无照经营的处罚"
        found = compare(
            [old(1, name, body=TRADE, category=PENALTY), old(2, name, body=QUALITY, category=PENALTY)],
            [item(9, name, body=MARKET, category=PENALTY)],
            body_map=self.MERGER,
        )
        assert kinds(found) == [(ChangeKind.MERGED, (name, name), (name,))]

    def test_an_old_bodys_item_joins_the_one_the_new_body_already_had(self) -> None:
        name = "对无照经营的处罚"
        before = [old(1, name, body=TRADE), old(2, name, body=MARKET)]
        found = compare(before, [item(2, name, body=MARKET)], body_map=self.MERGER)
        assert kinds(found) == [(ChangeKind.MERGED, (name, name), (name,))]
        back = compare([item(2, name, body=MARKET)], before, body_map=self.MERGER)
        assert kinds(back) == [(ChangeKind.SPLIT, (name,), (name, name))]

    def test_renamed_bodys_items_stand_unchanged(self) -> None:
        renamed = BodyMap((BodySuccession("工商局", "市场监督管理局"),))
        office = Body(id=5, name="江山市工商局", division="330881", credit_code="1")
        found = compare(
            [old(1, "企业登记", body=office, body_name="江山市工商局", credit_code="1")],
            [item(9, "企业登记", body=MARKET, body_name="市场监督管理局", credit_code="2")],
            body_map=renamed,
        )
        assert (found.unchanged, found.changes) == (1, [])
        assert [(row.body, row.before, row.after, row.net) for row in found.by_body] == [
            (MARKET.name, 1, 1, 0)
        ]

    def test_a_split_bodys_items_are_transferred_where_they_went(self) -> None:
        split = BodyMap((BodySuccession(TRADE.name, MARKET.name), BodySuccession(TRADE.name, HEALTH.name)))
        found = compare(
            [old(1, "企业登记", body=TRADE), old(2, "食品检验", body=TRADE)],
            [item(8, "企业登记", body=MARKET), item(9, "食品检验", body=HEALTH)],
            body_map=split,
        )
        assert (found.transferred, found.added, found.removed) == (2, 0, 0)

    def test_a_renamed_item_of_a_mapped_body_is_matched(self) -> None:
        found = compare(
            [old(1, "公共场所卫生许可", body=TRADE)],
            [item(9, "公共场所卫生许可证核发", body=MARKET)],
            body_map=self.MERGER,
        )
        (change,) = found.changes
        assert change.kind is ChangeKind.TRANSFERRED
        assert {difference.field for difference in change.fields} == {"name", "body_name"}


def test_what_the_matcher_would_have_reviewed_is_possible_and_counts_as_both() -> None:
    def doubtful(
        before: Sequence[StandingItem], after: Sequence[StandingItem], apart: Collection[tuple[int, int]]
    ) -> list[Match]:
        return [Match(0, 0, 70.0, Verdict.REVIEW)]

    found = compare([old(1, "养老机构设立许可")], [item(9, "养老机构备案")], matcher=doubtful)
    assert (found.added, found.removed, found.renamed) == (1, 1, 0)
    assert [(p.before.name, p.after.name, p.score) for p in found.possible] == [
        ("养老机构设立许可", "养老机构备案", 70.0)
    ]


def test_a_renamed_item_without_a_code_is_found_by_its_name() -> None:
    found = compare(
        [old(1, "公共场所卫生许可"), old(2, "公墓建设审批")],
        [item(8, "公共场所卫生许可证核发"), item(2, "公墓建设审批")],
    )
    assert kinds(found) == [(ChangeKind.RENAMED, ("公共场所卫生许可",), ("公共场所卫生许可证核发",))]


def test_labels_come_from_the_items_or_the_caller() -> None:
    assert (compare([old(1, "甲登记")], []).from_, compare([old(1, "甲登记")], []).to) == ("2018", "")
    found = compare([], [], editions=("2018", "2019"))
    assert (found.from_, found.to, found.by_body) == ("2018", "2019", [])
