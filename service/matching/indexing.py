"""A base of names as rows of bits: which names have which character, for `service.matching.nearest`."""

from typing import NamedTuple

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
    alphabet, codes = np.unique(points, return_inverse=True)
    first, tokens = _tokens(rows, codes, len(alphabet))
    found = np.bincount(tokens, minlength=int(first[-1]))
    kept = found > _KEPT_SHARE * names
    row = np.where(kept, np.cumsum(kept) - 1, -1)
    of_kept = kept[tokens]
    by_token = np.argsort(tokens[~of_kept], kind="stable")
    values, begins = np.unique(lengths[place], return_index=True)
    bits = np.zeros((int(kept.sum()), (names + 63) // 64), np.uint64)
    _set_bits(bits, row[tokens[of_kept]], rows[of_kept])
    number = np.full(int(alphabet[-1]) + 2 if len(alphabet) else 1, -1, np.int32)
    number[alphabet] = np.arange(len(alphabet))
    return Index(
        number=number,
        place=place.astype(np.int32),
        codes=codes.astype(np.int32),
        start=start,
        first=first,
        row=row.astype(np.int32),
        bits=bits,
        post=_running(np.where(kept, 0, found)),
        posting=rows[~of_kept][by_token].astype(np.int32),
        run=np.column_stack((values, begins, np.append(begins, names)[1:])).astype(np.int32),
    )


def _running(counts: npt.NDArray[np.int64]) -> Ints:
    return np.concatenate(([0], np.cumsum(counts))).astype(np.int32)


def _tokens(
    rows: npt.NDArray[np.int64], codes: npt.NDArray[np.int64], characters: int
) -> tuple[Ints, npt.NDArray[np.int64]]:
    """Return where each character's tokens begin (characters + 1), and the token of every character."""
    keys = rows * max(characters, 1) + codes
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    begins = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1])[: len(ordered)])
    sizes = np.diff(np.append(begins, len(ordered)))
    occurrence = np.empty(len(keys), np.int64)
    occurrence[order] = np.arange(len(keys)) - np.repeat(begins, sizes)
    most = np.zeros(characters, np.int64)
    np.maximum.at(most, codes, occurrence + 1)
    first = _running(most)
    return first, first[codes] + occurrence


@compiled
def _set_bits(bits: Words, row: Longs, name: Longs) -> None:
    """Set a token's row of bits where a name has it."""
    for n in range(len(row)):
        bits[row[n], name[n] >> 6] |= np.uint64(1) << np.uint64(name[n] & 63)
