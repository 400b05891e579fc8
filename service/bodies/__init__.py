"""Implementing bodies (实施主体): who is the same body, by credit code or folded name."""

from service.bodies.identity import BodyIndex, KnownBody
from service.bodies.names import fold_body_name, read_body_kind
from service.bodies.reform import BodyMap, BodySuccession, read_body_map

__all__ = [
    "BodyIndex",
    "BodyMap",
    "BodySuccession",
    "KnownBody",
    "fold_body_name",
    "read_body_kind",
    "read_body_map",
]
