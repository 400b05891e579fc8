"""Values of a request's variables: as they came where they are plain, else as graphql-core coerces them."""

from collections.abc import Mapping
from functools import lru_cache
from types import NoneType
from typing import Any, NamedTuple

from graphql import (
    GraphQLError,
    GraphQLSchema,
    NamedTypeNode,
    NonNullTypeNode,
    OperationDefinitionNode,
    get_variable_values,
)

from schema.documents import prepare

_KEPT_KINDS = 256
_MAX_ERRORS = 10
_INT_BOUND = 2**31
_PLAIN: dict[str, type] = {"String": str, "ID": str, "Boolean": bool, "Int": int}


class _Kinds(NamedTuple):
    """By variable: the classes whose values are plain; and which variables must be given for all to be."""

    plain: dict[str, frozenset[type]]
    needed: frozenset[str]


def coerced_variables(
    schema: GraphQLSchema, text: str, operation_name: str | None, given: Mapping[str, Any]
) -> dict[str, Any] | list[GraphQLError]:
    """Return the values of the variables of a prepared document's operation, else what is wrong with them."""
    kinds = _kinds(schema, text, operation_name)
    if kinds.needed <= given.keys() and _are_plain(given, kinds.plain):
        return dict(given)
    operation = prepare(schema, text).operation(operation_name)
    definitions = operation.variable_definitions or ()
    return get_variable_values(schema, definitions, dict(given), max_errors=_MAX_ERRORS)


def _are_plain(given: Mapping[str, Any], plain: Mapping[str, frozenset[type]]) -> bool:
    for name, value in given.items():
        kind = type(value)
        if kind not in plain.get(name, ()) or (kind is int and not -_INT_BOUND <= value < _INT_BOUND):
            return False
    return True


@lru_cache(maxsize=_KEPT_KINDS)
def _kinds(schema: GraphQLSchema, text: str, operation_name: str | None) -> _Kinds:
    operation: OperationDefinitionNode = prepare(schema, text).operation(operation_name)
    plain: dict[str, frozenset[type]] = {}
    needed: set[str] = set()
    for definition in operation.variable_definitions or ():
        name, type_ = definition.variable.name.value, definition.type
        is_required = isinstance(type_, NonNullTypeNode)
        named = type_.type if isinstance(type_, NonNullTypeNode) else type_
        if is_required or definition.default_value is not None:
            needed.add(name)
        if isinstance(named, NamedTypeNode) and named.name.value in _PLAIN:
            kind = _PLAIN[named.name.value]
            plain[name] = frozenset({kind} if is_required else {kind, NoneType})
    return _Kinds(plain, frozenset(needed))
