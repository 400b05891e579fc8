"""What a body may state of an item in a working spreadsheet (处理意见)."""

from enum import StrEnum
from functools import lru_cache

from seeds import seed_toml
from service.text import fold


class Opinion(StrEnum):
    """处理意见; the values are the keys of seeds/reference/opinions.toml."""

    KEEP = "keep"
    REMOVE = "remove"
    MERGE = "merge"
    SPLIT = "split"
    CHANGE = "change"
    DELEGATE = "delegate"
    TRANSFER = "transfer"
    ADD = "add"

    @property
    def label(self) -> str:
        """The opinion as the dropdown offers it."""
        return _spellings()[self][0]


OFFERED = (
    Opinion.KEEP,
    Opinion.REMOVE,
    Opinion.MERGE,
    Opinion.SPLIT,
    Opinion.CHANGE,
    Opinion.DELEGATE,
    Opinion.TRANSFER,
)
"""The opinions of the dropdown, in its order."""


def read_opinion(text: str) -> Opinion | None:
    """Return the opinion a cell states; None where nobody knows it."""
    return _by_spelling().get(fold(text))


@lru_cache(maxsize=1)
def _spellings() -> dict[Opinion, list[str]]:
    table = seed_toml("reference", "opinions.toml")["opinions"]
    return {opinion: table[opinion.value] for opinion in Opinion}


@lru_cache(maxsize=1)
def _by_spelling() -> dict[str, Opinion]:
    return {fold(spelling): opinion for opinion, known in _spellings().items() for spelling in known}
