"""What arrives is seen by a comparison as if it were held whole."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from service.comparison import reconcile
from service.comparison.sides import HeldSide
from service.editions.incoming import Incoming
from service.editions.sides import ArrivingSide
from service.items import Body, ItemContent, ListedItem, PackedItems, StandingItem
from service.vocabulary import Category, Level

BODIES = (Body(1, "民政局", "330824"), Body(2, "卫生健康局", "330824"))
_texts = st.text(alphabet="甲乙 A（", max_size=3)
_contents = st.builds(
    ItemContent,
    name=_texts,
    sub_item_name=_texts,
    codes=st.lists(_texts | st.sampled_from(["330824001", "330824002"]), max_size=2).map(tuple),
    setting_basis=_texts,
)
_rows = st.lists(
    st.tuples(
        _contents,
        st.none() | st.sampled_from(Category),
        st.sampled_from(BODIES),
        st.none() | st.sampled_from(Level),
    ),
    min_size=1,
    max_size=8,
)
_Row = tuple[ItemContent, Category | None, Body, Level | None]


def _arriving(rows: list[_Row]) -> list[Incoming]:
    items = PackedItems(
        ListedItem(content=content, category=category, sheet="表", rows=(row,))
        for row, (content, category, _, _) in enumerate(rows)
    )
    return [
        Incoming(items=items, place=place, body=body, level=level)
        for place, (_, _, body, level) in enumerate(rows)
    ]


def _held(arriving: list[Incoming], places: list[int]) -> list[StandingItem]:
    return [
        StandingItem(
            id=-1 - place,
            revision=0,
            edition="",
            body=arriving[place].body,
            category=arriving[place].category,
            level=arriving[place].level,
            content=arriving[place].item.content,
            content_hash=arriving[place].content_hash,
        )
        for place in places
    ]


@settings(max_examples=60, deadline=None)
@given(_rows, st.data())
def test_every_column_is_that_of_the_items_held(rows: list[_Row], data: st.DataObject) -> None:
    arriving = _arriving(rows)
    places = sorted(data.draw(st.sets(st.integers(0, len(rows) - 1), min_size=1)))
    held, side = HeldSide(_held(arriving, places)), ArrivingSide(arriving, places)
    asked = data.draw(st.lists(st.integers(0, len(places) - 1), unique=True))
    longs = np.asarray(sorted(asked), dtype=np.int64)
    for name in ("owners", "ids", "revisions", "bodies", "categories", "label"):
        assert getattr(side, name) == getattr(held, name)
    assert side.whole(asked) == held.whole(asked)
    assert side.names(asked) == held.names(asked)
    assert side.sub_names() == held.sub_names()
    assert side.codes(asked) == held.codes(asked)
    assert side.stamps(asked) == held.stamps(asked)
    assert side.names_bearing("甲".__contains__) == held.names_bearing("甲".__contains__)
    for ours, theirs in (
        (side.named(longs), held.named(longs)),
        (side.coded(longs), held.coded(longs)),
    ):
        assert ours.places.tolist() == theirs.places.tolist()
        assert ours.marks.tolist() == theirs.marks.tolist()


@settings(max_examples=25, deadline=None)
@given(_rows, _rows)
def test_a_comparison_comes_to_the_same(before: list[_Row], after: list[_Row]) -> None:
    old = [
        StandingItem(
            id=1 + place,
            revision=1,
            edition="",
            body=entry.body,
            category=entry.category,
            level=entry.level,
            content=entry.item.content,
            content_hash=entry.content_hash,
        )
        for place, entry in enumerate(_arriving(before))
    ]
    arriving = _arriving(after)
    places = list(range(len(after)))
    one, other = (reconcile(old, side) for side in (ArrivingSide(arriving, places), _held(arriving, places)))
    assert list(one.changes.by_id()) == list(other.changes.by_id())
    assert list(one.restated.by_id()) == list(other.restated.by_id())
    assert one.figures == other.figures
