"""Candidates: of many names, the few that may be the one asked for; scoring them comes after."""

from collections.abc import Iterator, Sequence

import msgspec
import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz, process
from scipy.sparse import csr_matrix
from sparse_dot_topn import sp_matmul_topn

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]

_BUCKETS = 1 << 17
_PAIR = np.int64(0x9E3779B1)
_COMMON_SHARE = 0.10
_SHORTLIST = 20
_CHUNK = 8192


class Found(msgspec.Struct, frozen=True):
    """Best candidates of some queries: `index` into the base and `score` (0–100), both (queries, top).

    The best stands first; of equal scores the earlier in the base. Where the base has fewer than `top`
    names sharing anything with a query, `index` is −1 and `score` 0.
    """

    index: npt.NDArray[np.int32]
    score: Floats


class Candidates:
    """A base of names made ready to be asked.

    Names are compared by their characters and pairs of neighbours, hashed; those standing in more than a
    tenth of the base tell nothing and are left out. The best twenty by weight are scored again exactly by
    rapidfuzz's ratio. Queries are worked in chunks: memory does not grow with their number.
    """

    def __init__(self, names: Sequence[str]) -> None:
        self.names = list(names)
        rows, grams = _grams(self.names)
        weights = _document_frequency(rows, grams)
        count = max(len(self.names), 1)
        limit = max(_COMMON_SHARE * count, 2.0)
        with np.errstate(divide="ignore"):
            idf = np.log((1.0 + count) / weights).astype(np.float32)
        idf[(weights == 0) | (weights > limit)] = 0.0
        # In a small base every gram may be common; then the common ones must do.
        self._idf = idf if idf.any() else np.log1p(count / np.maximum(weights, 1)).astype(np.float32)
        self._base = csr_matrix(_matrix(rows, grams, len(self.names), self._idf).T)

    def best(self, queries: Sequence[str], top: int = 5) -> Found:
        """Return the best `top` names of the base for every query, as one `Found`."""
        chunks = [found for _, found in self.chunks(queries, top)]
        if not chunks:
            return Found(np.empty((0, top), np.int32), np.empty((0, top), np.float32))
        return Found(np.vstack([c.index for c in chunks]), np.vstack([c.score for c in chunks]))

    def chunks(self, queries: Sequence[str], top: int = 5) -> Iterator[tuple[int, Found]]:
        """Yield the results of a few thousand queries at a time, with the first one's place."""
        for start in range(0, len(queries), _CHUNK):
            yield start, self._best_of(queries[start : start + _CHUNK], top)

    def _best_of(self, queries: Sequence[str], top: int) -> Found:
        index = np.full((len(queries), top), -1, np.int32)
        score = np.zeros((len(queries), top), np.float32)
        if not self.names:
            return Found(index, score)
        rows, grams = _grams(queries)
        asked = _matrix(rows, grams, len(queries), self._idf)
        near = sp_matmul_topn(asked, self._base, top_n=max(_SHORTLIST, top), sort=False, n_threads=-1)
        of = np.repeat(np.arange(len(queries)), np.diff(near.indptr))
        exact = process.cpdist(
            [queries[i] for i in of.tolist()],
            [self.names[i] for i in near.indices.tolist()],
            scorer=fuzz.ratio,
            workers=-1,
            dtype=np.float32,
        )
        order = np.lexsort((near.indices, -exact, of))
        of, found, exact = of[order], near.indices[order], exact[order]
        rank = np.arange(len(of)) - near.indptr[of]
        kept = rank < top
        index[of[kept], rank[kept]] = found[kept]
        score[of[kept], rank[kept]] = exact[kept]
        return Found(index, score)


def _grams(names: Sequence[str]) -> tuple[Ints, Ints]:
    """Return the row and the bucket of every character and every pair of neighbours, (grams,) each."""
    lengths = np.fromiter((len(name) for name in names), np.int64, len(names))
    points = np.frombuffer("".join(names).encode("utf-32-le"), np.uint32).astype(np.int64)
    rows = np.repeat(np.arange(len(names)), lengths)
    within = rows[1:] == rows[:-1]
    pairs = (points[:-1] * _PAIR + points[1:])[within]
    grams = np.concatenate((points, pairs))
    mixed = (grams * np.int64(0x5851F42D4C957F2D)) >> np.int64(40)
    return np.concatenate((rows, rows[1:][within])), mixed & np.int64(_BUCKETS - 1)


def _document_frequency(rows: Ints, grams: Ints) -> Ints:
    """In how many names each bucket stands, (buckets,)."""
    once = np.unique(rows * np.int64(_BUCKETS) + grams)
    return np.bincount(once & np.int64(_BUCKETS - 1), minlength=_BUCKETS)


def _matrix(rows: Ints, grams: Ints, count: int, idf: Floats) -> csr_matrix:
    """Names by buckets, weighted by how telling each is, every name of length one: (count, buckets)."""
    telling = idf[grams] > 0
    rows, grams = rows[telling], grams[telling]
    matrix = csr_matrix((idf[grams], (rows, grams)), shape=(count, _BUCKETS), dtype=np.float32)
    squares = np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel()
    norms = 1.0 / np.sqrt(np.where(squares > 0, squares, 1.0))
    matrix.data *= np.repeat(norms, np.diff(matrix.indptr)).astype(np.float32)
    return matrix
