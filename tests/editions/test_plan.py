"""Planning a load: what stands stays, what changed is written, places are kept."""

from collections.abc import Sequence, Set
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.comparison import NameKey, codes_borne, names_borne
from service.editions.incoming import Incoming, incoming
from service.editions.plan import Parent, plan
from service.items import Body, ItemContent, ListedItem, StandingItem
from service.vocabulary import Category

CIVIL = Body(1, "民政局", "330824")
HEALTH = Body(2, "卫生健康局", "330824")
CHAIN = {
    1: Parent(body_list=7, depth=0, open_to_change=False),
    2: Parent(body_list=8, depth=0, open_to_change=False),
}


def arriving(*names: str, body: Body = CIVIL, remarks: str = "") -> list[Incoming]:
    return [
        incoming(
            ListedItem(
                content=ItemContent(name=name, remarks=remarks),
                category=Category.LICENSING,
                sheet="表",
                rows=(row,),
            ),
            body,
            None,
        )
        for row, name in enumerate(names, start=3)
    ]


class Held:
    """What stands before, held: these items, one after another, 1,024 apart."""

    def __init__(self, entries: Sequence[Incoming]) -> None:
        self.items = [
            StandingItem(
                id=number,
                revision=number,
                edition="2024",
                body=entry.body,
                category=entry.category,
                level=entry.level,
                content=entry.item.content,
                content_hash=entry.content_hash,
            )
            for number, entry in enumerate(entries, start=1)
        ]
        self.ids = [item.id for item in self.items]
        self.positions = [1024.0 * number for number in self.ids]
        owners = [item.body.id for item in self.items]
        self.bodies = {
            body: range(owners.index(body), owners.index(body) + owners.count(body)) for body in owners
        }

    def content_hash(self, place: int) -> bytes:
        return self.items[place].content_hash

    def side(self, places: Sequence[int]) -> list[StandingItem]:
        return [self.items[place] for place in places]

    def codes_borne(self, places: Sequence[int], wanted: Set[str]) -> set[str]:
        return codes_borne(self.side(places), wanted)

    def names_borne(self, places: Sequence[int], wanted: Set[NameKey]) -> set[NameKey]:
        return names_borne(self.side(places), wanted)


def test_what_stands_word_for_word_shares_the_earlier_body_list() -> None:
    entries = arriving("甲许可", "乙许可", "丙许可")
    (only,) = plan(entries, Held(entries), CHAIN)
    assert only.is_unchanged
    assert (only.items, only.unchanged, only.new, only.gone) == (3, 3, 0, 0)


def test_one_row_more_costs_one_row_and_stands_between_its_neighbours() -> None:
    old = arriving("甲许可", "乙许可", "丙许可")
    (only,) = plan(arriving("甲许可", "殡葬服务站设立审批", "乙许可", "丙许可"), Held(old), CHAIN)
    (written,) = only.written
    assert written.item_id is None
    assert 1024.0 < written.position < 2048.0
    assert only.parent == CHAIN[1]


def test_an_item_that_moved_to_another_body_stays_the_same_power() -> None:
    old = arriving("养老机构备案", "甲许可", "乙许可") + arriving("丙许可", "丁许可", body=HEALTH)
    new = arriving("甲许可", "乙许可") + arriving("丙许可", "丁许可", "养老机构备案", body=HEALTH)
    civil, health = plan(new, Held(old), CHAIN)
    assert [*civil.removed] == [1]
    assert [written.item_id for written in health.written] == [1]


def test_a_changed_field_is_a_new_wording_of_the_same_power() -> None:
    old = arriving("甲许可", "乙许可", "丙许可")
    new = arriving("甲许可", "乙许可") + arriving("丙许可", remarks="依据已修订")
    (only,) = plan(new, Held(old), CHAIN)
    assert [written.item_id for written in only.written] == [3]
    assert (only.new, only.unchanged, only.gone) == (0, 2, 0)


@pytest.mark.parametrize(
    "parent",
    [
        Parent(body_list=7, depth=0, open_to_change=True),
        Parent(body_list=7, depth=24, open_to_change=False),
        None,
    ],
)
def test_a_list_is_stored_whole_against_a_draft_a_deep_chain_or_nothing(parent: Parent | None) -> None:
    entries = arriving("甲许可", "乙许可")
    (only,) = plan(entries, Held(entries if parent else []), {1: parent} if parent else {})
    assert only.parent is None
    assert len(only.written) == 2
    assert [written.item_id for written in only.written] == ([1, 2] if parent else [None, None])


@dataclass
class Shuffled:
    old: list[str]
    new: list[str]


@st.composite
def lists(draw: st.DrawFn) -> Shuffled:
    names = draw(st.lists(st.integers(0, 40), unique=True, min_size=1, max_size=25))
    kept = draw(st.lists(st.sampled_from(names), unique=True))
    fresh = draw(st.lists(st.integers(100, 140), unique=True, max_size=8))
    new = draw(st.permutations([*kept, *fresh]))
    return Shuffled([f"事项{n}" for n in names], [f"事项{n}" for n in new or [*names[:1]]])


@given(lists())
def test_the_plan_applied_to_the_old_list_is_the_new_one(case: Shuffled) -> None:
    before = Held(arriving(*case.old))
    (only,) = plan(arriving(*case.new), before, CHAIN)
    stands = {} if only.parent is None else {item.id: item for item in before.items}
    for gone in only.removed:
        del stands[gone]
    written_ids = {written.item_id for written in only.written}
    result = [item.content.name for key, item in stands.items() if key not in written_ids]
    result += [written.incoming.item.content.name for written in only.written]
    assert sorted(result) == sorted(case.new)


@given(st.lists(st.booleans(), min_size=1, max_size=30))
def test_the_order_of_the_file_is_kept_where_nothing_was_moved(fresh: list[bool]) -> None:
    names = [f"事项{'新' if is_new else '旧'}{n}号" for n, is_new in enumerate(fresh)]
    before = Held(arriving(*[name for name in names if "旧" in name] or ["事项旧"]))
    (only,) = plan(arriving(*names), before, CHAIN)
    places = dict(zip([item.content.name for item in before.items], before.positions, strict=True))
    places = places if only.parent else {}
    places |= {written.incoming.item.content.name: written.position for written in only.written}
    assert sorted(names, key=places.__getitem__) == names
