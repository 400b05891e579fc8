"""The identities of contract §3 and the laws of patches, on generated lists."""

from collections.abc import Collection, Iterator, Sequence

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz

from service.bodies import BodyMap, BodySuccession
from service.comparison import (
    Match,
    PatchError,
    Reconciliation,
    Stated,
    Unchanged,
    apply,
    code_keys,
    compare,
    invert,
    kind_of_pair,
    name_key,
    reconcile,
    without_matching,
)
from service.comparison.figures import Row
from service.items import StandingItem
from service.vocabulary import ChangeKind, Decision, Verdict
from tests.comparison.lists import by_id, item, sides

REFORM = BodyMap((BodySuccession("民政局", "林业局"), BodySuccession("卫生健康局", "林业局")))
LABELS = ("2018", "2019")


def alike(
    before: Sequence[StandingItem], after: Sequence[StandingItem], apart: Collection[tuple[int, int]]
) -> Iterator[Match]:
    """A matcher that pairs greedily by the ratio of names; enough to have every verdict occur."""
    taken: set[int] = set()
    for i, old in enumerate(before):
        for j, new in enumerate(after):
            score = fuzz.ratio(old.content.name, new.content.name)
            if j not in taken and score >= 60 and (old.id, new.id) not in apart:
                taken.add(j)
                yield Match(i, j, score, Verdict.SAME if score >= 80 else Verdict.REVIEW)
                break


def balance(row: Row) -> int:
    return row.before + row.added - row.removed + row.split - row.merged + row.moved_in - row.moved_out


@st.composite
def statements(draw: st.DrawFn) -> list[Stated]:
    some_before = st.lists(st.integers(1, 9), min_size=1, max_size=3, unique=True).map(tuple)
    some_after = st.lists(
        st.one_of(st.integers(1, 9), st.integers(101, 110)), min_size=1, max_size=3, unique=True
    ).map(tuple)
    kinds = st.sampled_from(
        (
            st.builds(
                Stated,
                kind=st.just(ChangeKind.MERGED),
                before=some_before,
                after=some_after.map(lambda a: a[:1]),
            ),
            st.builds(
                Stated,
                kind=st.just(ChangeKind.SPLIT),
                before=some_before.map(lambda b: b[:1]),
                after=some_after,
            ),
            st.builds(Stated, kind=st.just(ChangeKind.REMOVED), before=some_before),
            st.builds(
                Stated,
                kind=st.just(ChangeKind.CHANGED),
                before=some_before,
                after=some_after,
                decision=st.just(Decision.REJECTED),
            ),
        )
    )
    return [draw(draw(kinds)) for _ in range(draw(st.integers(0, 2)))]


@pytest.mark.parametrize("body_map", [None, REFORM])
@pytest.mark.parametrize("matcher", [without_matching, alike])
@given(two=sides(), stated=statements())
def test_every_account_balances(two, stated, body_map, matcher) -> None:  # type: ignore[no-untyped-def]
    before, after = two
    found = reconcile(before, after, stated=stated, body_map=body_map, matcher=matcher, editions=LABELS)
    figures = found.figures
    assert (figures.before, figures.after) == (len(before), len(after))
    assert figures.before + figures.added - figures.removed + figures.split - figures.merged == figures.after
    assert figures.net == figures.after - figures.before
    for rows in (figures.by_body, figures.by_category):
        for name in ("before", "after", "added", "removed", "merged", "split", "net"):
            assert sum(getattr(row, name) for row in rows) == getattr(figures, name)
        assert all(balance(row) == row.after and row.net == row.after - row.before for row in rows)
        assert sum(row.moved_in for row in rows) == sum(row.moved_out for row in rows)
    _every_item_is_told_once(found, before, after)


def _every_item_is_told_once(
    found: Reconciliation, before: Sequence[StandingItem], after: Sequence[StandingItem]
) -> None:
    figures = found.figures
    grouped = [link for link in found.changes if link.kind in (ChangeKind.MERGED, ChangeKind.SPLIT)]
    pairs = figures.transferred + figures.renamed + figures.changed + figures.unchanged
    assert figures.removed + pairs + sum(len(link.before) for link in grouped) == len(before)
    assert figures.added + pairs + sum(len(link.after) for link in grouped) == len(after)
    told = [entry.id for link in found.changes for entry in link.before]
    assert len(told) == len(set(told))


@pytest.mark.parametrize("body_map", [None, REFORM])
@pytest.mark.parametrize("matcher", [without_matching, alike])
@given(two=sides())
def test_applied_to_the_list_before_it_gives_the_list_after(two, body_map, matcher) -> None:  # type: ignore[no-untyped-def]
    before, after = two
    found = reconcile(before, after, body_map=body_map, matcher=matcher, editions=LABELS)
    assert apply(found, before) == by_id(after)
    assert apply(invert(found), after) == by_id(before)


