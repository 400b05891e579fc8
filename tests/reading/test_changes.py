"""The feed of published changes: whoever follows it holds an exact copy, from whichever cursor on."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import date
from itertools import cycle
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, func, insert, select

from service import node_ids
from service.divisions import read_divisions
from service.items import Duty, ItemContent, ListedItem
from service.reading import (
    BadCursorError,
    Feed,
    ItemRecord,
    ItemSelection,
    PageRequest,
    changes_since,
    duties_of,
    editions_by_id,
    item_page,
    latest_editions,
)
from service.reading.cursors import encode_cursor
from service.store import Store, open_store
from service.store.core import change, edition, lineage, revision
from service.store.reference import load_reference
from service.vocabulary import Category, ChangeKind, Decision, Level, ListKind
from tests.reading.inventory import LOADED_AT, publish
from tests.support.lists import listed

COUNTIES = (entry.code for entry in read_divisions() if entry.level is Level.COUNTY)
KINDS = (ListKind.POWER, ListKind.RESPONSIBILITY)
OBJECTS = ("养老机构", "烟花爆竹", "食品经营", "旅馆业", "林木采伐", "取水", "印刷企业", "劳务派遣", "出租车")


@pytest.fixture(scope="module")
def stocked(shared: Store) -> Store:
    """A store that knows every county, so that each example has one of its own."""
    with shared.write() as connection:
        load_reference(connection)
    return shared


@pytest.fixture(scope="module")
def another(stocked: Store) -> Iterator[Store]:
    """The same store as another worker has it open."""
    opened = open_store(str(stocked.url))
    yield opened
    opened.close()


class Held(NamedTuple):
    """What a copy holds of an item."""

    content: ItemContent
    category: Category | None
    level: Level | None
    body: int
    duties: tuple[Duty, ...]
    list_id: int
    edition: str


Copy = dict[str, Held]


class Stretch(NamedTuple):
    """A stretch of the feed, and what it shows of the items in it."""

    feed: Feed
    shown: Copy


def held(connection: Connection, items: Sequence[ItemRecord]) -> Copy:
    duties = duties_of(connection, items)
    latest_of = latest_editions(connection, {item.list_id for item in items})
    stated = editions_by_id(connection, {item.edition_id for item in items if item.edition_id})
    return {
        node_ids.encode("PowerItem", item.id): Held(
            item.content,
            item.category,
            item.level,
            item.body_id,
            duties[item],
            item.list_id,
            (stated[item.edition_id] if item.edition_id else latest_of[item.list_id]).label,
        )
        for item in items
    }


def read(store: Store, since: str | None, size: int = 20) -> Stretch:
    with store.read() as connection:
        feed = changes_since(connection, since, PageRequest(first=size))
        return Stretch(feed, held(connection, [each.item for each in feed.changes if each.item]))


def stretch(store: Store, since: str | None, size: int = 20) -> Feed:
    return read(store, since, size).feed


def stretches(stores: Sequence[Store], since: str | None, size: int) -> Iterator[Stretch]:
    """All stretches from a cursor to the end, each read in a snapshot of its own, by the stores in turn."""
    for store in cycle(stores):
        found = read(store, since, size)
        yield found
        since = found.feed.cursor
        if not found.feed.has_more:
            return


def follow(
    store: Store, copy: Copy, since: str | None, size: int = 200, *, beside: Sequence[Store] = ()
) -> str | None:
    """Bring a copy up to date; every change must be one: of what is there, or of what is not yet."""
    for feed, shown in stretches([store, *beside], since, size):
        for each in feed.changes:
            assert (each.item is None) is (each.kind is ChangeKind.REMOVED)
            if each.kind not in (ChangeKind.MERGED, ChangeKind.SPLIT):
                assert (each.id in copy) is (each.kind is not ChangeKind.ADDED)
            if each.item is None:
                del copy[each.id]
            else:
                copy[each.id] = shown[each.id]
        for latest_now in feed.editions:
            for key, item in copy.items():
                if item.list_id == latest_now.list_id:
                    copy[key] = item._replace(edition=latest_now.label)
        since = feed.cursor
    return since


def latest(store: Store, division: str | None = None) -> Copy:
    found: Copy = {}
    with store.read() as connection:
        after = None
        while True:
            page = item_page(
                connection, ItemSelection(division=division), PageRequest(first=200, after=after)
            )
            found |= held(connection, page.nodes)
            if not page.has_next_page:
                return found
            after = page.cursors[-1]


def name_of(number: int) -> str:
    """The name of a power like no other's: a bare ordinal would be read as the row's number."""
    return f"{OBJECTS[number - 1]}许可"


def item_of(number: int, form: str, kind: ListKind = ListKind.POWER) -> ListedItem:
    name = name_of(number)
    names = {"renamed": f"{name}（新）", "spaced": f"{name[0]} {name[1:]}"}
    duties = (Duty(text=form),) if form == "own" or kind is ListKind.RESPONSIBILITY else ()
    return listed(
        names.get(form, name),
        body="财政局" if form == "moved" else "民政局",
        codes=() if number == 3 else (f"0001{1 if form == 'shared' else number:08d}",),
        supervision="12345" if form == "changed" else "",
        duties=duties,
    )


FORMS = st.sampled_from(
    ["absent", "plain", "plain", "plain", "renamed", "spaced", "moved", "changed", "own", "shared"]
)
STEPS = st.tuples(
    st.sampled_from(KINDS),
    st.integers(2018, 2024),  # years come in any order: older ones are published late
    st.lists(FORMS, min_size=4, max_size=4).filter(lambda forms: set(forms) != {"absent"}),
    st.permutations(range(4)),
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps=st.lists(STEPS, min_size=1, max_size=5), size=st.integers(1, 4), left_at=st.integers(0, 4))
def test_who_follows_holds_an_exact_copy(
    stocked: Store,
    another: Store,
    steps: list[tuple[ListKind, int, list[str], list[int]]],
    size: int,
    left_at: int,
) -> None:
    division = next(COUNTIES)
    copy: Copy = {}
    cursor = follow(stocked, copy, None)
    paused: tuple[Copy, str | None] = (dict(copy), cursor)
    for number, (kind, year, forms, order) in enumerate(steps):
        items = [item_of(place + 1, forms[place], kind) for place in order if forms[place] != "absent"]
        publish(stocked, f"{number}版", items, division=division, kind=kind, effective=date(year, 1, 1))
        cursor = follow(stocked, copy, cursor, size, beside=[another])
        assert copy == latest(stocked)
        if number == left_at:
            paused = dict(copy), cursor
    late, where = paused
    restarted = open_store(str(stocked.url))
    assert follow(restarted, late, where, size) == cursor
    assert late == copy
    assert stretch(restarted, cursor) == Feed(changes=[], editions=[], cursor=str(cursor), has_more=False)
    restarted.close()
    anew: Copy = {}
    assert follow(stocked, anew, None, 7) == cursor
    assert anew == copy


def test_kinds_are_told_as_a_comparison_tells_them(divided: Store) -> None:
    publish(divided, "2024", [item_of(n, "plain") for n in range(1, 7)])
    cursor = stretch(divided, None).cursor
    forms = ("plain", "renamed", "moved", "changed", "spaced")
    publish(divided, "2025", [item_of(n, form) for n, form in enumerate(forms, start=1)] + [item_of(9, "x")])
    kinds = [each.kind for each in stretch(divided, cursor).changes]
    assert kinds[0] is ChangeKind.REMOVED
    assert sorted(kinds) == ["ADDED", "CHANGED", "CHANGED", "REMOVED", "RENAMED", "TRANSFERRED"]


def test_what_a_merge_led_to_is_told_so(divided: Store) -> None:
    publish(divided, "2024", [item_of(1, "plain"), item_of(2, "plain")])
    cursor = stretch(divided, None).cursor
    publish(divided, "2025", [item_of(3, "plain")], draft=True)
    with divided.write() as connection:
        numbers = dict(connection.execute(select(revision.c.name, revision.c.item_id)).all())
        (draft,) = connection.execute(select(edition.c.id).where(edition.c.label == "2025")).scalars()
        connection.execute(
            insert(lineage),
            [
                {
                    "id": n,
                    "edition_id": draft,
                    "before_item_id": numbers[name_of(n)],
                    "after_item_id": numbers[name_of(3)],
                    "kind": ChangeKind.MERGED,
                    "decision": Decision.STATED,
                    "recorded_at": LOADED_AT,
                }
                for n in (1, 2)
            ],
        )
    publish(divided, "2025", [item_of(3, "plain")])
    found = stretch(divided, cursor).changes
    assert [each.kind for each in found] == ["REMOVED", "REMOVED", "MERGED"]
    assert {each.edition.label for each in found} == {"2025"}
    assert {each.recorded_at for each in found} == {LOADED_AT}


def test_drafts_and_older_editions_change_nothing(divided: Store) -> None:
    publish(divided, "2024", [item_of(1, "plain")])
    cursor = stretch(divided, None).cursor
    publish(divided, "2025", [item_of(2, "plain")], draft=True)
    publish(divided, "2020", [item_of(3, "plain")])
    assert stretch(divided, cursor).changes == []


def test_an_edition_that_says_the_same_is_no_change(divided: Store) -> None:
    publish(divided, "2024", [item_of(1, "plain"), item_of(2, "plain")])
    cursor = stretch(divided, None).cursor
    publish(divided, "2025", [item_of(2, "plain"), item_of(1, "plain")])
    found = stretch(divided, cursor)
    assert found.changes == []
    assert [edition.label for edition in found.editions] == ["2025"]
    assert not found.has_more
    assert found.cursor != cursor
    assert stretch(divided, found.cursor) == Feed(
        changes=[], editions=[], cursor=found.cursor, has_more=False
    )


def test_a_power_that_shows_other_duties_since_is_told_and_no_other(divided: Store) -> None:
    def responsible(*texts: str) -> list[ListedItem]:
        return [
            listed(name_of(n), codes=(f"0001{n:08d}",), duties=(Duty(text=text),))
            for n, text in enumerate(texts, start=1)
        ]

    publish(divided, "2024", [item_of(n, "own" if n == 4 else "plain") for n in range(1, 6)])
    told: list[list[str]] = []
    for label, texts in (("2024", "甲乙丙丁"), ("2025", "甲丑丙卯"), ("2026", "甲丑丙卯"), ("2027", "甲丑")):
        cursor = stretch(divided, None, 200).cursor
        publish(divided, label, responsible(*texts), kind=ListKind.RESPONSIBILITY)
        found = stretch(divided, cursor)
        assert {each.edition.label for each in found.changes} <= {label}
        power = [each for each in found.changes if each.item and each.item.edition_id is None]
        assert {each.kind for each in power} <= {ChangeKind.CHANGED}
        told.append(sorted(each.item.content.name for each in power if each.item))
    assert told == [[*map(name_of, (1, 2, 3))], [name_of(2)], [], [name_of(3)]]


def test_a_stretch_takes_so_many_publications_too(divided: Store) -> None:
    for year in range(2020, 2025):
        publish(divided, str(year), [item_of(1, "plain")])
    copy: Copy = {}
    labels = [[each.label for each in found.feed.editions] for found in stretches([divided], None, 2)]
    assert labels == [["2020", "2021"], ["2022", "2023"], ["2024"]]
    follow(divided, copy, None, 2)
    assert copy == latest(divided)
    assert stretch(divided, None, 0) == Feed(
        changes=[], editions=[], cursor=encode_cursor("changes", (0, 0, 0)), has_more=True
    )


def test_publications_at_once_lose_and_repeat_nothing(stocked: Store) -> None:
    divisions = [next(COUNTIES) for _ in range(3)]
    copy: Copy = {}
    cursor = follow(stocked, copy, None)

    def publications(division: str) -> None:
        for year, form in ((2020, "plain"), (2021, "moved")):
            publish(stocked, str(year), [item_of(n, form) for n in range(1, 9)], division=division)

    with ThreadPoolExecutor(3) as pool:
        running = [pool.submit(publications, division) for division in divisions]
        while not all(each.done() for each in running):
            cursor = follow(stocked, copy, cursor, 7)
            wait(running, timeout=0.02)
        for each in running:
            each.result()
    follow(stocked, copy, cursor, 3)
    assert copy == latest(stocked)
    for division in divisions:
        assert len(latest(stocked, division)) == 8


def test_a_store_set_back_says_that_it_does_not_know_the_cursor(divided: Store) -> None:
    start = stretch(divided, None)
    assert start == Feed(changes=[], editions=[], cursor=start.cursor, has_more=False)
    assert stretch(divided, start.cursor) == start
    publish(divided, "2024", [item_of(1, "plain")])
    with divided.read() as connection:
        versions = connection.execute(select(func.max(change.c.version))).scalar_one()
    for place in ((versions + 1, 1, 1), (versions, 2, 1), (versions, 1, 10**9), (versions, 0, 0)):
        with pytest.raises(BadCursorError):
            stretch(divided, encode_cursor("changes", place))
    for text in ("", "x", "0", encode_cursor("list", (1, 1, 1)), "\0", "\ud800"):
        with pytest.raises(BadCursorError):
            stretch(divided, text)
