"""Names of bodies: folded to a key within their division, and what they say of the body's kind."""

from functools import lru_cache
from typing import Any

from seeds import seed_toml
from service.divisions import ancestors_of, find_division, name_forms
from service.text import fold
from service.vocabulary import BodyKind


@lru_cache(maxsize=1)
def _words() -> dict[str, Any]:
    return seed_toml("reference", "body_words.toml")


@lru_cache(maxsize=4096)
def _own_forms(division: str) -> tuple[tuple[str, ...], ...]:
    """Folded forms of the divisions that may lead a body's name: the farthest ancestor's first."""
    codes = [*reversed(ancestors_of(division)), division]
    found = [find_division(code) for code in codes]
    return tuple(tuple(map(fold, name_forms(entry.name))) for entry in found if entry)


@lru_cache(maxsize=65536)
def fold_body_name(name: str, division: str) -> str:
    """The body's name without its division's own prefix, folded: what tells it within the division.

    县民政局, 榆中县民政局 and 民政局 are one in 榆中县 (contract §2). `division` is a 6-digit code.
    """
    key = fold(name)
    for forms in _own_forms(division):
        key = _without_lead(key, forms)
    if key.startswith(tuple(_words()["part_of_name"])):
        return key
    return _without_lead(key, _words()["own_level"])


def _without_lead(key: str, leads: tuple[str, ...] | list[str]) -> str:
    """The key without the first lead that it starts with, unless nothing of a name would be left."""
    for lead in leads:
        rest = key.removeprefix(lead)
        if rest != key and len(rest) > 1:
            return rest
    return key


def read_body_kind(name: str, division: str) -> BodyKind:
    """What kind of body the name tells of; authorised and entrusted bodies are told by statement only."""
    key = fold_body_name(name, division)
    if key in _words()["government"]:
        return BodyKind.GOVERNMENT
    if key.endswith(tuple(_words()["township"])):
        return BodyKind.TOWNSHIP
    return BodyKind.DEPARTMENT
