"""The likest names of a base by rapidfuzz's ratio: exactly what comparing all with all finds, sooner.

The ratio of two names is 2·LCS / (sum of their lengths), LCS the length of the longest common subsequence.
It cannot exceed 2·(characters in common) / (sum of lengths), and characters in common are counted for the
whole base at once, 64 names a word: every character of a query is a row of bits saying which names have it,
and the rows are added up by bitwise full adders. Then the LCS is computed, bit-parallel, for those alone
whose bound is high enough, highest first, until no bound is left above the worst that would be kept.

Hyyrö (2004), "Bit-parallel LCS-length computation revisited"; names of any length, 64 characters a word.
Muła, Kurz, Lemire (2018), "Faster population counts using AVX2 instructions", for adding rows of bits.
"""

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
# How far the bound sought sinks when too few names were found above it.
_FIRST_BOUND = 0.8
_STEP = 0.1


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
    number = np.full(int(alphabet[-1]) + 2 if len(alphabet) else 1, -1, np.int32)
    number[alphabet] = np.arange(len(alphabet))
    return Index(
        number=number,
        place=place.astype(np.int32),
        codes=codes.astype(np.int32),
        start=start,
        first=first,
        row=row.astype(np.int32),
        bits=_bits(row[tokens[of_kept]], rows[of_kept], int(kept.sum()), names),
        post=_running(np.where(kept, 0, found)),
        posting=rows[~of_kept][by_token].astype(np.int32),
        run=np.column_stack((values, begins, np.append(begins, names)[1:])).astype(np.int32),
    )


