"""The likest names of a base by rapidfuzz's ratio: exactly what comparing all with all finds, sooner.

The ratio of two names is 2·LCS / (sum of their lengths), LCS the length of the longest common subsequence.
It cannot exceed 2·(characters in common) / (sum of lengths), and characters in common are counted for the
whole base at once: for a common character a row of ones and noughts is added, for a rare one the few names
that have it are stepped. Then the LCS is computed, bit-parallel, for those alone whose bound is high enough,
highest first, until no bound is left above the worst that would be kept.

Hyyrö (2004), "Bit-parallel LCS-length computation revisited"; names of any length, 64 characters a word.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from service.matching.compiled import compiled
from service.matching.texts import Texts

Bytes = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int32]
Words = npt.NDArray[np.uint64]
Longs = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

# A character standing in more than this share of the names is kept as a row over the whole base.
_DENSE_SHARE = 1 / 32
# Counts are bytes: of a query beyond this many characters the rest counts as found everywhere.
_COUNTED = 255
# How far the bound sought sinks when too few names were found above it.
_FIRST_BOUND = 0.8
_STEP = 0.15
# Eight counts are compared in one word: the high bit of each byte tells whether a bound is reached.
_ONES, _HIGH = np.uint64(0x0101010101010101), np.uint64(0x8080808080808080)


class Index(NamedTuple):
    """A base made ready to be asked; the names stand by rising length, `place` says where they stood.

    `codes` holds the names' characters as numbers, `start` where each begins (names + 1). A *token* is the
    first, second, … occurrence of a character in a name; character c has those from `first[c]` on.
    `row` is a token's row of `dense` (rows, names) or −1, and then its names are
    `posting[post[t]:post[t + 1]]`. `run` are (length, begin, end) of names of one length.
    """

    alphabet: Ints
    place: Ints
    codes: Ints
    start: Ints
    first: Ints
    row: Ints
    dense: Bytes
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
    common = found > _DENSE_SHARE * names
    row = np.where(common, np.cumsum(common) - 1, -1)
    dense = np.zeros((int(common.sum()), names), np.uint8)
    of_common = common[tokens]
    dense[row[tokens[of_common]], rows[of_common]] = 1
    rare = np.where(common, 0, found)
    by_token = np.argsort(tokens[~of_common], kind="stable")
    values, begins = np.unique(lengths[place], return_index=True)
    return Index(
        alphabet=alphabet,
        place=place.astype(np.int32),
        codes=codes.astype(np.int32),
        start=start,
        first=first,
        row=row.astype(np.int32),
        dense=dense,
        post=_running(rare),
        posting=rows[~of_common][by_token].astype(np.int32),
        run=np.column_stack((values, begins, np.append(begins, names)[1:])).astype(np.int32),
    )


def search(index: Index, queries: Texts, top: int, floor: float = 0.0) -> tuple[Longs, Longs, Floats]:
    """Return for every query the `top` likest names of the base and those as like as the last of them.

    The three arrays are those of `service.matching.candidates.Likest`. Names of a ratio of 0 or below `floor`
    (0–100) are left out.
    """
    codes = _known(index.alphabet, queries.point)
    count = len(queries.start) - 1
    most = 2 * top + 8
    while True:
        start, place, score, needed = _search(codes, queries.start, index, top, floor / 100, count * most)
        if needed <= len(place):
            return start, place[:needed], score[:needed]
        most = needed // count + 1


def _running(counts: npt.NDArray[np.int64]) -> Ints:
    return np.concatenate(([0], np.cumsum(counts))).astype(np.int32)


def _known(alphabet: Ints, points: Ints) -> Ints:
    """Characters as numbers; −1 for one the base does not have."""
    if not len(alphabet):
        return np.full(len(points), -1, np.int32)
    at = np.minimum(np.searchsorted(alphabet, points), len(alphabet) - 1)
    return np.where(alphabet[at] == points, at, -1).astype(np.int32)


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
def _search(
    codes: Ints, starts: Longs, index: Index, top: int, floor: float, room: int
) -> tuple[Longs, Longs, Floats, int]:
    queries, names = len(starts) - 1, len(index.place)
    longest = 1
    for q in range(queries):
        longest = max(longest, starts[q + 1] - starts[q])
    pattern = np.zeros((len(index.first), (longest + 63) // 64), np.uint64)
    state = np.empty((longest + 63) // 64, np.uint64)
    seen = np.zeros(len(index.first), np.int32)
    common = np.empty((names + 7) // 8 * 8, np.uint8)
    at = np.empty(names, np.int64)
    ratio = np.empty(names, np.float64)
    best = np.empty(top, np.float64)
    ends = np.zeros(queries + 1, np.int64)
    places = np.empty(room, np.int64)
    scores = np.empty(room, np.float64)
    needed = 0
    for q in range(queries):
        asked = codes[starts[q] : starts[q + 1]]
        uncounted = _count(asked, index, seen, common)
        for i in range(len(asked)):
            if asked[i] >= 0:
                pattern[asked[i], i >> 6] |= np.uint64(1) << np.uint64(i & 63)
        found = _compare(asked, index, common, uncounted, pattern, state, best, at, ratio, floor)
        for i in range(len(asked)):
            if asked[i] >= 0:
                pattern[asked[i], i >> 6] = 0
        least = max(best[top - 1], floor)
        kept = 0
        for f in range(found):
            if ratio[f] >= least and ratio[f] > 0.0:
                at[kept], ratio[kept] = index.place[at[f]], ratio[f]
                kept += 1
        if needed + kept <= room:
            _put_in_order(at[:kept], ratio[:kept])
            places[needed : needed + kept] = at[:kept]
            scores[needed : needed + kept] = ratio[:kept] * 100.0
        needed += kept
        ends[q + 1] = needed
    return ends, places, scores, needed


@compiled
def _count(asked: Ints, index: Index, seen: Ints, common: Bytes) -> int:
    """Count into `common` the characters each name shares; return how many of the query went uncounted."""
    common[:] = 0
    counted = uncounted = 0
    for code in asked:
        if code < 0:
            continue
        token = index.first[code] + seen[code]
        seen[code] += 1
        if token >= index.first[code + 1]:
            continue
        if counted == _COUNTED:
            uncounted += 1
            continue
        counted += 1
        if index.row[token] >= 0:
            ones = index.dense[index.row[token]]
            for n in range(len(ones)):
                common[n] += ones[n]
        else:
            for p in range(index.post[token], index.post[token + 1]):
                common[index.posting[p]] += np.uint8(1)
    for code in asked:
        if code >= 0:
            seen[code] = 0
    return uncounted


@compiled
def _compare(
    asked: Ints,
    index: Index,
    common: Bytes,
    uncounted: int,
    pattern: Words,
    state: Words,
    best: Floats,
    at: Longs,
    ratio: Floats,
    floor: float,
) -> int:
    """Compute the ratio of every name whose bound reaches the worst of the best; return how many."""
    best[:] = 0.0
    found = 0
    length = len(asked)
    words = (length + 63) // 64
    upper, bound = 2.0, max(_FIRST_BOUND, floor)
    while True:
        for r in range(len(index.run)):
            size = length + index.run[r, 0]
            if size == 0:  # nothing is like nothing
                for n in range(index.run[r, 1], index.run[r, 2]):
                    at[n], ratio[n] = n, 1.0
                best[: min(index.run[r, 2], len(best))] = 1.0
                return int(index.run[r, 2])
            # Whole numbers of characters: the smallest that reaches a bound, rounding errors aside.
            least = max(int(np.ceil(bound * size / 2 - 1e-9)), 1) - uncounted
            limit = int(np.ceil(upper * size / 2 - 1e-9)) - uncounted
            if least > min(length, index.run[r, 0]):
                continue
            before = found
            found = _reaching(common, index.run[r, 1], index.run[r, 2], least, limit, at, found)
            for f in range(before, found):
                name = index.codes[index.start[at[f]] : index.start[at[f] + 1]]
                ratio[f] = 1.0 - (size - 2 * _lcs(name, pattern, state, words)) / size
                _keep(best, ratio[f])
        worst = max(best[-1], floor)
        if bound <= worst or bound == 0.0:
            return found
        upper, bound = bound, max(worst, bound - _STEP, 0.0)


@compiled
def _reaching(common: Bytes, begin: int, end: int, least: int, limit: int, at: Longs, found: int) -> int:
    """Append to `at` the names from `begin` to `end` whose count is at least `least` and below `limit`."""
    eight = common.view(np.uint64)
    swift = 1 <= least <= 127
    reaching = np.uint64(128 - least) * _ONES if swift else np.uint64(0)
    n = begin
    while n < end:
        if swift and n & 7 == 0 and n + 8 <= end:
            counts = eight[n >> 3]
            if ((counts & ~_HIGH) + reaching | counts) & _HIGH == 0:
                n += 8
                continue
        if common[n] >= least and common[n] < limit:
            at[found] = n
            found += 1
        n += 1
    return found


@compiled
def _keep(best: Floats, value: float) -> None:
    """Put a value into its place among the best, falling."""
    if value <= best[-1]:
        return
    n = len(best) - 1
    while n > 0 and best[n - 1] < value:
        best[n] = best[n - 1]
        n -= 1
    best[n] = value


@compiled
def _lcs(name: Ints, pattern: Words, state: Words, words: int) -> np.int64:
    """The length of the longest common subsequence of a name and the query whose `pattern` it is."""
    if words == 1:
        one = ~np.uint64(0)
        for code in name:
            hit = one & pattern[code, 0]
            one = (one + hit) | (one - hit)
        return _zeros(one)
    state[:words] = ~np.uint64(0)
    for code in name:
        carry = np.uint64(0)
        for w in range(words):
            old = state[w]
            hit = old & pattern[code, w]
            total = old + hit + carry
            carry = np.uint64(total < old or (carry and total == old))
            state[w] = total | (old - hit)
    shared = np.int64(0)
    for w in range(words):
        shared += _zeros(state[w])
    return shared


@compiled
def _zeros(word: np.uint64) -> np.int64:
    """How many bits of a word are 0."""
    word = ~word
    word = word - ((word >> np.uint64(1)) & np.uint64(0x5555555555555555))
    word = (word & np.uint64(0x3333333333333333)) + ((word >> np.uint64(2)) & np.uint64(0x3333333333333333))
    word = (word + (word >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return np.int64((word * np.uint64(0x0101010101010101)) >> np.uint64(56))


@compiled
def _put_in_order(at: Longs, ratio: Floats) -> None:
    """Sort by falling ratio, then rising place, in place."""
    for n in range(1, len(at)):
        which, value = at[n], ratio[n]
        m = n
        while m > 0 and (ratio[m - 1] < value or (ratio[m - 1] == value and at[m - 1] > which)):
            at[m], ratio[m] = at[m - 1], ratio[m - 1]
            m -= 1
        at[m], ratio[m] = which, value
