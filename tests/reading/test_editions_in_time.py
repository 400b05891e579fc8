"""Which edition answers: by label, by day, by what was known when."""

from datetime import UTC, date, datetime, timedelta

import pytest

from service.reading import (
    BadArgumentError,
    DateBeyondDataError,
    ItemSelection,
    NotFoundError,
    PageRequest,
    When,
    edition_page,
    find_edition,
    item_page,
    items_by_id,
    require_edition,
    standing_items,
    statistics,
    yet_to_come,
)
from service.store import Store
from service.vocabulary import Category, ListKind
from tests.reading.inventory import CITY, COUNTY, LOADED_AT, PROVINCE, county_items, publish
from tests.support.lists import listed


@pytest.fixture(scope="module")
def years(shared: Store) -> Store:
    """2024 and 2023 of a county, loaded in that order; 2025 a day later, a draft of 2026; a city's 2024."""
    items = county_items()
    publish(shared, "2024", items)
    publish(shared, "2023", [*items[:3], listed("早已取消的登记"), *items[5:9]])
    publish(shared, "2025", [*items[1:], listed("新增的登记")], now=LOADED_AT + timedelta(days=1))
    publish(shared, "2024", [listed("市级登记")], division=CITY)
    publish(shared, "2026", [listed("草稿")], draft=True)
    return shared


def names(store: Store, when: When, **options: object) -> list[str]:
    with store.read() as connection:
        selection = ItemSelection(when=when, **options)  # type: ignore[arg-type]
        page = item_page(connection, selection, PageRequest(first=200))
        assert page.total_count == len(page.nodes)
        walked: list[str] = []
        after = None
        while True:
            part = item_page(connection, selection, PageRequest(first=3, after=after))
            walked += [item.content.name for item in part.nodes]
            if not part.has_next_page:
                break
            after = part.cursors[-1]
    assert walked == [item.content.name for item in page.nodes]
    return walked


OF_2023 = [
    *[item.content.name for item in county_items()[:3]],
    "早已取消的登记",
    *[item.content.name for item in county_items()[5:9]],
]
OF_2024 = [item.content.name for item in county_items()]
OF_2025 = {*OF_2024[1:], "新增的登记"}


def test_latest_answers_unless_asked_otherwise(years: Store) -> None:
    assert set(names(years, When(), division=COUNTY)) == OF_2025
    assert len(names(years, When())) == 13


@pytest.mark.parametrize("division", [None, COUNTY])
def test_label_picks_that_edition_of_each_list(years: Store, division: str | None) -> None:
    assert names(years, When(label="2023"), division=division) == OF_2023
    assert names(years, When(label="没有"), division=division) == []
    everywhere = names(years, When(label="2024"), division=division)
    assert everywhere == (OF_2024 if division else [*OF_2024, "市级登记"])


def test_filters_work_in_an_older_edition(years: Store) -> None:
    when = When(label="2023")
    assert names(years, when, categories=(Category.PENALTY,)) == ["对经营不合格食品的处罚"]
    assert names(years, when, text="取消") == ["早已取消的登记"]
    assert names(years, when, code="000111001000") == ["社会团体成立登记"]


@pytest.mark.parametrize("division", [None, COUNTY])
def test_day_picks_what_was_in_effect(years: Store, division: str | None) -> None:
    assert names(years, When(as_of=date(2023, 6, 1)), division=division) == OF_2023
    assert names(years, When(as_of=date(2024, 6, 1)), division=COUNTY) == OF_2024
    assert set(names(years, When(as_of=date(2025, 1, 1)), division=COUNTY)) == OF_2025


def test_moment_picks_what_was_known(years: Store) -> None:
    then = LOADED_AT + timedelta(hours=1)
    assert names(years, When(known_at=then), division=COUNTY) == OF_2024
    assert set(names(years, When(known_at=then + timedelta(days=1)), division=COUNTY)) == OF_2025
    before = When(as_of=date(2025, 6, 1), known_at=then)
    assert names(years, before, division=COUNTY) == OF_2024


@pytest.mark.parametrize(
    ("when", "said"),
    [
        (When(as_of=date(2022, 12, 31)), "自 2023-01-01 起施行"),
        (When(known_at=LOADED_AT - timedelta(hours=1)), "公布到本库"),
        (When(as_of=date(2023, 6, 1), known_at=LOADED_AT - timedelta(hours=1)), "公布到本库"),
    ],
)
@pytest.mark.parametrize("asked", [{}, {"division": COUNTY}, {"code": "000111001000", "division": COUNTY}])
def test_a_day_before_the_data_is_said(years: Store, when: When, said: str, asked: dict[str, str]) -> None:
    with pytest.raises(DateBeyondDataError, match=said):
        names(years, when, **asked)


