"""The divisions of the standard as they stand in seeds/reference, and the withdrawn codes."""

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from seeds import seed
from service.vocabulary import Level


class Division(NamedTuple):
    """A division (行政区划): its 6-digit code, name, level, and the code of the one above it, if any."""

    code: str
    name: str
    level: Level
    parent: str | None


def read_divisions() -> Iterator[Division]:
    """Every division of the seed to county level, in the order of the codes: a parent before its children."""
    for code, name, level, parent in _rows("divisions.tsv"):
        yield Division(code, name, Level[level], parent or None)


def find_division(code: str) -> Division | None:
    """Return the division with that 6-digit code, None for a code the standard does not have."""
    return _divisions().get(code)


def province_codes() -> frozenset[str]:
    """The two-digit codes of the provinces, autonomous regions and municipalities."""
    return _provinces()


def successor_of(code: str) -> str | None:
    """Return the 6-digit code that took the place of a withdrawn one (522427 → 520526), else None."""
    return _successors().get(code)


def _rows(name: str) -> Iterator[list[str]]:
    lines = (line for line in seed("reference", name).read_text("utf-8").splitlines() if line[0] != "#")
    next(lines)
    return (line.split("\t") for line in lines)


@lru_cache(maxsize=1)
def _divisions() -> dict[str, Division]:
    return {division.code: division for division in read_divisions()}


@lru_cache(maxsize=1)
def _provinces() -> frozenset[str]:
    return frozenset(d.code[:2] for d in read_divisions() if d.level is Level.PROVINCE)


@lru_cache(maxsize=1)
def _successors() -> dict[str, str]:
    return {old: new for old, new, _ in _rows("retired_divisions.tsv")}
