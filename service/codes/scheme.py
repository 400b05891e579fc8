"""What the readers of all schemes share: parts, and how a text fits a layout."""

from functools import lru_cache
from typing import NamedTuple

from seeds import seed_toml
from service.vocabulary import Category


class CodePart(NamedTuple):
    """A part of a code by its stable English name (`region`, `category`, `main` …) and its characters."""

    name: str
    value: str


class Fit(NamedTuple):
    """How a text fits one scheme's layout; `problems` make it invalid, `doubts` do not (both Chinese)."""

    scheme: str
    parts: tuple[CodePart, ...]
    problems: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()


@lru_cache(maxsize=8)
def segment_categories(table: str) -> dict[str, Category]:
    """Return the categories by code segment as seeds/reference/code_schemes.toml has them."""
    return {
        segment: Category[name]
        for segment, name in seed_toml("reference", "code_schemes.toml")[table].items()
    }
