"""Names of divisions: the short name an office uses, and every form that may stand before a body's name."""

import re
from functools import lru_cache
from typing import Any

from seeds import seed_toml


@lru_cache(maxsize=1)
def _words() -> dict[str, Any]:
    return seed_toml("reference", "place_words.toml")


@lru_cache(maxsize=1)
def _autonomous() -> re.Pattern[str]:
    names = _words()["nationalities"]
    long = sorted((n for n in names if len(n) > 1), key=len, reverse=True)
    return re.compile(rf"(?:(?:{'|'.join(names)})族|{'|'.join(long)})+自治[区州县旗]$")


@lru_cache(maxsize=8192)
def short_name(name: str) -> str:
    """Return the name without its ending: 克拉玛依市 → 克拉玛依, 威宁彝族回族苗族自治县 → 威宁.

    A name that would shrink to one character stays whole (赵县, 东区), and so do a development zone's and
    that of a row of the standard that is no government (市辖区).
    """
    if name in _words()["groupings"] or name.endswith(tuple(_words()["zones"])):
        return name
    autonomous = _autonomous().search(name)
    if autonomous:
        stem = name[: autonomous.start()]
        return stem if len(stem) > 1 else re.sub(r"族?自治.$", "", name)
    for ending in _words()["endings"]:
        if name.endswith(ending) and len(name) - len(ending) > 1:
            return name.removesuffix(ending)
    return name


def name_forms(name: str) -> tuple[str, ...]:
    """Return the forms an office may put before a body's name, the longest first: 榆中县, 榆中.

    None for a row of the standard that is no government. For an autonomous division the plain form with
    its kind is one of them (威宁自治县, 威宁县).
    """
    if name in _words()["groupings"]:
        return ()
    short = short_name(name)
    forms = {name, short}
    if "自治" in name and short != name:
        kind = name[-1]
        forms |= {f"{short}自治{kind}", f"{short}{kind}"}
    return tuple(sorted(forms, key=lambda form: (-len(form), form)))
