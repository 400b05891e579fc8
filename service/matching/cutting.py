"""Cutting many names at once into known words and text: what `service.matching.reading` does one by one.

The rules are those of `tokens_of`, `_take_act` and `_assemble` there, over characters as numbers.
"""

import operator
from typing import TypeVar

import numpy as np

from service.matching.compiled import compiled, inlined
from service.matching.pieces import (
    ACT,
    FILLER,
    NEGATION,
    PLAIN,
    WEAK,
    Cut,
    Desk,
    Vocabulary,
    longest,
    with_room,
    without_room,
)
from service.matching.texts import CHARACTER_BITS, SPREAD, Flags, Ints, Letters, Texts, Trie

A = TypeVar("A", Ints, Letters)

# A token's columns: what it is, its word (−1 for text), where its text begins and ends, whether in brackets.
_KIND, _WORD, _BEGIN, _END, _BRACKETED = range(5)
# Room for more than texts come to by their length, so that short ones are worked on once.
_SOME = 64
# In `part` and `binding`: a word rather than text, and where a piece of text begins.
_KNOWN, _PIECE = 1 << 40, -1


def rewritten(texts: Texts, trie: Trie, values: Texts) -> Texts:
    """Return the texts with every word, the longest first, as its value, as `WordTable.replaced` does."""
    start = np.zeros(len(texts.start), np.int64)
    room = 2 * len(texts.point) + _SOME
    while True:
        point = np.empty(room, np.int32)
        needed = _rewrite(texts, trie, values, point, start)
        if needed <= room:
            return Texts(point[:needed], start)
        room = needed


def cut(names: Texts, folded: Texts, number: Letters, size: Letters, words: Vocabulary) -> Cut:
    """Cut names that `service.matching.reading.opened` gave; `folded` are their whole texts.

    `number` is, of every character of the names, the word of the number that may begin there or −1, `size`
    how many characters that number has.
    """
    count, length = len(names.start) - 1, longest(names)
    most = (length + 1) * (words.longest + 1)
    desk = Desk(
        tokens=np.empty((length + 1, 5), np.int64),
        text=np.empty(most, np.int32),
        field=np.empty(max(most, longest(folded)), np.int64),
    )
    # Few words, hardly a negation, of pieces and text about as much as there are characters.
    room = [len(names.point), count, 2 * len(names.point), len(names.point), 2 * len(names.point)]
    while True:
        made = with_room(count, room)
        _cut(names, folded, number, size, words, desk, made)
        needed = [int(ends[-1]) for ends in (made.features, made.bindings, made.parts, made.matters)]
        needed.append(int(made.core.start[-1]))
        if all(map(operator.le, needed, room)):
            return without_room(made, needed)
        room = [max(most) for most in zip(needed, room, strict=True)]


@inlined
def _slot(keys: Ints, key: int) -> int:
    """The slot where a step is, or a free one."""
    mask = len(keys) - 1
    slot = (key ^ (key >> CHARACTER_BITS) * SPREAD) & mask
    while keys[slot] != key and keys[slot] != -1:
        slot = (slot + 1) & mask
    return int(slot)


@inlined
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
def _rewrite(texts: Texts, trie: Trie, values: Texts, point: Letters, start: Ints) -> int:
    """Fill in the texts as far as there is room and where each ends; return how much room is needed."""
    used = 0
    for n in range(len(texts.start) - 1):
        at, end = texts.start[n], texts.start[n + 1]
        while at < end:
            word, size = _word_at(trie, texts.point, at, end)
            if word < 0:
                if used < len(point):
                    point[used] = texts.point[at]
                used, at = used + 1, at + 1
                continue
            for v in range(values.start[word], values.start[word + 1]):
                if used < len(point):
                    point[used] = values.point[v]
                used += 1
            at += size
        start[n + 1] = used
    return used


@compiled
def _cut(
    names: Texts, folded: Texts, number: Letters, size: Letters, words: Vocabulary, desk: Desk, made: Cut
) -> None:
    """Fill in what the names come to, as far as there is room, and where in all cases each one's ends."""
    field = desk.field
    for n in range(len(names.start) - 1):
        begin, end = names.start[n], names.start[n + 1]
        told = end == begin or names.point[end - 1] != words.ending
        while end > begin and _is(words.trailing, names.point[end - 1]):
            end -= 1
        found = _tokens(names.point, begin, end, number, size, words, desk)
        if told:
            made.act[n], found = _take_act(desk.tokens, found, words)
        tokens = desk.tokens[:found]
        _put_in(made.feature, made.features, n, field, _features(tokens, words, field))
        _put_in(made.binding, made.bindings, n, field, _bindings(tokens, desk.text, words, field))
        _put_in(made.part, made.parts, n, field, _parts(tokens, desk.text, words, field))
        letters = _matter(tokens, desk.text, field)
        for at in range(letters):
            made.numeral[n] = made.numeral[n] or _is(words.numeral, field[at])
        _put_in(made.matter, made.matters, n, field, letters)
        letters = _core(tokens, desk.text, words, field)
        if letters == 0:
            for at in range(folded.start[n], folded.start[n + 1]):
                field[letters] = folded.point[at]
                letters += 1
        _put_in(made.core.point, made.core.start, n, field, letters)


@inlined
def _put_in(values: A, ends: Ints, n: int, field: Ints, count: int) -> None:
    """Put so many values of the n-th name behind those of the names before, if there is room."""
    ends[n + 1] = ends[n] + count
    if ends[n + 1] <= len(values):
        for at in range(count):
            values[ends[n] + at] = field[at]


@inlined
def _is(flags: Flags, point: int) -> bool:
    return bool(point < len(flags) and flags[point])


@inlined
def _tokens(
    point: Letters,
    at: int,
    end: int,
    number: Letters,
    size: Letters,
    words: Vocabulary,
    desk: Desk,
) -> int:
    """Fill in the tokens and the plain text they consist of; return how many there are."""
    tokens, text = desk.tokens, desk.text
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


@inlined
def _put(token: Ints, kind: int, word: int, begin: int, end: int, bracketed: bool) -> None:
    token[_KIND], token[_WORD], token[_BEGIN], token[_END] = kind, word, begin, end
    token[_BRACKETED] = bracketed


@inlined
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
            for column in range(tokens.shape[1]):
                tokens[left, column] = tokens[n, column]
            left += 1
    return act, left


@inlined
def _sorted(array: Ints) -> None:
    """Sort a few numbers in place."""
    for n in range(1, len(array)):
        value, m = array[n], n
        while m > 0 and array[m - 1] > value:
            array[m] = array[m - 1]
            m -= 1
        array[m] = value


@inlined
def _distinct(array: Ints) -> int:
    """Sort a few numbers in place, each once at the front; return how many."""
    _sorted(array)
    kept = 0
    for n in range(len(array)):
        if kept == 0 or array[kept - 1] != array[n]:
            array[kept] = array[n]
            kept += 1
    return kept


@inlined
def _features(tokens: Ints, words: Vocabulary, feature: Ints) -> int:
    count = 0
    for token in tokens:
        if token[_KIND] != PLAIN:
            feature[count] = words.feature[token[_WORD]]
            count += 1
    return _distinct(feature[:count])


@inlined
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


@inlined
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


@inlined
def _matter(tokens: Ints, text: Letters, matter: Ints) -> int:
    count = 0
    for token in tokens:
        if token[_KIND] == PLAIN:
            for at in range(token[_BEGIN], token[_END]):
                matter[count] = text[at]
                count += 1
    return count


@inlined
def _core(tokens: Ints, text: Letters, words: Vocabulary, core: Ints) -> int:
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
