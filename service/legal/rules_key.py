"""A key of everything an item's check depends on besides item, day and registry: rules, words, and code."""

import hashlib
from functools import lru_cache

from seeds import seed

CHECKS_REVISION = 2
"""Raise it when the code of the checks comes to other outcomes from the same rules and words."""

_FILES = (
    ("authority", "rules.tsv"),
    ("authority", "kinds.toml"),
    ("checks", "words.toml"),
    ("reference", "rank_words.toml"),
    ("reference", "citation_words.toml"),
    ("reference", "categories.toml"),
    ("reference", "code_schemes.toml"),
    ("reference", "divisions.tsv"),
)


@lru_cache(maxsize=1)
def rules_key() -> str:
    """Return the key (SHA-256, hexadecimal)."""
    digest = hashlib.sha256(str(CHECKS_REVISION).encode())
    for parts in _FILES:
        digest.update(seed(*parts).read_bytes())
    return digest.hexdigest()
