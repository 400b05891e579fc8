"""Names of bodies: folded to a key within their division, and what they say of the body's kind."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, NamedTuple

from seeds import seed_toml
from service.divisions import ancestors_of, find_division, level_of, name_forms, normalise_code, short_name
from service.text import fold
from service.vocabulary import BodyKind, Level


class _Leads(NamedTuple):
    """Folded forms that may lead a body's name, the longest first: the division's own, those above it.

    `generic` are words for "our own" (县 in 榆中县); `short` is the own short name.
    """

    own: tuple[str, ...]
    above: tuple[str, ...]
    generic: tuple[str, ...]
    short: str


@lru_cache(maxsize=1)
def _words() -> dict[str, Any]:
    return seed_toml("reference", "body_words.toml")


@lru_cache(maxsize=4096)
def _leads(division: str) -> _Leads:
    code = normalise_code(division)
    chain = [code, *ancestors_of(code)] if code else []
    known = [entry for entry in map(find_division, chain) if entry]
    if not known:
        return _Leads((), (), (), "")
    nearest = known[0]  # of a township, whose name the standard lacks, the county
    own = set(name_forms(nearest.name))
    above = {form for entry in known[1:] for form in name_forms(entry.name)}
    short = short_name(nearest.name)
    if level_of(nearest.code) is Level.COUNTY and short != nearest.name:
        own |= {short + kind for kind in _words()["names"]["county_kinds"]}
    ending = next((e for e in _words()["own_level"] if nearest.name.endswith(e)), "")
    generic = _words()["own_level"].get(ending, [])
    return _Leads(_longest_first(own - above), _longest_first(above), _longest_first(generic), fold(short))


def _longest_first(forms: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(map(fold, forms), key=lambda form: (-len(form), form)))


@lru_cache(maxsize=65536)
def fold_body_name(name: str, division: str) -> str:
    """The body's name without its division's own prefix, folded: what tells it within the division.

    县民政局, 榆中县民政局, 兰州市榆中县民政局 and 民政局 are one in 榆中县 (contract §2); 兰州市民政局 is
    another body there, 镇政府 and 镇人民政府 are one. `division` is a division code of 6, 9 or 12 digits;
    with an unknown one nothing is taken off.
    """
    return _one_spelling(_without_lead(fold(name), _leads(division)))


def _without_lead(key: str, leads: _Leads) -> str:
    for outer in ("", *leads.above):
        if not key.startswith(outer):
            continue
        for inner in ("", *leads.above):  # 甘肃省兰州市榆中县民政局: two may stand before the own name
            rest = key[len(outer) :]
            if rest.startswith(inner) and (own := _without_own(rest[len(inner) :], leads)):
                return own
    return _without_generic(key, leads)


def _without_own(key: str, leads: _Leads) -> str | None:
    for form in leads.own:
        rest = key.removeprefix(form)
        if rest == key or len(rest) < 2:
            continue
        if form == leads.short and rest.startswith(tuple(_words()["names"]["never_after_short"])):
            continue
        if rest.startswith("委") and not rest.startswith("委员会"):
            return form[-1] + rest  # 榆中县委办公室 is the 县委办公室
        return rest
    return None


def _without_generic(key: str, leads: _Leads) -> str:
    if key.startswith(tuple(_words()["names"]["part_of_name"])):
        return key
    for form in leads.generic:
        rest = key.removeprefix(form)
        if rest != key and len(rest) > 1:
            return rest
    return key


def _one_spelling(key: str) -> str:
    whole = _words()["same"]["whole"].get(key)
    if whole:
        return str(whole)
    for short, full in _words()["same"]["ending"].items():
        if key.endswith(short):
            return key.removesuffix(short) + str(full)
    return key


@lru_cache(maxsize=65536)
def read_body_kind(name: str, division: str) -> BodyKind:
    """What kind of body the name tells of; authorised and entrusted ones only where the name says so."""
    kinds = _words()["kinds"]
    folded = fold(name)
    if any(fold(word) in folded for word in kinds["authorised"]):
        return BodyKind.AUTHORISED
    if any(fold(word) in folded for word in kinds["entrusted"]):
        return BodyKind.ENTRUSTED
    key = fold_body_name(name, division)
    if key in kinds["government"]:
        return BodyKind.GOVERNMENT
    if key.endswith(tuple(kinds["township"])):
        return BodyKind.TOWNSHIP
    return BodyKind.DEPARTMENT
