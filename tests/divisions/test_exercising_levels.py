import pytest

from service.divisions import read_level, read_levels
from service.vocabulary import Level


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("国家级", Level.NATION),
        ("省级", Level.PROVINCE),
        ("自治区级", Level.PROVINCE),
        ("市级", Level.CITY),
        ("地州市级", Level.CITY),
        ("地（州、市）级", Level.CITY),
        ("设区的市级", Level.CITY),
        ("设区的市", Level.CITY),
        ("县级", Level.COUNTY),
        ("区级", Level.COUNTY),
        ("縣（市、區）級", Level.COUNTY),
        ("县 级\n行使", Level.COUNTY),
        ("4", Level.COUNTY),
        ("乡镇（街道）", Level.TOWNSHIP),
        ("街道", Level.TOWNSHIP),
        ("村社区", Level.VILLAGE),
        ("市级、县级", None),
        ("由上级机关决定", None),
        ("", None),
    ],
)
def test_a_level_cell_is_read_or_left_alone(text: str, level: Level | None) -> None:
    assert read_level(text) is level


def test_several_levels_are_told_apart() -> None:
    assert read_levels("县（市、区）级、市（州）级") == (Level.CITY, Level.COUNTY)
    assert read_levels("省级；市级；县级") == (Level.PROVINCE, Level.CITY, Level.COUNTY)


def test_a_cell_half_understood_tells_nothing() -> None:
    assert read_levels("市级、某级") == ()