@given(two=sides())
def test_kinds_are_what_the_fields_tell_and_links_are_the_same_however_gone_through(two) -> None:  # type: ignore[no-untyped-def]
    before, after = two
    found = reconcile(before, after, body_map=REFORM, matcher=alike, editions=LABELS)
    for links in (found.changes, found.restated, invert(found).changes):
        told = list(links)
        assert [links[place] for place in range(len(links))] == told
        assert [link for kind in (*ChangeKind, None) for link in links.of_kind(kind)] == told
        assert [(each.kind, each.before, each.after) for each in links.by_id()] == [
            (link.kind, tuple(old.id for old in link.before), tuple(new.id for new in link.after))
            for link in told
        ]
        for link in told:
            if len(link.before) == len(link.after) == 1:
                same_body = all(field.field != "body_name" for field in link.fields)
                assert link.kind == kind_of_pair(link.fields, same_body=same_body)
    assert found.held() == found
    assert invert(found.held()) == invert(found)


@given(two=sides())
def test_a_list_does_not_differ_from_itself(two) -> None:  # type: ignore[no-untyped-def]
    before, _ = two
    found = compare(before, before, matcher=alike)
    assert (found.changes, found.possible, found.unchanged) == ([], [], len(before))


@pytest.mark.parametrize("matcher", [without_matching, alike])
@given(two=sides())
def test_compared_backwards_it_is_the_inverse(two, matcher) -> None:  # type: ignore[no-untyped-def]
    before, after = two
    there = reconcile(before, after, matcher=matcher, editions=LABELS)
    back = reconcile(after, before, matcher=matcher, editions=LABELS[::-1])
    assert back == invert(there)
    assert invert(invert(there)) == there


@given(two=sides(), shuffled=st.randoms(use_true_random=False))
def test_the_order_of_the_lists_says_nothing(two, shuffled) -> None:  # type: ignore[no-untyped-def]
    before, after = two
    found = reconcile(before, after, matcher=alike, editions=LABELS)
    shuffled.shuffle(before)
    assert reconcile(before, after[::-1], matcher=alike, editions=LABELS) == found


@given(two=sides())
def test_equal_items_may_be_left_out(two) -> None:  # type: ignore[no-untyped-def]
    before, after = two
    whole = reconcile(before, after, matcher=without_matching, editions=LABELS)
    stored = {(entry.id, entry.revision, entry.body.id, entry.content_hash) for entry in before} & {
        (entry.id, entry.revision, entry.body.id, entry.content_hash) for entry in after
    }
    equal = [e for e in before if (e.id, e.revision, e.body.id, e.content_hash) in stored]
    copies = [entry.content_hash for entry in (*before, *after)]
    equal = [entry for entry in equal if copies.count(entry.content_hash) == 2]
    ids = {entry.id for entry in equal}
    counts: dict = {}  # type: ignore[type-arg]
    for entry in equal:
        counts[entry.body, entry.category] = counts.get((entry.body, entry.category), 0) + 1
    found = reconcile(
        [entry for entry in before if entry.id not in ids],
        [entry for entry in after if entry.id not in ids],
        unchanged=Unchanged(
            counts=counts,
            codes={code for entry in equal for code in code_keys(entry)}.intersection,
            names={name_key(entry) for entry in equal}.intersection,
        ),
        matcher=without_matching,
        editions=LABELS,
    )
    assert found == whole


def test_a_patch_is_refused_on_other_items() -> None:
    found = reconcile([item(1, "甲许可", edition="2018")], [item(1, "乙许可")])
    with pytest.raises(PatchError, match="item 1"):
        apply(found, [item(1, "丙许可", edition="2018")])


def test_the_json_has_exactly_the_keys_programs_hold_on_to() -> None:
    before = [item(1, "甲许可", edition="2018"), item(2, "乙许可", edition="2018")]
    document = msgspec.json.decode(msgspec.json.encode(compare(before, [item(1, "甲审批")], matcher=alike)))
    assert set(document) == {
        "from", "to", "before", "after", "added", "removed", "merged", "split", "transferred", "renamed",
        "changed", "unchanged", "net", "bodies_gaining", "bodies_losing", "by_body", "by_category",
        "changes", "possible",
    }  # fmt: skip
    account = {"before", "after", "added", "removed", "moved_in", "moved_out", "merged", "split", "net"}
    assert set(document["by_body"][0]) == account | {"body"}
    assert set(document["by_category"][0]) == account | {"category"}
    (change,) = [change for change in document["changes"] if change["kind"] == "RENAMED"]
    assert set(change) == {"kind", "before", "after", "fields", "score", "decision"}
    assert change["fields"] == [{"field": "name", "before": "甲许可", "after": "甲审批"}]
    assert set(change["before"][0]) == {
        "id", "name", "sub_item_name", "category", "codes", "body", "edition"
    }  # fmt: skip
    assert (document["from"], document["to"]) == LABELS
