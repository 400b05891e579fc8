"""Pages of items: order, cursors, filters, totals."""

from collections.abc import Callable

import pytest

from service.reading import (
    BadArgumentError,
    BadCursorError,
    ItemOrder,
    ItemRecord,
    ItemSelection,
    Page,
    PageRequest,
    body_page,
    item_page,
    readings_of,
)
from service.reading.cursors import decode_cursor
from service.store import Store
from service.vocabulary import Category, ListKind
from tests.reading.inventory import CITY, COUNTY, add_instrument, county_items, publish
from tests.support.lists import listed


@pytest.fixture(scope="module")
def inventory(shared: Store) -> Store:
    publish(shared, "2024", county_items())
    return shared


@pytest.fixture
def own(divided: Store) -> Store:
    publish(divided, "2024", county_items())
    return divided


NAMES = [item.content.name for item in county_items()]


def ask(store: Store, selection: ItemSelection | None = None, **page: object) -> Page[ItemRecord]:
    with store.read() as connection:
        found = item_page(connection, selection or ItemSelection(), PageRequest(**page))  # type: ignore[arg-type]
        assert found.total_count >= len(found.nodes)
        assert found.has_next_page in (True, False)
        assert found.has_previous_page in (True, False)
    return found


def names(page: Page[ItemRecord]) -> list[str]:
    return [item.content.name for item in page.nodes]


def test_whole_list_comes_in_its_own_order(inventory: Store) -> None:
    page = ask(inventory)
    assert names(page) == NAMES
    assert page.total_count == 12
    assert not page.has_next_page
    assert not page.has_previous_page


@pytest.mark.parametrize("order", [ItemOrder.LIST, ItemOrder.NAME, ItemOrder.CODE])
@pytest.mark.parametrize("size", [1, 5, 12])
def test_walking_forwards_and_backwards_meets_every_item_once(
    inventory: Store, order: ItemOrder, size: int
) -> None:
    selection = ItemSelection(order=order)
    whole = names(ask(inventory, selection))
    forwards: list[str] = []
    after: str | None = None
    while True:
        page = ask(inventory, selection, first=size, after=after)
        assert page.has_previous_page is (after is not None)
        forwards += names(page)
        if not page.has_next_page:
            break
        after = page.cursors[-1]
    backwards: list[str] = []
    before: str | None = None
    while True:
        page = ask(inventory, selection, last=size, before=before)
        assert page.has_next_page is (before is not None)
        backwards = names(page) + backwards
        if not page.has_previous_page:
            break
        before = page.cursors[0]
    assert forwards == backwards == whole
    assert sorted(whole) == sorted(NAMES)


def test_orders_by_name_and_code(inventory: Store) -> None:
    by_name = ask(inventory, ItemSelection(order=ItemOrder.NAME))
    folded = [item.folded_name.encode() for item in by_name.nodes]
    assert folded == sorted(folded)
    by_code = ask(inventory, ItemSelection(order=ItemOrder.CODE))
    assert names(by_code)[-4:] == [NAMES[0], NAMES[1], NAMES[5], NAMES[6]]


def test_cursor_stays_good_when_items_come_and_go(own: Store) -> None:
    first = ask(own, first=4)
    changed = [*county_items()[2:], listed("新增的许可")]
    publish(own, "2025", [listed("插在最前的登记"), *changed])
    rest = ask(own, first=200, after=first.cursors[-1])
    assert not set(names(rest)) & set(names(first))
    assert names(rest)[:2] == [NAMES[4], "新增的许可"]
    assert rest.has_previous_page


def test_a_cursor_is_a_power_s_place_not_a_revision_s(own: Store) -> None:
    first, *others = county_items()
    publish(own, "2025", [listed(first.content.name, codes=first.content.codes, supervision="抽查"), *others])
    page = ask(own)
    assert any(item.revision_id != item.id for item in page.nodes)
    for item, cursor in zip(page.nodes, page.cursors, strict=True):
        list_id, body_id, _, number = decode_cursor(cursor, "list", (int, int, float, int))
        assert (list_id, body_id, number) == (item.list_id, item.body_id, item.id)


def test_first_with_before_keeps_between(inventory: Store) -> None:
    whole = ask(inventory)
    page = ask(inventory, first=3, after=whole.cursors[1], before=whole.cursors[4])
    assert names(page) == NAMES[2:4]
    assert page.has_next_page
    assert page.has_previous_page


def test_nothing_asked_is_nothing_given(inventory: Store) -> None:
    page = ask(inventory, first=0)
    assert page.nodes == []
    assert page.has_next_page
    assert page.total_count == 12


