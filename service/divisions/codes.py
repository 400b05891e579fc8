"""Division codes: 6 digits to the county, 9 to the township, 12 to the village (GB/T 2260, GB/T 10114)."""

import re

from service.divisions.seeded import find_division
from service.text import fold
from service.vocabulary import Level

_NATION = "000000"
_LEVEL_BY_LENGTH = {9: Level.TOWNSHIP, 12: Level.VILLAGE}
_PADDED_TO = {2: 6, 4: 6}


def normalise_code(text: str) -> str | None:
    """Return the shortest full form of a division code: 6, 9 or 12 digits; None where the text is none.

    Zeros that only pad (511602000000 → 511602) and a spreadsheet's decimals (511602.0) fall away; a bare
    province or city code (51, 5116) is filled up to 6 digits.
    """
    digits = re.sub(r"\.0+$", "", fold(text))
    if not re.fullmatch(r"[0-9]+", digits):
        return None
    digits = digits.ljust(_PADDED_TO.get(len(digits), 0), "0")
    if len(digits) == 12 and digits.endswith("000"):
        digits = digits[:9]
    if len(digits) == 9 and digits.endswith("000"):
        digits = digits[:6]
    return digits if len(digits) in (6, 9, 12) else None


def level_of(code: str) -> Level:
    """Return the level a normalised division code stands for; raises ValueError for any other text."""
    if normalise_code(code) != code:
        raise ValueError(code)
    if len(code) > 6:
        return _LEVEL_BY_LENGTH[len(code)]
    if code == _NATION:
        return Level.NATION
    if code.endswith("0000"):
        return Level.PROVINCE
    return Level.CITY if code.endswith("00") else Level.COUNTY


def parent_of(code: str) -> str | None:
    """Return the code of the division above, None above a province; raises ValueError for no code.

    Where the seed knows the division it decides (a municipality's districts belong to the municipality);
    elsewhere the digits do.
    """
    level = level_of(code)
    known = find_division(code)
    if known:
        return known.parent
    if level <= Level.PROVINCE:
        return None
    if level is Level.CITY:
        return code[:2] + "0000"
    if level is Level.COUNTY:
        return code[:4] + "00"
    return code[:-3]


def ancestors_of(code: str) -> tuple[str, ...]:
    """Return the codes of the divisions above, the nearest first; raises ValueError for no code."""
    above: list[str] = []
    parent = parent_of(code)
    while parent:
        above.append(parent)
        parent = parent_of(parent)
    return tuple(above)
