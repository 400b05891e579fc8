"""Pages of a body's items on an earlier day say what reading the whole edition says, however layered."""

from datetime import date
from itertools import pairwise
from typing import Any

import pytest

from service.reading import ItemSelection, PageRequest, When, find_edition, item_page, standing_items
from service.reading.layered import layered_rows
from service.store import Store
from service.vocabulary import Category, ListKind
from tests.reading.inventory import CITY, COUNTY, PROVINCE, add_divisions, publish
from tests.support.lists import listed

YEARS = range(2018, 2024)


def year_of(year: int) -> list[Any]:
    """Sixty items of a body: every year some are gone, some new, some changed, some in another category."""
    since = year - 2018
    return [
        listed(
            f"第{number}号许可",
            category=Category.PENALTY if (number + since) % 17 == 0 else Category.LICENSING,
            setting_basis=f"第{since if number % 11 == since % 11 else number % 11}条",
        )
        for number in range(since * 3, 60 + since * 2)
        if (number * 7 + since) % 13
    ] + [listed("别处的登记", "林业局")]


@pytest.fixture
def years(store: Store) -> Store:
    add_divisions(store, PROVINCE, CITY, COUNTY)
    for year in YEARS:
        publish(store, str(year), year_of(year), effective=date(year, 1, 1))
    return store


@pytest.mark.parametrize("categories", [(), (Category.PENALTY,)])
def test_pages_of_every_year_are_those_of_the_whole_edition(
    years: Store, categories: tuple[Category, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = 0

    def counted(*arguments: Any) -> Any:
        nonlocal asked
        found = layered_rows(*arguments)
        asked += found is not None
        return found

    monkeypatch.setattr("service.reading.items.layered_rows", counted)
    with years.read() as connection:
        for year in YEARS:
            edition = find_edition(connection, COUNTY, ListKind.POWER, str(year))
            assert edition
            standing = [item for item in standing_items(connection, edition.id) if item.body.name == "民政局"]
            expected = [item.id for item in standing if not categories or item.category in categories]
            assert len(expected) >= (2 if categories else 40)
            selection = ItemSelection(
                division=COUNTY,
                kind=ListKind.POWER,
                body=standing[0].body.id,
                categories=categories,
                when=When(as_of=date(year, 6, 1)),
            )
            for size in (7, 60):
                for forwards in (True, False):
                    assert walked(connection, selection, size, forwards=forwards) == expected, (year, size)
    assert asked > len(YEARS)


def walked(connection: Any, selection: ItemSelection, size: int, *, forwards: bool) -> list[int]:
    """The items' ids page by page, from the one end or the other; the last page from between two cursors."""
    pages = []
    request = PageRequest(first=size) if forwards else PageRequest(last=size)
    while True:
        page = item_page(connection, selection, request)
        pages.append(page)
        more = page.has_next_page if forwards else page.has_previous_page
        if not more:
            break
        request = (
            PageRequest(first=size, after=page.cursors[-1])
            if forwards
            else PageRequest(last=size, before=page.cursors[0])
        )
    in_order = pages if forwards else pages[::-1]
    found = [item.id for page in in_order for item in page.nodes]
    assert all(
        one.id != other.id for one, other in pairwise([item for page in in_order for item in page.nodes])
    )
    if len(found) > 4 and size > 4:
        cursors = [cursor for page in in_order for cursor in page.cursors]
        between = item_page(
            connection, selection, PageRequest(first=size, after=cursors[1], before=cursors[-2])
        )
        assert [item.id for item in between.nodes] == found[2:-2][:size]
    return found
