"""Reading a level cell (行使层级) by the spellings kept in seeds/reference/levels.toml."""

import re
from functools import lru_cache

from seeds import seed_toml
from service.text import fold
from service.vocabulary import Level

_ENDING = re.compile(r"(行使|权限|层级|事项|管理|审批|办理)+$")
_JOINTS = re.compile(r"[、,;/|和或及]+")
_BRACKETED = re.compile(r"\([^()]*\)")
_INNER_JOINTS = re.compile(r"[、,/]")


@lru_cache(maxsize=1)
def _spellings() -> dict[str, Level]:
    return {
        fold(spelling): Level[name]
        for name, entry in seed_toml("reference", "levels.toml").items()
        for spelling in entry["spellings"]
    }


@lru_cache(maxsize=4096)
def read_levels(text: str) -> tuple[Level, ...]:
    """Return the levels a cell names, the highest first; none where any part of it is not understood."""
    folded = _BRACKETED.sub(lambda inner: _INNER_JOINTS.sub("", inner[0]), fold(text))
    whole = _read_one(folded)
    if whole:
        return (whole,)
    levels = [_read_one(part) for part in _JOINTS.split(folded) if part]
    return tuple(sorted({level for level in levels if level})) if all(levels) else ()


def read_level(text: str) -> Level | None:
    """Return the level a cell names; None where it names none, several, or is not understood."""
    levels = read_levels(text)
    return levels[0] if len(levels) == 1 else None


def _read_one(folded: str) -> Level | None:
    """One level's spelling without its ending: `县(市区)级行使` comes to `县(市区)`, `县级` to `县`."""
    plain = _ENDING.sub("", folded)
    for form in (plain, plain.replace("级", ""), plain.replace("级", "", 1)):
        level = _spellings().get(form)
        if level:
            return level
    return None
