"""What an operation costs to answer, worked out before it is executed.

Every field costs 1, times the rows it may be answered for: a connection's rows are the page asked for. What
is worked out from whole editions, or counts all rows, has a price of its own.

Example: `{ items(first: 50) { totalCount nodes { name body { name } } } }` costs
1 + 20 + 1 + 50 × (1 + 1 + 1) = 172.
"""

from collections.abc import Mapping
from functools import lru_cache
from itertools import chain
from math import ceil
from typing import Any, cast

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLCompositeType,
    GraphQLEnumType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    GraphQLWrappingType,
    InlineFragmentNode,
    IntValueNode,
    NamedTypeNode,
    SchemaMetaFieldDef,
    SelectionSetNode,
    TypeMetaFieldDef,
    VariableNode,
    get_named_type,
)

from schema.documents import prepare
from schema.errors import ErrorCode, limit
from service.reading import DEFAULT_PAGE, LARGEST_PAGE

MAX_COST = 60_000
_KEPT_COSTS = 256
_PRICES = {
    "totalCount": 20,
    "compare": 2_000,
    "alignment": 2_000,
    "findings": 2_000,
    "impact": 10,
    "legalFindings": 50,
    "book": 2_000,
    "progress": 20,
}
# Of these types only: what counts a whole edition, and lists that are not paged.
_OWN_PRICES = {
    ("Statistics", "indicators"): 300,
    ("Statistics", "timeCut"): 300,
    ("Statistics", "charges"): 300,
    ("Statistics", "comparedWith"): 600,
    ("Query", "divisionIndicators"): 2_000,
}
_ROWS = {"history": 5}
_OWN_ROWS = {
    ("Statistics", "indicators"): 12,
    ("StatisticsChange", "indicators"): 12,
    ("DivisionIndicators", "indicators"): 12,
    ("DivisionIndicators", "below"): 15,
    **dict.fromkeys(
        (("Indicator", "byBody"), ("EditionTimeCut", "byBody"), ("IndicatorChange", "byBody")), 50
    ),
}
_PAGED = {("ChangeFeed", "changes"), ("ChangeFeed", "editions")}
_META = {"__schema": SchemaMetaFieldDef, "__type": TypeMetaFieldDef}


def check_cost(
    schema: GraphQLSchema, text: str, operation_name: str | None, variables: Mapping[str, Any]
) -> int:
    """Return the cost of an operation of a prepared document, for coerced variables.

    Raises `RefusedError` where it is over the limit.
    """
    sizes = tuple([(name, value) for name, value in variables.items() if isinstance(value, int)])
    cost = _cost(schema, text, operation_name, sizes)
    if cost > MAX_COST:
        told = f"The operation costs {cost}, over the limit of {MAX_COST}."
        raise limit(ErrorCode.TOO_COSTLY, told, cost=cost, limit=MAX_COST)
    return cost


@lru_cache(maxsize=_KEPT_COSTS)
def _cost(
    schema: GraphQLSchema, text: str, operation_name: str | None, sizes: tuple[tuple[str, int], ...]
) -> int:
    """The cost of an operation; it depends on the variables by numbers alone."""
    document = prepare(schema, text)
    operation = document.operation(operation_name)
    root = schema.get_root_type(operation.operation)
    assert root is not None  # noqa: S101 - validation has made sure
    return ceil(_Costs(schema, document.fragments, dict(sizes)).of(operation.selection_set, root))


@lru_cache(maxsize=2)
def _introspected_rows(schema: GraphQLSchema) -> dict[str, float]:
    """How many rows the fields of introspection have in this schema, on the average of its types."""
    types = schema.type_map.values()
    fields = list(chain.from_iterable(getattr(kind, "fields", {}).values() for kind in types))
    enumerated = sum(len(kind.values) for kind in types if isinstance(kind, GraphQLEnumType))
    return {
        "types": len(types),
        "directives": len(schema.directives),
        "fields": len(fields) / len(types),
        "args": sum(len(getattr(field, "args", ())) for field in fields) / len(fields),
        "enumValues": enumerated / len(types),
        "ofType": sum(isinstance(field.type, GraphQLWrappingType) for field in fields) / len(fields),
    }


class _Costs:
    """Costs of selections; a fragment's is worked out once, however often it is spread."""

    def __init__(
        self,
        schema: GraphQLSchema,
        fragments: Mapping[str, FragmentDefinitionNode],
        variables: Mapping[str, Any],
    ) -> None:
        self._schema = schema
        self._fragments = fragments
        self._variables = variables
        self._known: dict[str, float] = {}

    def of(self, selections: SelectionSetNode | None, parent: GraphQLCompositeType, rows: float = 1) -> float:
        """The cost of a selection on a type; `rows` is the page that its `nodes` or `edges` list."""
        total: float = 0
        for selection in selections.selections if selections else ():
            if isinstance(selection, FieldNode):
                total += self._of_field(selection, parent, rows)
            elif isinstance(selection, FragmentSpreadNode):
                total += self._of_fragment(selection.name.value, rows)
            elif isinstance(selection, InlineFragmentNode):
                total += self.of(selection.selection_set, self._condition(selection, parent), rows)
        return total

    def _of_field(self, field: FieldNode, parent: GraphQLCompositeType, rows: float) -> float:
        name = field.name.value
        price = _OWN_PRICES.get((parent.name, name)) or _PRICES.get(name, 1)
        fields = parent.fields if isinstance(parent, GraphQLObjectType | GraphQLInterfaceType) else {}
        definition = fields.get(name) or _META.get(name)
        if field.selection_set is None or definition is None:
            return price
        inner = get_named_type(definition.type)
        if not isinstance(inner, GraphQLObjectType | GraphQLInterfaceType | GraphQLUnionType):
            return price
        if "first" in definition.args:
            return price + self.of(field.selection_set, inner, self._page(field))
        if "ids" in definition.args:
            rows = LARGEST_PAGE
        elif parent.name.startswith("__"):
            rows = _introspected_rows(self._schema).get(name, 1)
        elif (parent.name, name) not in _PAGED and not (name in ("nodes", "edges") and "pageInfo" in fields):
            rows = _OWN_ROWS.get((parent.name, name)) or _ROWS.get(name, 1)
        return price + rows * self.of(field.selection_set, inner)

    def _of_fragment(self, name: str, rows: float) -> float:
        key = f"{name}×{rows}"
        if key not in self._known:
            fragment = self._fragments[name]
            self._known[key] = self.of(fragment.selection_set, self._type(fragment.type_condition), rows)
        return self._known[key]

    def _condition(self, selection: InlineFragmentNode, parent: GraphQLCompositeType) -> GraphQLCompositeType:
        if selection.type_condition is None:
            return parent
        return self._type(selection.type_condition)

    def _type(self, condition: NamedTypeNode) -> GraphQLCompositeType:
        """The type that a fragment is on; validation has made sure that it has fields."""
        return cast(GraphQLCompositeType, self._schema.type_map[condition.name.value])

    def _page(self, field: FieldNode) -> int:
        """The page a field asks for; a size out of range is refused later, so it counts as the largest."""
        sizes: list[object] = []
        for argument in field.arguments:
            if argument.name.value not in ("first", "last"):
                continue
            value = argument.value
            if isinstance(value, IntValueNode):
                sizes.append(int(value.value))
            elif isinstance(value, VariableNode):
                sizes.append(self._variables.get(value.name.value))
        given = [size for size in sizes if isinstance(size, int)]
        return min(max([*given, 1]), LARGEST_PAGE) if given else DEFAULT_PAGE
