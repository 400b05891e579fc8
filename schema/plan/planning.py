"""Which plan answers a request: one for a document, an operation and what its variables leave in."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from graphql import (
    DirectiveNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    VariableNode,
    Visitor,
    visit,
)
from graphql.execution.collect_fields import collect_fields
from msgspec import Raw

from schema.documents import Document, prepare
from schema.plan.leaves import UnplannedError
from schema.plan.projection import Plan
from schema.plan.writing import Writer

_KEPT_PLANS = 256


def answer_planned(
    schema: GraphQLSchema,
    text: str,
    operation_name: str | None,
    variables: dict[str, Any],
    context: object,
) -> Raw | None:
    """Return the `data` of a prepared document by its plan, as JSON; None where execution must.

    Ordinary execution then begins anew, with a context of its own: whatever went wrong here is told there.
    """
    plan = plan_of(schema, text, operation_name, variables)
    if plan is None:
        return None
    try:
        return plan.answer(context, variables)
    except Exception:  # noqa: BLE001 - ordinary execution meets it again and tells it where it belongs
        return None


def plan_of(
    schema: GraphQLSchema, text: str, operation_name: str | None, variables: Mapping[str, Any]
) -> Plan | None:
    """Return the plan for a prepared document and coerced variables, None where plans do not cover it."""
    deciding = _deciding_variables(schema, text)
    conditions = (
        tuple([(name, variables[name]) for name in deciding if name in variables]) if deciding else ()
    )
    return _plan(schema, text, operation_name, conditions)


@lru_cache(maxsize=_KEPT_PLANS)
def _plan(
    schema: GraphQLSchema, text: str, operation_name: str | None, conditions: tuple[tuple[str, Any], ...]
) -> Plan | None:
    document = prepare(schema, text)
    try:
        return _written(schema, document, document.operation(operation_name), dict(conditions))
    except (UnplannedError, GraphQLError):
        return None


def _written(
    schema: GraphQLSchema, document: Document, operation: OperationDefinitionNode, conditions: dict[str, Any]
) -> Plan:
    root = schema.query_type
    assert root is not None  # noqa: S101 - a schema is executable
    fields = collect_fields(schema, document.fragments, conditions, root, operation.selection_set)
    return Writer(schema, document.fragments, conditions).plan(root, fields)


@lru_cache(maxsize=_KEPT_PLANS)
def _deciding_variables(schema: GraphQLSchema, text: str) -> tuple[str, ...]:
    """The variables that decide by @include and @skip what is selected."""
    found = _Conditions()
    visit(prepare(schema, text).node, found)
    return tuple(sorted(found.names))


class _Conditions(Visitor):
    """Collects the variables in directives."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def enter_directive(self, node: DirectiveNode, *_: Any) -> None:
        self.names.update(
            argument.value.name.value
            for argument in node.arguments
            if isinstance(argument.value, VariableNode)
        )
