"""What the store packs into columns is what stands in its rows, however long a list is."""

from datetime import UTC, datetime

import pytest

from service.editions import LoadRequest, LoadState, find_edition, load
from service.reading import columns, standing_items
from service.reading.outlined import OutlinedSide
from service.reading.standing import lists_of
from service.store import Store
from service.store.core import division
from service.text import fold
from service.vocabulary import ListKind
from tests.support.lists import file_of, listed

COUNTY, KIND = "330824", ListKind.POWER
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


@pytest.mark.parametrize("at_once", [2, 20_000])
def test_a_list_is_taken_in_whole(store: Store, monkeypatch: pytest.MonkeyPatch, at_once: int) -> None:
    monkeypatch.setattr(columns, "_ROWS_AT_ONCE", at_once)
    items = [
        listed(
            f"第{number}号，\n许可",
            "民政局",
            sub_item_name="變更" if number % 3 == 0 else "",
            codes=(f"33082400{number:04d}", "ＡＢ1") if number % 2 else (),
        )
        for number in range(7)
    ]
    with store.write() as connection:
        connection.execute(division.insert().values(code=COUNTY, name="开化县", level=4))
    report = load(store, file_of(items), LoadRequest(division=COUNTY, kind=KIND, label="2025"), NOW)
    assert report.state is LoadState.DRAFT, report.findings
    with store.read() as connection:
        edition = find_edition(connection, COUNTY, KIND, "2025").id
        whole = {item.id: item for item in standing_items(connection, edition)}
        side = OutlinedSide(connection, edition)
        told: list[int] = []
        for number, owner in lists_of(connection, edition).items():
            side.add_list(owner, [number], len(items), told.append)
        places = range(len(side))
        assert told[-1] == len(side) == len(whole) == 7
        names, subs, stamps = side.names(places), side.sub_names(), side.stamps(places)
        for place in places:
            item = whole[side.ids[place]]
            assert side.revisions[place] == item.revision
            assert side.category(place) is item.category
            assert names[place] == fold(item.content.name)
            assert subs.get(place, "") == fold(item.content.sub_item_name)
            assert (stamps[place].digest, stamps[place].level) == (item.content_hash, item.level)
        assert side.whole(places) == [whole[number] for number in side.ids]
        for some in (places, places[::-1], places[1:2], [0, 6]):
            expected = {(at, fold(code)) for at in some for code in whole[side.ids[at]].content.codes}
            assert set(zip(*side.codes(some), strict=True)) == expected