@pytest.mark.parametrize("page", [{"first": -1}, {"first": 201}, {"last": 201}, {"first": 1, "last": 1}])
def test_sizes_out_of_range_are_refused_not_clamped(page: dict[str, int]) -> None:
    with pytest.raises(BadArgumentError):
        PageRequest(**page)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda cursor: "",
        lambda cursor: "不是游标",
        lambda cursor: cursor[:-2],
        lambda cursor: cursor + "AAAA",
        lambda cursor: "WyJsaXN0IiwxLDEsIngiLDFd",
        lambda cursor: "WyJsaXN0IiwxZTMwLDEsMSwxXQ",
        lambda cursor: "W10",
    ],
)
def test_spoilt_cursor_is_refused(inventory: Store, spoil: Callable[[str], str]) -> None:
    good = ask(inventory, first=1).cursors[0]
    with pytest.raises(BadCursorError):
        ask(inventory, after=spoil(good))


def test_cursor_of_another_order_is_refused(inventory: Store) -> None:
    cursor = ask(inventory, first=1).cursors[0]
    with pytest.raises(BadCursorError):
        ask(inventory, ItemSelection(order=ItemOrder.NAME), after=cursor)


def test_filters_narrow_and_total_agrees(own: Store) -> None:
    publish(own, "2024", [listed("市级登记")], division=CITY, kind=ListKind.COMBINED)
    with own.read() as connection:
        bodies = {body.name: body.id for body in body_page(connection, PageRequest()).nodes}
    cases: list[tuple[ItemSelection, list[str]]] = [
        (ItemSelection(), [*NAMES, "市级登记"]),
        (ItemSelection(division=COUNTY), NAMES),
        (ItemSelection(division=CITY), ["市级登记"]),
        (ItemSelection(kind=ListKind.COMBINED), ["市级登记"]),
        (ItemSelection(division=COUNTY, kind=ListKind.COMBINED), []),
        (ItemSelection(division="110000"), []),
        (ItemSelection(categories=(Category.PAYMENT, Category.INSPECTION)), [NAMES[3], NAMES[8]]),
        (ItemSelection(body=bodies["自然资源局"]), NAMES[9:]),
        (ItemSelection(body=bodies["自然资源局"], categories=(Category.PENALTY,)), NAMES[11:]),
        (ItemSelection(body=10**9), []),
        (ItemSelection(code="０００１１１００１００２"), [NAMES[1]]),
        (ItemSelection(code="000111001"), []),
    ]
    for selection, expected in cases:
        page = ask(own, selection)
        assert names(page) == expected, selection
        assert page.total_count == len(expected), selection


def test_items_resting_on_an_instrument(divided: Store) -> None:
    number = add_instrument(divided, "中华人民共和国行政许可法")
    publish(divided, "2024", county_items())
    assert names(ask(divided, ItemSelection(instrument=number))) == [NAMES[0]]
    assert names(ask(divided, ItemSelection(instrument=number + 1))) == []


def test_drafts_are_never_seen(own: Store) -> None:
    publish(own, "2025", [listed("草稿里的登记", body="档案局")], draft=True)
    publish(own, "2024", [listed("草稿里的许可", body="档案局")], division=CITY, draft=True)
    assert names(ask(own)) == NAMES
    assert names(ask(own, ItemSelection(text="草稿"))) == []
    assert names(ask(own, ItemSelection(division=CITY))) == []
    with own.read() as connection:
        assert "档案局" not in [body.name for body in body_page(connection, PageRequest()).nodes]


@pytest.mark.parametrize("division", [None, COUNTY])
@pytest.mark.parametrize("readings", [(), ("bases",), ("codes", "bases"), ("duties",), ("bases", "duties")])
def test_what_is_kept_of_readings_comes_along_as_far_as_it_is_asked(
    inventory: Store, division: str | None, readings: tuple[str, ...]
) -> None:
    selection = ItemSelection(division=division, kind=ListKind.POWER if division else None)
    asked = PageRequest(first=12)
    with inventory.read() as connection:
        bare = item_page(connection, selection, asked)
        beside = item_page(connection, selection, asked, readings=frozenset(readings))
        kept = readings_of(connection, bare.nodes)
    assert names(beside) == names(bare)
    assert list(beside.cursors) == list(bare.cursors)
    assert any(item.duties for item in beside.nodes)
    assert any(item.bases for item in beside.nodes)
    for item, alone in zip(beside.nodes, bare.nodes, strict=True):
        assert (item.has_readings, alone.has_readings) == (True, False)
        assert (item.stored_duties is not None) == ("duties" in readings)
        assert item.stored_bases == kept[alone].stored_bases
        assert (item.bases, item.codes, item.duties) == (
            kept[alone].bases,
            kept[alone].codes,
            kept[alone].duties,
        )
        assert (item.id, item.list_id, item.body_id, item.category, item.level) == (
            alone.id,
            alone.list_id,
            alone.body_id,
            alone.category,
            alone.level,
        )
