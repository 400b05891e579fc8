"""The division a title begins with: 浙江省…条例, 衢州市…办法, 某市…规定."""

import re
from functools import lru_cache

from service.divisions import read_divisions, short_name
from service.text import fold
from service.vocabulary import Level

_MARKS = {Level.PROVINCE: "province", Level.CITY: "city", Level.COUNTY: "county"}
# How lists write a division they do not name: 某省, 自治区, 我市.
_UNNAMED = (
    (re.compile(r"(某|本|我)?(省|自治区)(?!级|际|属|域)"), "province"),
    (re.compile(r"(某|本|我)(市|州|盟)"), "city"),
    (re.compile(r"(某|本|我)(县|区|旗|镇|乡)"), "county"),
)
_GREATEST = 12
_SHORTEST = 2


@lru_cache(maxsize=1)
def _names() -> dict[str, Level]:
    found: dict[str, Level] = {}
    for division in sorted(read_divisions(), key=lambda entry: -entry.level):
        if division.level in _MARKS:
            found[fold(division.name)] = division.level
        if division.level is Level.PROVINCE:
            found[fold(short_name(division.name))] = division.level
    for grouping in ("市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"):
        found.pop(grouping, None)
    return found


def leading_place(title: str) -> tuple[str, str]:
    """Return the name of the division a folded title begins with and its level's mark.

    The mark is `province`, `city`, `county`, or `nation` with an empty name where it begins with none.
    Several names in a row (新疆维吾尔自治区克拉玛依市…) give the last.
    """
    at, mark = 0, "nation"
    names = _names()
    while True:
        for length in range(_GREATEST, _SHORTEST - 1, -1):
            level = names.get(title[at : at + length])
            if level is not None and len(title) >= at + length:
                at, mark = at + length, _MARKS[level]
                break
        else:
            break
    if at:
        return title[:at], mark
    for pattern, told in _UNNAMED:
        found = pattern.match(title)
        if found:
            return found[0], told
    return "", "nation"


def leading_level(title: str) -> str:
    """Return the mark of the level of the division a folded title begins with (`nation` for none)."""
    return leading_place(title)[1]
