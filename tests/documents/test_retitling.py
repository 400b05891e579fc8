"""A workbook under another heading is the workbook that would be written with it."""

from datetime import UTC, datetime
from io import BytesIO

from hypothesis import example, given, settings
from hypothesis import strategies as st

from service.documents import Column, Heading, Sheet, Table, retitle_workbook, write_workbook

NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)
ODD = (" 前", "后 ", "_x0041_", "\u0001", "\u2028", "\ufffe", "<t>", "a&b<c>", '<row r="3"', "", "甲", "乙")
TEXTS = st.one_of(st.sampled_from(ODD), st.text(st.characters(exclude_categories=["Cs"]), max_size=6))
HEADINGS = st.builds(Heading, TEXTS, TEXTS, st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)))


def workbook(heading: Heading, sheets: int = 1) -> bytes:
    target = BytesIO()
    made = [
        Sheet(
            f"表{number}",
            heading.title,
            Table("表", [Column("名称")], [["甲"], ["<t>乙</t>"]]),
            (heading.note,),
        )
        for number in range(sheets)
    ]
    write_workbook(made, target, heading.created)
    return target.getvalue()


@settings(max_examples=300, deadline=None)
@given(before=HEADINGS, heading=HEADINGS)
@example(before=Heading("甲", "甲", NOON), heading=Heading("乙", "丙", NOON))
@example(before=Heading("甲", "乙", NOON), heading=Heading(" 丙", "丁", NOON))
@example(before=Heading("甲", "乙", NOON), heading=Heading("丙", "_x0041_", NOON))
@example(before=Heading("甲", "乙", NOON), heading=Heading("乙", "甲", NOON))
def test_it_comes_to_what_would_be_written(before: Heading, heading: Heading) -> None:
    found = retitle_workbook(workbook(before), before, heading)
    assert found is None or found == workbook(heading)


def test_plain_headings_are_replaced() -> None:
    before, heading = Heading("甲（2025）", "至 & <今>", NOON), Heading("甲（2026）", "至\u3000今", NOON)
    for new in (
        heading._replace(note="至 & <明>"),
        heading._replace(note="今", created=datetime(2027, 1, 1)),
    ):
        assert retitle_workbook(workbook(before), before, new) == workbook(new)


def test_what_has_another_heading_or_further_sheets_is_left() -> None:
    before, heading = Heading("甲", "乙", NOON), Heading("丙", "丁", NOON)
    assert retitle_workbook(workbook(before), heading, before) is None
    assert retitle_workbook(workbook(before, 2), before, heading) is None
