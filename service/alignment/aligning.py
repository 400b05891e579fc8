"""Aligning target lists with a reference list: who corresponds to whom, and which of the four sames hold.

What is thought about, `outcome_of`, speaks of items by their places in the lists; `alignment_of` then says
it with the items, so that outcomes can be worked out elsewhere and kept.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from itertools import chain

import msgspec

from service.alignment.categories import under_other_category
from service.alignment.model import (
    AlignedList,
    AlignedRow,
    Alignment,
    PossibleReference,
    Sames,
    TargetAlignment,
)
from service.items import StandingItem
from service.matching import (
    Decisions,
    Entry,
    Evidence,
    Pair,
    decisions_at,
    entries_of,
    entry_of,
    explain,
    judge_folded,
    pair,
)
from service.text import fold
from service.vocabulary import Decision, Verdict

NO_DECISIONS: Decisions = {}

Notes = Mapping[tuple[int, int], str]
"""Who decided about two items (by the ids a decision names), when and why: one Chinese line each."""
NO_NOTES: Notes = {}


class OutcomeRow(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What came of one target item: an `AlignedRow`, but the reference item by its place, −1 for none."""

    reference: int
    score: float
    verdict: Verdict
    same: Sames
    decision: Decision
    tied: bool
    explanation: str
    possible: tuple[tuple[int, float], ...] = ()


Outcome = list[OutcomeRow]
"""A row for every item of the target, in its order."""


def align(
    reference: AlignedList,
    targets: Sequence[AlignedList],
    *,
    decisions: Decisions = NO_DECISIONS,
    notes: Notes = NO_NOTES,
) -> Alignment:
    """Align every target with the reference, one to one, within categories (domain §8, contract §3).

    `decisions` are people's, keyed by (id of the reference item, id of the target item); they outrank the
    matcher, the category gate included. `notes` say who decided, when and why, under the same keys.
    """
    entries = entries_of(reference.items)
    outcomes = [outcome_of(reference, entries, target, decisions) for target in targets]
    return Alignment(
        reference=reference.division,
        reference_edition=reference.edition,
        all_levels=in_every(Counter(chain.from_iterable(map(four_sames, outcomes))), len(targets)),
        targets=tuple(
            alignment_of(reference, target, outcome, notes)
            for target, outcome in zip(targets, outcomes, strict=True)
        ),
    )


def outcome_of(
    reference: AlignedList, entries: Sequence[Entry], target: AlignedList, decisions: Decisions = NO_DECISIONS
) -> Outcome:
    """Work out one target; `entries` are `entries_of(reference.items)`, which serve every target."""
    theirs = entries_of(target.items)
    placed = decisions_at(reference.items, target.items, decisions)
    pairing = pair(entries, theirs, decisions=placed)
    pairs = {found.after: found for found in pairing.pairs}
    rejected = {found.after for found in pairing.rejected}
    also: defaultdict[int, list[Pair]] = defaultdict(list)
    for found in (*pairing.also, *under_other_category(entries, theirs, pairing.pairs, placed)):
        also[found.after].append(found)

    def same(found: Pair) -> Sames:
        ours, other = reference.items[found.before], target.items[found.after]
        return _sames(ours, entries[found.before], other, theirs[found.after])

    return [
        _row(pairs.get(place), also.get(place, ()), same, rejected=place in rejected)
        for place in range(len(theirs))
    ]


def four_sames(outcome: Outcome) -> list[int]:
    """The reference items, by place, that the target has under the same name, category, basis and code."""
    return [row.reference for row in outcome if row.verdict is Verdict.SAME and row.same.four]


def in_every(shared: Mapping[int, int], targets: int) -> int:
    """How many reference items every target has four times the same; 0 without targets.

    `shared` counts the targets that have a reference item so.
    """
    return sum(count == targets for count in shared.values())


