import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.codes import basic_code, category_of, read_code

COUNTY_ITEMS = Path(__file__).parents[3] / "shared" / "data" / "county_items_guangan.tsv"
DIGITS = "0123456789"
GUANGAN = "11511301008778183N"


def digits(length: int) -> st.SearchStrategy[str]:
    return st.text(DIGITS, min_size=length, max_size=length)


basics = st.builds(
    lambda region, category, department, main, sub: (region, category, department, f"{main:03d}", sub),
    st.sampled_from(["00", "11", "44", "51", "65"]),
    st.sampled_from([f"{n:02d}" for n in range(1, 11)] + ["20"]),
    digits(2),
    st.integers(1, 999),
    digits(3),
)


@given(basics)
def test_a_basic_code_built_from_its_parts_reads_back(parts: tuple[str, ...]) -> None:
    reading = read_code("".join(parts))
    assert reading.scheme == "national-basic"
    assert reading.valid
    assert reading.parts == tuple(
        zip(("region", "category", "department", "main", "sub"), parts, strict=True)
    )


@given(basics, st.sampled_from("123456"), st.none() | digits(2))
def test_long_national_codes_carry_body_level_and_basic_code(
    parts: tuple[str, ...], level: str, sequence: str | None
) -> None:
    basic = "".join(parts)
    text = GUANGAN + level + basic + (sequence or "")
    reading = read_code(text)
    assert reading.scheme == ("national-handling" if sequence else "national-implementing")
    assert reading.valid
    assert (reading.part("credit_code"), reading.part("level"), reading.part("basic")) == (
        GUANGAN,
        level,
        basic,
    )
    assert reading.part("sequence") == sequence
    assert basic_code(text) == basic


@given(
    st.sampled_from(["511A", "511Z", "512B", "513A"]),
    digits(10) | digits(8),
    st.sampled_from(["511602000000", "510000000000", "511602101203"]),
    st.sampled_from([GUANGAN, "083372204", "00877868-5", "115113010833722043"]),
    digits(1),
)
def test_a_sichuan_code_built_from_its_parts_reads_back(
    head: str, number: str, division: str, body: str, version: str
) -> None:
    text = f"{head}{number}-{division}-000-{body}-{version}-00"
    reading = read_code(text)
    assert reading.scheme == "sichuan"
    assert reading.valid
    assert not reading.doubts
    assert (reading.part("division"), reading.part("body"), reading.part("version")) == (
        division,
        body,
        version,
    )
    assert basic_code(text) == head + number
    own = [reading.part(name) or "" for name in ("region", "category", "department", "main", "sub")]
    assert "".join(own) == head + number


@given(st.text() | st.text("0123456789AXKZ-", max_size=70))
def test_reading_never_raises_and_keeps_the_text(text: str) -> None:
    reading = read_code(text)
    assert reading.value == text
    assert reading.valid == (not reading.problems)
    assert not (reading.scheme is None and reading.valid)
    basic_code(text)


@pytest.mark.parametrize(
    ("text", "scheme", "problem"),
    [
        ("990104002000", "national-basic", "行政区域段“99”"),
        ("001104002000", "national-basic", "职权类型段“11”"),
        ("000104000000", "national-basic", "主项序号"),
        ("11511301008778183M4452004020000", "national-implementing", "校验位"),
        ("1145072108115371877452004020000", "national-implementing", "行使层级段“7”"),
        ("511A0138000000-511602000000-000-2222222222222-1-00", "sichuan", "2222222222222"),
        ("511A0138000000-991602000000-000-083372204-1-00", "sichuan", "行政区划段"),
        ("XK140010004520526000000083372205", "guizhou-xk", "主体段"),
        ("G-000007-001-511602000000-000-115113010833722043-1-00", None, "不符合任何已知的编码规则"),
        ("1J-5100-00027-511602000000-000-11511301008778386B-1-00", None, "不符合任何已知的编码规则"),
        ("104002000", None, "丢失了开头的0"),
        ("1.04E+11", None, "存成了数字"),
        ("", None, "编码为空"),
    ],
)
def test_a_faulty_code_says_what_is_wrong(text: str, scheme: str | None, problem: str) -> None:
    reading = read_code(text)
    assert reading.scheme == scheme
    assert not reading.valid
    assert any(problem in sentence for sentence in reading.problems)


def test_a_misprinted_body_inside_a_sound_code_is_a_doubt_only() -> None:
    reading = read_code("511A0080800002-511602000000-000-1151130000877869M-1-00")
    assert reading.valid
    assert "17位" in reading.doubts[0]


@pytest.mark.parametrize(
    ("text", "scheme", "parts"),
    [
        ("XK14001000", "guizhou-xk", {"category": "XK", "main": "14001", "sub": "000"}),
        (
            "XK140010004520526000000083372204",
            "guizhou-xk",
            {"basic": "XK14001000", "level": "4", "division": "520526000000", "body": "083372204"},
        ),
        (
            "46000000MZ-XK-0001",
            "hainan",
            {"division": "46000000", "agency": "MZ", "category": "XK", "main": "0001"},
        ),
        ("51201500600004", "sichuan", {"department": "15", "main": "006", "sub": "00004"}),
        ("５１１Ｚ０７００１００６", "sichuan", {"category": "1Z", "department": "07"}),
    ],
)
def test_provincial_layouts_are_read(text: str, scheme: str, parts: dict[str, str]) -> None:
    reading = read_code(text)
    assert reading.scheme == scheme
    assert reading.valid
    assert {name: reading.part(name) for name in parts} == parts


def test_the_basic_code_is_what_levels_share() -> None:
    assert basic_code("000104002000") == "000104002000"
    assert basic_code(" XK14001000 ") == "XK14001000"
    assert basic_code("46000000mz-XK-0001") == "46000000MZ-XK-0001"
    assert basic_code("G-000007-001") == "G-000007-001"
    assert basic_code("  ") is None


@pytest.mark.skipif(not COUNTY_ITEMS.exists(), reason="the shared county list is not beside the checkout")
def test_a_real_countys_codes_fit_but_for_about_forty() -> None:
    with COUNTY_ITEMS.open(encoding="utf-8") as lines:
        codes = [row["item_code"] for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)]
    readings = [read_code(code) for code in codes]
    assert len(readings) == 1135
    assert {reading.scheme for reading in readings if reading.valid} == {"sichuan"}
    assert sum(not reading.valid for reading in readings) == 37
    lettered = [reading for reading in readings if reading.valid and reading.value.startswith("511")]
    assert len(lettered) > 700
    assert all(category_of(reading) is not None for reading in lettered)
