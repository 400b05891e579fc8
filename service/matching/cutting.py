"""Cutting many names at once into known words and text: what `service.matching.reading` does one by one.

The rules are those of `tokens_of`, `_take_act` and `_assemble` there, over characters as numbers.
"""

from typing import NamedTuple, TypeVar

import numpy as np

from service.matching.compiled import compiled
from service.matching.texts import CHARACTER_BITS, SPREAD, Flags, Ints, Letters, Texts, Trie

A = TypeVar("A", Ints, Letters)

# What a known word is; brackets that count open and close.
PLAIN, FILLER, WEAK, CLASS, ACT, NEGATION = range(6)
# A token's columns: what it is, its word (−1 for text), where its text begins and ends, whether in brackets.
_KIND, _WORD, _BEGIN, _END, _BRACKETED = range(5)
# In `part` and `binding`: a word rather than text, and where a piece of text begins.
_KNOWN, _PIECE = 1 << 40, -1


class Vocabulary(NamedTuple):
    """The known words: of each its kind, its feature (`service.matching.coding`), its group and its act.

    What word w stands for is `value[values[w]:values[w + 1]]`, of `longest` characters at most. Words but
    numbers are found by `trie`. `bound` says of a group what it is among bindings; `handling` is the group of
    handlings, `licence` the act of licensing; `opening`, `closing` and `ending` are code points. `bracket`
    says of a code point whether it is a bracket, `numeral` whether it may be part of a number, `trailing`
    whether it is left out at a name's end; what lies beyond these arrays is not.
    """

    trie: Trie
    kind: Letters
    feature: Ints
    group: Ints
    bound: Ints
    act: Ints
    value: Letters
    values: Ints
    longest: int
    handling: int
    licence: int
    opening: int
    closing: int
    ending: int
    bracket: Flags
    numeral: Flags
    trailing: Flags


class Cut(NamedTuple):
    """Names cut: those fields of `service.matching.coding.Coded` that the words decide."""

    act: Ints
    numeral: Flags
    feature: Ints
    features: Ints
    binding: Ints
    bindings: Ints
    part: Ints
    parts: Ints
    matter: Letters
    matters: Ints
    core: Texts


def rewritten(texts: Texts, trie: Trie, values: Texts) -> Texts:
    """Return the texts with every word, the longest first, as its value, as `WordTable.replaced` does."""
    return Texts(*_rewritten(texts, trie, values))


def cut(names: Texts, folded: Texts, number: Letters, size: Letters, words: Vocabulary) -> Cut:
    """Cut names that `service.matching.reading.opened` gave; `folded` are their whole texts.

    `number` is, of every character of the names, the word of the number that may begin there or −1, `size`
    how many characters that number has.
    """
    return _cut(names, folded, number, size, words)


@compiled
def _slot(keys: Ints, key: int) -> int:
    """The slot where a step is, or a free one."""
    mask = len(keys) - 1
    slot = (key ^ (key >> CHARACTER_BITS) * SPREAD) & mask
    while keys[slot] != key and keys[slot] != -1:
        slot = (slot + 1) & mask
    return int(slot)


@compiled
def _word_at(trie: Trie, point: Letters, at: int, end: int) -> tuple[int, int]:
    """The longest word that begins there (−1 for none) and its length."""
    node, word, size = 0, -1, 0
    for n in range(at, end):
        slot = _slot(trie.key, node << CHARACTER_BITS | point[n])
        if trie.key[slot] == -1:
            break
        node = trie.child[slot]
        if trie.word[node] >= 0:
            word, size = trie.word[node], n + 1 - at
    return word, size


@compiled
def _rewritten(texts: Texts, trie: Trie, values: Texts) -> tuple[Letters, Ints]:
    longest = 1
    for v in range(len(values.start) - 1):
        longest = max(longest, values.start[v + 1] - values.start[v])
    names = len(texts.start) - 1
    point = np.empty(len(texts.point) + 64, np.int32)
    start = np.zeros(names + 1, np.int64)
    used = 0
    for n in range(names):
        at, end = texts.start[n], texts.start[n + 1]
        point = _with_room(point, used + (end - at) * longest)
        while at < end:
            word, size = _word_at(trie, texts.point, at, end)
            if word < 0:
                point[used] = texts.point[at]
                used, at = used + 1, at + 1
                continue
            for v in range(values.start[word], values.start[word + 1]):
                point[used] = values.point[v]
                used += 1
            at += size
        start[n + 1] = used
    return point[:used], start


