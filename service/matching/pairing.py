"""Pairing two lists one to one: certain pairs first, then those for a person to look at."""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence

import msgspec
import numpy as np
from rapidfuzz import fuzz, process
from scipy.optimize import linear_sum_assignment
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from service.matching.evidence import Entry, evidence_between
from service.matching.judging import REVIEW_FROM, Judgement, judge
from service.vocabulary import Decision, Verdict

# Below this likeness of cores no two names of the labelled sets are one power.
_LIKENESS_FROM = 45.0
# How many of the likest each entry is judged against (all of equal likeness with the last one too).
_JUDGED = 12
_CHUNK = 1024
# A partner nearly as good makes a pair a tie.
_TIE_WITHIN = 0.5

Decisions = Mapping[tuple[int, int], Decision]


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

    `rejected` holds only pairs the matcher would have proposed.
    """

    pairs: tuple[Pair, ...]
    rejected: tuple[Pair, ...]


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
    judged: dict[tuple[int, int], Judgement] = {}
    rejected: list[Pair] = []
    for i, j in sorted(_candidates(rest_before, rest_after, same_body)):
        a, b = rest_before[i], rest_after[j]
        judgement = judge(a.name, b.name, evidence_between(a, b))
        if judgement.verdict is Verdict.DIFFERENT:
            continue
        if decisions.get((a.key, b.key)) is Decision.REJECTED:
            rejected.append(Pair(a.key, b.key, judgement, Verdict.DIFFERENT, Decision.REJECTED))
        else:
            judged[i, j] = judgement
    chosen = list(_assigned(rest_before, rest_after, judged))
    ties = _ties(rest_before, rest_after, judged, chosen)
    for i, j in chosen:
        verdict = Verdict.REVIEW if (i, j) in ties else judged[i, j].verdict
        settled.append(
            Pair(rest_before[i].key, rest_after[j].key, judged[i, j], verdict, tied=(i, j) in ties)
        )
    place = {e.key: n for n, e in enumerate(before)}
    return Pairing(
        tuple(sorted(settled, key=lambda p: place[p.before])),
        tuple(sorted(rejected, key=lambda p: (place[p.before], p.after))),
    )


def _decided(before: Sequence[Entry], after: Sequence[Entry], decisions: Decisions) -> Iterator[Pair]:
    of_before = {e.key: e for e in before}
    of_after = {e.key: e for e in after}
    for (x, y), decision in sorted(decisions.items()):
        if decision in (Decision.CONFIRMED, Decision.STATED) and x in of_before and y in of_after:
            a, b = of_before[x], of_after[y]
            yield Pair(x, y, judge(a.name, b.name, evidence_between(a, b)), Verdict.SAME, decision)


def _candidates(before: Sequence[Entry], after: Sequence[Entry], same_body: bool) -> set[tuple[int, int]]:
    """Places of entries worth judging: alike in name, or of one code, inside one block."""
    found: set[tuple[int, int]] = set()
    for rows, columns in _blocks(before, after, same_body):
        if len(rows) <= len(columns):
            found |= set(_alike(before, after, rows, columns))
        else:
            found |= {(i, j) for j, i in _alike(after, before, columns, rows)}
        codes: defaultdict[str, list[int]] = defaultdict(list)
        for j in columns:
            for code in after[j].codes:
                codes[code].append(j)
        found |= {(i, j) for i in rows for code in before[i].codes for j in codes[code]}
    return found


def _blocks(
    before: Sequence[Entry], after: Sequence[Entry], same_body: bool
) -> Iterator[tuple[list[int], list[int]]]:
    """Places that may meet: of one body if asked, of one category; no category meets every category."""

    def split(entries: Sequence[Entry]) -> dict[tuple[Hashable, Hashable], list[int]]:
        blocks: defaultdict[tuple[Hashable, Hashable], list[int]] = defaultdict(list)
        for place, entry in enumerate(entries):
            blocks[entry.body if same_body else None, entry.category].append(place)
        return blocks

    left, right = split(before), split(after)
    for (body, category), rows in left.items():
        for (other_body, other_category), columns in right.items():
            if body == other_body and (
                category == other_category or category is None or other_category is None
            ):
                yield rows, columns


def _alike(
    before: Sequence[Entry], after: Sequence[Entry], rows: list[int], columns: list[int]
) -> Iterator[tuple[int, int]]:
    """Pairs among the likest of either side, by the ratio of cores; ties with the last kept are kept too."""
    left = [before[i].name.core for i in rows]
    right = [after[j].name.core for j in columns]
    column_bound = np.full(len(columns), _LIKENESS_FROM, np.float32)
    if len(rows) > _JUDGED:
        for start in range(0, len(columns), _CHUNK):
            likeness = process.cdist(right[start : start + _CHUNK], left, scorer=fuzz.ratio, dtype=np.float32)
            best = np.partition(likeness, -_JUDGED, axis=1)[:, -_JUDGED]
            column_bound[start : start + _CHUNK] = np.maximum(best, _LIKENESS_FROM)
    for start in range(0, len(rows), _CHUNK):
        likeness = process.cdist(left[start : start + _CHUNK], right, scorer=fuzz.ratio, dtype=np.float32)
        row_bound = np.full(len(likeness), _LIKENESS_FROM, np.float32)
        if len(columns) > _JUDGED:
            row_bound = np.maximum(np.partition(likeness, -_JUDGED, axis=1)[:, -_JUDGED], _LIKENESS_FROM)
        near = (likeness >= row_bound[:, None]) | (likeness >= column_bound[None, :])
        for i, j in zip(*np.nonzero(near), strict=True):
            yield rows[start + int(i)], columns[int(j)]


def _assigned(
    before: Sequence[Entry], after: Sequence[Entry], judged: Mapping[tuple[int, int], Judgement]
) -> Iterator[tuple[int, int]]:
    certain = [place for place, found in judged.items() if found.verdict is Verdict.SAME]
    first = sorted(_best(before, after, certain, judged))
    rows, columns = {i for i, _ in first}, {j for _, j in first}
    open_still = [place for place in judged if place[0] not in rows and place[1] not in columns]
    yield from (*first, *sorted(_best(before, after, open_still, judged)))


def _best(
    before: Sequence[Entry],
    after: Sequence[Entry],
    places: Sequence[tuple[int, int]],
    judged: Mapping[tuple[int, int], Judgement],
) -> Iterator[tuple[int, int]]:
    """The assignment of greatest total score, solved part by part of the graph of pairs."""
    if not places:
        return
    rows = {i: n for n, i in enumerate(sorted({i for i, _ in places}))}
    columns = {j: n for n, j in enumerate(sorted({j for _, j in places}))}
    size = len(rows) + len(columns)
    links = coo_matrix(
        (np.ones(len(places)), ([rows[i] for i, _ in places], [len(rows) + columns[j] for _, j in places])),
        shape=(size, size),
    )
    _, part_of = connected_components(links, directed=False)
    parts: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for place in places:
        parts[int(part_of[rows[place[0]]])].append(place)
    for part in parts.values():
        yield from part if len(part) == 1 else _solved(before, after, part, judged)


def _solved(
    before: Sequence[Entry],
    after: Sequence[Entry],
    part: Sequence[tuple[int, int]],
    judged: Mapping[tuple[int, int], Judgement],
) -> Iterator[tuple[int, int]]:
    """Solve one part, in an orientation and order that the names alone decide: mirrored in, mirrored out."""
    rows = sorted({i for i, _ in part}, key=lambda i: (before[i].sort_key, i))
    columns = sorted({j for _, j in part}, key=lambda j: (after[j].sort_key, j))
    row_at, column_at = {i: n for n, i in enumerate(rows)}, {j: n for n, j in enumerate(columns)}
    worth = np.zeros((len(rows), len(columns)))
    for i, j in part:
        n, m = row_at[i], column_at[j]
        # Alike entries pair in order, which the last, tiny term says; it never outweighs a score.
        worth[n, m] = judged[i, j].score - REVIEW_FROM + 1.0 - 1e-7 * abs(n - m)
    turned = [after[j].sort_key for j in columns] < [before[i].sort_key for i in rows]
    if turned:
        chosen_m, chosen_n = linear_sum_assignment(worth.T, maximize=True)
    else:
        chosen_n, chosen_m = linear_sum_assignment(worth, maximize=True)
    for n, m in zip(chosen_n.tolist(), chosen_m.tolist(), strict=True):
        if worth[n, m] > 0:
            yield rows[n], columns[m]


def _ties(
    before: Sequence[Entry],
    after: Sequence[Entry],
    judged: Mapping[tuple[int, int], Judgement],
    chosen: Sequence[tuple[int, int]],
) -> set[tuple[int, int]]:
    """The chosen pairs of which one side has another partner as good, worded otherwise, no better served."""
    of_row, of_column = dict(chosen), {j: i for i, j in chosen}
    ties: set[tuple[int, int]] = set()
    for (i, j), rival in judged.items():
        if of_row.get(i) == j:
            continue
        own = [(i, of_row[i])] if i in of_row else []
        others = [(of_column[j], j)] if j in of_column else []
        for pairs, other_side in ((own, others), (others, own)):
            better_served = any(judged[place].score > rival.score + _TIE_WITHIN for place in other_side)
            for place in pairs:
                near = rival.score >= judged[place].score - _TIE_WITHIN
                if near and not better_served and not _word_for_word(before, after, (i, j), place):
                    ties.add(place)
    return ties


def _word_for_word(
    before: Sequence[Entry], after: Sequence[Entry], one: tuple[int, int], other: tuple[int, int]
) -> bool:
    return all(
        side[x].name.text == side[y].name.text for side, x, y in zip((before, after), one, other, strict=True)
    )
