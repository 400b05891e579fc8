"""What lets a CDN or browser keep an answer: a tag of all that it depends on."""

import hashlib
from functools import cache

import msgspec
from graphql import print_schema

import schema
from service.web.asked import Asked

_encode = msgspec.json.Encoder(order="deterministic").encode


def entity_tag(text: str, asked: Asked, media: str, data_version: int) -> str:
    """Return the tag of the answer to a document: another one as soon as anything it depends on differs.

    It is weak, because the same answer is also sent compressed.
    """
    parts = (text, asked.operation_name, asked.variables, media, data_version, _schema_key())
    return f'W/"{hashlib.sha256(_encode(parts)).hexdigest()[:32]}"'


def matches(if_none_match: str | None, tag: str) -> bool:
    """Whether an If-None-Match header names the tag, or any."""
    named = [part.strip() for part in (if_none_match or "").split(",")]
    return "*" in named or tag.removeprefix("W/") in (part.removeprefix("W/") for part in named)


@cache
def _schema_key() -> str:
    return hashlib.sha256(print_schema(schema.executable_schema).encode()).hexdigest()