def alignment_of(
    reference: AlignedList, target: AlignedList, outcome: Outcome, notes: Notes = NO_NOTES
) -> TargetAlignment:
    """Say an outcome with the items it speaks of, and count."""
    refusals: defaultdict[int, list[str]] = defaultdict(list)
    for (_, number), note in notes.items():
        refusals[number].append(note)

    def note_on(item: StandingItem, row: OutcomeRow) -> str:
        if row.reference >= 0:
            return notes.get((reference.items[row.reference].id, item.id), "")
        return "；".join(refusals[item.id]) if row.decision is Decision.REJECTED else ""

    rows = tuple(
        AlignedRow(
            item=item,
            reference_item=reference.items[row.reference] if row.reference >= 0 else None,
            score=row.score,
            verdict=row.verdict,
            same=row.same,
            decision=row.decision,
            tied=row.tied,
            explanation=row.explanation,
            note=note_on(item, row),
            possible=tuple(PossibleReference(reference.items[place], score) for place, score in row.possible),
        )
        for item, row in zip(target.items, outcome, strict=True)
    )
    aligned = [row for row in rows if row.verdict is Verdict.SAME]
    met = {row.reference for row in outcome}
    four = sum(row.same.four for row in aligned)
    return TargetAlignment(
        division=target.division,
        edition=target.edition,
        items=len(rows),
        aligned=len(aligned),
        review=sum(row.verdict is Verdict.REVIEW for row in rows),
        unmatched=sum(row.verdict is Verdict.DIFFERENT for row in rows),
        same_name=sum(row.same.name for row in aligned),
        same_category=sum(row.same.category for row in aligned),
        same_basis=sum(row.same.basis for row in aligned),
        same_code=sum(row.same.code for row in aligned),
        four_sames=four,
        rate=round(four / len(rows), 4) if rows else None,
        missing=tuple(
            item
            for place, item in enumerate(reference.items)
            if place not in met and item.level in (None, target.level)
        ),
        rows=rows,
    )


def sames(reference: StandingItem, item: StandingItem) -> Sames:
    """Compare two items by the four sames.

    Name: main item and sub-item equal verbatim. Category: equal. Basis: equal set of (instrument, article),
    or equal folded text where either cell cites nothing that can be read. Code: a basic code in common.
    """
    return _sames(reference, entry_of(reference, 0), item, entry_of(item, 0))


def _sames(reference: StandingItem, ours: Entry, item: StandingItem, theirs: Entry) -> Sames:
    """Compare two items, of which what is read from them is known."""
    one, other = reference.content, item.content
    cited = ours.provisions and theirs.provisions
    return Sames(
        name=(one.name, one.sub_item_name) == (other.name, other.sub_item_name),
        category=reference.category == item.category,
        basis=ours.provisions == theirs.provisions
        if cited
        else fold(one.setting_basis) == fold(other.setting_basis),
        code=not ours.codes.isdisjoint(theirs.codes),
    )


def _row(
    found: Pair | None, also: Sequence[Pair], same: Callable[[Pair], Sames], *, rejected: bool
) -> OutcomeRow:
    possible = tuple(
        (other.before, other.judgement.score)
        for other in sorted(also, key=lambda pair: (-pair.judgement.score, pair.before))
    )
    if found is None:
        decision = Decision.REJECTED if rejected else Decision.AUTOMATIC
        return OutcomeRow(
            -1, 0.0, Verdict.DIFFERENT, Sames(), decision, tied=False, explanation="", possible=possible
        )
    judgement = found.judgement
    return OutcomeRow(
        reference=found.before,
        score=judgement.score,
        verdict=found.verdict,
        same=same(found),
        decision=found.decision,
        tied=found.tied,
        explanation=_explained(judgement.a.text, judgement.b.text, judgement.evidence),
        possible=possible,
    )


@lru_cache(maxsize=16_384)
def _explained(a: str, b: str, evidence: Evidence) -> str:
    """What `explain` says of two folded names: the same of most items in every list (4 MB at most)."""
    return explain(judge_folded(a, b, evidence))
