"""A base of names as rows of bits: which names have which character, for `service.matching.nearest`."""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from service.matching.compiled import compiled
from service.matching.texts import Texts

Ints = npt.NDArray[np.int32]
Words = npt.NDArray[np.uint64]
Longs = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

# A character standing in more than this share of the names is kept as a row of bits over the whole base.
_KEPT_SHARE = 1 / 128


class Index(NamedTuple):
    """A base made ready to be asked; the names stand by rising length, `place` says where they stood.

    `number` gives characters numbers by code point, −1 for those that no name has. `codes` holds the names'
    characters so, `start` where each name begins (names + 1). A *token* is the first, second, … occurrence of
    a character in a name; character c has those from `first[c]` on. The names with token t are the bits of
    `bits[row[t]]` (rows, names / 64), or where `row[t]` is −1 they are `posting[post[t]:post[t + 1]]`. `run`
    are (length, begin, end) of names of one length.
    """

    number: Ints
    place: Ints
    codes: Ints
    start: Ints
    first: Ints
    row: Ints
    bits: Words
    post: Ints
    posting: Ints
    run: Ints


def index_of(base: Texts) -> Index:
    """Make a base ready to be asked."""
    lengths = np.diff(base.start)
    names = len(lengths)
    place = np.argsort(lengths, kind="stable")
    rows = np.repeat(np.arange(names), lengths[place])
    start = _running(lengths[place])
    points = base.point[np.arange(len(rows)) + (base.start[place] - start[:-1])[rows]]
    alphabet = np.flatnonzero(np.bincount(points))
    number = np.full(int(alphabet[-1]) + 2 if len(alphabet) else 1, -1, np.int32)
    number[alphabet] = np.arange(len(alphabet))
    codes = number[points]
    token, most = np.empty(len(codes), np.int32), np.zeros(len(alphabet), np.int32)
    _count(codes, start, np.zeros(len(alphabet), np.int32), token, most)
    first = _running(most)
    token += first[codes]
    found = np.bincount(token, minlength=int(first[-1]))
    kept = found > _KEPT_SHARE * names
    row = np.where(kept, np.cumsum(kept) - 1, -1).astype(np.int32)
    post = _running(np.where(kept, 0, found))
    bits = np.zeros((int(kept.sum()), (names + 63) // 64), np.uint64)
    posting = np.empty(int(post[-1]), np.int32)
    _enter(token, start, row, post[:-1].copy(), bits, posting)
    values, begins = np.unique(lengths[place], return_index=True)
    return Index(
        number=number,
        place=place.astype(np.int32),
        codes=codes,
        start=start,
        first=first,
        row=row,
        bits=bits,
        post=post,
        posting=posting,
        run=np.column_stack((values, begins, np.append(begins, names)[1:])).astype(np.int32),
    )


def _running(counts: npt.NDArray[np.integer[Any]]) -> Ints:
    return np.concatenate(([0], np.cumsum(counts))).astype(np.int32)


@compiled
def _count(codes: Ints, start: Ints, seen: Ints, occurrence: Ints, most: Ints) -> None:
    """Fill in the how-manieth of its kind in its name each character is, from 0, and how many a name has.

    `seen` are noughts, and are again afterwards.
    """
    for n in range(len(start) - 1):
        for at in range(start[n], start[n + 1]):
            occurrence[at] = seen[codes[at]]
            seen[codes[at]] += 1
        for at in range(start[n], start[n + 1]):
            most[codes[at]] = max(most[codes[at]], seen[codes[at]])
            seen[codes[at]] = 0


@compiled
def _enter(token: Ints, start: Ints, row: Ints, free: Ints, bits: Words, posting: Ints) -> None:
    """Enter every name where its tokens' bits are, else at the next free place of their postings."""
    for n in range(len(start) - 1):
        for at in range(start[n], start[n + 1]):
            which = token[at]
            if row[which] >= 0:
                bits[row[which], n >> 6] |= np.uint64(1) << np.uint64(n & 63)
            else:
                posting[free[which]] = n
                free[which] += 1
