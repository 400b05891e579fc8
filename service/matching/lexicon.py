"""The word classes of seeds/matching, read once and held in the form reading a name needs."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

import msgspec

from seeds import seed_toml
from service.divisions import name_forms, read_divisions
from service.text import fold
from service.vocabulary import Level

_UNITS = (
    "万元|亿元|千元|元|万吨|吨|万人|人|名|户|周岁|岁|年|个月|月|日|天|小时|条|款|项|目|号|类|级|等|种|期|批|次|部|层|座|台|辆|艘|"
    "公里|千米|平方米|立方米|米|公斤|千克|公顷|亩|张|床|度|倍|千瓦|千伏|赫兹|册|篇"
)
_NUMBER = re.compile(
    rf"第?(?:\d+(?:\.\d+)?[万亿千百]*|[零〇一二两三四五六七八九十百千万]+(?={_UNITS}))(?:{_UNITS})?"
    r"|(?:viii|vii|vi|iv|ix|iii|ii|i|v|x)(?:类|级)"
)


class Kind(StrEnum):
    """What a known word is in a name."""

    FILLER = "filler"
    WEAK = "weak"
    CLASS = "class"
    ACT = "act"
    NEGATION = "negation"
    PLAIN = "plain"


class Alone(StrEnum):
    """What it means that only one of two names has a word of a group."""

    DIFFERENT = "different"
    REVIEW = "review"
    SAME = "same"


class Word(NamedTuple):
    """A known word: how it is written (folded), what it is, its group and what it stands for there."""

    surface: str
    kind: Kind
    group: str = ""
    value: str = ""


class Group(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words that exclude one another (seeds/matching/opposites.toml)."""

    name: str
    values: list[list[str]]
    alone: Alone = Alone.REVIEW
    enumerated: bool = False
    free: list[str] = []
    bound: list[str] = []
    general: list[str] = []


