"""A body's list that an edition left as it was: taken over from the page that has it, to the same bytes."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.items import Body
from service.pages import Batch, File, Like, Section, Site, addresses, rendered, write_site
from service.pages.bodies import BodyView, ItemRow, Part
from service.pages.bodies import Section as Items
from service.pages.catalogue import Holding
from service.pages.editions import category_rows
from service.pages.taking_over import Origin, told_in
from service.reading import BodyRecord, DivisionRecord, EditionRecord, standing
from service.store import Store
from service.vocabulary import BodyKind, Category, Level, ListKind
from tests.pages.inventory import LATER, fill, two_of_each
from tests.pages.test_publishing import files, written
from tests.reading.inventory import CITY, publish

# More than are made at once.
BODIES = 22
_BODY = BodyRecord(
    id=7,
    division_code=CITY,
    name="局",
    kind=next(iter(BodyKind)),
    credit_code=None,
    legacy_code=None,
    valid_from=None,
    valid_to=None,
)
MARKUP = ("</table>\n</section>", "<thead>", '<nav class="jump"', '<a href="../../../items/1/', "</nav>")
TEXTS = st.one_of(
    st.sampled_from(MARKUP),
    st.text(st.sampled_from("事项<>/&\"'= \n\u202e"), max_size=8),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
)
ROWS = st.builds(
    ItemRow,
    st.integers(1, 99),
    TEXTS,
    TEXTS,
    st.integers(1, 10**6).map(lambda number: addresses.item(CITY, ListKind.POWER, number)),
    st.lists(TEXTS, max_size=2).map(tuple),
    TEXTS,
    TEXTS,
)
SECTIONS = st.lists(st.tuples(TEXTS, st.lists(ROWS, max_size=3)), max_size=3)


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The bodies whose lists are read for their pages, one for each time."""
    found: list[str] = []

    def items_of_lists(connection: Any, edition: int, lists: Mapping[int, Body]) -> list[Any]:
        found.extend(body.name for body in lists.values())
        return standing.items_of_lists(connection, edition, lists)

    monkeypatch.setattr("service.pages.bodies.items_of_lists", items_of_lists)
    return found


@pytest.fixture
def twice(sqlite_store: Store, tmp_path: Path) -> Path:
    """A folder with the first edition of a list; the store has a second, in which one body's part changed."""
    fill(sqlite_store)
    publish(sqlite_store, "2025", two_of_each(BODIES, "旧"), division=CITY, kind=ListKind.POWER)
    written(sqlite_store, tmp_path / "site")
    publish(sqlite_store, "2026", two_of_each(BODIES, "新"), division=CITY, kind=ListKind.POWER, now=LATER)
    return tmp_path / "site"


def _made_by_itself(store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """A new publication that takes nothing over."""
    monkeypatch.setattr("service.pages.sources.told_in", lambda origin, page, address: None)
    written(store, folder)
    return files(folder)


def test_only_what_changed_is_read(
    twice: Path, sqlite_store: Store, read: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And of that the permanent page alone; the body's own takes the list over from there."""
    written(sqlite_store, twice)
    assert [name for name in read if name.startswith("局")] == ["局3"]
    read.clear()
    assert files(twice) == _made_by_itself(sqlite_store, tmp_path / "anew", monkeypatch)
    # Two editions and the latest, of every body.
    assert len([name for name in read if name.startswith("局")]) == 3 * BODIES


def test_a_page_that_does_not_stand_as_noted_is_not_taken_over(
    twice: Path, sqlite_store: Store, read: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = sorted((twice / "divisions" / CITY / "power" / "2025-01-01" / "bodies").glob("*/index.html"))
    assert len(parts) == BODIES
    parts[5].write_bytes(parts[5].read_bytes().replace("事项".encode(), "改过".encode()))
    parts[7].unlink()
    written(sqlite_store, twice)
    assert len({name for name in read if name.startswith("局")}) == 3
    alone = _made_by_itself(sqlite_store, tmp_path / "anew", monkeypatch)
    # The list's old pages are not looked at again.
    old = {str(path.relative_to(twice)) for path in (parts[5], parts[7])}
    assert {path: content for path, content in files(twice).items() if path not in old} == {
        path: content for path, content in alone.items() if path not in old
    }


@pytest.mark.parametrize(("key", "told"), [(b"first", "taken over"), (b"second", "made")])
def test_what_stands_under_another_key_is_not_used(tmp_path: Path, key: bytes, told: str) -> None:
    """As when it is only to be made again: what it says may not be what it is to say."""

    def section(name: str, file: File) -> Section:
        def make(wanted: Sequence[str]) -> Iterator[tuple[str, bytes]]:
            return ((path, b"made") for path in wanted)

        batch = Batch([file], make, lambda path, standing: b"taken over" if standing == b"made" else None)
        return Section(name, name.encode(), lambda: [batch])

    one = section("one", File("one.txt", b"first"))
    other = section("other", File("other.txt", b"1", Like("one.txt", key)))
    for sections in ([one], [other, one]):
        write_site(tmp_path, "", sections, lambda name, done, of: None)
    assert (tmp_path / "other.txt").read_text() == told


def _edition(year: int) -> EditionRecord:
    moment = datetime(year, 1, 1, tzinfo=UTC)
    return EditionRecord(
        id=year,
        list_id=1,
        division_code=CITY,
        kind=ListKind.POWER,
        label=str(year),
        effective_on=date(year, 1, 1),
        recorded_at=moment,
        published=moment,
        latest=year == 2026,
        items=3,
    )


@settings(max_examples=60, deadline=None)
@given(found=SECTIONS, coded=st.booleans())
def test_what_is_taken_over_is_what_would_be_told(
    found: list[tuple[str, list[ItemRow]]], *, coded: bool
) -> None:
    """Whatever lists say, be it the page's own markup."""
    sections = tuple(
        Items(label, f"anchor-{place}", tuple(rows)) for place, (label, rows) in enumerate(found)
    )
    counts: dict[Category | None, int] = dict(zip(Category, (len(rows) for _, rows in found), strict=False))
    first, second = (_edition(year) for year in (2025, 2026))
    division = DivisionRecord(CITY, "衢州市", Level.CITY, None)
    holding = Holding(1, division, ListKind.POWER, (first, second), ("2025-01-01", "2026-01-01"))

    def view(edition: EditionRecord, address: str, **fields: Any) -> BodyView:
        part = Part(holding, edition, address, "", 3, coded, category_rows([counts]), sections)
        return BodyView(
            address=address,
            heading="局",
            body=_BODY,
            parts=(msgspec.structs.replace(part, **fields),),
            former=(),
            permanent="power" in address,
        )

    before = addresses.edition_body(CITY, ListKind.POWER, "2025-01-01", 7)
    page = rendered(view(first, before), Site()).decode()
    for address in (addresses.edition_body(CITY, ListKind.POWER, "2026-01-01", 7), addresses.body(CITY, 7)):
        over = told_in(Origin(holding, before, b""), page, address)
        assert over is not None
        short = view(second, address, categories=(), sections=(), coded=False, told=over)
        assert rendered(short, Site()) == rendered(view(second, address), Site())
