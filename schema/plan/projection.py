"""A selection ready to be answered, and what its functions are given."""

from collections.abc import Callable
from typing import Any

import msgspec
from graphql import FieldNode, GraphQLField
from graphql.execution.values import get_argument_values


class Info:
    """What resolvers may ask of the execution: the request's reader, and nothing of graphql-core's."""

    __slots__ = ("context",)

    def __init__(self, context: object) -> None:
        self.context = context


class Plan(msgspec.Struct, frozen=True):
    """A selection ready to be answered, any number of times and by several threads at once."""

    make: Callable[[Info, tuple[dict[str, Any], ...]], Callable[[None], dict[str, Any]]]
    arguments: tuple[tuple[GraphQLField, FieldNode], ...]

    def answer(self, context: object, variables: dict[str, Any]) -> dict[str, Any]:
        """Return what `data` would be without errors; raises `UnplannedError`, or what a resolver raises.

        Whatever is raised, ordinary execution must answer: it tells errors where they belong.
        """
        arguments = tuple([get_argument_values(field, node, variables) for field, node in self.arguments])
        return self.make(Info(context), arguments)(None)
