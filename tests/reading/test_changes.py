"""The feed of published changes: whoever follows it holds an exact copy, from whichever cursor on."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import date
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, insert, select

from service import node_ids
from service.divisions import read_divisions
from service.items import ItemContent, ListedItem
from service.reading import BadCursorError, Feed, ItemSelection, PageRequest, changes_since, item_page
from service.reading.cursors import encode_cursor
from service.store import Store
from service.store.core import change, edition, lineage, revision
from service.store.reference import load_reference
from service.vocabulary import Category, ChangeKind, Decision, Level, ListKind
from tests.reading.inventory import LOADED_AT, publish
from tests.support.lists import listed

COUNTIES = (entry.code for entry in read_divisions() if entry.level is Level.COUNTY)
KINDS = (ListKind.POWER, ListKind.RESPONSIBILITY)


@pytest.fixture(scope="module")
def stocked(shared: Store) -> Store:
    """A store that knows every county, so that each example has one of its own."""
    with shared.write() as connection:
        load_reference(connection)
    return shared


class Held(NamedTuple):
    """What a copy holds of an item."""

    content: ItemContent
    category: Category | None
    level: Level | None
    body: int


Copy = dict[str, Held]


def stretch(store: Store, since: str | None, size: int = 20) -> Feed:
    with store.read() as connection:
        return changes_since(connection, since, PageRequest(first=size))


def stretches(store: Store, since: str | None, size: int) -> Iterator[Feed]:
    """All stretches from a cursor to the end, each read in a snapshot of its own."""
    while True:
        feed = stretch(store, since, size)
        yield feed
        since = feed.cursor
        if not feed.has_more:
            return


def follow(store: Store, copy: Copy, since: str | None, size: int = 200) -> str | None:
    """Bring a copy up to date; every change must be one: of what is there, or of what is not yet."""
    for feed in stretches(store, since, size):
        for each in feed.changes:
            assert (each.item is None) is (each.kind is ChangeKind.REMOVED)
            if each.kind not in (ChangeKind.MERGED, ChangeKind.SPLIT):
                assert (each.id in copy) is (each.kind is not ChangeKind.ADDED)
            if each.item is None:
                del copy[each.id]
            else:
                item = each.item
                assert node_ids.encode("PowerItem", item.id) == each.id
                held = Held(item.content, item.category, item.level, item.body_id)
                assert copy.get(each.id) != held
                copy[each.id] = held
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
            for item in page.nodes:
                held = Held(item.content, item.category, item.level, item.body_id)
                found[node_ids.encode("PowerItem", item.id)] = held
            if not page.has_next_page:
                return found
            after = page.cursors[-1]


def item_of(number: int, form: str) -> ListedItem:
    names = {"renamed": f"第{number}项许可（新）", "spaced": f"第 {number}项许可"}
    return listed(
        names.get(form, f"第{number}项许可"),
        body="财政局" if form == "moved" else "民政局",
        codes=(f"0001{number:08d}",),
        supervision="12345" if form == "changed" else "",
    )


FORMS = st.sampled_from(["absent", "plain", "plain", "renamed", "spaced", "moved", "changed"])
STEPS = st.tuples(
    st.sampled_from(KINDS),
    st.integers(2018, 2024),  # years come in any order: older ones are published late
    st.lists(FORMS, min_size=4, max_size=4).filter(lambda forms: set(forms) != {"absent"}),
)


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(steps=st.lists(STEPS, min_size=1, max_size=5), size=st.integers(1, 4), left_at=st.integers(0, 4))
def test_who_follows_holds_an_exact_copy(
    stocked: Store, steps: list[tuple[ListKind, int, list[str]]], size: int, left_at: int
) -> None:
    division = next(COUNTIES)
    copy: Copy = {}
    cursor = follow(stocked, copy, None)
    paused: tuple[Copy, str | None] = (dict(copy), cursor)
    for number, (kind, year, forms) in enumerate(steps):
        items = [item_of(place, form) for place, form in enumerate(forms, start=1) if form != "absent"]
        publish(stocked, f"{number}版", items, division=division, kind=kind, effective=date(year, 1, 1))
        cursor = follow(stocked, copy, cursor, size)
        assert copy == latest(stocked)
        if number == left_at:
            paused = dict(copy), cursor
    late, where = paused
    assert follow(stocked, late, where, size) == cursor
    assert late == copy
    assert stretch(stocked, cursor) == Feed(changes=[], cursor=str(cursor), has_more=False)
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
                    "before_item_id": numbers[f"第{n}项许可"],
                    "after_item_id": numbers["第3项许可"],
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
    assert stretch(divided, cursor).changes == []


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
    assert start == Feed(changes=[], cursor=start.cursor, has_more=False)
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
