"""Comparing chained editions reads what differs and answers as if it had read everything."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.comparison import comparison_of, invert, reconcile
from service.editions import LoadRequest, LoadState, find_edition, load
from service.items import ListedItem, encode_content
from service.reading import reconcile_editions, standing_items
from service.reading.chained import differing_sides
from service.reading.outlined import OutlinedSide
from service.reading.standing import items_of_powers
from service.store import Store, open_store
from service.store.core import division
from service.vocabulary import Category, ListKind
from tests.support.lists import file_of, listed
from tests.support.stores import SqliteStores

COUNTY, KIND = "330824", ListKind.POWER
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
BODIES = ("民政局", "卫生健康局", "林业局")


def bring(store: Store, items: list[ListedItem], label: str, *, publish: bool = True) -> None:
    request = LoadRequest(division=COUNTY, kind=KIND, label=label, publish=publish)
    report = load(store, file_of(items), request, NOW)
    assert report.state is not LoadState.REFUSED, report.findings


@pytest.fixture
def county(store: Store) -> Store:
    with store.write() as connection:
        connection.execute(division.insert().values(code=COUNTY, name="开化县", level=4))
    return store


def a_list(changed: int = 0, *, each: int = 60) -> list[ListedItem]:
    """Three bodies' items; the first `changed` of each body say something else."""
    return [
        listed(
            f"第{number}号{body}许可",
            body,
            codes=(f"33082400{at}{number:03d}",),
            setting_basis="新依据" if number < changed else "依据",
        )
        for at, body in enumerate(BODIES)
        for number in range(each)
    ]


def both_ways(store: Store, before: str, after: str) -> tuple[object, object]:
    """The comparison as it is made, and as reading both editions whole gives it."""
    with store.read() as connection:
        old, new = (find_edition(connection, COUNTY, KIND, label) for label in (before, after))
        made = comparison_of(reconcile_editions(connection, old, new))
        whole = reconcile(
            standing_items(connection, old.id),
            standing_items(connection, new.id),
            editions=(before, after),
        )
        return made, comparison_of(whole)


def test_only_what_differs_is_read(county: Store) -> None:
    bring(county, a_list(), "2024")
    bring(county, a_list(2), "2025")
    with county.read() as connection:
        old, new = (find_edition(connection, COUNTY, KIND, label).id for label in ("2024", "2025"))
        sides = differing_sides(connection, old, new)
    assert len(sides.before) == len(sides.after) == 6
    assert sum(sides.unchanged.counts.values()) == 174
    made, whole = both_ways(county, "2024", "2025")
    assert made == whole


