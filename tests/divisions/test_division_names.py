import pytest

from service.divisions import name_forms, read_divisions, short_name


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("克拉玛依市", "克拉玛依"),
        ("榆中县", "榆中"),
        ("浑江区", "浑江"),
        ("四川省", "四川"),
        ("内蒙古自治区", "内蒙古"),
        ("新疆维吾尔自治区", "新疆"),
        ("威宁彝族回族苗族自治县", "威宁"),
        ("伊犁哈萨克自治州", "伊犁"),
        ("东乡族自治县", "东乡"),
        ("鄂温克族自治旗", "鄂温克"),
        ("通道侗族自治县", "通道"),
        ("阿里地区", "阿里"),
        ("赵县", "赵县"),
        ("市辖区", "市辖区"),
        ("济南高新技术产业开发区", "济南高新技术产业开发区"),
    ],
)
def test_the_short_name_is_what_an_office_says(name: str, short: str) -> None:
    assert short_name(name) == short


def test_no_name_of_the_standard_shrinks_below_two_characters() -> None:
    names = [division.name for division in read_divisions()]
    assert len(names) > 3000
    for name in names:
        short = short_name(name)
        assert name.startswith(short)
        assert len(short) > 1 or short == name


def test_the_forms_before_a_bodys_name_are_the_longest_first() -> None:
    assert name_forms("榆中县") == ("榆中县", "榆中")
    assert name_forms("威宁彝族回族苗族自治县") == (
        "威宁彝族回族苗族自治县",
        "威宁自治县",
        "威宁县",
        "威宁",
    )
    assert name_forms("省直辖县级行政区划") == ()
