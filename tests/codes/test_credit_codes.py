import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.codes import check_credit_code, credit_code_findings
from service.findings import Severity

VECTORS = Path(__file__).parents[3] / "shared" / "data" / "uscc_vectors.tsv"
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@pytest.mark.skipif(not VECTORS.exists(), reason="the shared vectors are not beside the checkout")
def test_the_published_vectors_come_out() -> None:
    with VECTORS.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    assert len(rows) == 12
    for row in rows:
        assert check_credit_code(row["code"]).valid is (row["valid"] == "1"), row


@given(st.text(ALPHABET, min_size=17, max_size=17))
def test_exactly_one_check_character_is_right_and_it_is_named(body: str) -> None:
    readings = [check_credit_code(body + character) for character in ALPHABET]
    right = [reading for reading in readings if reading.valid]
    assert len(right) == 1
    assert right[0].normalised == right[0].value
    assert right[0].organisation == body[8:]
    wrong = next(reading for reading in readings if not reading.valid)
    assert f"应为“{right[0].value[17]}”" in (wrong.problem or "")


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    reading = check_credit_code(text)
    assert reading.valid == (reading.problem is None)


def test_lower_case_is_told_and_mended() -> None:
    reading = check_credit_code("11511301452259996u")
    assert (reading.valid, reading.kind, reading.normalised) == (False, "credit", "11511301452259996U")


@pytest.mark.parametrize("text", ["083372204", "00877868-5", "76726532-X", "７６７２６５３２－Ｘ"])
def test_an_organisation_code_is_recognised(text: str) -> None:
    reading = check_credit_code(text)
    assert (reading.valid, reading.kind) == (False, "legacy")
    assert reading.organisation == reading.normalised
    assert len(reading.normalised or "") == 9


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("083372205", "组织机构代码校验位应为“4”"),
        ("1151130100877818N", "17位"),
        ("11511301O08778183N", "第9位“O”"),
        ("", "未填写"),
    ],
)
def test_the_problem_is_said(text: str, problem: str) -> None:
    reading = check_credit_code(text)
    assert reading.normalised is None
    assert problem in (reading.problem or "")


def test_a_cell_raises_a_finding_only_when_it_holds_a_faulty_code() -> None:
    assert credit_code_findings("11511301008778183N") == ()
    assert credit_code_findings("  ") == ()
    (finding,) = credit_code_findings("11511301008778183M")
    assert (finding.code, finding.severity) == ("bad-credit-code", Severity.WARNING)
    assert "应为“N”" in finding.message
