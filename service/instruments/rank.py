"""Inferring an instrument's rank from its number, title and issuer where the registry does not know it.

The words are in seeds/reference/rank_words.toml. What stands for certain in a number goes before what a
title suggests; the rank a list itself states only narrows what those leave open.
"""

import re
from functools import lru_cache
from typing import Any, NamedTuple

from seeds import seed_toml
from service.citations import Basis
from service.instruments.keys import plain_title
from service.instruments.model import Instrument, RankReading
from service.instruments.places import leading_level
from service.text import fold
from service.vocabulary import InstrumentRank

_LONGEST_NOTE = 200
_BRACKET = re.compile(r"\s*[（(\[【〔]((?:[^（）()]|[（(][^（）()]*[）)]){0,300})[）)】]")
_BEFORE_ARTICLE = re.compile(r"(?:(?!第[^号\n]{1,8}[条章])[^：:《\n])*")
_UNKNOWN = RankReading(frozenset(), inferred=True, why="看不出效力位阶")


class _Sign(NamedTuple):
    """One rule of the word file: where it fits, what the instrument may be."""

    pattern: re.Pattern[str]
    ranks: frozenset[InstrumentRank]
    why: str
    unless: re.Pattern[str] | None
    only_title: re.Pattern[str] | None
    unless_title: re.Pattern[str] | None
    places: frozenset[str]
    sure: bool


class _Words(NamedTuple):
    numbers: tuple[_Sign, ...]
    titles: tuple[_Sign, ...]
    tags: dict[str, frozenset[InstrumentRank]]


@lru_cache(maxsize=1)
def _words() -> _Words:
    table = seed_toml("reference", "rank_words.toml")
    return _Words(
        tuple(map(_sign, table["numbers"])),
        tuple(map(_sign, table["titles"])),
        {tag: _ranks(ranks) for tag, ranks in table["tags"].items()},
    )


def _sign(entry: dict[str, Any]) -> _Sign:
    def pattern(key: str) -> re.Pattern[str] | None:
        return re.compile(entry[key]) if key in entry else None

    return _Sign(
        re.compile(entry["pattern"]),
        _ranks(entry["ranks"]),
        entry["why"],
        pattern("unless"),
        pattern("only_title"),
        pattern("unless_title"),
        frozenset(entry.get("place", ())),
        entry.get("sure", False),
    )


def _ranks(marks: list[str]) -> frozenset[InstrumentRank]:
    return frozenset(map(InstrumentRank, marks))


def rank_of(instrument: Instrument | None, basis: Basis) -> RankReading:
    """Return the rank of what a basis cites: the registry's, else inferred from the citation itself."""
    if instrument and instrument.rank:
        return RankReading(frozenset((instrument.rank,)), inferred=False)
    return infer_rank(basis.title or "", basis.cited_number or "", basis.rank_tag, _note(basis))


@lru_cache(maxsize=16384)
def infer_rank(title: str, number: str = "", tag: str | None = None, note: str = "") -> RankReading:
    """Infer the rank from title, document number, the rank a list states and the remark behind the title.

    Nothing is invented: where several ranks are possible all of them are returned, where nothing tells
    none is.
    """
    words = _words()
    plain = plain_title(title)
    found = (
        _by_number(fold(number), plain, words)
        or _by_title(plain, words, sure=True)
        or _by_number(fold(note), plain, words)
        or _by_title(plain, words)
    )
    stated = words.tags.get(tag or "", frozenset())
    if found is None:
        return RankReading(stated, inferred=True, why=f"清单标注为{tag}") if stated else _UNKNOWN
    if len(found.ranks) > 1 and found.ranks & stated:
        return RankReading(found.ranks & stated, inferred=True, why=f"清单标注为{tag}")
    return found


def _by_number(note: str, title: str, words: _Words) -> RankReading | None:
    for sign in words.numbers:
        if not sign.pattern.search(note):
            continue
        if sign.unless and sign.unless.search(note):
            continue
        if sign.only_title and not sign.only_title.search(title):
            continue
        if sign.unless_title and sign.unless_title.search(title):
            continue
        return RankReading(sign.ranks, inferred=True, why=sign.why)
    return None


def _by_title(title: str, words: _Words, *, sure: bool = False) -> RankReading | None:
    place = leading_level(title)
    for sign in words.titles:
        if sign.sure >= sure and (not sign.places or place in sign.places) and sign.pattern.match(title):
            return RankReading(sign.ranks, inferred=True, why=sign.why)
    return None


def _note(basis: Basis) -> str:
    """What stands behind the title before the first article: number, issuer, dates."""
    text = basis.text.partition("》")[2] if basis.title and "》" in basis.text else basis.text
    bracket = _BRACKET.match(text)
    return (bracket[1] if bracket else _BEFORE_ARTICLE.match(text)[0])[:_LONGEST_NOTE]  # type: ignore[index]