def test_a_power_is_not_asked_for_before_its_lists_first_edition(years: Store) -> None:
    with years.read() as connection:
        (power,) = item_page(connection, ItemSelection(division=COUNTY), PageRequest(first=1)).nodes
        with pytest.raises(DateBeyondDataError, match="2023-01-01"):
            items_by_id(connection, [power.id], When(as_of=date(2022, 12, 31)))
        assert items_by_id(connection, [999_999], When(as_of=date(2022, 12, 31))) == {}


def test_what_an_edition_does_not_have_is_merely_absent(years: Store) -> None:
    then = When(as_of=date(2023, 6, 1))
    assert names(years, then, division=COUNTY, code="没有") == []
    assert names(years, then, division=COUNTY, categories=(Category.REWARD,)) == []
    assert names(years, When(as_of=date(2022, 12, 31)), division=PROVINCE) == []


def test_days_that_have_not_come_are_told_by_beijing_time() -> None:
    """An hour before midnight in London it is the next day where the lists are kept."""
    now = datetime(2026, 11, 23, 23, tzinfo=UTC)
    assert yet_to_come(When(as_of=date(2026, 11, 24)), now) == []
    (told,) = yet_to_come(When(as_of=date(2026, 11, 25)), now)
    assert "截至 2026-11-24" in told
    assert yet_to_come(When(known_at=now), now) == yet_to_come(When(), now) == []
    assert len(yet_to_come(When(known_at=now + timedelta(seconds=1), as_of=date(2027, 1, 1)), now)) == 2


def test_label_and_day_contradict() -> None:
    with pytest.raises(BadArgumentError):
        When(label="2024", as_of=date(2024, 1, 1))
    with pytest.raises(BadArgumentError):
        When(label="2024", known_at=datetime(2024, 1, 1, tzinfo=UTC))


def test_item_by_id_is_the_power_in_whatever_edition(years: Store) -> None:
    with years.read() as connection:
        first = item_page(connection, ItemSelection(when=When(label="2023")), PageRequest(first=5)).nodes
        dropped, gone, kept = first[0].id, first[3].id, first[1].id
        latest = items_by_id(connection, [dropped, gone, kept])
        assert set(latest) == {kept}
        assert latest[kept].content.name == "社会团体变更登记"
        then = items_by_id(connection, [dropped, gone, kept], When(as_of=date(2024, 3, 1)))
        assert set(then) == {dropped, kept}


def test_editions_come_oldest_first_and_drafts_not_at_all(years: Store) -> None:
    with years.read() as connection:
        page = edition_page(connection, PageRequest(), division=COUNTY)
        assert [edition.label for edition in page.nodes] == ["2023", "2024", "2025"]
        assert [edition.latest for edition in page.nodes] == [False, False, True]
        assert page.total_count == 3
        rest = edition_page(connection, PageRequest(first=2, after=page.cursors[0]), division=COUNTY)
        assert [edition.label for edition in rest.nodes] == ["2024", "2025"]
        assert find_edition(connection, COUNTY, ListKind.POWER, "2026") is None
        with pytest.raises(NotFoundError) as refused:
            require_edition(connection, COUNTY, ListKind.POWER, "2026")
        assert "2023、2024、2025" in refused.value.fix


def test_whole_edition_and_its_figures_agree(years: Store) -> None:
    with years.read() as connection:
        for label, expected in (("2023", OF_2023), ("2024", OF_2024)):
            edition = require_edition(connection, COUNTY, ListKind.POWER, label)
            items = standing_items(connection, edition.id)
            assert [item.content.name for item in items] == expected
            assert {item.edition for item in items} == {label}
            figures = statistics(connection, edition)
            assert figures.total == len(items) == edition.items
            assert figures.bodies == len({item.body.id for item in items})
            assert {entry.category: entry.count for entry in figures.by_category} == {
                category: sum(item.category is category for item in items)
                for category in {item.category for item in items}
            }
            assert sum(entry.count for entry in figures.by_level) == len(items)
            assert sum(entry.count for entry in figures.by_body_kind) == figures.bodies
