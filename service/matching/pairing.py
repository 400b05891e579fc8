"""Pairing two lists one to one: certain pairs first, then those for a person to look at."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from math import inf

import msgspec

from service.matching.assigning import assigned
from service.matching.differences import Weight
from service.matching.evidence import Entry, evidence_between
from service.matching.judging import Judgement, judge, judge_folded
from service.matching.meeting import worth_judging
from service.vocabulary import Decision, Verdict

# A partner nearly as good makes a pair a tie.
_TIE_WITHIN = 0.5
# How many partners are named of an entry that got none.
_NAMED = 3

Decisions = Mapping[tuple[int, int], Decision]
_Place = tuple[int, int]


class Pair(msgspec.Struct, frozen=True):
    """Two entries held to be one power: their keys, why, how it was decided, and whether another was as good.

    A tied pair is never SAME unless the tied names are word for word alike.
    """

    before: int
    after: int
    judgement: Judgement
    verdict: Verdict
    decision: Decision = Decision.AUTOMATIC
    tied: bool = False


class Pairing(msgspec.Struct, frozen=True):
    """The outcome: `pairs` one to one, in the order of `before`; `rejected` what a person had refused.

    `rejected` holds only pairs the matcher would have proposed. `also` are pairs that one to one left no room
    for, which a person should see: the partners of an entry that got none (of a merge or split all but one
    are left so), the likest three, and the rivals that make a pair a tie.
    """

    pairs: tuple[Pair, ...]
    rejected: tuple[Pair, ...]
    also: tuple[Pair, ...] = ()


_NO_DECISIONS: Decisions = {}


def pair(
    before: Sequence[Entry],
    after: Sequence[Entry],
    *,
    same_body: bool = False,
    decisions: Decisions = _NO_DECISIONS,
) -> Pairing:
    """Pair entries of two lists one to one; keys are unique in each list.

    Two known, different categories are never paired, nor, with `same_body`, two different bodies; a
    person's decision about two keys (CONFIRMED, REJECTED; STATED likewise pairs) outranks all of that.
    Pairs of verdict SAME are settled before those of REVIEW, each so that the scores together are greatest.
    `pair(b, a)` is the mirror of `pair(a, b)` (decisions mirrored too); the order of a list matters only
    among entries nothing else tells apart. Raises ValueError for a key that stands twice in a list.
    """
    if len({e.key for e in before}) < len(before) or len({e.key for e in after}) < len(after):
        raise ValueError("an entry's key stands twice in a list")
    settled = list(_decided(before, after, decisions))
    gone_before = {p.before for p in settled}
    gone_after = {p.after for p in settled}
    rest_before = [e for e in before if e.key not in gone_before]
    rest_after = [e for e in after if e.key not in gone_after]
    judged: dict[_Place, Judgement] = {}
    rejected: list[Pair] = []
    for i, j in worth_judging(rest_before, rest_after, same_body=same_body):
        a, b = rest_before[i], rest_after[j]
        judgement = judge_folded(a.name.text, b.name.text, evidence_between(a, b))
        if judgement.verdict is Verdict.DIFFERENT:
            continue
        if decisions.get((a.key, b.key)) is Decision.REJECTED:
            rejected.append(Pair(a.key, b.key, judgement, Verdict.DIFFERENT, Decision.REJECTED))
        else:
            judged[i, j] = judgement
    chosen = list(assigned(rest_before, rest_after, judged))
    ties, rivals = _ties(rest_before, rest_after, judged, chosen)
    for i, j in chosen:
        verdict = Verdict.REVIEW if (i, j) in ties else judged[i, j].verdict
        settled.append(
            Pair(rest_before[i].key, rest_after[j].key, judged[i, j], verdict, tied=(i, j) in ties)
        )
    also = [
        Pair(rest_before[i].key, rest_after[j].key, judged[i, j], judged[i, j].verdict, tied=(i, j) in rivals)
        for i, j in rivals | _left_out(rest_before, rest_after, judged, chosen)
    ]
    place = {e.key: n for n, e in enumerate(before)}
    return Pairing(
        tuple(sorted(settled, key=lambda p: place[p.before])),
        tuple(sorted(rejected, key=lambda p: (place[p.before], p.after))),
        tuple(sorted(also, key=lambda p: (place[p.before], p.after))),
    )


def _decided(before: Sequence[Entry], after: Sequence[Entry], decisions: Decisions) -> Iterator[Pair]:
    of_before = {e.key: e for e in before}
    of_after = {e.key: e for e in after}
    for (x, y), decision in sorted(decisions.items()):
        if decision in (Decision.CONFIRMED, Decision.STATED) and x in of_before and y in of_after:
            a, b = of_before[x], of_after[y]
            yield Pair(x, y, judge(a.name, b.name, evidence_between(a, b)), Verdict.SAME, decision)


def _left_out(
    before: Sequence[Entry],
    after: Sequence[Entry],
    judged: Mapping[_Place, Judgement],
    chosen: Sequence[_Place],
) -> set[_Place]:
    """The likest partners of every entry that has some and got none; a conflict makes no part of a whole."""
    rows, columns = {i for i, _ in chosen}, {j for _, j in chosen}
    partners: defaultdict[tuple[bool, int], list[_Place]] = defaultdict(list)
    for (i, j), judgement in judged.items():
        if i in rows and j in columns:
            continue
        if any(found.weight is Weight.CONFLICT for found in judgement.differences):
            continue
        if i not in rows:
            partners[False, i].append((i, j))
        if j not in columns:
            partners[True, j].append((i, j))
    named: set[_Place] = set()
    for (of_after, _), places in partners.items():
        side = before if of_after else after

        def likest(place: _Place, side: Sequence[Entry] = side, at: int = not of_after) -> tuple[object, ...]:
            return -judged[place].score, side[place[at]].sort_key, place[at]

        named.update(sorted(places, key=likest)[:_NAMED])
    return named


def _ties(
    before: Sequence[Entry],
    after: Sequence[Entry],
    judged: Mapping[_Place, Judgement],
    chosen: Sequence[_Place],
) -> tuple[set[_Place], set[_Place]]:
    """The chosen pairs of which one side has another partner as good, worded otherwise, no better served;
    and the pairs with those partners.
    """
    nobody = -1, -inf
    of_row = {i: (j, judged[i, j].score) for i, j in chosen}
    of_column = {j: (i, judged[i, j].score) for i, j in chosen}
    ties: set[_Place] = set()
    rivals: set[_Place] = set()
    for (i, j), rival in judged.items():
        own, own_score = of_row.get(i, nobody)
        other, other_score = of_column.get(j, nobody)
        if own == j:
            continue
        above = rival.score + _TIE_WITHIN
        near = own >= 0 and rival.score >= own_score - _TIE_WITHIN and other_score <= above
        if near and after[own].name.text != after[j].name.text:
            ties.add((i, own))
            rivals.add((i, j))
        near = other >= 0 and rival.score >= other_score - _TIE_WITHIN and own_score <= above
        if near and before[other].name.text != before[i].name.text:
            ties.add((other, j))
            rivals.add((i, j))
    return ties, rivals
