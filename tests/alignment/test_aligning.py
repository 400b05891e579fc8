"""Three levels, four sames: rows, figures, missing items and people's decisions (contract §3)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.alignment import AlignedList, align, sames
from service.vocabulary import Category, Decision, Level, Verdict
from tests.alignment.lists import WATER, item, listed

CODE = "000119001000"
REFERENCE = listed(
    "330000",
    item(1, "取水许可", codes=(CODE,), setting_basis=WATER),
    item(2, "河道采砂许可", codes=("000119002000",), setting_basis="《水法》第三十九条"),
    item(3, "水利工程质量检测单位资质认定", level=Level.PROVINCE),
    item(4, "城镇排水许可", level=Level.COUNTY),
    item(5, "食品经营许可", sub_item_name="变更"),
)


def test_figures_of_one_target() -> None:
    city = listed(
        "330800",
        item(
            11,
            "取水许可",
            division="330800",
            codes=(f"113308001234567890{'3'}{CODE}",),
            setting_basis="《水法》第48条、第7条",
        ),
        item(12, "河道采砂许可证核发", division="330800", setting_basis="《水法》第三十八条"),
        item(13, "食品经营许可变更", division="330800"),
        item(14, "对违法取水的处罚", division="330800", category=Category.PENALTY),
    )
    alignment = align(REFERENCE, [city])
    (target,) = alignment.targets
    assert (alignment.reference, alignment.reference_edition, target.division) == ("330000", "2024", "330800")
    assert (target.items, target.aligned, target.review, target.unmatched) == (4, 3, 0, 1)
    assert (target.same_name, target.same_category, target.same_basis, target.same_code) == (1, 3, 2, 1)
    assert (target.four_sames, target.rate) == (1, 0.25)
    assert [row.reference_item.id if row.reference_item else None for row in target.rows] == [1, 2, 5, None]
    assert alignment.all_levels == 1


def test_missing_are_those_of_the_targets_level_or_without_one() -> None:
    city, county = listed("330800"), listed("330881")
    of_city, of_county = align(REFERENCE, [city, county]).targets
    assert [missing.id for missing in of_city.missing] == [1, 2, 5]
    assert [missing.id for missing in of_county.missing] == [1, 2, 4, 5]
    assert (of_city.items, of_city.rate) == (0, None)


def test_what_awaits_review_is_not_called_missing() -> None:
    county = listed("330881", item(31, "河道采砂许可（含疏浚）", division="330881"))
    (target,) = align(REFERENCE, [county]).targets
    (row,) = target.rows
    assert (row.verdict, target.review, target.aligned) == (Verdict.REVIEW, 1, 0)
    assert row.reference_item
    assert row.reference_item.id == 2
    assert 2 not in {missing.id for missing in target.missing}
    assert (target.same_name, target.same_category, target.same_basis, target.four_sames) == (0, 0, 0, 0)


def test_categories_gate() -> None:
    low = listed("330000", item(1, "最低生活保障", category=Category.PAYMENT))
    county = listed("330881", item(31, "最低生活保障", division="330881", category=Category.CONFIRMATION))
    (target,) = align(low, [county]).targets
    assert (target.unmatched, [missing.id for missing in target.missing]) == (1, [1])
    unstated = listed("330881", item(31, "最低生活保障", division="330881", category=None))
    (target,) = align(low, [unstated]).targets
    assert (target.aligned, target.same_category) == (1, 0)


def test_all_levels_needs_every_target() -> None:
    def copy(division: str, names: list[str]) -> AlignedList:
        return listed(
            division,
            *(
                item(place, name, division=division, codes=(CODE,))
                for place, name in enumerate(names, start=50)
            ),
        )

    reference = copy("330000", ["取水许可", "河道采砂许可"])
    city, county = copy("330800", ["取水许可", "河道采砂许可"]), copy("330881", ["取水许可"])
    assert align(reference, [city]).all_levels == 2
    assert align(reference, [city, county]).all_levels == 1
    assert align(reference, []).all_levels == 0


def test_decisions_outrank_the_matcher_and_are_shown() -> None:
    county = listed(
        "330881",
        item(31, "取水许可", division="330881"),
        item(32, "采砂审批手续", division="330881", category=Category.OTHER),
    )
    decisions = {(1, 31): Decision.REJECTED, (2, 32): Decision.CONFIRMED}
    (target,) = align(REFERENCE, [county], decisions=decisions).targets
    refused, confirmed = target.rows
    assert (refused.verdict, refused.decision, refused.reference_item) == (
        Verdict.DIFFERENT,
        Decision.REJECTED,
        None,
    )
    assert (confirmed.verdict, confirmed.decision) == (Verdict.SAME, Decision.CONFIRMED)
    assert confirmed.reference_item
    assert confirmed.reference_item.id == 2
    assert not confirmed.same.category
    assert target.aligned == 1


def test_rows_explain_themselves() -> None:
    county = listed("330881", item(31, "取水许可证核发", division="330881"))
    (row,) = align(REFERENCE, [county]).targets[0].rows
    assert row.explanation.startswith("相同（")
    assert "职权类型同为行政许可" in row.explanation


@pytest.mark.parametrize(
    ("ours", "theirs", "same"),
    [
        ("《中华人民共和国水法》第七条", "《水法》第7条", True),
        ("《水法》第七条第一款", "《水法》第七条第二款", True),
        ("《水法》第七条", "《水法》第八条", False),
        ("《水法》第七条；《防洪法》第八条", "《防洪法》第八条\n《水法》第七条", True),
        ("《水法》第七条；《防洪法》第八条", "《水法》第七条", False),
        ("", "", True),
        ("", "《水法》第七条", False),
        ("按 本级规定", "按本级规定", True),
    ],
)
def test_same_basis(ours: str, theirs: str, same: bool) -> None:
    assert sames(item(1, "甲", setting_basis=ours), item(2, "甲", setting_basis=theirs)).basis is same


@pytest.mark.parametrize(
    ("ours", "theirs", "same"),
    [
        ((CODE,), (CODE,), True),
        ((CODE,), (f"1133080012345678904{CODE}",), True),
        ((CODE,), ("000119002000",), False),
        ((), (), False),
        ((CODE, "XK14001000"), ("XK14001000",), True),
    ],
)
def test_same_code(ours: tuple[str, ...], theirs: tuple[str, ...], same: bool) -> None:
    assert sames(item(1, "甲", codes=ours), item(2, "甲", codes=theirs)).code is same


def test_same_name_is_verbatim_sub_item_included() -> None:
    assert sames(item(1, "取水许可"), item(2, "取水许可")).name
    assert not sames(item(1, "取水许可"), item(2, "取水许可 ")).name
    assert not sames(item(1, "取水许可", sub_item_name="变更"), item(2, "取水许可")).name


NAMES = (
    "取水许可",
    "取水许可证核发",
    "取水许可（县级）",
    "河道采砂许可",
    "河道采砂许可（含疏浚）",
    "采砂管理费征收",
)


@given(
    st.lists(st.sampled_from(NAMES), max_size=6),
    st.lists(st.lists(st.sampled_from(NAMES), max_size=6), max_size=3),
)
def test_the_arithmetic_holds(reference: list[str], targets: list[list[str]]) -> None:
    ours = listed("330000", *(item(place, name) for place, name in enumerate(reference, start=1)))
    lists = [
        listed(
            "330881", *(item(place, name, division="330881") for place, name in enumerate(names, start=100))
        )
        for names in targets
    ]
    alignment = align(ours, lists)
    assert 0 <= alignment.all_levels <= len(reference)
    for target, names in zip(alignment.targets, targets, strict=True):
        assert target.items == target.aligned + target.review + target.unmatched == len(names)
        met = [row.reference_item.id for row in target.rows if row.reference_item]
        assert len(met) == len(set(met)) == target.aligned + target.review
        assert {*met} | {missing.id for missing in target.missing} == {i.id for i in ours.items}
        assert target.four_sames <= min(target.same_name, target.same_basis, target.same_code)
        assert max(target.same_name, target.same_category) <= target.aligned


def test_a_list_aligns_wholly_with_itself() -> None:
    alignment = align(REFERENCE, [REFERENCE])
    (target,) = alignment.targets
    assert target.aligned == target.same_name == target.same_basis == 5
    assert (target.four_sames, alignment.all_levels) == (2, 2)
    assert target.missing == ()


def test_an_item_under_another_category_is_named_but_not_paired() -> None:
    province = listed("330000", item(1, "股权出质设立登记", category=Category.CONFIRMATION))
    city = listed("330800", item(11, "股权出质设立登记", division="330800", category=Category.OTHER))
    (target,) = align(province, [city]).targets
    (row,) = target.rows
    assert (row.verdict, row.reference_item, target.unmatched) == (Verdict.DIFFERENT, None, 1)
    assert [(other.item.id, other.score) for other in row.possible] == [(1, 100.0)]
    assert [missing.id for missing in target.missing] == [1]
    (refused,) = align(province, [city], decisions={(1, 11): Decision.REJECTED}).targets
    assert refused.rows[0].possible == ()


def test_the_other_parts_of_a_split_are_named_with_their_whole() -> None:
    province = listed("330000", item(1, "农药生产经营许可"))
    city = listed(
        "330800",
        *(item(10 + n, f"农药{what}许可", division="330800") for n, what in enumerate(("经营", "生产"))),
    )
    (target,) = align(province, [city]).targets
    (other,) = [row for row in target.rows if row.reference_item is None]
    assert [possible.item.id for possible in other.possible] == [1]


def test_a_note_stands_beside_what_was_decided() -> None:
    city = listed("330800", item(31, "取水许可", division="330800"), item(32, "采砂手续", division="330800"))
    decisions = {(1, 31): Decision.REJECTED, (2, 32): Decision.CONFIRMED}
    notes = {(1, 31): "王某，2026-11-23", (2, 32): "李某，2026-11-22，改称"}
    (target,) = align(REFERENCE, [city], decisions=decisions, notes=notes).targets
    assert [row.note for row in target.rows] == ["王某，2026-11-23", "李某，2026-11-22，改称"]
