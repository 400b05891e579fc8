"""The committed schema is the one that is served, and tells what everything is."""

from pathlib import Path

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    build_schema,
    is_introspection_type,
    is_specified_scalar_type,
)

import schema
from schema.snapshot import sdl

COMMITTED = Path(schema.__file__).with_name("schema.graphql")
OWN_TYPES = [
    kind
    for kind in schema.executable_schema.type_map.values()
    if not is_introspection_type(kind) and not is_specified_scalar_type(kind)
]


def test_committed_schema_is_current() -> None:
    assert COMMITTED.read_text("utf-8") == sdl(), "python -m schema.snapshot > schema/schema.graphql"
    assert build_schema(sdl()).query_type


def has_chinese(text: str | None) -> bool:
    return any("\u4e00" <= character <= "\u9fff" for character in text or "")


@pytest.mark.parametrize("kind", OWN_TYPES, ids=lambda kind: kind.name)
def test_everything_is_described_with_the_chinese_term(kind: GraphQLNamedType) -> None:
    described = {kind.name: kind.description}
    if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
        for name, field in kind.fields.items():
            described[f"{kind.name}.{name}"] = field.description
            for argument, definition in field.args.items():
                described[f"{kind.name}.{name}.{argument}"] = definition.description
    elif isinstance(kind, GraphQLEnumType):
        described |= {f"{kind.name}.{name}": value.description for name, value in kind.values.items()}
    assert not [name for name, text in described.items() if not has_chinese(text)]
