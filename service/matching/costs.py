"""What differences cost and evidence gives, in points of 100: the numbers behind every verdict."""

from typing import NamedTuple


class Costs(NamedTuple):
    """The costs; those of a group are reached by the words of seeds/matching, not by the names' characters.

    A conflict leaves DIFFERENT, a doubt REVIEW at best; further ones add little. Harmless differences add up
    but never leave SAME. `weak` is a weak word on one side, up to `weak_borne` of them; `moved` what only
    stands elsewhere; `handled` an act that the name's handling tells anyway.

    Text on one side only is a doubt; beyond the share `borne` of the longer name `inserted_share` times the
    rest is added. Text on both sides costs `replaced`, and `replaced_share` times the share of the names that
    differs: 学历公证 / 学位公证 differ in a quarter. `within` is the score of a name that says all of another
    and more, if the shorter has the share `within_share` of the longer.
    """

    conflict: float = 60.0
    further_conflict: float = 5.0
    doubt: float = 20.0
    further_doubt: float = 4.0
    known: float = 1.0
    handled: float = 2.0
    moved: float = 2.0
    weak: float = 1.5
    weak_borne: int = 3
    harmless_at_most: float = 10.0
    inserted_share: float = 70.0
    borne: float = 0.2
    replaced: float = 24.0
    replaced_share: float = 130.0
    seen_through: float = 99.0
    gate: float = 40.0
    within: float = 62.0
    within_share: float = 0.25


COSTS = Costs()

SAME_FROM = 85.0
REVIEW_FROM = 60.0
# What each piece of evidence adds; an instrument in common counts where no article is.
EVIDENCE = {"code": 25.0, "article": 15.0, "instrument": 4.0, "field": 3.0}
