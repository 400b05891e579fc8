"""Candidates: of many names, the few that may be the one asked for; judging them comes after."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz, process

if TYPE_CHECKING:
    from service.matching.nearest import Index

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

_CHUNK = 8192
# Up to this many pairs comparing all with all is done before the compiled search would be loaded.
_LOADED_FROM = 4_000_000
_COMPARED_AT_ONCE = 2_000_000


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


class Found(msgspec.Struct, frozen=True):
    """Best candidates of some queries: `index` into the base and `score` (0–100), both (queries, top).

    The best stands first; of equal scores the earlier in the base. Where the base has fewer than `top`
    names sharing anything with a query, `index` is −1 and `score` 0.
    """

    index: npt.NDArray[np.int32]
    score: npt.NDArray[np.float32]


class Candidates:
    """A base of names made ready to be asked; the same from several threads at once.

    Found is exactly what comparing every query with every name by rapidfuzz's ratio finds. That is how a
    little work is done; more goes by `service.matching.nearest`, which has to be loaded first.
    """

    def __init__(self, names: Sequence[str]) -> None:
        self.names = list(names)
        self._compared = 0
        self._index: Index | None = None

    def likest(self, queries: Sequence[str], top: int, floor: float = 0.0) -> Likest:
        """Return for every query the `top` likest names and those as like as the last of them.

        Names of a ratio of 0 or below `floor` (0–100) are left out.
        """
        self._compared += len(queries) * len(self.names)
        if self._compared <= _LOADED_FROM:
            return self._by_comparing(queries, top, floor)
        from service.matching.nearest import index_of, search

        if self._index is None:
            self._index = index_of(self.names)
        return Likest(*search(self._index, queries, top, floor))

    def best(self, queries: Sequence[str], top: int = 5) -> Found:
        """Return the best `top` names of the base for every query, as one `Found`."""
        chunks = [found for _, found in self.chunks(queries, top)]
        if not chunks:
            return Found(np.empty((0, top), np.int32), np.empty((0, top), np.float32))
        return Found(np.vstack([c.index for c in chunks]), np.vstack([c.score for c in chunks]))

    def chunks(self, queries: Sequence[str], top: int = 5) -> Iterator[tuple[int, Found]]:
        """Yield the results of a few thousand queries at a time, with the first one's place."""
        for start in range(0, len(queries), _CHUNK):
            some = queries[start : start + _CHUNK]
            index = np.full((len(some), top), -1, np.int32)
            score = np.zeros((len(some), top), np.float32)
            found = self.likest(some, top)
            query = found.query
            rank = np.arange(len(query)) - found.start[query]
            kept = rank < top
            index[query[kept], rank[kept]] = found.place[kept]
            score[query[kept], rank[kept]] = found.score[kept]
            yield start, Found(index, score)

    def _by_comparing(self, queries: Sequence[str], top: int, floor: float) -> Likest:
        counts, places, scores = [np.zeros(1, np.int64)], [np.empty(0, np.int64)], [np.empty(0)]
        step = max(_COMPARED_AT_ONCE // max(len(self.names), 1), 1)
        for at in range(0, len(queries) if self.names else 0, step):
            ratios = process.cdist(
                queries[at : at + step], self.names, scorer=fuzz.ratio, dtype=np.float64, workers=-1
            )
            least = np.full(len(ratios), floor)
            if top < len(self.names):
                least = np.maximum(np.partition(ratios, -top, axis=1)[:, -top], floor)
            query, place = np.nonzero((ratios >= least[:, None]) & (ratios > 0.0))
            score = ratios[query, place]
            order = np.lexsort((place, -score, query))
            counts.append(np.bincount(query, minlength=len(ratios)))
            places.append(place[order])
            scores.append(score[order])
        if not self.names:
            counts.append(np.zeros(len(queries), np.int64))
        return Likest(np.cumsum(np.concatenate(counts)), np.concatenate(places), np.concatenate(scores))
