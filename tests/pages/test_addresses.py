"""Addresses: links lead where they say under any base, days name editions for ever."""

from datetime import UTC, date, datetime, timedelta
from urllib.parse import urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.pages import addresses
from service.pages.catalogue import days_of
from service.reading import EditionRecord
from service.vocabulary import ListKind

_SEGMENT = st.text("abc0129-", min_size=1, max_size=6)
_ADDRESS = st.one_of(
    st.lists(_SEGMENT, max_size=5).map(lambda parts: "".join(f"{part}/" for part in parts)),
    st.lists(_SEGMENT, min_size=1, max_size=4).map("/".join).map(lambda path: f"{path}.html"),
)


@given(_ADDRESS, _ADDRESS, st.sampled_from(["https://a.cn/", "https://a.cn/b/c/", "file:///srv/site/"]))
def test_relative_links_lead_there_under_any_base(here: str, there: str, base: str) -> None:
    assert urljoin(base + here, addresses.relative(here, there)) == base + there


def test_a_page_is_the_index_of_its_folder() -> None:
    assert addresses.file_of("") == "index.html"
    assert addresses.file_of("divisions/330824/") == "divisions/330824/index.html"
    assert addresses.file_of("assets/quanze.css") == "assets/quanze.css"


def _edition(number: int, day: date, minutes: int) -> EditionRecord:
    published = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    return EditionRecord(
        id=number,
        list_id=1,
        division_code="330824",
        kind=ListKind.POWER,
        label=str(number),
        effective_on=day,
        recorded_at=published,
        published=published,
        latest=False,
        items=1,
    )


@given(st.lists(st.integers(0, 2), min_size=1, max_size=8))
def test_later_publications_never_change_the_day_of_an_earlier_edition(days: list[int]) -> None:
    editions = [
        _edition(number, date(2025, 1, 1) + timedelta(days=day), number) for number, day in enumerate(days)
    ]
    known: dict[int, str] = {}
    for count in range(1, len(editions) + 1):
        ordered = sorted(editions[:count], key=lambda each: (each.effective_on, each.recorded_at))
        named = dict(zip((each.id for each in ordered), days_of(ordered), strict=True))
        assert len(set(named.values())) == count
        assert known.items() <= named.items()
        known = named


@pytest.mark.parametrize("day", ["2025-01-01", "2025-01-01-2"])
def test_an_edition_of_a_day_has_one_place(day: str) -> None:
    address = addresses.edition("330824", ListKind.POWER, day)
    assert address == f"divisions/330824/power/{day}/"
    assert addresses.changes("330824", ListKind.POWER, day).startswith(address)
