"""Documents made ready for execution: parsed, within limits, valid; kept for the next request."""

from functools import lru_cache
from typing import Any, NamedTuple

from graphql import (
    ASTValidationRule,
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    KnownFragmentNamesRule,
    NoFragmentCyclesRule,
    OperationDefinitionNode,
    OperationType,
    StringValueNode,
    UniqueFragmentNamesRule,
    parse,
    specified_rules,
    validate,
)

from schema.errors import ErrorCode, RefusedError, coded, with_code
from schema.limits import MAX_TOKENS, check_definitions, check_document, check_text, is_storable

_KEPT_DOCUMENTS = 256
_MAX_ERRORS = 10
_SPREADS_RULES = (UniqueFragmentNamesRule, KnownFragmentNamesRule, NoFragmentCyclesRule)


class Document(NamedTuple):
    """A document that may be executed."""

    node: DocumentNode
    fragments: dict[str, FragmentDefinitionNode]

    def operation(self, name: str | None) -> OperationDefinitionNode:
        """Return the operation to execute; raises `RefusedError` where the name picks none."""
        found = [
            definition
            for definition in self.node.definitions
            if isinstance(definition, OperationDefinitionNode)
            and (name is None or (definition.name and definition.name.value == name))
        ]
        if len(found) != 1:
            why = (
                "Name the operation: the document has several."
                if found
                else "The document has no operation of that name."
            )
            raise RefusedError([coded(ErrorCode.BAD_OPERATION, why)], is_limit=False)
        if found[0].operation is OperationType.SUBSCRIPTION:
            why = "Subscriptions are not answered."
            raise RefusedError([coded(ErrorCode.BAD_OPERATION, why)], is_limit=False)
        return found[0]


class _StorableTextRule(ASTValidationRule):
    """Refuses strings that no store keeps, however they are escaped."""

    def enter_string_value(self, node: StringValueNode, *_: Any) -> None:
        if not is_storable(node.value):
            error = GraphQLError("A string holds a character that no text may hold.", node)
            self.report_error(with_code(error, ErrorCode.BAD_ARGUMENT))


@lru_cache(maxsize=_KEPT_DOCUMENTS)
def prepare(schema: GraphQLSchema, text: str) -> Document:
    """Parse, bound and validate a document; raises `RefusedError` with what is wrong with it."""
    if not is_storable(text):
        error = coded(ErrorCode.SYNTAX_ERROR, "The document holds a character that no text may hold.")
        raise RefusedError([error], is_limit=False)
    check_text(text)
    try:
        node = parse(text, max_tokens=MAX_TOKENS)
    except GraphQLSyntaxError as error:
        raise RefusedError([with_code(error, ErrorCode.SYNTAX_ERROR)], is_limit=False) from error
    check_definitions(node)
    if "..." in text:
        _require_valid(schema, node, *_SPREADS_RULES)
    check_document(node)
    _require_valid(schema, node, *specified_rules, _StorableTextRule)
    fragments = {
        definition.name.value: definition
        for definition in node.definitions
        if isinstance(definition, FragmentDefinitionNode)
    }
    return Document(node, fragments)


def _require_valid(schema: GraphQLSchema, node: DocumentNode, *rules: type[ASTValidationRule]) -> None:
    errors = validate(schema, node, rules, max_errors=_MAX_ERRORS)
    if errors:
        refused = [with_code(error, ErrorCode.VALIDATION_FAILED) for error in errors]
        raise RefusedError(refused, is_limit=False)
