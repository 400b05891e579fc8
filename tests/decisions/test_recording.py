"""Decisions are kept by power, versioned, obeyed by alignments and comparisons, and taken back."""

import re

import pytest

from service.access import Grant, Principal, Role, operator
from service.alignment import TargetAlignment
from service.audit import stored_records
from service.comparison import Link, Reconciliation
from service.decisions import Proposal, Recorded, record_decisions
from service.editions import discard, find_edition
from service.errors import Refusal
from service.items import ListedItem
from service.reading import (
    align_editions,
    editions_to_align,
    histories,
    reconcile_editions,
    standing_decisions,
)
from service.store import Store
from service.store.core import data_version, pair_decision
from service.vocabulary import Category, ChangeKind, Decision, ListKind, Verdict
from tests.reading.inventory import CITY, COUNTY, PROVINCE, add_divisions, publish
from tests.support.lists import listed

WANG = operator("王某")


@pytest.fixture
def lists(store: Store) -> Store:
    """A province and a county with two powers each: 取水许可 is plainly one, the others are not told."""
    add_divisions(store, PROVINCE, CITY, COUNTY)
    publish(store, "2024", [listed("取水许可"), listed("河道采砂许可")], division=PROVINCE)
    publish(store, "2024", county_items(), division=COUNTY)
    return store


def county_items() -> list[ListedItem]:
    return [listed("取水许可证核发"), listed("采石取土批准手续")]


def aligned(store: Store) -> TargetAlignment:
    with store.read() as connection:
        ours, theirs = editions_to_align(connection, PROVINCE, [COUNTY])
        (target,) = align_editions(connection, ours, [theirs]).targets
    return target


def powers(store: Store, division: str, label: str = "2024") -> dict[str, int]:
    target = aligned(store)
    if division == COUNTY:
        return {row.item.content.name: row.item.id for row in target.rows}
    met = [row.reference_item for row in target.rows if row.reference_item]
    return {item.content.name: item.id for item in (*met, *target.missing)}


def decide(
    store: Store, *proposals: Proposal, by: Principal = WANG, edition_id: int | None = None
) -> Recorded:
    with store.write() as connection:
        return record_decisions(connection, proposals, decided_by=by, edition_id=edition_id)


def confirm(before: int, after: int, reason: str = "", version: int | None = None) -> Proposal:
    return Proposal(before=before, after=after, decision=Decision.CONFIRMED, reason=reason, version=version)


def reject(before: int, after: int) -> Proposal:
    return Proposal(before=before, after=after, decision=Decision.REJECTED)


def test_a_confirmed_pair_wins_and_says_who_and_why(lists: Store) -> None:
    ours, theirs = powers(lists, PROVINCE), powers(lists, COUNTY)
    water, sand = theirs["取水许可证核发"], theirs["采石取土批准手续"]
    found = decide(lists, reject(ours["取水许可"], water), confirm(ours["河道采砂许可"], sand, "同一依据"))
    assert found == Recorded(confirmed=1, rejected=1)
    first, second = aligned(lists).rows
    assert (first.verdict, first.decision, first.reference_item) == (
        Verdict.DIFFERENT,
        Decision.REJECTED,
        None,
    )
    assert first.note.startswith("王某，20")
    assert (second.verdict, second.decision) == (Verdict.SAME, Decision.CONFIRMED)
    assert second.note.endswith("，同一依据")


def test_decisions_outlive_editions(lists: Store) -> None:
    ours, theirs = powers(lists, PROVINCE), powers(lists, COUNTY)
    decide(lists, confirm(ours["河道采砂许可"], theirs["采石取土批准手续"]))
    publish(lists, "2025", [*county_items(), listed("水利工程质量监督")], division=COUNTY)
    row = next(row for row in aligned(lists).rows if row.item.content.name == "采石取土批准手续")
    assert (row.item.edition, row.decision) == ("2025", Decision.CONFIRMED)


