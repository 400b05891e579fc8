"""Readings as numbers: what scoring many pairs at once works on."""

from collections.abc import Hashable, Iterable, Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from service.matching.costs import COSTS, REVIEW_FROM, Costs
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
from service.matching.lexicon import lexicon
from service.matching.reading import ReadName

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

# A feature is one number: its group, what its word may do there, and which word it is.
GROUP_SHIFT, FREE, BOUND, GENERAL = 32, 1 << 31, 1 << 30, 1 << 29
WORD = GENERAL - 1
# Weak words are held as a group of their own, the first.
WEAK, WEAK_GROUP = "弱词", 0
HARMLESS, DOUBT, CONFLICT = 0, 1, 2
_WEIGHTS = {Weight.HARMLESS: HARMLESS, Weight.DOUBT: DOUBT, Weight.CONFLICT: CONFLICT}
# Stands for a value that none of the base's names has.
UNKNOWN = -1


class Coded(NamedTuple):
    """Names as numbers, of each what `service.matching.differences` looks at.

    `text`, `act`, `scope`, `binding`, `place` and `part` say by a number what two names must have alike:
    0 for nothing, −1 for what no name of the base has. `feature` are the known words of all names, those of
    name n at `features[n]:features[n + 1]`, by group; `matter` the characters of the text no class knows, at
    `matters[n]:matters[n + 1]`; `numeral` whether one of them may be part of a number. `size` is the core's
    length.
    """

    text: Ints
    act: Ints
    scope: Ints
    binding: Ints
    place: Ints
    part: Ints
    feature: Ints
    features: Ints
    matter: Ints
    matters: Ints
    numeral: Flags
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
    letter: Ints
    letters: Ints


class Coder:
    """Gives numbers to what a base's names say, and to queries the same ones."""

    def __init__(self, base: Sequence[ReadName]) -> None:
        words = lexicon()
        self._groups: dict[str, int] = {WEAK: WEAK_GROUP}
        self._words: dict[tuple[str, str], int] = {}
        self._letters: list[str] = []
        acts = {*words.bare_acts, *chain.from_iterable(words.near_acts), *LICENSED, FILING} - {""}
        self._acts = {"": 0} | {act: number for number, act in enumerate(sorted(acts), start=1)}
        self._numbers: dict[str, dict[Hashable, int]] = {
            "text": {},
            "scope": {(frozenset(), frozenset()): 0},
            "binding": {frozenset(): 0},
            "place": {(): 0},
            "part": {(): 0},
        }
        for group in (NEGATION, HANDLING, LEVEL, *words.groups):
            self._groups.setdefault(group, len(self._groups))
        self.base = self._coded(base, new=True)

    def coded(self, names: Sequence[ReadName]) -> Coded:
        """Queries as numbers: they can be compared with the base, not with one another."""
        return self._coded(names, new=False)

    def rules(self) -> Rules:
        """The rules for every word and act seen up to now."""
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
            letter=_letters(self._letters),
            letters=_running(map(len, self._letters)),
        )

    def _coded(self, names: Sequence[ReadName], *, new: bool) -> Coded:
        features = [self._features(name) for name in names]
        matters = [name.matter for name in names]
        return Coded(
            text=self._numbered("text", [name.text for name in names], new=new),
            act=_array(self._acts.setdefault(name.act, len(self._acts)) for name in names),
            scope=self._numbered("scope", [(name.included, name.excluded) for name in names], new=new),
            binding=self._numbered("binding", [name.bindings for name in names], new=new),
            place=self._numbered("place", [name.places for name in names], new=new),
            part=self._numbered("part", [name.parts for name in names], new=new),
            feature=_array(chain.from_iterable(features)),
            features=_running(map(len, features)),
            matter=_letters(matters),
            matters=_running(map(len, matters)),
            numeral=np.array([not NUMERALS.isdisjoint(matter) for matter in matters], np.bool_),
            size=_array(len(name.core) for name in names),
        )

    def _numbered(self, what: str, values: Sequence[Hashable], *, new: bool) -> Ints:
        numbers = self._numbers[what]
        if new:
            return _array(numbers.setdefault(value, len(numbers)) for value in values)
        return _array(numbers.get(value, UNKNOWN) for value in values)

    def _features(self, name: ReadName) -> list[int]:
        found = [self._word(group, value) for group, values in name.features.items() for value in values]
        found += [self._word(WEAK, value) for value in name.weak]
        found.sort()
        return found

    def _word(self, group: str, value: str) -> int:
        number = self._words.get((group, value))
        if number is not None:
            return number
        known = lexicon().groups.get(group)
        flags = 0
        if known:
            flags = (
                FREE * (value in known.free)
                | BOUND * (value in known.bound)
                | GENERAL * (value in known.general)
            )
        number = self._groups.setdefault(group, len(self._groups)) << GROUP_SHIFT | flags | len(self._letters)
        self._letters.append(value.replace("、", ""))
        self._words[group, value] = number
        return number


def _array(values: Iterable[int]) -> Ints:
    return np.fromiter(values, np.int64)


def _running(counts: Iterable[int]) -> Ints:
    return np.cumsum(np.fromiter(chain((0,), counts), np.int64))


def _letters(texts: Sequence[str]) -> Ints:
    return np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.int64)
