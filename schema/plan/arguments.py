"""Arguments of fields: worked out with the plan as far as they do not hang on a request's variables."""

from collections.abc import Callable
from functools import partial
from typing import Any

from graphql import (
    ArgumentNode,
    FieldNode,
    GraphQLField,
    GraphQLNonNull,
    ListValueNode,
    ObjectValueNode,
    ValueNode,
    VariableNode,
)
from graphql.execution.values import get_argument_values

Arguments = Callable[[dict[str, Any]], dict[str, Any]]
"""Gives a field's arguments for coerced variables; raises GraphQLError for what the field does not take."""


def hangs_on_variables(node: FieldNode) -> bool:
    """Whether any argument of the field has a variable in it."""
    return any(_has_variable(argument.value) for argument in node.arguments)


def arguments_of(field: GraphQLField, node: FieldNode) -> Arguments:
    """Return what gives the arguments of a field.

    A variable that stands for an argument alone is handed on: coerced, it is what the argument takes, unless
    that may not be null.
    """
    fixed: list[ArgumentNode] = []
    handed_on: list[tuple[str, str]] = []
    for argument in node.arguments:
        name, value = argument.name.value, argument.value
        if not _has_variable(value):
            fixed.append(argument)
        elif isinstance(value, VariableNode) and not isinstance(field.args[name].type, GraphQLNonNull):
            handed_on.append((field.args[name].out_name or name, value.name.value))
        else:
            return partial(get_argument_values, field, node)
    known = get_argument_values(field, FieldNode(name=node.name, arguments=tuple(fixed)), {})

    def given(variables: dict[str, Any]) -> dict[str, Any]:
        return known | {out: variables[name] for out, name in handed_on if name in variables}

    return given


def _has_variable(value: ValueNode) -> bool:
    if isinstance(value, VariableNode):
        return True
    if isinstance(value, ListValueNode):
        return any(map(_has_variable, value.values))
    if isinstance(value, ObjectValueNode):
        return any(_has_variable(field.value) for field in value.fields)
    return False
