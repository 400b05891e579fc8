"""Evidence beyond the name, drawn from items: category, codes, cited provisions, the body's field of work."""

from collections.abc import Hashable
from functools import lru_cache

import msgspec

from service.matching.judging import Evidence
from service.matching.lexicon import lexicon
from service.matching.reading import ReadName
from service.text import fold
from service.vocabulary import Category

Provisions = frozenset[tuple[str, int | None]]


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One item of a list as matching sees it.

    `key` is the caller's, unique in its list. `codes` are basic codes, `provisions` pairs of a cited
    instrument and an article (None: the instrument as a whole), `body` what blocks by body compare,
    `field` the body's field of work; empty or None where unknown.
    """

    key: int
    name: ReadName
    category: Category | None = None
    body: Hashable = None
    codes: frozenset[str] = frozenset()
    provisions: Provisions = frozenset()
    field: str | None = None

    @property
    def sort_key(self) -> tuple[str, ...]:
        """An order that the content alone decides."""
        read = self.name.text, self.category or "", self.field or ""
        return *read, *sorted(self.codes), *_in_order(self.provisions)


def evidence_between(a: Entry, b: Entry) -> Evidence:
    """Return what two entries show beyond their names."""
    cited = bool(a.provisions and b.provisions)
    common = a.provisions & b.provisions
    article = bool(common) and any(number is not None for _, number in common)
    instrument = bool(common) or not _titles(a.provisions).isdisjoint(_titles(b.provisions))
    return Evidence(
        category_a=a.category,
        category_b=b.category,
        code=not a.codes.isdisjoint(b.codes) if a.codes and b.codes else None,
        article=article if cited else None,
        instrument=instrument if cited else None,
        field=a.field == b.field if a.field and b.field else None,
    )


@lru_cache(maxsize=16_384)
def _in_order(provisions: Provisions) -> tuple[str, ...]:
    return tuple(sorted(f"{title}\0{article}" for title, article in provisions))


@lru_cache(maxsize=16_384)
def _titles(provisions: Provisions) -> frozenset[str]:
    return frozenset(title for title, _ in provisions)


@lru_cache(maxsize=8192)
def field_of_work(body_name: str) -> str | None:
    """Return the field a body works in by its name (县卫健局 → 卫生健康), None where no known word tells it.

    The words are those of seeds/matching/fields.toml; of several the longest decides, then the last.
    """
    name = fold(body_name)
    found = [(len(word), name.rfind(word), field) for word, field in lexicon().fields if word in name]
    return max(found)[2] if found else None
