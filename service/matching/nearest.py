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

from service.matching.compiled import compiled, inlined
from service.matching.indexing import Floats, Index, Ints, Longs, Words
from service.matching.texts import Texts

# How far the bound sought sinks when too few names were found above it.
_FIRST_BOUND = 0.8
_STEP = 0.1


class _Desk(NamedTuple):
    """What a search works on, to be had before it begins.

    `pattern` says where in the query each character stands; `state` is that of an LCS under way; `seen` how
    often each character was met; `common` the counts and `spare` rows of bits besides; `three` the tokens
    added up together; `at` and `ratio` are the names compared, `best` the ratios to be beaten.
    """

    pattern: Words
    state: Words
    seen: Ints
    common: Words
    spare: Words
    three: Ints
    at: Longs
    ratio: Floats
    best: Floats


def search(index: Index, queries: Texts, top: int, floor: float = 0.0) -> tuple[Longs, Longs, Floats]:
    """Return for every query the `top` likest names of the base and those as like as the last of them.

    The three arrays are those of `service.matching.candidates.Likest`. Names of a ratio of 0 or below `floor`
    (0–100) are left out.
    """
    codes = index.number[np.minimum(queries.point, len(index.number) - 1)]
    count = len(queries.start) - 1
    desk = _desk(index, int(np.diff(queries.start).max(initial=1)), top)
    start = np.zeros(count + 1, np.int64)
    room = count * (2 * top + 8)
    while True:
        place, score = np.empty(room, np.int64), np.empty(room, np.float64)
        needed = _search(codes, queries.start, index, floor / 100, desk, start, place, score)
        if needed <= room:
            return start, place[:needed], score[:needed]
        room = needed


def _desk(index: Index, longest: int, top: int) -> _Desk:
    names, words = len(index.place), (longest + 63) // 64
    return _Desk(
        pattern=np.zeros((len(index.first), words), np.uint64),
        state=np.empty(words, np.uint64),
        seen=np.zeros(len(index.first), np.int32),
        common=np.empty((longest.bit_length(), index.bits.shape[1]), np.uint64),
        spare=np.zeros((6, index.bits.shape[1]), np.uint64),
        three=np.empty(3, np.int32),
        at=np.empty(names, np.int64),
        ratio=np.empty(names, np.float64),
        best=np.empty(top, np.float64),
    )


@compiled
def _search(
    codes: Ints,
    starts: Longs,
    index: Index,
    floor: float,
    desk: _Desk,
    ends: Longs,
    places: Longs,
    scores: Floats,
) -> int:
    """Fill in where each query's names end, the names and their scores as far as there is room.

    Returns how much room is needed.
    """
    pattern, at, ratio = desk.pattern, desk.at, desk.ratio
    needed = 0
    for q in range(len(starts) - 1):
        asked = codes[starts[q] : starts[q + 1]]
        width = _count(asked, index, desk)
        for i in range(len(asked)):
            if asked[i] >= 0:
                pattern[asked[i], i >> 6] |= np.uint64(1) << np.uint64(i & 63)
        found = _compare(asked, index, width, desk, floor)
        for i in range(len(asked)):
            if asked[i] >= 0:
                pattern[asked[i], i >> 6] = 0
        least = max(desk.best[-1], floor)
        kept = 0
        for f in range(found):
            if ratio[f] >= least and ratio[f] > 0.0:
                at[kept], ratio[kept] = index.place[at[f]], ratio[f]
                kept += 1
        if needed + kept <= len(places):
            _put_in_order(at[:kept], ratio[:kept])
            for f in range(kept):
                places[needed + f], scores[needed + f] = at[f], ratio[f] * 100.0
        needed += kept
        ends[q + 1] = needed
    return needed


@inlined
def _width(number: int) -> int:
    """How many bits a number takes."""
    width = 0
    while number >> width:
        width += 1
    return width


@inlined
def _count(asked: Ints, index: Index, desk: _Desk) -> int:
    """Count the characters each name shares: bit k of name n's count is bit n of `common[k]`.

    Of the spare rows three are noughts, in which postings become bits, and two for carrying. Returns how
    many bits the counts have.
    """
    common, spare, seen, token = desk.common, desk.spare, desk.seen, desk.three
    common[:] = 0
    counted = some = 0
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
            for p in range(index.post[token[k]], index.post[token[k] + 1]):
                name = index.posting[p]
                spare[k, name >> 6] |= np.uint64(1) << np.uint64(name & 63)
        counted += some
        _add(
            _row(index, token, 0, some, spare),
            _row(index, token, 1, some, spare),
            _row(index, token, 2, some, spare),
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


@inlined
def _row(index: Index, token: Ints, k: int, some: int, spare: Words) -> Words:
    """The names that have the k-th of some tokens: a row of the index, else the spare one."""
    row: Words = index.bits[index.row[token[k]]] if k < some and index.row[token[k]] >= 0 else spare[k]
    return row


@inlined
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


@inlined
def _compare(asked: Ints, index: Index, width: int, desk: _Desk, floor: float) -> int:
    """Compute the ratio of every name whose bound reaches the worst of the best; return how many.

    The last of the spare rows, noughts before and after, says which are done.
    """
    common, done, best, at, ratio = desk.common[:width], desk.spare[5], desk.best, desk.at, desk.ratio
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
                ratio[f] = 1.0 - (size - 2 * _lcs(name, desk.pattern, desk.state, words)) / size
                _keep(best, ratio[f])
        worst = max(best[-1], floor)
        if bound <= worst or bound == 0.0:
            break
        bound = max(worst, bound - _STEP, 0.0)
    for f in range(found):
        done[at[f] >> 6] = 0
    return found


@inlined
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


@inlined
def _keep(best: Floats, value: float) -> None:
    """Put a value into its place among the best, falling."""
    if value <= best[-1]:
        return
    n = len(best) - 1
    while n > 0 and best[n - 1] < value:
        best[n] = best[n - 1]
        n -= 1
    best[n] = value


@inlined
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


@inlined
def _zeros(word: np.uint64) -> np.int64:
    """How many bits of a word are 0."""
    word = ~word
    word = word - ((word >> np.uint64(1)) & np.uint64(0x5555555555555555))
    word = (word & np.uint64(0x3333333333333333)) + ((word >> np.uint64(2)) & np.uint64(0x3333333333333333))
    word = (word + (word >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return np.int64((word * np.uint64(0x0101010101010101)) >> np.uint64(56))


@inlined
def _put_in_order(at: Longs, ratio: Floats) -> None:
    """Sort by falling ratio, then rising place, in place."""
    for n in range(1, len(at)):
        which, value = at[n], ratio[n]
        m = n
        while m > 0 and (ratio[m - 1] < value or (ratio[m - 1] == value and at[m - 1] > which)):
            at[m], ratio[m] = at[m - 1], ratio[m - 1]
            m -= 1
        at[m], ratio[m] = which, value
