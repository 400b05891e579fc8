import pytest

from service.codes import CodeContext, category_of, code_findings, read_code
from service.findings import Severity
from service.vocabulary import Category

BODY = "11450721MB15580811"
IMPLEMENTING = BODY + "4" + "450104020000"
SOUND = CodeContext("450721", Category.LICENSING, BODY, "450104020000")


def test_a_code_that_goes_with_its_item_raises_nothing() -> None:
    assert code_findings(read_code(IMPLEMENTING), SOUND) == ()
    assert code_findings(read_code(IMPLEMENTING)) == ()


@pytest.mark.parametrize(
    ("context", "word"),
    [
        (SOUND._replace(category=Category.PENALTY), "行政处罚"),
        (SOUND._replace(division="110101"), "行政区域段"),
        (SOUND._replace(credit_code="11511301008778183N"), "主体代码"),
        (SOUND._replace(basic="450104020001"), "基本编码"),
    ],
)
def test_each_contradiction_is_an_error(context: CodeContext, word: str) -> None:
    findings = [f for f in code_findings(read_code(IMPLEMENTING), context) if f.severity is Severity.ERROR]
    assert [f.code for f in findings] == ["code-mismatch"]
    assert word in findings[0].message


def test_another_level_than_the_divisions_only_warns() -> None:
    (finding,) = code_findings(read_code(IMPLEMENTING), SOUND._replace(division="450700"))
    assert (finding.code, finding.severity) == ("code-mismatch", Severity.WARNING)


def test_a_national_region_goes_with_every_division() -> None:
    reading = read_code("000104002000")
    assert code_findings(reading, CodeContext(division="511602", category=Category.LICENSING)) == ()


def test_a_legacy_code_of_the_same_organisation_is_no_contradiction() -> None:
    reading = read_code("511A0138000000-511602000000-000-115113010833722043-1-00")
    assert code_findings(reading, CodeContext("511602", Category.LICENSING, "083372204")) == ()


def test_a_faulty_code_and_a_doubtful_body_are_told() -> None:
    (bad,) = code_findings(read_code("abc"))
    assert (bad.code, bad.severity) == ("bad-code", Severity.WARNING)
    (doubt,) = code_findings(read_code("511A0080800002-511602000000-000-1151130000877869M-1-00"))
    assert (doubt.code, doubt.severity) == ("bad-credit-code", Severity.WARNING)


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("000104002000", Category.LICENSING),
        ("442018009000", Category.PUBLIC_SERVICE),
        ("511E0138000000", Category.ADJUDICATION),
        ("512C0053300008", Category.PUBLIC_SERVICE),
        ("513A0161200000", None),
        ("CF14001000", Category.PENALTY),
        ("46000000MZ-XK-0001", Category.LICENSING),
        ("abc", None),
    ],
)
def test_the_category_segment_is_read_by_its_scheme(text: str, category: Category | None) -> None:
    assert category_of(read_code(text)) is category
