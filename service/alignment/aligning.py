"""Aligning target lists with a reference list: who corresponds to whom, and which of the four sames hold."""

from collections import Counter
from collections.abc import Mapping, Sequence

import msgspec

from service.items import StandingItem
from service.matching import (
    Decisions,
    Pair,
    basic_codes,
    cited_provisions,
    decisions_at,
    entries_of,
    explain,
    pair,
)
from service.text import fold
from service.vocabulary import Decision, Level, Verdict


class AlignedList(msgspec.Struct, frozen=True, kw_only=True):
    """One division's list as it takes part: the division's code and level, the edition's label, its items."""

    division: str
    level: Level
    edition: str
    items: Sequence[StandingItem]


class Sames(msgspec.Struct, frozen=True):
    """The four sames (四同) of one pair: same name, category, basis and code."""

    name: bool = False
    category: bool = False
    basis: bool = False
    code: bool = False

    @property
    def four(self) -> bool:
        """Whether all four hold."""
        return self.name and self.category and self.basis and self.code


class AlignedRow(msgspec.Struct, frozen=True, kw_only=True):
    """One target item and the reference item it corresponds to, if any.

    `score` is the matcher's, 0 where no reference item was found; `verdict` SAME where the row counts as
    aligned, REVIEW where a person must say, DIFFERENT where nothing corresponds. `decision` tells a person's
    word from the matcher's; REJECTED stands where what the matcher proposed had been refused and nothing
    else corresponds. `tied`: another pair was as good. `explanation` is one Chinese line, empty for no pair.
    """

    item: StandingItem
    reference_item: StandingItem | None
    score: float
    verdict: Verdict
    same: Sames
    decision: Decision = Decision.AUTOMATIC
    tied: bool = False
    explanation: str = ""


class TargetAlignment(msgspec.Struct, frozen=True, kw_only=True):
    """One target held against the reference.

    `items` = `aligned` + `review` + `unmatched`; the `same_…` counts and `four_sames` are over aligned rows
    alone; `rate` = `four_sames` / `items`, None for a list without items. `missing` are the reference items
    exercised at the target's level, or without stated level, that stand in no row: what awaits review is not
    called missing.
    """

    division: str
    edition: str
    items: int
    aligned: int
    review: int
    unmatched: int
    same_name: int
    same_category: int
    same_basis: int
    same_code: int
    four_sames: int
    rate: float | None
    missing: tuple[StandingItem, ...]
    rows: tuple[AlignedRow, ...]


class Alignment(msgspec.Struct, frozen=True, kw_only=True):
    """All targets held against one reference (三级四同).

    `all_levels` counts the reference items whose four sames hold in every target; 0 without targets.
    """

    reference: str
    reference_edition: str
    all_levels: int
    targets: tuple[TargetAlignment, ...]


_NO_DECISIONS: Decisions = {}


def align(
    reference: AlignedList, targets: Sequence[AlignedList], *, decisions: Decisions = _NO_DECISIONS
) -> Alignment:
    """Align every target with the reference, one to one, within categories (domain §8, contract §3).

    `decisions` are people's, keyed by (id of the reference item, id of the target item); they outrank the
    matcher, the category gate included.
    """
    entries = entries_of(reference.items)
    done: list[TargetAlignment] = []
    everywhere: Counter[int] = Counter()
    for target in targets:
        pairing = pair(
            entries,
            entries_of(target.items),
            decisions=decisions_at(reference.items, target.items, decisions),
        )
        pairs = {found.after: found for found in pairing.pairs}
        rejected = {found.after for found in pairing.rejected}
        done.append(_against(reference, target, pairs, rejected))
        rows = done[-1].rows
        everywhere.update(
            found.before for place, found in pairs.items() if _aligned(rows[place]) and rows[place].same.four
        )
    return Alignment(
        reference=reference.division,
        reference_edition=reference.edition,
        all_levels=sum(count == len(targets) for count in everywhere.values()),
        targets=tuple(done),
    )


def sames(reference: StandingItem, item: StandingItem) -> Sames:
    """Compare two items by the four sames.

    Name: main item and sub-item equal verbatim. Category: equal. Basis: equal set of (instrument, article),
    or equal folded text where either cell cites nothing that can be read. Code: a basic code in common.
    """
    ours, theirs = reference.content, item.content
    cited = cited_provisions(ours.setting_basis), cited_provisions(theirs.setting_basis)
    return Sames(
        name=(ours.name, ours.sub_item_name) == (theirs.name, theirs.sub_item_name),
        category=reference.category == item.category,
        basis=cited[0] == cited[1] if all(cited) else fold(ours.setting_basis) == fold(theirs.setting_basis),
        code=bool(basic_codes(ours.codes) & basic_codes(theirs.codes)),
    )


def _aligned(row: AlignedRow) -> bool:
    return row.verdict is Verdict.SAME


def _against(
    reference: AlignedList, target: AlignedList, pairs: Mapping[int, Pair], rejected: set[int]
) -> TargetAlignment:
    rows = tuple(
        _row(reference, item, pairs.get(place), place in rejected) for place, item in enumerate(target.items)
    )
    aligned = [row for row in rows if _aligned(row)]
    met = {found.before for found in pairs.values()}
    four_sames = sum(row.same.four for row in aligned)
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
        four_sames=four_sames,
        rate=round(four_sames / len(rows), 4) if rows else None,
        missing=tuple(
            item
            for place, item in enumerate(reference.items)
            if place not in met and item.level in (None, target.level)
        ),
        rows=rows,
    )


def _row(reference: AlignedList, item: StandingItem, found: Pair | None, rejected: bool) -> AlignedRow:
    if found is None:
        decision = Decision.REJECTED if rejected else Decision.AUTOMATIC
        return AlignedRow(
            item=item,
            reference_item=None,
            score=0.0,
            verdict=Verdict.DIFFERENT,
            same=Sames(),
            decision=decision,
        )
    counterpart = reference.items[found.before]
    return AlignedRow(
        item=item,
        reference_item=counterpart,
        score=found.judgement.score,
        verdict=found.verdict,
        same=sames(counterpart, item),
        decision=found.decision,
        tied=found.tied,
        explanation=explain(found.judgement),
    )
