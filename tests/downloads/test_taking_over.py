"""Files of what an edition left as it was: made of the edition before's, to the same bytes."""

from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from service.downloads.forms import CSV, JSON, JSONLD, PDF, XLSX, Form
from service.downloads.linked import write_list_jsonld
from service.downloads.lists import Extract, write_list_csv, write_list_json, write_list_xlsx
from service.downloads.taking_over import taken_over
from service.items import ItemContent
from service.store import Store
from service.vocabulary import Category, ListKind
from tests.downloads.extracts import EDITION, extract_of, standing
from tests.downloads.test_publication import PLAIN, files, written
from tests.pages.inventory import LATER, fill, two_of_each
from tests.reading.inventory import CITY, publish

FORMS = (XLSX, CSV, JSON, JSONLD)
# More than are made at once.
BODIES = 22
# What stands in an edition's name is looked for in what an item says.
LABELS = st.one_of(
    st.sampled_from(
        ("2025", "2026", " 2026", "2026_x0041_", "a\u0001", "<t>2025</t>", '<row r="3"', "&amp;")
    ),
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8),
)
MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))
TEXTS = st.sampled_from(
    ("", "甲", "开化县行政权力清单（2025）", "<t>2025</t>", '"items":[', '"hasPart":[', "=1", " ")
)


@st.composite
def extracts(draw: st.DrawFn) -> tuple[Extract, Extract]:
    """The same items in two editions."""
    items = [
        standing(
            number,
            ItemContent(
                name=draw(TEXTS) or "乙",
                sub_item_name=draw(TEXTS),
                category_text=draw(st.sampled_from(("", "行政许可"))),
                body_name="局",
                remarks=draw(TEXTS),
            ),
            draw(st.sampled_from((None, Category.LICENSING))),
        )
        for number in range(1, draw(st.integers(1, 4)))
    ]
    kind = draw(st.sampled_from((ListKind.POWER, ListKind.COMBINED, ListKind.LICENSING)))
    whole = msgspec.structs.replace(extract_of(items, kind), owner=draw(TEXTS) or "局")

    def of(label: str, moment: datetime) -> Extract:
        edition = msgspec.structs.replace(EDITION, label=label, published=moment)
        until = f"数据截至 {moment.date()}（{label}版生效日期）。"
        address = f"https://qz.example/divisions/330824/power/{moment.date()}/bodies/7/"
        return msgspec.structs.replace(whole, edition=edition, until=until, address=address)

    return of(draw(LABELS), draw(MOMENTS)), of(draw(LABELS), draw(MOMENTS))


def made(form: Form, extract: Extract) -> bytes:
    target = BytesIO()
    if form is JSONLD:
        write_list_jsonld(extract, target, lambda number: f"https://qz.example/items/{number}/")
    else:
        {XLSX: write_list_xlsx, CSV: write_list_csv, JSON: write_list_json}[form](extract, target)
    return target.getvalue()


def _two_editions() -> tuple[Extract, Extract]:
    whole = extract_of([standing(1, ItemContent(name="甲", body_name="局"), Category.LICENSING)])
    later = msgspec.structs.replace(
        EDITION,
        label="2026",
        effective_on=date(2026, 1, 1),
        published=datetime(2026, 2, 3, 4, 5, 6, tzinfo=UTC),
    )
    return whole, msgspec.structs.replace(whole, edition=later, until="数据截至 2026-01-01。", address="甲/")


@settings(max_examples=150, deadline=None)
@given(both=extracts())
@example(both=_two_editions())
def test_what_is_taken_over_is_what_would_be_written(both: tuple[Extract, Extract]) -> None:
    before, extract = both
    for form in FORMS:
        found = taken_over(form, before, extract, made(form, before))
        assert found is None or found == made(form, extract)
        if found is None:
            # Only workbooks, whose headings may be no plain text, or stand in one another.
            assert form is XLSX


def test_of_plain_editions_every_form_but_pdf_is_taken_over() -> None:
    before, extract = _two_editions()
    for form in FORMS:
        assert taken_over(form, before, extract, made(form, before)) == made(form, extract)
    assert taken_over(PDF, before, extract, b"%PDF-1.7") is None


def test_what_bears_another_heading_is_not_taken_over() -> None:
    before, extract = _two_editions()
    other = msgspec.structs.replace(before, owner="常山县", address="乙/")
    for form in (XLSX, JSON, JSONLD):
        assert taken_over(form, before, extract, made(form, other)) is None


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The owners whose lists are written as CSV."""
    found: list[str] = []

    def told(extract: Extract, target: BinaryIO) -> None:
        found.append(extract.owner)
        write_list_csv(extract, target)

    monkeypatch.setattr("service.downloads.filing.write_list_csv", told)
    return found


@pytest.fixture
def twice(sqlite_store: Store, tmp_path: Path, read: list[str]) -> Path:
    """A folder with the first edition of a list; the store has a second, in which one body's part changed."""
    fill(sqlite_store)
    publish(sqlite_store, "2025", two_of_each(BODIES, "旧"), division=CITY, kind=ListKind.POWER)
    written(sqlite_store, tmp_path / "site", PLAIN)
    publish(sqlite_store, "2026", two_of_each(BODIES, "新"), division=CITY, kind=ListKind.POWER, now=LATER)
    read.clear()
    return tmp_path / "site"


def test_files_of_bodies_that_an_edition_left_as_they_were_are_not_written_anew(
    twice: Path, sqlite_store: Store, tmp_path: Path, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    stood = twice / "divisions" / CITY / "power" / "2025-01-01" / "bodies"
    spoilt = next(path for path in stood.glob("*/list.csv") if "局5" in path.read_text())
    spoilt.write_bytes(spoilt.read_bytes().replace("事项".encode(), "改过".encode()))
    kept = spoilt.read_bytes()
    written(sqlite_store, twice, PLAIN)
    assert sorted(owner for owner in read if owner.startswith("局")) == ["局3", "局5"]
    found = files(twice)
    monkeypatch.setattr("service.downloads.filing.taken_over", lambda form, before, extract, standing: None)
    written(sqlite_store, tmp_path / "anew", PLAIN)
    anew = files(tmp_path / "anew")
    assert found.pop(str(spoilt.relative_to(twice))) == kept
    assert found == {path: content for path, content in anew.items() if path in found}
    assert len(found) == len(anew) - 1


def test_what_is_too_large_to_be_held_is_written_anew(
    twice: Path, sqlite_store: Store, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.pages.placing._MOST_USED", 100)
    written(sqlite_store, twice, PLAIN)
    assert len([owner for owner in read if owner.startswith("局")]) == BODIES