class Shell(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A phrase rewritten whole (seeds/matching/seethrough.toml), of names with one of the ends if any."""

    pattern: str
    replace: str
    ends: tuple[str, ...] = ()


class WordTable:
    """Longest-match look-up of words at a place in a text.

    `by_pair` holds the words of two characters and more by the first two, the longest first, each with its
    spelling; `single` those of one character; `words` all.
    """

    def __init__(self, words: Iterable[Word]) -> None:
        known: dict[str, Word] = {}
        for word in words:
            known.setdefault(word.surface, word)
        by_pair: defaultdict[str, list[tuple[str, Word]]] = defaultdict(list)
        for surface in sorted(known, key=len, reverse=True):
            if len(surface) > 1:
                by_pair[surface[:2]].append((surface, known[surface]))
        self.by_pair = {pair: tuple(found) for pair, found in by_pair.items()}
        self.single = {surface: word for surface, word in known.items() if len(surface) == 1}
        self.words = tuple(known[surface] for surface in known if surface)

    def at(self, text: str, start: int) -> Word | None:
        """Return the longest known word that begins there, None where none does."""
        for surface, word in self.by_pair.get(text[start : start + 2], ()):
            if text.startswith(surface, start):
                return word
        return self.single.get(text[start])

    def replaced(self, text: str) -> str:
        """Return the text with every known word, the longest first, as the value it stands for."""
        return self._any.sub(self._value, text)

    @cached_property
    def _any(self) -> re.Pattern[str]:
        surfaces = sorted((word.surface for word in self.words), key=len, reverse=True)
        return re.compile("|".join(map(re.escape, surfaces)) or r"(?!)")

    @cached_property
    def _value(self) -> Callable[[re.Match[str]], str]:
        values = {word.surface: word.value for word in self.words}
        return lambda found: values[found[0]]


class Lexicon(NamedTuple):
    """Everything seeds/matching says, ready for use; `lexicon()` returns the one of this installation."""

    words: WordTable
    rewrites: WordTable
    groups: Mapping[str, Group]
    near_acts: frozenset[frozenset[str]]
    bare_acts: frozenset[str]
    shells: tuple[tuple[re.Pattern[str], str, tuple[str, ...]], ...]
    level_mark: re.Pattern[str]
    note_starts: tuple[str, ...]
    glosses: frozenset[str]
    inclusions: tuple[str, ...]
    exclusions: tuple[str, ...]
    directional: frozenset[str]
    places: Mapping[str, frozenset[str]]
    place_words: WordTable
    number: re.Pattern[str]
    fields: tuple[tuple[str, str], ...]


def _folded(words: Iterable[str]) -> list[str]:
    return [fold(word) for word in words]


def _rewrites(seed: dict[str, Any]) -> WordTable:
    words = [Word(word, Kind.PLAIN, value=word) for word in _folded(seed["keep"])]
    for entry in seed["same"]:
        canonical, *others = _folded(entry["words"])
        words += [Word(other, Kind.PLAIN, value=canonical) for other in (canonical, *others)]
    return WordTable(words)


def _words(groups: list[Group], acts: dict[str, Any], see: dict[str, Any], neg: dict[str, Any]) -> WordTable:
    words: list[Word] = []
    for group in groups:
        for spellings in group.values:
            canonical = fold(spellings[0])
            words += [Word(word, Kind.CLASS, group.name, canonical) for word in _folded(spellings)]
    for family, spellings in acts["families"].items():
        words += [Word(word, Kind.ACT, "行为", family) for word in _folded(spellings)]
    words += [Word(word, Kind.PLAIN, value=word) for word in _folded((*see["filler_keep"], *neg["keep"]))]
    for spellings in (*neg["same"], *([word] for word in neg["words"])):
        canonical = fold(spellings[0])
        words += [Word(word, Kind.NEGATION, "否定", canonical) for word in _folded(spellings)]
    words += [Word(word, Kind.WEAK, value=word) for word in _folded(see["weak"])]
    words += [Word(word, Kind.FILLER) for word in _folded((*see["fillers"], *see["level_phrases"]))]
    return WordTable(words)


def _places() -> dict[str, frozenset[str]]:
    """Full names of divisions to their codes; of provinces the short form too, cities' and counties' not:
    朝阳 or 城 may be anything.
    """
    found: defaultdict[str, set[str]] = defaultdict(set)
    for division in read_divisions():
        for form in name_forms(division.name):
            whole = form == division.name or "自治" in form
            if division.level is Level.PROVINCE or (whole and len(form) > 2):
                found[fold(form)].add(division.code)
    return {name: frozenset(codes) for name, codes in found.items()}


def _alternatives(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(set(words), key=lambda word: (-len(word), word)))


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """Read seeds/matching. Raises msgspec.ValidationError, KeyError or re.error where a file is broken."""
    see = seed_toml("matching", "seethrough.toml")
    acts = seed_toml("matching", "acts.toml")
    groups = msgspec.convert(seed_toml("matching", "opposites.toml")["group"], list[Group])
    marks = _alternatives(_folded(see["level_marks"]))
    suffixes = _alternatives(_folded(see["level_suffixes"]))
    places = _places()
    return Lexicon(
        words=_words(groups, acts, see, seed_toml("matching", "negation.toml")),
        rewrites=_rewrites(seed_toml("matching", "equivalents.toml")),
        groups={group.name: group for group in groups},
        near_acts=frozenset(frozenset(pair) for pair in acts["near"]),
        bare_acts=frozenset(acts["bare"]),
        shells=tuple(
            (re.compile(shell.pattern), shell.replace, shell.ends)
            for shell in msgspec.convert(see["shells"], list[Shell])
        ),
        level_mark=re.compile(rf"(?:(?:{marks})(?:{suffixes})?[/、,和及]?)+(?:{suffixes})?"),
        note_starts=tuple(_folded(see["note_starts"])),
        glosses=frozenset(_folded(see["glosses"])),
        inclusions=tuple(_folded(see["inclusions"])),
        exclusions=tuple(_folded(see["exclusions"])),
        directional=frozenset(see["directional"]),
        places=places,
        place_words=WordTable(Word(name, Kind.PLAIN) for name in places),
        number=_NUMBER,
        fields=tuple(
            (fold(word), field)
            for field, words in seed_toml("matching", "fields.toml")["fields"].items()
            for word in words
        ),
    )