def search(index: Index, queries: Texts, top: int, floor: float = 0.0) -> tuple[Longs, Longs, Floats]:
    """Return for every query the `top` likest names of the base and those as like as the last of them.

    The three arrays are those of `service.matching.candidates.Likest`. Names of a ratio of 0 or below `floor`
    (0–100) are left out.
    """
    codes = index.number[np.minimum(queries.point, len(index.number) - 1)]
    count = len(queries.start) - 1
    most = 2 * top + 8
    while True:
        start, place, score, needed = _search(codes, queries.start, index, top, floor / 100, count * most)
        if needed <= len(place):
            return start, place[:needed], score[:needed]
        most = needed // count + 1


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
def _bits(row: Longs, name: Longs, rows: int, names: int) -> Words:
    """A row of bits for each token, set where a name has it."""
    bits = np.zeros((rows, (names + 63) // 64), np.uint64)
    for n in range(len(row)):
        bits[row[n], name[n] >> 6] |= np.uint64(1) << np.uint64(name[n] & 63)
    return bits


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
    common = np.empty((_width(longest), index.bits.shape[1]), np.uint64)
    spare = np.zeros((6, index.bits.shape[1]), np.uint64)
    at = np.empty(names, np.int64)
    ratio = np.empty(names, np.float64)
    best = np.empty(top, np.float64)
    ends = np.zeros(queries + 1, np.int64)
    places = np.empty(room, np.int64)
    scores = np.empty(room, np.float64)
    needed = 0
    for q in range(queries):
        asked = codes[starts[q] : starts[q + 1]]
        width = _count(asked, index, seen, common, spare)
        for i in range(len(asked)):
            if asked[i] >= 0:
                pattern[asked[i], i >> 6] |= np.uint64(1) << np.uint64(i & 63)
        found = _compare(asked, index, common[:width], spare[5], pattern, state, best, at, ratio, floor)
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
def _width(number: int) -> int:
    """How many bits a number takes."""
    width = 0
    while number >> width:
        width += 1
    return width


@compiled
def _count(asked: Ints, index: Index, seen: Ints, common: Words, spare: Words) -> int:
    """Count the characters each name shares: bit k of name n's count is bit n of `common[k]`.

    `spare` are five rows: three of noughts, in which postings become bits, and two for carrying. Returns how
    many bits the counts have.
    """
    common[:] = 0
    counted = 0
    rows = np.full(3, -1, np.int32)
    token = np.empty(3, np.int32)
    some = 0
    for n in range(len(asked) + 1):
        if n < len(asked):
            code = asked[n]
            if code < 0:
                continue
            token[some] = index.first[code] + seen[code]
            seen[code] += 1
            if token[some] >= index.first[code + 1]:
                continue
            some += 1
            if some < 3:
                continue
        elif some == 0:
            break
        for k in range(some):
            rows[k] = index.row[token[k]]
            for p in range(index.post[token[k]], index.post[token[k] + 1]):
                name = index.posting[p]
                spare[k, name >> 6] |= np.uint64(1) << np.uint64(name & 63)
        for k in range(some, 3):
            rows[k] = -1
        counted += some
        _add(
            index.bits[rows[0]] if rows[0] >= 0 else spare[0],
            index.bits[rows[1]] if rows[1] >= 0 else spare[1],
            index.bits[rows[2]] if rows[2] >= 0 else spare[2],
            common[: _width(counted)],
            spare[3],
            spare[4],
        )
        for k in range(some):
            for p in range(index.post[token[k]], index.post[token[k] + 1]):
                spare[k, index.posting[p] >> 6] = 0
        some = 0
    for code in asked:
        if code >= 0:
            seen[code] = 0
    return _width(counted)


@compiled
def _add(one: Words, two: Words, three: Words, common: Words, low: Words, high: Words) -> None:
    """Add three rows of bits to the counts; `low` and `high` are written over."""
    for w in range(len(one)):
        differ = one[w] ^ two[w]
        low[w] = differ ^ three[w]
        high[w] = (one[w] & two[w]) | (differ & three[w])
    for w in range(len(low)):
        carry = common[0, w] & low[w]
        common[0, w] ^= low[w]
        low[w] = carry
    if len(common) == 1:
        return
    for w in range(len(low)):
        differ = common[1, w] ^ high[w]
        carry = (common[1, w] & high[w]) | (differ & low[w])
        common[1, w] = differ ^ low[w]
        low[w] = carry
    for k in range(2, len(common)):
        for w in range(len(low)):
            carry = common[k, w] & low[w]
            common[k, w] ^= low[w]
            low[w] = carry


@compiled
def _compare(
    asked: Ints,
    index: Index,
    common: Words,
    done: Words,
    pattern: Words,
    state: Words,
    best: Floats,
    at: Longs,
    ratio: Floats,
    floor: float,
) -> int:
    """Compute the ratio of every name whose bound reaches the worst of the best; return how many.

    `done` are noughts, and are again afterwards.
    """
    best[:] = 0.0
    found = 0
    length = len(asked)
    words = (length + 63) // 64
    bound = max(_FIRST_BOUND, floor)
    while True:
        for r in range(len(index.run)):
            size = length + index.run[r, 0]
            if size == 0:  # nothing is like nothing
                for n in range(index.run[r, 1], index.run[r, 2]):
                    at[n], ratio[n] = n, 1.0
                best[: min(index.run[r, 2], len(best))] = 1.0
                return int(index.run[r, 2])
            # Whole numbers of characters: the smallest that reaches a bound, rounding errors aside.
            least = max(int(np.ceil(bound * size / 2 - 1e-9)), 1)
            if least > min(length, index.run[r, 0]) or least >> len(common):
                continue
            before = found
            found = _reaching(common, done, index.run[r, 1], index.run[r, 2], least, at, found)
            for f in range(before, found):
                name = index.codes[index.start[at[f]] : index.start[at[f] + 1]]
                ratio[f] = 1.0 - (size - 2 * _lcs(name, pattern, state, words)) / size
                _keep(best, ratio[f])
        worst = max(best[-1], floor)
        if bound <= worst or bound == 0.0:
            break
        bound = max(worst, bound - _STEP, 0.0)
    for f in range(found):
        done[at[f] >> 6] = 0
    return found


@compiled
def _reaching(common: Words, done: Words, begin: int, end: int, least: int, at: Longs, found: int) -> int:
    """Append to `at` the names from `begin` to `end` whose count is at least `least`, unless `done`."""
    for w in range(begin >> 6, (end + 63) >> 6):
        reached = ~np.uint64(0)
        for k in range(len(common)):
            reached = reached & common[k, w] if least >> k & 1 else reached | common[k, w]
        reached &= ~done[w]
        if w == begin >> 6:
            reached &= ~np.uint64(0) << np.uint64(begin & 63)
        if w == end >> 6:
            reached &= (np.uint64(1) << np.uint64(end & 63)) - np.uint64(1)
        done[w] |= reached
        while reached:
            lowest = reached & (~reached + np.uint64(1))
            at[found] = (w << 6) + _zeros(~(lowest - np.uint64(1)))
            found += 1
            reached ^= lowest
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
