"""What applying comes to, held to the comparison: it tells exactly what was stated."""

from itertools import count
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from service.adjustments import AdjustmentKind as Kind
from service.adjustments import Approved, Draft, Outcome, Proposal, Wording, apply_all, new_powers, standing
from service.comparison import Stated, compare, field_differences
from service.items import StandingItem, content_hash
from service.vocabulary import Category, ChangeKind
from tests.adjustments.proposals import CIVIL, EMERGENCY, HEALTH, proposal, stands, to

NAMES = ("养老机构备案", "公墓建设审批", "社会团体登记", "慈善募捐许可", "低保给付", "婚姻登记", "地名命名")
BODIES = (CIVIL, HEALTH, EMERGENCY)


def items_of(wordings: dict[int, Wording], edition: str) -> list[StandingItem]:
    return [
        replace(
            standing(wording, revision=number, edition=edition),
            id=number,
            content_hash=content_hash(wording.content, wording.category),
        )
        for number, wording in wordings.items()
    ]


@st.composite
def lists(draw: st.DrawFn) -> dict[int, Wording]:
    """Items of three bodies, each with a name of its own."""
    size = draw(st.integers(3, 7))
    return {
        number: stands(
            number,
            NAMES[number - 1],
            body=draw(st.sampled_from(BODIES)),
            category=draw(st.sampled_from((Category.LICENSING, Category.OTHER))),
        )
        for number in range(1, size + 1)
    }


@st.composite
def adjustments(draw: st.DrawFn, items: dict[int, Wording]) -> list[Proposal]:
    """Proposals about whatever stood at first: some contradict what others leave."""
    return [draw(_one(items, serial)) for serial in range(draw(st.integers(1, 5)))]


@st.composite
def _one(draw: st.DrawFn, items: dict[int, Wording], serial: int) -> Proposal:
    old = items[draw(st.sampled_from(sorted(items)))]
    kind = draw(
        st.sampled_from(
            (Kind.ADD, Kind.REMOVE, Kind.MERGE, Kind.SPLIT, Kind.CHANGE, Kind.TRANSFER, Kind.SUSPEND)
        )
    )
    own = [item for item in items.values() if item.body == old.body]
    if kind is Kind.MERGE and len(own) < 2:
        kind = Kind.REMOVE
    said: dict[str, Any] = {"body": old.body}
    match kind:
        case Kind.ADD:
            return proposal(kind, after=[stands(None, f"新事项{serial}", body=old.body)], **said)
        case Kind.MERGE:
            sources = draw(st.lists(st.sampled_from(own), min_size=2, max_size=3, unique_by=lambda w: w.item))
            return proposal(kind, sources, [stands(None, f"合并{serial}", body=old.body)], **said)
        case Kind.SPLIT:
            parts = [stands(None, f"拆分{serial}之{part}", body=old.body) for part in "一二"]
            return proposal(kind, [old], parts, **said)
        case Kind.CHANGE:
            field = draw(st.sampled_from(("remarks", "supervision", "name")))
            text = f"{old.content.name}改{serial}"
            changed = replace(old, content=replace(old.content, **{field: text}))
            return proposal(kind, [old], [changed], **said)
        case Kind.TRANSFER:
            receiving = draw(st.sampled_from([body for body in BODIES if body != old.body]))
            return proposal(kind, [old], to=(to(receiving),), **said)
        case _:
            return proposal(kind, [old], **said)


def applied(items: dict[int, Wording], proposals: list[Proposal]) -> tuple[Draft, Outcome]:
    draft = Draft(items=dict(items), base=items, stated=[])
    approved = [Approved(number=at, proposal=each) for at, each in enumerate(proposals, start=1)]
    assert new_powers(approved) <= 2 * len(proposals)
    return draft, apply_all(draft, approved, iter(count(100)))


@given(st.data())
def test_the_comparison_tells_exactly_what_was_stated(data: st.DataObject) -> None:
    items = data.draw(lists())
    proposals = data.draw(adjustments(items))
    draft, outcome = applied(items, proposals)
    assert {*outcome.applied, *outcome.left} == set(range(1, len(proposals) + 1))
    stated = [Stated(kind=held.kind, before=held.before, after=held.after) for held in draft.stated]
    before, after = items_of(items, "2026"), items_of(draft.items, "2027")
    found = compare(before, after, stated=stated)
    assert (found.before, found.after) == (len(items), len(draft.items))
    told = sorted((len(change.before), len(change.after), change.kind.value) for change in found.changes)
    assert told == sorted(
        (len(held.before), len(held.after), _kind(items, draft, held.before, held.after, held.kind).value)
        for held in draft.stated
    )
    assert all(change.decision.value == "STATED" for change in found.changes)
    named = {number for held in draft.stated for number in held.before}
    for number in items.keys() - named:
        assert draft.items[number] == items[number]


def _kind(
    items: dict[int, Wording],
    draft: Draft,
    before: tuple[int, ...],
    after: tuple[int, ...],
    stated: ChangeKind,
) -> ChangeKind:
    """The kind a comparison gives what was altered in place: the first that applies."""
    if before != after:
        return stated
    old, new = items[before[0]], draft.items[after[0]]
    if old.body.id != new.body.id:
        return ChangeKind.TRANSFERRED
    fields = {each.field for each in field_differences(*items_of({1: old, 2: new}, ""), same_body=True)}
    return ChangeKind.RENAMED if "name" in fields else ChangeKind.CHANGED


@given(st.data())
def test_every_power_has_one_lineage(data: st.DataObject) -> None:
    items = data.draw(lists())
    draft, _ = applied(items, data.draw(adjustments(items)))
    olds = [number for held in draft.stated for number in held.before]
    news = [number for held in draft.stated for number in held.after]
    assert len(olds) == len(set(olds))
    assert len(news) == len(set(news))
    assert draft.items.keys() - items.keys() <= set(news)
    assert items.keys() - draft.items.keys() <= set(olds)


@given(st.data())
def test_what_is_left_out_leaves_no_trace(data: st.DataObject) -> None:
    items = data.draw(lists())
    proposals = data.draw(adjustments(items))
    draft, outcome = applied(items, proposals)
    kept = [each for at, each in enumerate(proposals, start=1) if at in outcome.applied]
    again, second = applied(items, kept)
    assert not second.left
    assert _said(again) == _said(draft)


def _said(draft: Draft) -> list[tuple[str, str, str]]:
    return sorted(
        (wording.body.name, wording.content.name, wording.content.remarks) for wording in draft.items.values()
    )


def test_what_is_undone_again_is_no_change() -> None:
    old = stands(1)
    changed = replace(old, content=replace(old.content, remarks="改"))
    draft, outcome = applied(
        {1: old}, [proposal(Kind.CHANGE, [old], [changed]), proposal(Kind.CHANGE, [changed], [old])]
    )
    assert (set(outcome.applied), draft.stated, draft.items) == ({1, 2}, [], {1: old})


def test_parts_stand_where_their_whole_stood() -> None:
    items = {number: stands(number, NAMES[number]) for number in (1, 2, 3)}
    parts = [stands(None, "之一"), stands(None, "之二")]
    draft, _ = applied(items, [proposal(Kind.SPLIT, [items[2]], parts)])
    assert [wording.content.name for wording in draft.items.values()] == [NAMES[1], "之一", "之二", NAMES[3]]
