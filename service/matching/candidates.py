"""Candidates: of many names, the few that may be the one asked for; judging them comes after."""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz, process

from service.matching.texts import texts_of

if TYPE_CHECKING:
    from service.matching.indexing import Index

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

# Loading the compiled search takes as long as comparing so many pairs all with all (35 ms).
_LOADED_FROM = 1_200_000
_COMPARED_AT_ONCE = 2_000_000
# Fewer queries than this are not worth a thread of their own.
_SHARE = 1000


class Likest(NamedTuple):
    """The names found, query after query: those of query q are `start[q]:start[q + 1]` of the rest.

    `place` is in the base, `score` the ratio (0–100); of one query the likest stands first, of equal ones the
    earlier in the base.
    """

    start: Ints
    place: Ints
    score: Floats

    @property
    def query(self) -> Ints:
        """The query of each name found, (found,)."""
        return np.repeat(np.arange(len(self.start) - 1), np.diff(self.start))

    def first(self, top: int) -> "Likest":
        """The first `top` of every query."""
        rank = np.arange(len(self.place)) - np.repeat(self.start[:-1], np.diff(self.start))
        counts = np.minimum(np.diff(self.start), top)
        return Likest(np.append(0, np.cumsum(counts)), self.place[rank < top], self.score[rank < top])


class Found(msgspec.Struct, frozen=True):
    """Best candidates of some queries: `index` into the base and `score` (0–100), both (queries, top).

    The best stands first; of equal scores the earlier in the base. Where the base has fewer than `top`
    names sharing anything with a query, `index` is −1 and `score` 0.
    """

    index: npt.NDArray[np.int64]
    score: Floats


class _Tally:
    """How many pairs this process has compared, by whatever base."""

    pairs = 0


class Candidates:
    """A base of names made ready to be asked, by `threads` at once if there is much to do.

    Found is exactly what comparing every query with every name by rapidfuzz's ratio finds. That is how a
    process does its first, little work; all further goes by `service.matching.nearest`, which is twenty times
    as fast on a thousand names but has to be loaded. `expected` is how many pairs are going to be compared
    where that is known, by this base and others.
    """

    def __init__(self, names: Sequence[str], *, threads: int | None = None, expected: int = 0) -> None:
        self.names = list(names)
        self._threads = threads or min(os.cpu_count() or 1, 8)
        self._expected = expected
        self._index: Index | None = None

    def likest(self, queries: Sequence[str], top: int, floor: float = 0.0) -> Likest:
        """Return for every query the `top` likest names and those as like as the last of them.

        Names of a ratio of 0 or below `floor` (0–100) are left out.
        """
        _Tally.pairs += len(queries) * len(self.names)
        if max(_Tally.pairs, self._expected) <= _LOADED_FROM:
            return self._by_comparing(queries, top, floor)
        from service.matching.indexing import index_of
        from service.matching.nearest import search

        index = self._index = self._index or index_of(texts_of(self.names))
        threads = max(min(self._threads, len(queries) // _SHARE), 1)
        if threads == 1:
            return Likest(*search(index, texts_of(queries), top, floor))
        bounds = [len(queries) * n // threads for n in range(threads + 1)]
        with ThreadPoolExecutor(threads) as pool:
            shares = pool.map(
                lambda share: search(index, texts_of(queries[slice(*share)]), top, floor),
                pairwise(bounds),
            )
            return _joined([Likest(*share) for share in shares])

    def best(self, queries: Sequence[str], top: int = 5) -> Found:
        """Return the best `top` names of the base for every query."""
        found = self.likest(queries, top).first(top)
        query = found.query
        rank = np.arange(len(query)) - found.start[query]
        index = np.full((len(queries), top), -1, np.int64)
        score = np.zeros((len(queries), top))
        index[query, rank] = found.place
        score[query, rank] = found.score
        return Found(index, score)

    def _by_comparing(self, queries: Sequence[str], top: int, floor: float) -> Likest:
        step = max(_COMPARED_AT_ONCE // max(len(self.names), 1), 1)
        parts = [Likest(np.zeros(1, np.int64), np.empty(0, np.int64), np.empty(0))]
        for at in range(0, len(queries), step):
            asked = queries[at : at + step]
            ratios = process.cdist(asked, self.names, scorer=fuzz.ratio, dtype=np.float64, workers=-1)
            least = np.full(len(asked), floor)
            if top < len(self.names):
                least = np.maximum(np.partition(ratios, -top, axis=1)[:, -top], floor)
            query, place = np.nonzero((ratios >= least[:, None]) & (ratios > 0.0))
            score = ratios[query, place]
            order = np.lexsort((place, -score, query))
            start = np.append(0, np.cumsum(np.bincount(query, minlength=len(asked))))
            parts.append(Likest(start, place[order], score[order]))
        return _joined(parts)


def _joined(parts: Sequence[Likest]) -> Likest:
    counts = np.concatenate([np.diff(part.start) for part in parts])
    return Likest(
        np.append(0, np.cumsum(counts)),
        np.concatenate([part.place for part in parts]),
        np.concatenate([part.score for part in parts]),
    )
