"""The index by parts, the powers by stretches: what a list changes is made again, what it leaves is not."""

import sqlite3
from collections import defaultdict
from pathlib import Path

import pytest

from service.downloads import search_entries, searching
from service.downloads.search_entries import Entering
from service.downloads.search_sections import search_sections
from service.downloads.searching import body_grams, part_of, power_grams
from service.pages import Section, Site, Sources, catalogue_of
from service.pages.working import Working
from service.reading import bodies_by_id
from service.reading.relatives import named_items
from service.store import Store
from service.vocabulary import ListKind
from tests.pages.inventory import LATER
from tests.reading.inventory import CITY, COUNTY, PROVINCE, add_divisions, publish
from tests.support.lists import listed

EACH = 30
STRETCH = 8


@pytest.fixture
def filled(store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    """Three lists, so small a size of parts and stretches that they take several."""
    monkeypatch.setattr(searching, "_A_PART", 6)
    monkeypatch.setattr(search_entries, "STRETCH", STRETCH)
    monkeypatch.setattr("service.downloads.search_sections.STRETCH", STRETCH)
    add_divisions(store, PROVINCE, CITY, COUNTY)
    for code in (PROVINCE, CITY, COUNTY):
        _publish(store, code, "2025", {})
    return store


def _publish(
    store: Store, code: str, label: str, renamed: dict[int, str], *, moved: int | None = None
) -> None:
    items = [
        listed(
            renamed.get(number, f"第{number}项{code}登记"),
            body="新设局" if number == moved else f"局{number % 3}",
            codes=(f"0001{number:05}000",),
            supervision=label,
        )
        for number in range(EACH)
    ]
    publish(store, label, items, division=code, kind=ListKind.COMBINED, now=LATER)


def _sections(store: Store, kept: Path) -> dict[str, Section]:
    with store.read() as connection:
        sources = Sources(connection, catalogue_of(connection, Site(pdf=False)), Working(kept))
        return {each.name: each for each in search_sections(sources)}


def _changed(before: dict[str, Section], after: dict[str, Section]) -> set[str]:
    return {name for name in before.keys() | after.keys() if before[name].key != after[name].key}


def _numbers(store: Store, code: str) -> list[int]:
    with store.read() as connection:
        (holding,) = catalogue_of(connection, Site()).of_division(code)
        return [item.item_id for item in named_items(connection, holding.list_id)]


def test_an_edition_that_renames_nothing_has_its_own_stretches_looked_through(
    filled: Store, tmp_path: Path
) -> None:
    before = _sections(filled, tmp_path)
    assert len([name for name in before if name.startswith("search items")]) > EACH * 3 // STRETCH
    _publish(filled, COUNTY, "2026", {})
    stretches = {f"search items {number // STRETCH}" for number in _numbers(filled, COUNTY)}
    assert _changed(before, _sections(filled, tmp_path)) == {"search", *stretches}


def test_a_renamed_power_changes_the_parts_of_the_grams_that_came_and_went(
    filled: Store, tmp_path: Path
) -> None:
    before = _sections(filled, tmp_path)
    parts = len([name for name in before if name.startswith("search index")])
    _publish(filled, COUNTY, "2026", {7: "公证员执业"})
    grams = [set(power_grams(name, name, "", COUNTY, "")) for name in (f"第7项{COUNTY}登记", "公证员执业")]
    expected = {f"search index {part_of(gram, parts)}" for gram in grams[0] ^ grams[1]}
    changed = _changed(before, _sections(filled, tmp_path))
    assert {name for name in changed if name.startswith("search index")} == expected
    assert 0 < len(expected) < parts
    assert "search codes" not in changed


def test_a_body_that_comes_is_found_and_so_are_its_powers(filled: Store, tmp_path: Path) -> None:
    before = _sections(filled, tmp_path)
    parts = len([name for name in before if name.startswith("search index")])
    _publish(filled, CITY, "2026", {}, moved=4)
    changed = _changed(before, _sections(filled, tmp_path))
    expected = {part_of(gram, parts) for gram in ("~新设", "~设局", "&新设", "&设局")}
    assert {name for name in changed if name.startswith("search index")} == {
        f"search index {part}" for part in expected
    }
    assert "search bodies" in changed


@pytest.mark.parametrize("lost", ["nothing", "outlines", "groups"])
def test_parts_hold_what_every_power_and_body_is_found_by(filled: Store, tmp_path: Path, lost: str) -> None:
    _sections(filled, tmp_path)
    forgotten = {
        "nothing": "0",
        "outlines": "name NOT LIKE 'grams % % %'",
        "groups": "name LIKE 'grams % % %'",
    }
    with sqlite3.connect(tmp_path / "figures.db") as kept:
        gone = kept.execute(f"DELETE FROM kept WHERE {forgotten[lost]}").rowcount
    kept.close()
    assert bool(gone) is (lost != "nothing")
    expected: dict[str, list[int]] = defaultdict(list)
    with filled.read() as connection:
        sources = Sources(connection, catalogue_of(connection, Site(pdf=False)), Working(tmp_path))
        for holding in sources.catalogue.holdings:
            for item in named_items(connection, holding.list_id):
                for gram in power_grams(
                    item.name, item.folded_name, item.body_name, item.division_code, item.category
                ):
                    expected[gram].append(item.item_id)
        for number, body in bodies_by_id(connection, list(sources.bodies)).items():
            for gram in body_grams(body.name):
                expected[gram].append(number)
        entering = Entering(sources)
        entering.outlines()
        found = {
            gram: numbers
            for part in range(entering.parts)
            for gram, numbers in entering.entries(part).items()
        }
    assert found == {gram: sorted(numbers) for gram, numbers in expected.items()}
