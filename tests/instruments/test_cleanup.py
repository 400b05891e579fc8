"""The account of a division's normative documents between two days."""

from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from service.instruments import DocumentState, Instrument, clean_documents
from service.vocabulary import InstrumentRank, InstrumentStatus

YEAR, NEXT = date(2024, 1, 1), date(2025, 1, 1)
COUNTY = "620123"
DOCUMENT = InstrumentRank.NORMATIVE_DOCUMENT


def document(number: int, title: str = "榆中县人民政府关于某事的通知", **fields: object) -> Instrument:
    told = {"rank": DOCUMENT, "status": InstrumentStatus.IN_FORCE, **fields}
    return Instrument(id=number, title=title, **told)  # type: ignore[arg-type]


def states(*instruments: Instrument) -> list[DocumentState]:
    return [one.state for one in clean_documents(instruments, COUNTY, YEAR, NEXT).documents]


def test_every_state_is_told() -> None:
    found = clean_documents(
        [
            document(1, issued_on=date(2020, 1, 1)),
            document(2, effective_on=date(2024, 5, 1)),
            document(3, effective_on=date(2019, 1, 1), repealed_on=date(2024, 6, 1)),
            document(
                4,
                effective_on=date(2019, 1, 1),
                repealed_on=date(2024, 6, 1),
                status=InstrumentStatus.LAPSED,
            ),
            document(5, effective_on=date(2024, 2, 1), repealed_on=date(2024, 9, 1)),
            document(6, status=InstrumentStatus.REPEALED),
            document(7, effective_on=date(2010, 1, 1), repealed_on=date(2015, 1, 1)),
            document(8, effective_on=date(2026, 1, 1)),
        ],
        COUNTY,
        YEAR,
        NEXT,
    )
    assert [one.state.value for one in found.documents] == [
        "standing",
        "issued",
        "repealed",
        "lapsed",
        "issued-and-repealed",
        "unknown",
    ]
    assert (found.before, found.issued, found.repealed, found.lapsed, found.after) == (3, 2, 2, 1, 2)
    assert found.unknown == 1


def test_only_the_division_s_own_documents_count() -> None:
    begun: dict[str, Any] = {"effective_on": date(2020, 1, 1)}
    assert states(document(1, "兰州市榆中县人民政府关于某事的通知", **begun)) == [DocumentState.STANDING]
    assert states(document(1, "关于某事的通知", issuer="榆中县人民政府", **begun)) == [DocumentState.STANDING]
    assert states(document(1, "兰州市人民政府关于某事的通知", issuer="榆中县人民政府", **begun)) == []
    assert states(document(1, "关于某事的通知", **begun)) == []
    assert states(document(1, rank=InstrumentRank.CITY_GOVERNMENT_RULE, **begun)) == []
    assert states(document(1, rank=None, **begun)) == [DocumentState.STANDING]


days = st.none() | st.dates(date(2022, 1, 1), date(2026, 12, 31))


@given(st.lists(st.tuples(days, days, st.sampled_from(InstrumentStatus)), max_size=12))
def test_the_account_adds_up(told: list[tuple[date | None, date | None, InstrumentStatus]]) -> None:
    instruments = [
        document(number, effective_on=begun, repealed_on=ended, status=status)
        for number, (begun, ended, status) in enumerate(told, 1)
        if begun is None or ended is None or begun <= ended
    ]
    found = clean_documents(instruments, COUNTY, YEAR, NEXT)
    assert found.before + found.issued - found.repealed - found.lapsed == found.after
    assert len(found.documents) <= len(instruments)
