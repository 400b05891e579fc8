"""Reviewed reports are read by their columns; what cannot be read is named by sheet and row."""

import pytest

from service import node_ids
from service.decisions import Proposal, read_reviewed
from service.errors import Refusal
from service.vocabulary import Decision

ONE, OTHER = node_ids.encode("PowerItem", 1), node_ids.encode("PowerItem", 31)
HEADER = ("事项名称", "认定", "认定理由", "事项标识", "参照事项标识")


def test_rows_with_a_decision_are_read_and_others_passed_over() -> None:
    rows = [
        ("三级四同对照表",),
        HEADER,
        ("取水许可", "确认", "同一依据", OTHER, ONE),
        ("河道采砂许可", "", "", OTHER, ONE),
        ("短行",),
        ("取水许可", " 否定 ", "", OTHER, ONE),
        ("取水许可", "撤回", "'=再看", OTHER, ONE),
    ]
    assert read_reviewed([("汇总", [("行政区划", "事项")]), ("对照明细", rows)]) == [
        Proposal(before=1, after=31, decision=Decision.CONFIRMED, reason="同一依据"),
        Proposal(before=1, after=31, decision=Decision.REJECTED),
        Proposal(before=1, after=31, decision=Decision.AUTOMATIC, reason="=再看"),
    ]


def test_the_plain_columns_of_programs_are_read_too() -> None:
    rows = [("after", "before", "decision", "version"), (OTHER, ONE, "REJECTED", "2")]
    assert read_reviewed([("", rows)]) == [
        Proposal(before=1, after=31, decision=Decision.REJECTED, version=2)
    ]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (("甲", "也许", "", OTHER, ONE), "“也许”应为确认、否定或撤回"),
        (("甲", "确认", "", "UG93", ONE), "事项标识“UG93”不对"),
        (("甲", "确认", "", OTHER, ""), "事项标识“”不对"),
        (("甲", "确认", "", node_ids.encode("Edition", 1), ONE), "不对"),
    ],
)
def test_what_cannot_be_read_is_named(row: tuple[str, ...], told: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_reviewed([("对照明细", [HEADER, row])])
    assert refused.value.code == "bad-decisions"
    assert f"“对照明细”第 2 行：{'认定' if '应为' in told else ''}" in refused.value.message
    assert told in refused.value.message


def test_a_file_without_the_columns_is_refused() -> None:
    with pytest.raises(Refusal, match="bad-decisions"):
        read_reviewed([("清单", [("事项名称", "认定"), ("取水许可", "确认")])])


def test_a_statement_is_no_decision() -> None:
    with pytest.raises(ValueError, match="STATED"):
        Proposal(before=1, after=2, decision=Decision.STATED)