def test_the_store_is_asked_for_no_more_contents_than_differ(
    county: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring(county, a_list(each=200), "2024")
    bring(county, a_list(1, each=200), "2025")
    read: list[int] = []
    for name in ("whole", "wordings"):
        reading = getattr(OutlinedSide, name)

        def counted(side: OutlinedSide, places: Sequence[int], reading: Any = reading) -> Any:
            read.append(len(places))
            return reading(side, places)

        monkeypatch.setattr(OutlinedSide, name, counted)
    with county.read() as connection:
        old, new = (find_edition(connection, COUNTY, KIND, label) for label in ("2024", "2025"))
        found = reconcile_editions(connection, old, new)
        assert (found.figures.changed, found.figures.unchanged) == (3, 597)
        assert sum(read) == 6, "to tell whether anything differs"
        assert len(list(found.changes)) == 3
    assert sum(read) == 12, "and again to tell what"


def test_what_items_say_is_read_wherever_it_is_wanted(county: Store) -> None:
    """As often as it is asked, of what is paired and of what is not."""
    bring(county, a_list(), "2024")
    bring(county, [*a_list(3)[1:], listed("临时占用许可", "民政局", remarks="甲")], "2025")
    with county.read() as connection:
        old, new = (find_edition(connection, COUNTY, KIND, label).id for label in ("2024", "2025"))
        sides = differing_sides(connection, old, new)
        places = range(len(sides.after))
        said = sides.after.wordings(places)
        assert said == [encode_content(item.content) for item in sides.after.whole(places)]
        assert sides.after.wordings(places) == said
        found = reconcile(sides.before, sides.after, unchanged=sides.unchanged)
        assert comparison_of(found) == comparison_of(found.held())


def test_what_pairs_say_is_read_piece_by_piece(county: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """However much differs no more is held at once, and nothing of what was removed."""
    monkeypatch.setattr("service.comparison.ledger.READ_AT_ONCE", 8)
    bring(county, a_list(), "2024")
    bring(county, [item for number, item in enumerate(a_list(30)) if number % 60 >= 10], "2025")
    read: list[int] = []
    wordings = OutlinedSide.wordings

    def counted(side: OutlinedSide, places: Sequence[int]) -> list[bytes]:
        read.append(len(places))
        return wordings(side, places)

    monkeypatch.setattr(OutlinedSide, "wordings", counted)
    made, whole = both_ways(county, "2024", "2025")
    assert made == whole
    assert (made.removed, made.changed) == (30, 60)  # type: ignore[attr-defined]
    assert max(read) == 8
    assert sum(read) == 120, "each pair's two, once"


def test_what_is_not_held_is_told_in_its_snapshot_alone(county: Store) -> None:
    """A connection goes back to where others take it: what was compared must not ask it any more."""
    bring(county, a_list(), "2024")
    bring(county, a_list(2), "2025")
    with county.read() as connection:
        old, new = (find_edition(connection, COUNTY, KIND, label) for label in ("2024", "2025"))
        found = reconcile_editions(connection, old, new)
        told, held = comparison_of(found), found.held()
    assert comparison_of(held) == told
    assert comparison_of(invert(invert(held))) == told
    with pytest.raises(RuntimeError, match="snapshot is over"):
        comparison_of(found)
    with county.read() as connection:
        find_edition(connection, COUNTY, KIND, "2024")
        with pytest.raises(RuntimeError, match="snapshot is over"):
            list(found.changes)


def test_a_left_out_item_still_tells_what_its_code_and_name_are_borne_by(county: Store) -> None:
    """An item leaves one body while another body, left out, has one of that name and code: no transfer."""
    shared = listed("临时占用许可", "林业局", codes=("330824000777",), setting_basis="甲")
    gone = listed("临时占用许可", "民政局", codes=("330824000777",), setting_basis="乙")
    come = listed("临时占用许可", "卫生健康局", codes=("330824000777",), setting_basis="丙")
    bring(county, [*a_list(), shared, gone], "2024")
    bring(county, [*a_list(), shared, come], "2025")
    made, whole = both_ways(county, "2024", "2025")
    assert made == whole
    assert (made.added, made.removed, made.transferred) == (1, 1, 0)  # type: ignore[attr-defined]


def test_what_other_lists_bear_is_not_looked_at(county: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same national codes stand in the lists of every division."""
    with county.write() as connection:
        connection.execute(division.insert().values(code="330825", name="龙游县", level=4))
    moved = [
        listed("临时占用许可", body, codes=("330824000777",), setting_basis=body)
        for body in ("民政局", "卫生健康局")
    ]
    request = LoadRequest(division="330825", kind=KIND, label="2024", publish=True)
    load(county, file_of([listed("临时占用许可", "民政局", codes=("330824000777",))]), request, NOW)
    bring(county, [*a_list(), moved[0]], "2024")
    bring(county, [*a_list(), moved[1]], "2025")
    asked: list[set[int]] = []

    def items_asked(*told: Any) -> Any:
        asked.append(set(told[3]))
        return items_of_powers(*told)

    monkeypatch.setattr("service.reading.chained.items_of_powers", items_asked)
    made, whole = both_ways(county, "2024", "2025")
    assert made == whole
    assert made.transferred == 1  # type: ignore[attr-defined]
    assert asked == [], "the code and the name are borne by no item that is left out"


def test_editions_years_apart_and_backwards(county: Store) -> None:
    for year, changed in enumerate((0, 3, 5, 2)):
        bring(county, a_list(changed), str(2022 + year))
    for before, after in (("2022", "2025"), ("2023", "2025"), ("2025", "2023"), ("2024", "2024")):
        made, whole = both_ways(county, before, after)
        assert made == whole, (before, after)


def test_a_layer_of_which_nothing_stands_any_more(county: Store) -> None:
    """What one year brings to a body the next takes away again; then the whole body goes."""
    passing = listed("临时占用许可", "民政局")
    for year, items in enumerate((a_list(), [*a_list(), passing], a_list(), a_list()[60:])):
        bring(county, items, str(2022 + year))
    made, whole = both_ways(county, "2024", "2025")
    assert made == whole
    assert made.removed == 60  # type: ignore[attr-defined]


def test_drafts_are_compared_alike(county: Store) -> None:
    bring(county, a_list(), "2024")
    bring(county, a_list(4), "2025", publish=False)
    made, whole = both_ways(county, "2024", "2025")
    assert made == whole


NAMES = ("甲许可", "乙许可", "甲、乙许可", "丙登记", "丁备案")
SAID = st.builds(
    lambda name, body, basis, code: listed(
        name, body, Category.LICENSING, setting_basis=basis, codes=(code,) if code else ()
    ),
    st.sampled_from(NAMES),
    st.sampled_from(BODIES),
    st.sampled_from(("", "《甲法》第一条")),
    st.sampled_from(("", "", "330824000111", "330824000222")),
)


@pytest.fixture(scope="module")
def county_template(tmp_path_factory: pytest.TempPathFactory) -> tuple[SqliteStores, str]:
    stores = SqliteStores(tmp_path_factory.mktemp("chained"))
    url = stores.migrated()
    opened = open_store(url)
    with opened.write() as connection:
        connection.execute(division.insert().values(code=COUNTY, name="开化县", level=4))
    opened.close()
    return stores, url


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(years=st.lists(st.lists(SAID, min_size=1, max_size=8), min_size=2, max_size=4))
def test_whatever_the_years_hold_the_answer_is_that_of_the_whole_lists(
    county_template: tuple[SqliteStores, str], years: list[list[ListedItem]]
) -> None:
    stores, template = county_template
    url = stores.copy(template)
    opened = open_store(url)
    steady = [listed(f"第{number}号许可", body) for body in BODIES for number in range(4)]
    for year, items in enumerate(years):
        bring(opened, [*steady, *items], str(2022 + year))
    last = str(2021 + len(years))
    made, whole = both_ways(opened, str(2020 + len(years)), last)
    assert made == whole
    opened.close()
    stores.remove(url)
