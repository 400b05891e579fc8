"""Readings as numbers: what scoring many pairs at once works on."""

import re
from collections.abc import Hashable, Iterable, Sequence
from itertools import chain
from typing import Any, NamedTuple

import numpy as np

from service.matching.brackets import NO_SCOPE, Scope
from service.matching.costs import COSTS, REVIEW_FROM, Costs
from service.matching.cutting import cut, rewritten
from service.matching.differences import (
    FILING,
    HANDLING,
    LEVEL,
    LICENSED,
    NEGATION,
    NUMERALS,
    Weight,
    alone_weight,
)
from service.matching.lexicon import Kind, Word, lexicon
from service.matching.pieces import ACT, CLASS, FILLER, PLAIN, Vocabulary
from service.matching.pieces import NEGATION as NEGATED
from service.matching.pieces import WEAK as WEAKENS
from service.matching.reading import TRAILING, bared, opened
from service.matching.texts import CHARACTER_BITS, Flags, Ints, Letters, Texts, strings_of, texts_of, trie_of
from service.matching.tokens import BRACKETS, CLOSE, NUMERIC, OPEN, number_value

# A feature is one number: its group, what its word may do there, and which word it is.
GROUP_SHIFT, FREE, BOUND, GENERAL = 32, 1 << 31, 1 << 30, 1 << 29
WORD = GENERAL - 1
NUMBER, LICENCE = "数字", "许可"
# So much of the text behind a negation is what it stands before.
TEXT_BOUND = 2
_NUMBER_BEGINS = re.compile(rf"[{''.join(sorted(NUMERIC))}\d]")
_KINDS = {
    Kind.PLAIN: PLAIN,
    Kind.FILLER: FILLER,
    Kind.WEAK: WEAKENS,
    Kind.CLASS: CLASS,
    Kind.ACT: ACT,
    Kind.NEGATION: NEGATED,
}
# Weak words are held as a group of their own, the first.
WEAK, WEAK_GROUP = "弱词", 0
HARMLESS, DOUBT, CONFLICT = 0, 1, 2
_WEIGHTS = {Weight.HARMLESS: HARMLESS, Weight.DOUBT: DOUBT, Weight.CONFLICT: CONFLICT}
# Stands for a value that none of the base's names has.
UNKNOWN = -1


_Opened = tuple[str, Scope, tuple[str, ...]]
# A name's text, what its brackets say of the scope, and places in front; half a kilobyte each.
_MOST_KEPT = 16_384
_kept: dict[str, _Opened] = {}


class Coded(NamedTuple):
    """Names as numbers, of each what `service.matching.differences` looks at.

    `text`, `scope` and `place` say by a number what two names must have alike: 0 for nothing (of scopes and
    places), −1 for what no name of the base has; `act` is 0 for none. `feature` are the known words of all
    names, those of name n at `features[n]:features[n + 1]`, by group; likewise `binding` what each negation
    stands before, `part` all pieces in order, and `matter` the characters of the text no class knows;
    `numeral` whether one of them may be part of a number. `core` are the cores, `size` is a core's length.
    """

    text: Ints
    act: Ints
    scope: Ints
    place: Ints
    feature: Ints
    features: Ints
    binding: Ints
    bindings: Ints
    part: Ints
    parts: Ints
    matter: Letters
    matters: Ints
    numeral: Flags
    core: Texts
    size: Ints


class Rules(NamedTuple):
    """What the word classes say, by the numbers of groups, acts and words.

    `alone` is the weight of a word on one side alone (`HARMLESS`, `DOUBT`, `CONFLICT`); `near`, `bare` and
    `licensed` are of acts. The characters of word w are `letter[letters[w]:letters[w + 1]]`.
    """

    costs: Costs
    review_from: float
    enumerated: Flags
    alone: Ints
    negation: int
    handling: int
    level: int
    filing: int
    near: Flags
    bare: Flags
    licensed: Flags
    letter: Letters
    letters: Ints


