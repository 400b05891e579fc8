"""Choosing one-to-one among judged pairs, so that the scores together are greatest."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from service.matching.costs import REVIEW_FROM
from service.matching.evidence import Entry
from service.matching.judging import Judgement
from service.matching.solving import ALONE, heaviest
from service.vocabulary import Verdict

Place = tuple[int, int]


def assigned(
    before: Sequence[Entry], after: Sequence[Entry], judged: Mapping[Place, Judgement]
) -> Iterator[Place]:
    """Choose among the judged pairs, each entry in one at most: the certain first, then those to review."""
    certain = [place for place, found in judged.items() if found.verdict is Verdict.SAME]
    first = sorted(_best(before, after, certain, judged))
    rows, columns = {i for i, _ in first}, {j for _, j in first}
    open_still = [place for place in judged if place[0] not in rows and place[1] not in columns]
    yield from (*first, *sorted(_best(before, after, open_still, judged)))


def _best(
    before: Sequence[Entry],
    after: Sequence[Entry],
    places: Sequence[Place],
    judged: Mapping[Place, Judgement],
) -> Iterator[Place]:
    """The assignment of greatest total score, solved part by part of the graph of pairs."""
    if not places:
        return
    for part in _parts(places):
        yield from part if len(part) == 1 else _solved(before, after, part, judged)


def _parts(places: Sequence[Place]) -> list[list[Place]]:
    """The pairs by the parts of their graph: nothing joins two parts."""
    of_row: defaultdict[int, list[int]] = defaultdict(list)
    of_column: defaultdict[int, list[int]] = defaultdict(list)
    for n, (i, j) in enumerate(places):
        of_row[i].append(n)
        of_column[j].append(n)
    parts: list[list[Place]] = []
    reached = [False] * len(places)
    for first in range(len(places)):
        if reached[first]:
            continue
        part, reached[first] = [first], True
        for n in part:  # which grows meanwhile
            i, j = places[n]
            for joined in (*of_row.pop(i, ()), *of_column.pop(j, ())):
                if not reached[joined]:
                    reached[joined] = True
                    part.append(joined)
        parts.append([places[n] for n in sorted(part)])
    return parts


def _solved(
    before: Sequence[Entry],
    after: Sequence[Entry],
    part: Sequence[Place],
    judged: Mapping[Place, Judgement],
) -> Iterator[Place]:
    """Solve one part, in an orientation and order that the names alone decide: mirrored in, mirrored out."""
    of_rows = sorted((before[i].sort_key, i) for i in {i for i, _ in part})
    of_columns = sorted((after[j].sort_key, j) for j in {j for _, j in part})
    rows, columns = [i for _, i in of_rows], [j for _, j in of_columns]
    if len(part) == len(rows) * len(columns) and len({judged[place].score for place in part}) == 1:
        yield from zip(rows, columns, strict=False)  # alike entries pair in order, as below
        return
    # The fewer choose among the more: were it the other way, each that goes without would be tried in vain.
    turned = (len(columns), [key for key, _ in of_columns]) < (len(rows), [key for key, _ in of_rows])
    row_at, column_at = {i: n for n, i in enumerate(rows)}, {j: n for n, j in enumerate(columns)}
    worths: list[dict[int, float]] = [{} for _ in (columns if turned else rows)]
    for i, j in part:
        n, m = row_at[i], column_at[j]
        # Alike entries pair in order, which the last, tiny term says; it never outweighs a score.
        worth = judged[i, j].score - REVIEW_FROM + 1.0 - 1e-7 * abs(n - m)
        if turned:
            worths[m][n] = worth
        else:
            worths[n][m] = worth
    for chooser, chosen in enumerate(heaviest(worths, len(rows if turned else columns))):
        if chosen != ALONE:
            yield (rows[chosen], columns[chooser]) if turned else (rows[chooser], columns[chosen])
