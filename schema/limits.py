"""Limits of a document, worked out before it is parsed, validated or executed, in time linear in its size.

What a document costs to validate is bounded here too: the rule that fields of one name must agree compares
them pair by pair.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec
from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
)

from schema.errors import ErrorCode, RefusedError, coded, limit

MAX_CHARACTERS = 50_000
MAX_TOKENS = 1_000
MAX_NESTING = 64
MAX_DEPTH = 30
MAX_ALIASES = 100
MAX_DIRECTIVES = 50
MAX_DIRECTIVES_AT_ONE_PLACE = 5
MAX_INTROSPECTED_LISTS = 2
MAX_DEFINITIONS = 50
MAX_FIELDS = 2_000
MAX_REPEATED_PAIRS = 2_000
MAX_VALUES = 2_000

_TOKENS = re.compile(
    r'"""(?:[^"\\]|\\"""|\\|"(?!""))*"""'  # a block string
    r'|"(?:[^"\\\n\r]|\\.)*"'  # a string
    r"|\#[^\n\r]*"  # a comment: not a token of the language, but one to read
    r"|[_A-Za-z][_0-9A-Za-z]*|-?[0-9][0-9.eE+-]*|\.\.\.|[^\s,\ufeff]"
)
# Lists of introspection that lead back to types: within one another they multiply.
_INTROSPECTED_LISTS = frozenset({"fields", "interfaces", "possibleTypes", "inputFields"})
# No store keeps these: NUL, and halves of surrogate pairs.
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
_OPENING, _CLOSING = frozenset("{[("), frozenset("}])")


def check_text(text: str) -> None:
    """Refuse a document that is too long to parse or nests too deeply; raises `RefusedError`."""
    if len(text) > MAX_CHARACTERS:
        raise limit(ErrorCode.TOO_MANY_TOKENS, f"The document has over {MAX_CHARACTERS} characters.")
    depth = 0
    for count, found in enumerate(_TOKENS.finditer(text), start=1):
        if count > MAX_TOKENS:
            raise limit(ErrorCode.TOO_MANY_TOKENS, f"The document has over {MAX_TOKENS} tokens.")
        token = found[0]
        if token in _OPENING:
            depth += 1
            if depth > MAX_NESTING:
                raise limit(ErrorCode.TOO_DEEP, f"Brackets nest over {MAX_NESTING} deep.")
        elif token in _CLOSING:
            depth -= 1


def is_storable(text: str) -> bool:
    """Whether a text can stand in a store: it has no NUL and no half of a surrogate pair."""
    return _UNSTORABLE.search(text) is None


def check_variables(variables: Mapping[str, Any] | None) -> None:
    """Refuse variables of too many values, nested too deeply or with text that no store keeps.

    Raises `RefusedError`.
    """
    seen, depth = 1, 1
    level: list[Any] = [*variables, *variables.values()] if variables else []
    while level:
        seen += len(level)
        if seen > MAX_VALUES:
            raise limit(ErrorCode.TOO_MANY_VALUES, f"The variables have over {MAX_VALUES} values.")
        if depth > MAX_NESTING:
            raise limit(ErrorCode.TOO_DEEP, f"The variables nest over {MAX_NESTING} deep.")
        inner: list[Any] = []
        for value in level:
            if isinstance(value, str):
                if _UNSTORABLE.search(value):
                    error = coded(
                        ErrorCode.BAD_VARIABLES, "A variable holds a character that no text may hold."
                    )
                    raise RefusedError([error], is_limit=False)
            elif isinstance(value, dict):
                inner += value
                inner += value.values()
            elif isinstance(value, list):
                inner += value
        level = inner
        depth += 1


def check_definitions(document: DocumentNode) -> None:
    """Refuse a document of too many operations and fragments; raises `RefusedError`."""
    if len(document.definitions) > MAX_DEFINITIONS:
        raise limit(ErrorCode.TOO_MANY_DEFINITIONS, f"The document has over {MAX_DEFINITIONS} definitions.")


def check_document(document: DocumentNode) -> None:
    """Refuse a document whose operations go beyond a limit, fragments expanded; raises `RefusedError`.

    The fragments that it spreads must exist and not spread themselves.
    """
    fragments = {
        definition.name.value: definition
        for definition in document.definitions
        if isinstance(definition, FragmentDefinitionNode)
    }
    sizes = _Sizes(fragments)
    for definition in document.definitions:
        if isinstance(definition, OperationDefinitionNode | FragmentDefinitionNode):
            _check_size(sizes.of_definition(definition))
    pairs = 0
    for definition in document.definitions:
        if isinstance(definition, OperationDefinitionNode | FragmentDefinitionNode):
            pairs += _repeated_pairs([definition.selection_set], fragments)
            if pairs > MAX_REPEATED_PAIRS:
                raise limit(ErrorCode.TOO_MANY_FIELDS, "Too many fields stand under the same name.")


class _Size(msgspec.Struct, frozen=True):
    """What a selection comes to with its fragments expanded.

    `crowded` is the most directives at one place, `lists` how deep lists of introspection nest.
    """

    fields: int = 0
    depth: int = 0
    aliases: int = 0
    directives: int = 0
    crowded: int = 0
    lists: int = 0


def _check_size(size: _Size) -> None:
    for code, found, most, what in (
        (ErrorCode.TOO_DEEP, size.depth, MAX_DEPTH, "levels of fields"),
        (ErrorCode.TOO_MANY_ALIASES, size.aliases, MAX_ALIASES, "aliases"),
        (ErrorCode.TOO_MANY_DIRECTIVES, size.directives, MAX_DIRECTIVES, "directives"),
        (ErrorCode.TOO_MANY_DIRECTIVES, size.crowded, MAX_DIRECTIVES_AT_ONE_PLACE, "directives at one place"),
        (ErrorCode.TOO_MANY_FIELDS, size.fields, MAX_FIELDS, "fields"),
        (ErrorCode.TOO_DEEP, size.lists, MAX_INTROSPECTED_LISTS, "lists of introspection in one another"),
    ):
        if found > most:
            raise limit(code, f"An operation has over {most} {what}, its fragments expanded.")


class _Sizes:
    """Sizes of selections; a fragment's is worked out once, however often it is spread."""

    def __init__(self, fragments: Mapping[str, FragmentDefinitionNode]) -> None:
        self._fragments = fragments
        self._known: dict[str, _Size] = {}

    def of_definition(self, definition: OperationDefinitionNode | FragmentDefinitionNode) -> _Size:
        """The size of an operation or fragment."""
        size = self._of(definition.selection_set)
        variables = (
            definition.variable_definitions or () if isinstance(definition, OperationDefinitionNode) else ()
        )
        own = [len(definition.directives), *(len(variable.directives) for variable in variables)]
        return msgspec.structs.replace(
            size, directives=size.directives + sum(own), crowded=max(size.crowded, *own)
        )

    def _of(self, selections: SelectionSetNode | None) -> _Size:
        fields = depth = aliases = directives = crowded = lists = 0
        for selection in selections.selections if selections else ():
            directives += len(selection.directives)
            crowded = max(crowded, len(selection.directives))
            own_depth = own_list = 0
            if isinstance(selection, FieldNode):
                inner = self._of(selection.selection_set)
                fields += 1
                own_depth, own_list = 1, selection.name.value in _INTROSPECTED_LISTS
                aliases += selection.alias is not None
            elif isinstance(selection, FragmentSpreadNode):
                inner = self._of_fragment(selection.name.value)
            else:
                assert isinstance(selection, InlineFragmentNode)  # noqa: S101 - the third of three kinds
                inner = self._of(selection.selection_set)
            fields += inner.fields
            depth = max(depth, inner.depth + own_depth)
            lists = max(lists, inner.lists + own_list)
            crowded = max(crowded, inner.crowded)
            aliases += inner.aliases
            directives += inner.directives
        return _Size(fields, depth, aliases, directives, crowded, lists)

    def _of_fragment(self, name: str) -> _Size:
        if name not in self._known:
            self._known[name] = self.of_definition(self._fragments[name])
        return self._known[name]


def _repeated_pairs(
    selection_sets: Iterable[SelectionSetNode], fragments: Mapping[str, FragmentDefinitionNode]
) -> int:
    """How many pairs of fields answer under the same name, over all levels."""
    by_name: dict[str, list[FieldNode]] = defaultdict(list)
    seen: set[str] = set()
    for selections in selection_sets:
        for field in _fields(selections, fragments, seen):
            by_name[field.alias.value if field.alias else field.name.value].append(field)
    total = 0
    for fields in by_name.values():
        total += len(fields) * (len(fields) - 1) // 2
        inner = [field.selection_set for field in fields if field.selection_set]
        if inner and total <= MAX_REPEATED_PAIRS:
            total += _repeated_pairs(inner, fragments)
    return total


def _fields(
    selections: SelectionSetNode, fragments: Mapping[str, FragmentDefinitionNode], seen: set[str]
) -> Iterator[FieldNode]:
    """The fields of one level; each fragment once."""
    for selection in selections.selections:
        if isinstance(selection, FieldNode):
            yield selection
        elif isinstance(selection, InlineFragmentNode):
            yield from _fields(selection.selection_set, fragments, seen)
        elif isinstance(selection, FragmentSpreadNode) and selection.name.value not in seen:
            seen.add(selection.name.value)
            yield from _fields(fragments[selection.name.value].selection_set, fragments, seen)