class Coder:
    """Gives numbers to what a base's names say, and to queries the same ones."""

    def __init__(self, base: Sequence[str]) -> None:
        """`base` are folded names (`service.matching.reading.folded_names`)."""
        words = lexicon()
        self._groups: dict[str, int] = {WEAK: WEAK_GROUP}
        for group in (NEGATION, HANDLING, LEVEL, NUMBER, *words.groups):
            self._groups.setdefault(group, len(self._groups))
        acts = {*words.bare_acts, *chain.from_iterable(words.near_acts), *LICENSED, FILING} - {""}
        self._acts = {"": 0} | {act: number for number, act in enumerate(sorted(acts), start=1)}
        self._rewrites = words.rewrites.words
        self._rewriting = trie_of([word.surface for word in self._rewrites])
        self._rewritten = texts_of([word.value for word in self._rewrites])
        self._trie = trie_of([word.surface for word in words.words.words])
        self._words: list[Word] = []
        self._features: list[int] = []
        self._known: dict[tuple[str, str], int] = {}
        for word in words.words.words:
            self._learn(word)
        self._figures: dict[str, int] = {}
        self._texts: dict[str, int] = {}
        self._scopes: dict[Hashable, int] = {NO_SCOPE: 0}
        self._places: dict[Hashable, int] = {(): 0}
        self._lasting = self._rules()
        self._made: tuple[Vocabulary, Rules] | None = None
        self.base = self._coded(base, new=True)

    def coded(self, folded: Sequence[str]) -> Coded:
        """Queries as numbers: they can be compared with the base, not with one another."""
        return self._coded(folded, new=False)

    def rules(self) -> Rules:
        """The rules for every word and act seen up to now."""
        return self._vocabulary()[1]

    def _coded(self, folded: Sequence[str], *, new: bool) -> Coded:
        names = self._opened(folded)
        texts = [text for text, _, _ in names]
        number, size = self._numbers(texts)
        found = cut(texts_of(texts), texts_of(folded), number, size, self._vocabulary()[0])
        return Coded(
            text=_numbered(self._texts, folded, new=new),
            scope=_numbered(self._scopes, [scope for _, scope, _ in names], new=new),
            place=_numbered(self._places, [places for _, _, places in names], new=new),
            size=np.diff(found.core.start),
            **found._asdict(),
        )

    def _opened(self, folded: Sequence[str]) -> list[_Opened]:
        """Names as they are before they are cut; what lists have in common is opened once."""
        if len(folded) > _MOST_KEPT:
            return self._opened_now(folded)
        known = {text: kept for text in folded if (kept := _kept.get(text))}
        new = list(dict.fromkeys(text for text in folded if text not in known))
        made = dict(zip(new, self._opened_now(new), strict=True))
        if len(_kept) + len(made) > _MOST_KEPT:
            _kept.clear()
        _kept.update(made)
        known |= made
        return [known[text] for text in folded]

    def _opened_now(self, folded: Sequence[str]) -> list[_Opened]:
        words = lexicon()
        begun = [bared(text, words) for text in folded]
        names = opened(self._with_equivalents([text for text, _ in begun]), words, self._with_equivalents)
        return [(text, scope, places) for (text, scope, _), (_, places) in zip(names, begun, strict=True)]

    def _with_equivalents(self, texts: Sequence[str]) -> list[str]:
        return strings_of(rewritten(texts_of(texts), self._rewriting, self._rewritten)) if texts else []

    def _numbers(self, texts: Sequence[str]) -> tuple[Letters, Letters]:
        """Of every character the number that may begin there, as `cut` wants it."""
        joined = "\n".join(texts)
        word, size = np.full(len(joined), -1, np.int32), np.zeros(len(joined), np.int32)
        number_at = lexicon().number.match
        for begin in _NUMBER_BEGINS.finditer(joined):
            at = begin.start()
            if number := number_at(joined, at):
                word[at], size[at] = self._figure(number[0]), len(number[0])
        breaks = np.cumsum(np.fromiter(map(len, texts), np.int64, len(texts)) + 1)[:-1] - 1
        return np.delete(word, breaks), np.delete(size, breaks)

    def _figure(self, text: str) -> int:
        """The word that a number is, a new one where it was not met before."""
        value = number_value(text)
        place = self._figures.get(value)
        if place is None:
            place = self._figures[value] = len(self._words)
            self._learn(Word("", Kind.CLASS, NUMBER, value))
            self._made = None
        return place

    def _vocabulary(self) -> tuple[Vocabulary, Rules]:
        if self._made is None:
            letters = texts_of([value.replace("、", "") for _, value in self._known])
            rules = self._lasting._replace(letter=letters.point, letters=letters.start)
            self._made = self._vocabulary_now(), rules
        return self._made

    def _vocabulary_now(self) -> Vocabulary:
        values = texts_of([word.value for word in self._words])
        features = np.array(self._features, np.int64)
        return Vocabulary(
            trie=self._trie,
            kind=np.array([_KINDS[word.kind] for word in self._words], np.int32),
            feature=features,
            group=features >> GROUP_SHIFT,
            bound=np.array([_bound(group, number) for group, number in self._groups.items()], np.int64),
            act=np.array(
                [self._acts[word.value] if word.kind is Kind.ACT else 0 for word in self._words], np.int64
            ),
            value=values.point,
            values=values.start,
            longest=max(1, int(np.diff(values.start).max(initial=0))),
            handling=self._groups[HANDLING],
            licence=self._acts[LICENCE],
            opening=ord(OPEN),
            closing=ord(CLOSE),
            ending=ord("的"),
            bracket=_flags(BRACKETS),
            numeral=_flags(NUMERALS),
            trailing=_flags(TRAILING),
        )

    def _rules(self) -> Rules:
        """The rules but for the letters of words, of which there may be more."""
        words = lexicon()
        acts, groups = list(self._acts), list(self._groups)
        known = [words.groups.get(group) for group in groups]
        return Rules(
            costs=COSTS,
            review_from=REVIEW_FROM,
            enumerated=np.array([bool(group and group.enumerated) for group in known]),
            alone=np.array([_WEIGHTS[alone_weight(group)] for group in groups]),
            negation=self._groups[NEGATION],
            handling=self._groups[HANDLING],
            level=self._groups[LEVEL],
            filing=self._acts[FILING],
            near=np.array([[frozenset((a, b)) in words.near_acts for b in acts] for a in acts]),
            bare=np.array([act in words.bare_acts for act in acts]),
            licensed=np.array([act in LICENSED for act in acts]),
            letter=np.empty(0, np.int32),
            letters=np.zeros(1, np.int64),
        )

    def _learn(self, word: Word) -> None:
        """Take up a word; what it stands for has one number, whatever the spelling."""
        if word.kind is Kind.ACT:
            self._acts.setdefault(word.value, len(self._acts))
        group = WEAK if word.kind is Kind.WEAK else word.group
        number = self._known.setdefault((group, word.value), len(self._known))
        known = lexicon().groups.get(group)
        flags = 0
        if known:
            flags = (
                FREE * (word.value in known.free)
                | BOUND * (word.value in known.bound)
                | GENERAL * (word.value in known.general)
            )
        place = self._groups.setdefault(group, len(self._groups))
        self._words.append(word)
        self._features.append(place << GROUP_SHIFT | flags | number)


def _bound(group: str, number: int) -> int:
    """What a group is among bindings: of two characters at most, the same as text of these."""
    if len(group) > TEXT_BOUND:
        return number
    return sum(ord(character) << CHARACTER_BITS * (1 - place) for place, character in enumerate(group))


def _numbered(numbers: dict[Any, int], values: Sequence[Hashable], *, new: bool) -> Ints:
    if new:
        found: Iterable[int] = (numbers.setdefault(value, len(numbers)) for value in values)
    else:
        found = (numbers.get(value, UNKNOWN) for value in values)
    return np.fromiter(found, np.int64, len(values))


def _flags(characters: Iterable[str]) -> Flags:
    points = [ord(character) for character in characters]
    flags = np.zeros(max(points) + 1, np.bool_)
    flags[points] = True
    return flags
