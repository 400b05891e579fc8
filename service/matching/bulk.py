"""Judging many pairs of one list of names: by the compiled loops where they are worth loading."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from service.matching.judging import judge
from service.matching.reading import folded_names, read_folded

COMPILED_FROM = 20_000
"""Up to so many pairs are judged one by one: the compiled loops would have to be loaded first."""


def score_pairs(
    names: Sequence[str], pairs: Sequence[tuple[int, int]], compiled_from: int = COMPILED_FROM
) -> npt.NDArray[np.float64]:
    """Return the score of `judge` (0–100) for each pair of places in `names`, without evidence."""
    folded = folded_names(names)
    few = not pairs or len(pairs) < compiled_from
    scores = np.full(len(pairs), np.nan) if few else _together(folded, pairs)
    for at in np.flatnonzero(np.isnan(scores)).tolist():
        i, j = pairs[at]
        scores[at] = judge(read_folded(folded[i]), read_folded(folded[j])).score
    return scores


def _together(folded: Sequence[str], pairs: Sequence[tuple[int, int]]) -> npt.NDArray[np.float64]:
    from service.matching.coding import Coder
    from service.matching.scoring import scores_of

    coder = Coder(folded)
    places = np.array(pairs, np.int64)
    firsts, seconds = np.ascontiguousarray(places[:, 0]), np.ascontiguousarray(places[:, 1])
    scores = scores_of(coder.base, coder.base, firsts, seconds, coder.rules())
    return np.array([round(score, 1) for score in scores.tolist()])
