"""Lists held against a reference, and what comes of it: rows, figures, what is missing (三级四同)."""

from collections.abc import Sequence

import msgspec

from service.items import StandingItem
from service.vocabulary import Decision, Level, Verdict


class AlignedList(msgspec.Struct, frozen=True, kw_only=True):
    """One division's list as it takes part: the division's code and level, the edition's label, its items."""

    division: str
    level: Level
    edition: str
    items: Sequence[StandingItem]


class TrimmedList(AlignedList, frozen=True, kw_only=True):
    """A list with nothing in its items but what aligning and its reports look at."""


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


class PossibleReference(msgspec.Struct, frozen=True):
    """A reference item that a target item may be too, or a part of it, or its whole: for a person to say."""

    item: StandingItem
    score: float


class AlignedRow(msgspec.Struct, frozen=True, kw_only=True):
    """One target item and the reference item it corresponds to, if any.

    `score` is the matcher's, 0 where no reference item was found; `verdict` SAME where the row counts as
    aligned, REVIEW where a person must say, DIFFERENT where nothing corresponds. `decision` tells a person's
    word from the matcher's; REJECTED stands where what the matcher proposed had been refused and nothing
    else corresponds. `tied`: another pair was as good. `explanation` is one Chinese line, empty for no pair;
    `note` says who decided, when and why, empty where nobody did.

    `possible` are reference items that one to one left no room for, the likest first: the rivals of a tie;
    for an item without a pair those it may be a part of (拆分), and what the reference has under another
    category; else those without one that it may hold besides (合并).
    """

    item: StandingItem
    reference_item: StandingItem | None
    score: float
    verdict: Verdict
    same: Sames
    decision: Decision = Decision.AUTOMATIC
    tied: bool = False
    explanation: str = ""
    note: str = ""
    possible: tuple[PossibleReference, ...] = ()


class TargetFigures(msgspec.Struct, frozen=True, kw_only=True):
    """The figures of one target held against the reference.

    `items` = `aligned` + `review` + `unmatched`; the `same_…` counts and `four_sames` are over aligned rows
    alone; `rate` = `four_sames` / `items`, None for a list without items.
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


class TargetAlignment(TargetFigures, frozen=True, kw_only=True):
    """One target held against the reference, row by row.

    `missing` are the reference items exercised at the target's level, or without stated level, that stand in
    no row: what awaits review is not called missing.
    """

    missing: tuple[StandingItem, ...]
    rows: tuple[AlignedRow, ...]


class Alignment(msgspec.Struct, frozen=True, kw_only=True):
    """All targets held against one reference (三级四同).

    `all_levels` counts the reference items whose four sames hold in every target; 0 without targets.
    """

    reference: str
    reference_edition: str
    all_levels: int
    targets: Sequence[TargetAlignment]
