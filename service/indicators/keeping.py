"""Figures as they are kept: packed, under a key of the rules that they were counted by."""

import hashlib
import zlib
from functools import lru_cache

import msgspec

from service.indicators.model import EditionFigures
from service.indicators.rules import Rules, indicator_rules

_COUNTED_AS_OF = 1
"""To be raised with every change of how cells are read or counted that the rules do not tell of."""

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(EditionFigures).decode


def encode_figures(figures: EditionFigures) -> bytes:
    """Return the figures packed."""
    return zlib.compress(_encode(figures))


def decode_figures(packed: bytes) -> EditionFigures:
    """Return what `encode_figures` packed; raises `msgspec.ValidationError` for figures of another shape."""
    return _decode(zlib.decompress(packed))


@lru_cache(maxsize=1)
def rules_key() -> str:
    """Return what tells the rules in force from others."""
    return key_of(indicator_rules())


def key_of(rules: Rules) -> str:
    """Return what tells rules from others, figures of which must not be mixed with theirs."""
    told = msgspec.json.encode([_COUNTED_AS_OF, rules], order="deterministic")
    return hashlib.sha256(told).hexdigest()
