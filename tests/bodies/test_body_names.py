import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.bodies import fold_body_name, read_body_kind
from service.vocabulary import BodyKind

YUZHONG, KARAMAY, GUANGAN, WEINING, JIANGSHAN = "620123", "650200", "511602", "520526", "330881"


@pytest.mark.parametrize(
    ("division", "names"),
    [
        (
            YUZHONG,
            "民政局 县民政局 榆中县民政局 榆中民政局 兰州市榆中县民政局 甘肃省兰州市榆中县民政局",
        ),
        (YUZHONG, "市场监督管理局 县市场监督管理局 榆中县市场监督管理局"),
        (YUZHONG, "县委办公室 榆中县委办公室"),
        (YUZHONG, "人民政府 县人民政府 县政府 榆中县政府"),
        (YUZHONG, "城关镇人民政府 城关镇政府 榆中县城关镇人民政府"),
        (KARAMAY, "民政局 市民政局 克拉玛依市民政局 新疆克拉玛依市民政局 新疆维吾尔自治区克拉玛依市民政局"),
        (GUANGAN, "民政局 区民政局 广安区民政局 广安市广安区民政局"),
        (WEINING, "水务局 县水务局 威宁县水务局 威宁自治县水务局 威宁彝族回族苗族自治县水务局"),
        (JIANGSHAN, "民政局 市民政局 江山市民政局 浙江省江山市民政局"),
    ],
)
def test_one_body_in_its_division_however_it_is_led(division: str, names: str) -> None:
    assert len({fold_body_name(name, division) for name in names.split()}) == 1


@pytest.mark.parametrize(
    ("division", "names"),
    [
        (YUZHONG, "民政局 市民政局 兰州市民政局 民政所"),
        (YUZHONG, "人民政府 榆中镇人民政府 城关镇人民政府"),
        (GUANGAN, "民政局 广安市民政局"),
        (JIANGSHAN, "民政局 衢州市民政局"),
        (KARAMAY, "市场监督管理局 监督管理局 场监督管理局"),
    ],
)
def test_other_bodies_stay_apart(division: str, names: str) -> None:
    assert len({fold_body_name(name, division) for name in names.split()}) == len(names.split())


def test_an_unknown_division_takes_nothing_off() -> None:
    assert fold_body_name("榆中县民政局", "999999") == "榆中县民政局"
    assert fold_body_name("榆中县民政局", "") == "榆中县民政局"


def test_a_townships_bodies_may_be_led_by_the_county() -> None:
    assert fold_body_name("榆中县城关镇人民政府", "620123100") == "城关镇人民政府"


@given(
    st.text("榆中县兰州市区甘肃省民政局委员会人府镇街道办 ", max_size=12),
    st.sampled_from([YUZHONG, KARAMAY, GUANGAN]),
)
def test_something_of_a_name_is_always_left(name: str, division: str) -> None:
    assert bool(fold_body_name(name, division)) == bool(name.strip())


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("榆中县人民政府", BodyKind.GOVERNMENT),
        ("县政府", BodyKind.GOVERNMENT),
        ("城关镇人民政府", BodyKind.TOWNSHIP),
        ("榆中县和平镇", BodyKind.TOWNSHIP),
        ("城关街道办事处", BodyKind.TOWNSHIP),
        ("县政府办公室", BodyKind.DEPARTMENT),
        ("县民政局", BodyKind.DEPARTMENT),
        ("县疾控中心（法律法规授权组织）", BodyKind.AUTHORISED),
        ("县动物卫生监督所（委托）", BodyKind.ENTRUSTED),
    ],
)
def test_the_kind_is_what_the_name_tells(name: str, kind: BodyKind) -> None:
    assert read_body_kind(name, YUZHONG) is kind
