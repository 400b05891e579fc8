"""A key of everything an item's check depends on besides item, day and registry: rules, words, and code."""

import hashlib
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from seeds import seed

_SEEDS = (
    ("authority", "rules.tsv"),
    ("authority", "kinds.toml"),
    ("checks", "words.toml"),
    ("reference", "rank_words.toml"),
    ("reference", "citation_words.toml"),
    ("reference", "categories.toml"),
    ("reference", "code_schemes.toml"),
    ("reference", "body_words.toml"),
    ("reference", "place_words.toml"),
    ("reference", "divisions.tsv"),
)
# The rooms that checking one item goes through. An outcome kept by another release's code is not taken.
_ROOMS = (
    "authority", "bodies", "checks", "citations", "codes", "divisions", "findings", "instruments", "items",
    "text", "vocabulary",
)  # fmt: skip


@lru_cache(maxsize=1)
def rules_key() -> str:
    """Return the key (SHA-256, hexadecimal)."""
    digest = hashlib.sha256()
    for parts in _SEEDS:
        digest.update(seed(*parts).read_bytes())
    for module in _modules():
        digest.update(module.name.encode() + module.read_bytes())
    return digest.hexdigest()


def _modules() -> Iterator[Traversable]:
    for room in _ROOMS:
        found = (entry for entry in files(f"service.{room}").iterdir() if entry.name.endswith(".py"))
        yield from sorted(found, key=lambda entry: entry.name)
