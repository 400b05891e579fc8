"""Pages of what fits best among all lists: what sorting all the matches brings, without sorting them."""

import itertools
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, event, text

from service.items import ListedItem
from service.reading import ItemSelection, PageRequest, item_page, items, ranked
from service.store import Store
from service.store.driver import sqlite_driver
from service.vocabulary import Category, ListKind
from tests.reading.inventory import CITY, COUNTY, PROVINCE, publish
from tests.support.lists import listed

# The lists' numbers: neighbours, and far enough from one another that every stretch parts some of them.
_NUMBERS = (1, 2, 31, 33, 1_100, 40_000)
_LISTS = list(itertools.product((PROVINCE, CITY, COUNTY), (ListKind.POWER, ListKind.COMBINED)))
_WORDS = (
    "采矿登记", "采矿", "采", "登记", "变更 登记", "登记 民政", "民政局", "自然资源局 登记", "行政许可法",
    "许可", "採礦登記", "000111", "00011100", "0", "a1", "12", "ABC-1", "abc", "采矿（一）", "（", "3号",
    "首次", "登记首次", "对", "没有的", "采 12", "412", "A12类 登记",
)  # fmt: skip


def _items(number: int) -> list[ListedItem]:
    """Items that fit the words in every way, each list's a little otherwise."""
    law = "《中华人民共和国行政许可法》第十二条"
    return [
        listed("采矿登记"),
        listed("采矿登记变更", setting_basis=law),
        listed("采矿登记", sub_item_name="首次"),
        listed("采矿", sub_item_name="登记首次"),
        listed("变更采矿登记", body="自然资源局"),
        listed(f"对采伐{number}号林木的处罚", category=Category.PENALTY, setting_basis=law),
        listed("採礦權登記", codes=(f"00011100{number}",)),
        listed("登记采矿（一）", codes=("ABC-123", "abc12")),
        listed("（一）采矿登记", body="采矿登记局"),
        listed("勘查", body="采矿登记局", setting_basis="《采矿登记管理办法》（国务院令第412号）第三条"),
        listed("A12类登记" if number % 2 else "12类登记", body="自然资源局", codes=("12",)),
        listed("许可", setting_basis="依照行政许可法办理，登记 000111 后"),
    ]


@pytest.fixture(scope="module")
def country(shared: Store) -> Store:
    """A store of lists far apart, one of them in its second edition."""
    for number, (division, kind) in zip(_NUMBERS, _LISTS, strict=True):
        with shared.write() as connection:
            connection.execute(
                text("UPDATE number_series SET next_number = :n WHERE name = 'list'"), {"n": number}
            )
        publish(shared, "2024", _items(number), division=division, kind=kind)
    publish(shared, "2025", _items(9)[:-2], division=COUNTY, kind=ListKind.POWER)
    return shared


def walked(store: Store, selection: ItemSelection, size: int) -> list[int]:
    """What page after page tells, each with what lies around it."""
    met: list[int] = []
    after: str | None = None
    with store.read() as connection:
        for _ in range(200):
            page = item_page(connection, selection, PageRequest(first=size, after=after))
            assert page.has_previous_page == (after is not None)
            met += [item.id for item in page.nodes]
            if not page.has_next_page:
                return met
            after = page.cursors[-1]
    raise AssertionError("pages without end")


def sorted_plainly(store: Store, selection: ItemSelection) -> list[int]:
    """What sorting all the matches tells."""
    with pytest.MonkeyPatch.context() as patch, store.read() as connection:
        patch.setattr(items, "is_ranked", lambda *_: False)
        page = item_page(connection, selection, PageRequest(first=200))
        assert page.total_count == len(page.nodes)
        return [item.id for item in page.nodes]


