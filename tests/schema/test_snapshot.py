"""The committed schema is the one that is served, breaks no released query, and is written by its rules."""

import re
from collections.abc import Iterator

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    build_schema,
    is_introspection_type,
    is_specified_scalar_type,
)

import schema
from schema.snapshot import COMMITTED, RELEASED, breaking_changes, sdl

OWN_TYPES = [
    kind
    for kind in schema.executable_schema.type_map.values()
    if not is_introspection_type(kind) and not is_specified_scalar_type(kind)
]
WITH_FIELDS = [kind for kind in OWN_TYPES if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType)]
TYPE_NAME = re.compile(r"[A-Z][a-z0-9]+([A-Z][a-z0-9]+)*")
FIELD_NAME = re.compile(r"[a-z][a-z0-9]*([A-Z][a-z0-9]+)*")
VALUE_NAME = re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)*")
# A sentence, and the field's own term in brackets.
DESCRIPTION = re.compile(r"\S.*\([^()]*[\u4e00-\u9fff][^()]*\).*", re.S)


def test_committed_schema_is_current() -> None:
    assert COMMITTED.read_text("utf-8") == sdl(), "python -m schema.snapshot > schema/schema.graphql"
    assert build_schema(sdl()).query_type


def test_nothing_released_is_broken() -> None:
    assert breaking_changes(RELEASED.read_text("utf-8"), sdl()) == []


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("  hasMore: Boolean!", "  more: Boolean!"),
        ("  hasMore: Boolean!", "  hasMore: Boolean"),
        ('  """Reward (行政奖励)."""\n  REWARD\n', ""),
        ("    since: String\n", "    since: String!\n"),
        ("type Fee {", "type Fees {"),
    ],
)
def test_what_would_break_a_query_is_found(was: str, now: str) -> None:
    assert was in sdl()
    broken = sdl().replace(was, now, 1).replace(": Fee\n", ": Fees\n" if "Fees" in now else ": Fee\n")
    assert breaking_changes(sdl(), broken)
    assert breaking_changes(broken, broken) == []


def described(kind: GraphQLNamedType) -> Iterator[tuple[str, str | None]]:
    """Everything of a type that has a description, by its place."""
    yield kind.name, kind.description
    if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
        for name, field in kind.fields.items():
            yield f"{kind.name}.{name}", field.description
            for argument, definition in field.args.items():
                yield f"{kind.name}.{name}.{argument}", definition.description
    elif isinstance(kind, GraphQLEnumType):
        for name, value in kind.values.items():
            yield f"{kind.name}.{name}", value.description


@pytest.mark.parametrize("kind", OWN_TYPES, ids=lambda kind: kind.name)
def test_everything_is_described_with_the_chinese_term(kind: GraphQLNamedType) -> None:
    assert not [(place, text) for place, text in described(kind) if not DESCRIPTION.fullmatch(text or "")]


@pytest.mark.parametrize("kind", OWN_TYPES, ids=lambda kind: kind.name)
def test_names_are_written_as_the_field_writes_them(kind: GraphQLNamedType) -> None:
    assert TYPE_NAME.fullmatch(kind.name)
    if isinstance(kind, GraphQLEnumType):
        assert not [name for name in kind.values if not VALUE_NAME.fullmatch(name)]
    elif isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
        names = [*kind.fields, *(argument for field in kind.fields.values() for argument in field.args)]
        assert not [name for name in names if not FIELD_NAME.fullmatch(name)]
        # A type's name is not said again by its fields.
        assert not [name for name in kind.fields if name.lower().startswith(kind.name.lower())]


@pytest.mark.parametrize("kind", WITH_FIELDS, ids=lambda kind: kind.name)
def test_lists_hold_no_nulls_and_pages_are_asked_for_alike(kind: GraphQLObjectType) -> None:
    for name, field in kind.fields.items():
        inner = field.type.of_type if isinstance(field.type, GraphQLNonNull) else field.type
        if isinstance(inner, GraphQLList) and (kind.name, name) != ("Query", "nodes"):
            assert isinstance(field.type, GraphQLNonNull), name
            assert isinstance(inner.of_type, GraphQLNonNull), name
        elif getattr(inner, "name", "").endswith("Connection"):
            assert {"first", "after", "last", "before"} <= field.args.keys(), name
    if kind.name.endswith("Connection"):
        assert set(kind.fields) == {"edges", "nodes", "pageInfo", "totalCount"}
    if schema.executable_schema.type_map["Node"] in getattr(kind, "interfaces", ()):
        assert str(kind.fields["id"].type) == "ID!"
