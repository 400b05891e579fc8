"""Leaf values: a short way for what is already as GraphQL writes it, the type's own for any other."""

from collections.abc import Callable
from enum import Enum
from typing import Any, NoReturn

from graphql import (
    GraphQLBoolean,
    GraphQLEnumType,
    GraphQLFloat,
    GraphQLID,
    GraphQLInt,
    GraphQLLeafType,
    GraphQLString,
)

INT_BOUND = 2**31
_AS_IT_IS = {
    GraphQLString.name: "type({x}) is str",
    GraphQLID.name: "type({x}) is str",
    GraphQLInt.name: f"type({{x}}) is int and {-INT_BOUND} <= {{x}} < {INT_BOUND}",
    GraphQLFloat.name: "type({x}) is float and {x} - {x} == 0.0",
    GraphQLBoolean.name: "type({x}) is bool",
}


class UnplannedError(Exception):
    """The plan gives up: ordinary execution must answer."""


def check_of(leaf: GraphQLLeafType) -> str | None:
    """Return an expression over `{x}` that is true of what may be written as it is; None where none is."""
    return _AS_IT_IS.get(leaf.name)


def enumerated(leaf: GraphQLLeafType) -> type[Enum] | None:
    """Return the class whose members all are written by their own names; None where there is none."""
    if not isinstance(leaf, GraphQLEnumType):
        return None
    members = [value.value for value in leaf.values.values()]
    kinds = {type(member) for member in members}
    named = all(isinstance(each, Enum) and leaf.serialize(each) == each.name for each in members)
    return kinds.pop() if named and len(kinds) == 1 else None


def serializer(leaf: GraphQLLeafType) -> Callable[[Any], Any]:
    """Return what writes a value of that leaf type; it raises for None and for what the type refuses."""
    if isinstance(leaf, GraphQLEnumType):
        members = [value.value for value in leaf.values.values()]
        names = {member: leaf.serialize(member) for member in members if isinstance(member, Enum)}
        return names.__getitem__

    def serialize(value: Any) -> Any:
        if value is None or isinstance(value, BaseException):
            give_up()
        written = leaf.serialize(value)
        return give_up() if written is None else written

    return serialize


def give_up() -> NoReturn:
    """Leave the answer to ordinary execution."""
    raise UnplannedError


def rows_of(value: Any) -> Any:
    """Return a list as it is; anything else that may be iterated is ordinary execution's."""
    return value if isinstance(value, list | tuple) else give_up()