@pytest.mark.parametrize("few", [0, 400])
def test_pages_are_those_of_all_the_matches_sorted(
    country: Store, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(ranked, "_FEW", few)
    met = 0
    for words in _WORDS:
        wanted = sorted_plainly(country, ItemSelection(text=words))
        assert walked(country, ItemSelection(text=words), 9) == wanted, words
        met += len(wanted)
    assert met > 400


@pytest.mark.parametrize("narrowing", [{"kind": ListKind.POWER}, {"categories": (Category.PENALTY,)}])
def test_pages_of_a_kind_or_a_category_are_too(
    country: Store, monkeypatch: pytest.MonkeyPatch, narrowing: dict[str, Any]
) -> None:
    monkeypatch.setattr(ranked, "_FEW", 0)
    for words in ("采", "登记", "许可", "处罚"):
        selection = ItemSelection(text=words, **narrowing)
        wanted = sorted_plainly(country, selection)
        assert walked(country, selection, 200) == wanted, words
    assert wanted


@settings(max_examples=25)
@given(
    words=st.text("采矿採礦登记变更对民政局（）首次12aA0 许可法", min_size=1, max_size=6),
    few=st.sampled_from((0, 3)),
)
def test_pages_of_any_words_are_too(country: Store, words: str, few: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ranked, "_FEW", few)
        selection = ItemSelection(text=words)
        if selection.words:
            assert walked(country, selection, 200) == sorted_plainly(country, selection)


@pytest.mark.parametrize("words", ["采矿登记", "登记", "许可", "处罚"])
def test_a_page_goes_on_where_the_one_before_ended_whatever_is_published_since(
    divided: Store, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    monkeypatch.setattr(ranked, "_FEW", 2)
    selection = ItemSelection(text=words)
    for number, (division, kind) in enumerate(_LISTS[:3]):
        publish(divided, "2024", _items(number), division=division, kind=kind)
    before = sorted_plainly(divided, selection)
    for size in (1, len(before) - 1):
        with divided.read() as connection:
            page = item_page(connection, selection, PageRequest(first=size))
        division, kind = _LISTS[3 if size == 1 else 4]
        publish(divided, "2024", _items(size), division=division, kind=kind)
        now = sorted_plainly(divided, selection)
        assert set(before) < set(now)
        with divided.read() as connection:
            later = item_page(connection, selection, PageRequest(first=200, after=page.cursors[-1]))
        assert [item.id for item in later.nodes] == now[now.index(page.nodes[-1].id) + 1 :]


class _Work:
    """How much a store does for a page: rows that PostgreSQL sorts, steps of SQLite's machine in hundreds."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.rows = 0

    def of(self, selection: ItemSelection, after: str | None = None) -> tuple[int, str]:
        """The work for a page of 5, and the cursor of its end."""
        self.rows = 0
        with self._store.read() as connection:
            if self._store.is_sqlite:
                sqlite_driver(connection).set_progress_handler(self._step, 100)
                page = item_page(connection, selection, PageRequest(first=5, after=after))
                sqlite_driver(connection).set_progress_handler(None, 0)
            else:
                event.listen(self._store.engine, "before_cursor_execute", self._explain)
                page = item_page(connection, selection, PageRequest(first=5, after=after))
                event.remove(self._store.engine, "before_cursor_execute", self._explain)
        assert len(page.nodes) == 5
        return self.rows, page.cursors[-1]

    def _step(self) -> int:
        self.rows += 1
        return 0

    def _explain(
        self, connection: Connection, _cursor: object, statement: str, parameters: Any, *_: object
    ) -> None:
        apart = connection.connection.cursor()
        apart.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", parameters)
        (((plan,),),) = apart.fetchall()
        apart.close()
        self.rows += _sorted(plan["Plan"])


def _sorted(plan: dict[str, Any]) -> int:
    """How many rows are put in order within a plan."""
    below = plan.get("Plans", [])
    own = sum(part["Actual Rows"] for part in below) if "Sort" in plan["Node Type"] else 0
    return int(own) + sum(map(_sorted, below))


def test_a_page_costs_as_much_however_many_lists_hold_the_words(
    divided: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Matches in ten times as many lists: each page is found without sorting, or meeting, the others."""
    monkeypatch.setattr(ranked, "_FEW", 20)
    wording = [f"{number}号林木采伐登记" for number in range(25)]
    made = [
        *[listed(name, body="自然资源局") for name in wording],
        *[listed(f"对{name}的处罚", setting_basis="《行政许可法》第十二条") for name in wording],
    ]
    work, taken = _Work(divided), []
    for kinds in ([ListKind.POWER], [kind for kind in ListKind if kind is not ListKind.POWER]):
        for division, kind in itertools.product((PROVINCE, CITY, COUNTY), kinds):
            publish(divided, "2024", made, division=division, kind=kind)
        if not divided.is_sqlite:
            with divided.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql("ANALYZE")
        for words in ("登记", "林木", "许可", "对", "自然资源局"):
            first, cursor = work.of(ItemSelection(text=words))
            second, _ = work.of(ItemSelection(text=words), cursor)
            with monkeypatch.context() as patch:
                patch.setattr(items, "is_ranked", lambda *_: False)
                plainly, _ = work.of(ItemSelection(text=words))
            taken.append((first, second, plainly))
    # SQLite reads its index by statements of its own, more of them where it is of more pieces.
    most = 4 if divided.is_sqlite else 1.5
    for few, many in zip(taken[:5], taken[5:], strict=True):
        assert many[2] > 7 * few[2]
        assert many[0] < most * few[0] + 10
        assert many[1] < most * few[1] + 10
        assert max(many[:2]) < many[2] / 2