def test_assigning_elsewhere_takes_the_first_back(lists: Store) -> None:
    ours, theirs = powers(lists, PROVINCE), powers(lists, COUNTY)
    sand = theirs["采石取土批准手续"]
    decide(lists, confirm(ours["河道采砂许可"], sand))
    assert decide(lists, confirm(ours["取水许可"], sand)) == Recorded(confirmed=1, withdrawn=1)
    row = next(row for row in aligned(lists).rows if row.item.id == sand)
    assert row.reference_item
    assert row.reference_item.content.name == "取水许可"


def test_one_reference_power_may_be_confirmed_for_several(lists: Store) -> None:
    ours, theirs = powers(lists, PROVINCE), powers(lists, COUNTY)
    decide(lists, *(confirm(ours["取水许可"], number) for number in theirs.values()))
    rows = aligned(lists).rows
    assert [row.reference_item and row.reference_item.id for row in rows] == [ours["取水许可"]] * 2


def test_what_was_decided_can_be_taken_back(lists: Store) -> None:
    ours, theirs = powers(lists, PROVINCE), powers(lists, COUNTY)
    pair = ours["取水许可"], theirs["取水许可证核发"]
    decide(lists, reject(*pair))
    back = Proposal(before=pair[0], after=pair[1], decision=Decision.AUTOMATIC)
    assert decide(lists, back) == Recorded(withdrawn=1)
    (row,) = [row for row in aligned(lists).rows if row.item.id == pair[1]]
    assert (row.verdict, row.decision, row.note) == (Verdict.SAME, Decision.AUTOMATIC, "")
    assert decide(lists, back) == Recorded(unchanged=1)


def test_the_same_again_changes_nothing_and_a_stale_version_is_refused(lists: Store) -> None:
    ours, theirs = powers(lists, PROVINCE), powers(lists, COUNTY)
    pair = ours["取水许可"], theirs["取水许可证核发"]
    decide(lists, confirm(*pair, "甲", version=0))
    assert decide(lists, confirm(*pair, "甲")) == Recorded(unchanged=1)
    with pytest.raises(Refusal) as refused:
        decide(lists, confirm(*pair, "乙", version=0))
    assert refused.value.code == "decision-changed"
    assert "王某" in refused.value.message
    decide(lists, confirm(*pair, "乙", version=1))
    with lists.read() as connection:
        assert standing_decisions(connection, [pair], None)[pair].version == 2
        assert connection.execute(pair_decision.select()).all().__len__() == 2


def test_decisions_are_audited_and_supersede_what_is_kept(lists: Store) -> None:
    ours, theirs = powers(lists, PROVINCE), powers(lists, COUNTY)
    with lists.read() as connection:
        before = connection.execute(data_version.select()).one().version
    decide(lists, confirm(ours["取水许可"], theirs["取水许可证核发"], "一致"))
    with lists.read() as connection:
        assert connection.execute(data_version.select()).one().version == before + 1
        record = list(stored_records(connection))[-1]
    assert (record.act, record.who_name, record.why, record.division) == (
        "match.decide",
        "王某",
        "一致",
        COUNTY,
    )


def test_refusals_record_nothing(lists: Store) -> None:
    ours, theirs = powers(lists, PROVINCE), powers(lists, COUNTY)
    good = confirm(ours["取水许可"], theirs["取水许可证核发"])
    one, other = theirs.values()
    stranger = Principal(
        subject="x", name="某", grants=(Grant(role=Role.ESTABLISHMENT_REVIEWER, division=CITY),)
    )
    for bad, code, by in (
        (confirm(one, other), "same-list", WANG),
        (confirm(one, 10**9), "unknown-item", WANG),
        (reject(*good.pair), "contradicting-decisions", WANG),
        (confirm(*good.pair, "字" * 2001), "bad-argument", WANG),
        (good, "forbidden", stranger),
    ):
        with pytest.raises(Refusal) as refused:
            decide(lists, good, bad, by=by)
        assert refused.value.code == code
    with lists.read() as connection:
        assert connection.execute(pair_decision.select()).all() == []


