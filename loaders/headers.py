"""Headings: which field a column holds, by the spellings in seeds/loading/headers.toml."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, NamedTuple

from rapidfuzz.distance import Levenshtein

from seeds import seed_toml
from service.text import fold, squeeze

_MAX_HEADING = 40
_MIN_CONTAINED = 3
_MIN_MISPRINTED = 5
_DECORATION = re.compile(r"^[*★☆▲]+|[*★☆▲:：]+$")
_REMARK = re.compile(r"[(\[][^()\[\]]*[)\]]")


class Reading(NamedTuple):
    """A heading read: the field's key (None where nobody knows it) and, of a near one, the known heading."""

    field: str | None
    near: str | None = None


class _Spellings(NamedTuple):
    fields: dict[str, str]
    rank: dict[str, int]
    standard: dict[str, str]
    spread: dict[str, list[str]]
    under: dict[str, dict[str, str]]
    filler: re.Pattern[str]
    apart: frozenset[str]
    further: str


@lru_cache(maxsize=1)
def _spellings() -> _Spellings:
    seed: dict[str, Any] = seed_toml("loading", "headers.toml")
    fields: dict[str, str] = {}
    rank: dict[str, int] = {}
    for key, spellings in seed["fields"].items():
        for place, spelling in enumerate(spellings):
            folded = fold(spelling)
            if fields.setdefault(folded, key) != key:
                raise ValueError(f"seeds/loading/headers.toml: “{spelling}” stands under two fields")
            rank.setdefault(folded, place)
    words = sorted(map(fold, seed["filler"]["words"]), key=len, reverse=True)
    return _Spellings(
        fields=fields,
        rank=rank,
        standard={key: spellings[0] for key, spellings in seed["fields"].items()},
        spread=seed["spread"],
        under={
            fold(word): {fold(top): key for top, key in tops.items()} for word, tops in seed["under"].items()
        },
        filler=re.compile("(?:" + "|".join(map(re.escape, words)) + ")*"),
        apart=frozenset(map(fold, seed["apart"]["headings"])),
        further=seed["further"]["prefix"],
    )


def spread_fields(field: str) -> list[str]:
    """Return the fields of several columns under one heading of that field."""
    return _spellings().spread.get(field, [])


def standard_heading(field: str) -> str:
    """Return a field's standard title."""
    return _spellings().standard[field]


@lru_cache(maxsize=1)
def spellings() -> frozenset[str]:
    """Return every known heading, folded."""
    return frozenset(_spellings().fields)


def is_further(text: str) -> bool:
    """Whether a heading says itself that its column is a further one."""
    return text.startswith(_spellings().further)


def further_label(heading: str) -> str:
    """Return the label a further column is kept under."""
    return heading.removeprefix(_spellings().further)


def further_heading(label: str) -> str:
    """Return a heading that is read as a further column kept under that label."""
    is_plain = label == squeeze(label) and read_heading(label).field is None
    return label if is_plain and not is_further(label) else _spellings().further + label


def rank(heading: str) -> int:
    """Return how near the front of its field's spellings a heading stands; smaller is preferred."""
    return _spellings().rank.get(_plain(heading), 1 << 16)


def known_headings(cells: Iterable[str]) -> int:
    """Return how many cells are known headings, near ones not counted."""
    return sum(1 for cell in cells if cell and len(cell) <= _MAX_HEADING and exact_field(cell))


@lru_cache(maxsize=4096)
def exact_field(text: str) -> str | None:
    """Return the field a heading names in a known spelling; width, script and spaces are ignored."""
    return _spellings().fields.get(_plain(text))


@lru_cache(maxsize=4096)
def read_heading(text: str) -> Reading:
    """Read a heading by itself: a known spelling, else a near one, else nobody's."""
    if len(text) > _MAX_HEADING:
        return Reading(None)
    plain = _plain(text)
    if not plain or plain in _spellings().apart:
        return Reading(None)
    known = _spellings().fields.get(plain)
    if known:
        return Reading(known)
    bare = _REMARK.sub("", plain)
    candidates = {bare} if bare in _spellings().fields else _contained(bare) or _misprinted(bare)
    fields = {_spellings().fields[candidate] for candidate in candidates}
    if len(fields) != 1 or bare in _spellings().apart:
        return Reading(None)
    field = fields.pop()
    return Reading(field, standard_heading(field))


def read_stacked(texts: tuple[str, ...]) -> Reading:
    """Read a column's headings of several header rows, the topmost first."""
    if texts and is_further(texts[-1]):
        return Reading(None)
    if len(texts) < 2:
        return read_heading(texts[0]) if texts else Reading(None)
    top, bottom = _plain(texts[-2]), _plain(texts[-1])
    joined = exact_field(top + bottom)
    if joined:
        return Reading(joined)
    for part, key in _spellings().under.get(bottom, {}).items():
        if part in top:
            return Reading(key)
    for text in (texts[-1], *texts[:-1]):
        field = exact_field(text)
        if field:
            return Reading(field)
    return read_heading(texts[-1])


@lru_cache(maxsize=4096)
def _plain(text: str) -> str:
    return _DECORATION.sub("", fold(text))


def _contained(plain: str) -> set[str]:
    """The longest known headings within it, where all that is left beside them says nothing of its own."""
    inside = [known for known in _spellings().fields if len(known) >= _MIN_CONTAINED and known in plain]
    longest = max(map(len, inside), default=0)
    return {
        known
        for known in inside
        if len(known) == longest
        and all(_spellings().filler.fullmatch(rest) for rest in plain.split(known, 1))
    }


def _misprinted(plain: str) -> set[str]:
    if len(plain) < _MIN_MISPRINTED:
        return set()
    return {
        known
        for known in _spellings().fields
        if len(known) >= _MIN_MISPRINTED and Levenshtein.distance(known, plain, score_cutoff=1) <= 1
    }
