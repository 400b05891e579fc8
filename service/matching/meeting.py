"""Which entries of two lists are worth judging against each other."""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from service.matching.candidates import Candidates
from service.matching.costs import EVIDENCE, REVIEW_FROM
from service.matching.evidence import Entry

if TYPE_CHECKING:
    from service.matching.coding import Coder

Ints = npt.NDArray[np.int64]

# Below this likeness of cores no two names of the labelled sets are one power.
_LIKENESS_FROM = 45.0
# How many of the likest each entry is judged against (all of equal likeness with the last one too).
_JUDGED = 12
# The hopeless are told by compiled scoring before any is judged, when a process has met so many pairs that
# judging them takes several times as long as loading it (70 ms), and more now than coding the names takes.
_LOADED_FROM = 8_000
_CODED_FROM = 1_000
# Names alone must reach this for evidence other than an equal code to make more of them; less a rounding.
_HOPELESS_BELOW = REVIEW_FROM - EVIDENCE["article"] - EVIDENCE["field"] - 0.1


class _Tally:
    """How many pairs this process has found alike."""

    pairs = 0


def worth_judging(
    before: Sequence[Entry], after: Sequence[Entry], *, same_body: bool
) -> list[tuple[int, int]]:
    """Return places of entries that may be one power, in order: alike in name or of one code, in a block."""
    blocks = [*_blocks(before, after, same_body)]
    pairs = 2 * sum(len(of_before) * len(of_after) for of_before, of_after in blocks)
    many = max(len(after), 1)
    alike = _once([_alike(before, after, *block, pairs) for block in blocks])
    alike = alike[_hopeful(before, after, *np.divmod(alike, many))]
    coded = [i * many + j for block in blocks for i, j in _of_one_code(before, after, *block)]
    i, j = np.divmod(_once([alike, np.array(coded, np.int64)]), many)
    return list(zip(i.tolist(), j.tolist(), strict=True))


def _once(numbers: Sequence[Ints]) -> Ints:
    """All the numbers, rising, none twice."""
    together = np.concatenate([np.empty(0, np.int64), *numbers])
    together.sort()
    return together[np.diff(together, prepend=-1) > 0]


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
        others = right if category is None else {(body, category): [], (body, None): []}
        for other_body, other_category in others:
            columns = right.get((other_body, other_category))
            if columns and body == other_body:
                yield rows, columns


def _alike(
    before: Sequence[Entry], after: Sequence[Entry], rows: list[int], columns: list[int], pairs_in_all: int
) -> Ints:
    """Pairs among the likest of either side by the ratio of cores, each as one number: i × len(after) + j."""
    left, right = [before[i].name.core for i in rows], [after[j].name.core for j in columns]
    there = Candidates(right, expected=pairs_in_all).likest(left, _JUDGED, _LIKENESS_FROM)
    back = Candidates(left, expected=pairs_in_all).likest(right, _JUDGED, _LIKENESS_FROM)
    i, j = np.array(rows) * len(after), np.array(columns)
    return np.concatenate((i[there.query] + j[there.place], i[back.place] + j[back.query]))


def _of_one_code(
    before: Sequence[Entry], after: Sequence[Entry], rows: list[int], columns: list[int]
) -> Iterator[tuple[int, int]]:
    codes: defaultdict[str, list[int]] = defaultdict(list)
    for j in columns:
        for code in after[j].codes:
            codes[code].append(j)
    for i in rows:
        for code in before[i].codes:
            for j in codes.get(code, ()):
                yield i, j


def _hopeful(before: Sequence[Entry], after: Sequence[Entry], i: Ints, j: Ints) -> npt.NDArray[np.bool_]:
    """Whether each pair's names are worth more than what no evidence could lift to a review."""
    _Tally.pairs += len(i)
    if _Tally.pairs < _LOADED_FROM or len(i) < _CODED_FROM:
        return np.ones(len(i), np.bool_)
    from service.matching.scoring import scores_of

    coder = _coder(tuple(entry.name.text for entry in before))
    coded = coder.coded([entry.name.text for entry in after])
    scores = scores_of(coder.base, coded, i, j, coder.rules())
    hopeless: npt.NDArray[np.bool_] = scores < _HOPELESS_BELOW
    return ~hopeless


@lru_cache(maxsize=1)
def _coder(folded: tuple[str, ...]) -> "Coder":
    """The names as numbers; one list is often held against many others in turn."""
    from service.matching.coding import Coder

    return Coder(folded)