def cleanup(store: Store) -> tuple[Reconciliation, int]:
    with store.read() as connection:
        old, new = (find_edition(connection, COUNTY, ListKind.POWER, label) for label in ("2024", "2025"))
        return reconcile_editions(connection, old, new).held(), new.id


def link_of(found: Reconciliation, name: str) -> Link:
    (link,) = [
        link for link in found.changes if name in {item.content.name for item in (*link.before, *link.after)}
    ]
    return link


def test_a_comparison_obeys_decisions_until_they_are_taken_back(lists: Store) -> None:
    publish(lists, "2025", [listed("取水许可"), listed("采砂许可")], division=COUNTY)
    found, edition_id = cleanup(lists)
    gone, came = link_of(found, "采石取土批准手续"), link_of(found, "采砂许可")
    assert (gone.kind, came.kind) == (ChangeKind.REMOVED, ChangeKind.ADDED)
    pair = gone.before[0].id, came.after[0].id
    decide(lists, confirm(*pair, "改称"), edition_id=edition_id)
    link = link_of(cleanup(lists)[0], "采砂许可")
    assert (link.kind, link.decision) == (ChangeKind.RENAMED, Decision.CONFIRMED)
    assert re.fullmatch(r"王某，\d{4}-\d\d-\d\d，改称", link.reason)
    with lists.read() as connection:
        assert [entry.change for entry in histories(connection, [pair[1]])[pair[1]]][-1] is ChangeKind.RENAMED
    decide(lists, Proposal(before=pair[0], after=pair[1], decision=Decision.AUTOMATIC), edition_id=edition_id)
    assert link_of(cleanup(lists)[0], "采砂许可").kind is ChangeKind.ADDED


def test_a_rejected_rename_never_comes_again(lists: Store) -> None:
    publish(lists, "2025", [listed("取水许可"), listed("采石取土批准手续")], division=COUNTY)
    found, edition_id = cleanup(lists)
    renamed = link_of(found, "取水许可")
    assert renamed.kind is ChangeKind.RENAMED
    decide(lists, reject(renamed.before[0].id, renamed.after[0].id), edition_id=edition_id)
    again, _ = cleanup(lists)
    assert (again.figures.added, again.figures.removed, again.figures.renamed) == (1, 1, 0)
    assert link_of(again, "取水许可").decision is Decision.REJECTED
    assert again.possible == ()


def test_decisions_of_a_comparison_are_about_its_list(lists: Store) -> None:
    publish(lists, "2025", county_items(), division=COUNTY)
    ours, theirs = powers(lists, PROVINCE), powers(lists, COUNTY)
    _, edition_id = cleanup(lists)
    with pytest.raises(Refusal, match="other-list"):
        decide(lists, confirm(ours["取水许可"], theirs["取水许可证核发"]), edition_id=edition_id)


def test_no_category_is_needed(lists: Store) -> None:
    """A decision outranks the category gate."""
    publish(lists, "2025", [listed("取水许可", category=Category.CONFIRMATION)], division=COUNTY)
    target = aligned(lists)
    (row,) = target.rows
    assert row.verdict is Verdict.DIFFERENT
    ours = powers(lists, PROVINCE)
    decide(lists, confirm(ours["取水许可"], row.item.id))
    (row,) = aligned(lists).rows
    assert (row.verdict, row.same.category) == (Verdict.SAME, False)


def test_decisions_go_with_the_draft_they_are_about(lists: Store) -> None:
    publish(lists, "2025", [listed("取水许可"), listed("采砂许可")], division=COUNTY, draft=True)
    found, edition_id = cleanup(lists)
    pair = link_of(found, "采石取土批准手续").before[0].id, link_of(found, "采砂许可").after[0].id
    decide(lists, confirm(*pair), edition_id=edition_id)
    with lists.write() as connection:
        discard(connection, COUNTY, ListKind.POWER, "2025")
    with lists.read() as connection:
        assert connection.execute(pair_decision.select()).all() == []