@compiled
def _with_room(array: A, needed: int) -> A:
    """The array, or a longer one that begins with it."""
    if needed <= len(array):
        return array
    longer = np.empty(2 * needed, array.dtype)
    longer[: len(array)] = array
    return longer


@compiled
def _cut(names: Texts, folded: Texts, number: Letters, size: Letters, words: Vocabulary) -> Cut:
    count = len(names.start) - 1
    longest = 0
    for n in range(count):
        longest = max(longest, names.start[n + 1] - names.start[n])
    tokens = np.empty((longest + 1, 5), np.int64)
    text = np.empty(longest * words.longest, np.int32)
    act, numeral = np.zeros(count, np.int64), np.zeros(count, np.bool_)
    feature, features = np.empty(8 * count, np.int64), np.zeros(count + 1, np.int64)
    binding, bindings = np.empty(count, np.int64), np.zeros(count + 1, np.int64)
    part, parts = np.empty(32 * count, np.int64), np.zeros(count + 1, np.int64)
    matter, matters = np.empty(32 * count, np.int32), np.zeros(count + 1, np.int64)
    core, cores = np.empty(32 * count, np.int32), np.zeros(count + 1, np.int64)
    for n in range(count):
        begin, end = names.start[n], names.start[n + 1]
        told = end == begin or names.point[end - 1] != words.ending
        while end > begin and _is(words.trailing, names.point[end - 1]):
            end -= 1
        found = _tokens(names.point, begin, end, number, size, words, tokens, text)
        if told:
            act[n], found = _take_act(tokens, found, words)
        most = (end - begin) * words.longest + 1
        feature = _with_room(feature, features[n] + found)
        binding = _with_room(binding, bindings[n] + found)
        part = _with_room(part, parts[n] + most + found)
        matter = _with_room(matter, matters[n] + most)
        core = _with_room(core, cores[n] + most + folded.start[n + 1] - folded.start[n])
        features[n + 1] = features[n] + _features(tokens[:found], words, feature[features[n] :])
        bindings[n + 1] = bindings[n] + _bindings(tokens[:found], text, words, binding[bindings[n] :])
        parts[n + 1] = parts[n] + _parts(tokens[:found], text, words, part[parts[n] :])
        matters[n + 1] = matters[n] + _matter(tokens[:found], text, matter[matters[n] :])
        cores[n + 1] = cores[n] + _core(tokens[:found], text, words, core[cores[n] :])
        if cores[n + 1] == cores[n]:
            for at in range(folded.start[n], folded.start[n + 1]):
                core[cores[n + 1]] = folded.point[at]
                cores[n + 1] += 1
        for at in range(matters[n], matters[n + 1]):
            numeral[n] = numeral[n] or _is(words.numeral, matter[at])
    return Cut(
        act,
        numeral,
        feature[: features[count]],
        features,
        binding[: bindings[count]],
        bindings,
        part[: parts[count]],
        parts,
        matter[: matters[count]],
        matters,
        Texts(core[: cores[count]], cores),
    )


@compiled
def _is(flags: Flags, point: int) -> bool:
    return bool(point < len(flags) and flags[point])


@compiled
def _tokens(
    point: Letters,
    at: int,
    end: int,
    number: Letters,
    size: Letters,
    words: Vocabulary,
    tokens: Ints,
    text: Letters,
) -> int:
    """Fill `tokens` and the plain text they consist of; return how many there are."""
    found = begun = used = 0
    bracketed = False
    while at < end:
        character = point[at]
        word, length = _word_at(words.trie, point, at, end)
        is_number = number[at] >= 0 and length <= size[at]
        if is_number:
            word, length = number[at], size[at]
        at += max(length, 1)
        if word < 0 and not _is(words.bracket, character):
            text[used] = character
            used += 1
            continue
        if word >= 0 and words.kind[word] == PLAIN:
            for v in range(words.values[word], words.values[word + 1]):
                text[used] = words.value[v]
                used += 1
            continue
        if word >= 0 and words.kind[word] == FILLER:
            continue
        if used > begun:
            _put(tokens[found], PLAIN, -1, begun, used, bracketed)
            found, begun = found + 1, used
        if word >= 0:
            _put(tokens[found], words.kind[word], word, 0, 0, bracketed)
            found += 1
        elif character in (words.opening, words.closing):
            bracketed = character == words.opening
    if used > begun:
        _put(tokens[found], PLAIN, -1, begun, used, bracketed)
        found += 1
    return found


@compiled
def _put(token: Ints, kind: int, word: int, begin: int, end: int, bracketed: bool) -> None:
    token[_KIND], token[_WORD], token[_BEGIN], token[_END] = kind, word, begin, end
    token[_BRACKETED] = bracketed


