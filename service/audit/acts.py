"""The acts that a trail tells of, with their Chinese names (seeds/rules/acts.toml)."""

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from seeds import seed_toml


@lru_cache(maxsize=1)
def act_labels() -> Mapping[str, str]:
    """Return the Chinese name of each act."""
    return MappingProxyType(dict(seed_toml("rules", "acts.toml")["acts"]))
