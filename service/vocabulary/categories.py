"""Reading a category cell (职权类型) by the spellings kept in seeds/reference/categories.toml."""

from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz, process

from seeds import seed_toml
from service.text import fold
from service.vocabulary.terms import Category


class CategoryReading(NamedTuple):
    """A category cell read: `category` is None where no spelling fits; `nearest` then is a known one.

    `kind` keeps what a spelling says more exactly (行政强制措施 → 措施), else is empty.
    """

    category: Category | None
    kind: str
    nearest: Category | None


@lru_cache(maxsize=1)
def _spellings() -> dict[str, tuple[Category, str]]:
    table: dict[str, tuple[Category, str]] = {}
    for name, entry in seed_toml("reference", "categories.toml").items():
        category = Category(name)
        for spelling in entry["spellings"]:
            table[fold(spelling)] = (category, "")
        for spelling, kind in entry.get("kinds", {}).items():
            table[fold(spelling)] = (category, kind)
    return table


@lru_cache(maxsize=4096)
def read_category(text: str) -> CategoryReading:
    """Read a category cell; width, script, spaces and line breaks inside are ignored (domain §2)."""
    folded = fold(text)
    known = _spellings().get(folded)
    if known:
        return CategoryReading(known[0], known[1], None)
    best = process.extractOne(folded, _spellings().keys(), scorer=fuzz.ratio, score_cutoff=1)
    return CategoryReading(None, "", _spellings()[best[0]][0] if best else None)