@compiled
def _take_act(tokens: Ints, found: int, words: Vocabulary) -> tuple[int, int]:
    """Take the act out of the tokens; return it and how many tokens are left."""
    at = found - 1
    while at >= 0:
        token = tokens[at]
        if token[_KIND] == ACT and not token[_BRACKETED]:
            break
        handling = token[_WORD] >= 0 and words.group[token[_WORD]] == words.handling
        if not (handling or token[_KIND] == WEAK or token[_BRACKETED]):
            return 0, found
        at -= 1
    if at < 0:
        return 0, found
    act = words.act[tokens[at, _WORD]]
    place = at - 1
    while place >= 0:
        token = tokens[place]
        if not token[_BRACKETED]:
            if token[_KIND] != ACT:
                break
            beside = words.act[token[_WORD]]
            if beside not in (act, words.licence):
                break
        place -= 1
    left = place + 1
    for n in range(place + 1, found):
        if n > at or (n < at and tokens[n, _BRACKETED]):
            tokens[left] = tokens[n]
            left += 1
    return act, left


@compiled
def _sorted(array: Ints) -> None:
    """Sort a few numbers in place."""
    for n in range(1, len(array)):
        value, m = array[n], n
        while m > 0 and array[m - 1] > value:
            array[m] = array[m - 1]
            m -= 1
        array[m] = value


@compiled
def _distinct(array: Ints) -> int:
    """Sort a few numbers in place, each once at the front; return how many."""
    _sorted(array)
    kept = 0
    for n in range(len(array)):
        if kept == 0 or array[kept - 1] != array[n]:
            array[kept] = array[n]
            kept += 1
    return kept


@compiled
def _features(tokens: Ints, words: Vocabulary, feature: Ints) -> int:
    count = 0
    for token in tokens:
        if token[_KIND] != PLAIN:
            feature[count] = words.feature[token[_WORD]]
            count += 1
    return _distinct(feature[:count])


@compiled
def _bindings(tokens: Ints, text: Letters, words: Vocabulary, binding: Ints) -> int:
    """What each negation stands before: the next word's group, or two characters of the text."""
    count = 0
    for n in range(len(tokens)):
        if tokens[n, _KIND] != NEGATION:
            continue
        after = n + 1
        while after < len(tokens) and tokens[after, _KIND] == WEAK:
            after += 1
        what = np.int64(0)
        if after < len(tokens):
            token = tokens[after]
            if token[_KIND] == PLAIN:
                what = np.int64(text[token[_BEGIN]]) << CHARACTER_BITS
                if token[_END] - token[_BEGIN] > 1:
                    what |= text[token[_BEGIN] + 1]
            else:
                what = words.bound[words.group[token[_WORD]]]
        binding[count] = (words.feature[tokens[n, _WORD]] & 0xFFFFF) << 2 * CHARACTER_BITS | what
        count += 1
    return _distinct(binding[:count])


@compiled
def _parts(tokens: Ints, text: Letters, words: Vocabulary, part: Ints) -> int:
    """Everything but weak words in order, neighbours of one group sorted."""
    count = begun = 0
    group = -1
    for token in tokens:
        if token[_KIND] == WEAK:
            continue
        own = words.group[token[_WORD]] if token[_KIND] != PLAIN else -1
        if own != group or own == -1:
            _sorted(part[begun:count])
            begun = count
        group = own
        if own == -1:
            part[count] = _PIECE
            count += 1
            for at in range(token[_BEGIN], token[_END]):
                part[count] = text[at]
                count += 1
            begun = count
        else:
            part[count] = _KNOWN | words.feature[token[_WORD]]
            count += 1
    _sorted(part[begun:count])
    return count


@compiled
def _matter(tokens: Ints, text: Letters, matter: Letters) -> int:
    count = 0
    for token in tokens:
        if token[_KIND] == PLAIN:
            for at in range(token[_BEGIN], token[_END]):
                matter[count] = text[at]
                count += 1
    return count


@compiled
def _core(tokens: Ints, text: Letters, words: Vocabulary, core: Letters) -> int:
    count = 0
    for token in tokens:
        if token[_KIND] == WEAK:
            continue
        if token[_KIND] == PLAIN:
            for at in range(token[_BEGIN], token[_END]):
                core[count] = text[at]
                count += 1
        else:
            for v in range(words.values[token[_WORD]], words.values[token[_WORD] + 1]):
                core[count] = words.value[v]
                count += 1
    return count
