"""The acts that a trail tells of, and the words to tell of them (seeds/rules/acts.toml)."""

from collections.abc import Mapping
from functools import lru_cache

import msgspec

from seeds import seed_toml


class ActWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Chinese names: of acts, and of what stands in records before and after."""

    acts: Mapping[str, str]
    fields: Mapping[str, str]
    values: Mapping[str, str]


@lru_cache(maxsize=1)
def act_words() -> ActWords:
    """Return the words of the seed."""
    return msgspec.convert(seed_toml("rules", "acts.toml"), ActWords)


def act_labels() -> Mapping[str, str]:
    """Return the Chinese name of each act."""
    return act_words().acts
