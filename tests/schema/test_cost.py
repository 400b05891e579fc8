"""Costs: the worked example of the rule, variables, fragments counted once and multiplied."""

from typing import Any

import pytest
from graphql import get_introspection_query

from schema import executable_schema
from schema.cost import MAX_COST, check_cost
from schema.errors import RefusedError
from tests.schema.test_items import every_field

EXAMPLE = "{ items(first: 50) { totalCount nodes { name body { name } } } }"


def cost(query: str, **variables: Any) -> int:
    return check_cost(executable_schema, query, None, variables)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (EXAMPLE, 1 + 20 + 1 + 50 * 3),
        ("{ items { nodes { name } } }", 1 + 1 + 20),
        ("{ items(first: 0) { nodes { name } } }", 1 + 1 + 1),
        ("{ items(last: 7) { edges { cursor node { name } } pageInfo { endCursor } } }", 1 + 1 + 7 * 3 + 2),
        ("{ ...P } fragment P on Query { items(first: 9) { ...C } } fragment C on PowerItemConnection"
         " { nodes { id } }", 1 + 1 + 9),
        ("{ nodes(ids: []) { ... on Division { code } id } }", 1 + 200 * 2),
        ('{ compare(division: "1", kind: POWER, from: "1", to: "2") { net } }', 2000 + 1),
    ],
)  # fmt: skip
def test_cost(query: str, expected: int) -> None:
    assert cost(query) == expected


def test_a_page_of_a_variables_size() -> None:
    query = "query($n: Int) { items(first: $n) { nodes { name } } }"
    assert cost(query, n=200) == 2 + 200
    assert cost(query) == 2 + 20
    assert cost(query, n=10**9) == 2 + 200


def test_over_the_limit_is_refused_with_the_cost() -> None:
    with pytest.raises(RefusedError) as refused:
        cost("{ divisions(first: 200) { nodes { children(first: 200) { nodes { code name } } } } }")
    assert refused.value.is_limit
    (error,) = refused.value.errors
    assert error.extensions == {"code": "TOO_COSTLY", "cost": 2 + 200 * (2 + 200 * 2), "limit": MAX_COST}


@pytest.mark.parametrize("depth", [1, 2, 3])
def test_a_page_of_200_with_every_field_but_history_is_within_the_limits(depth: int) -> None:
    fields = every_field("PowerItem", without=("history",), depth=depth)
    page = "totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor }"
    found = cost(f"{{ items(first: 200) {{ {page} edges {{ cursor node {{ {fields} }} }} }} }}")
    assert 200 * 25 < found < MAX_COST


def test_introspection_is_priced_by_what_the_schema_has() -> None:
    whole = cost(get_introspection_query(input_value_deprecation=True))
    assert len(executable_schema.type_map) * 10 < whole < MAX_COST / 2
    assert cost("{ __schema { types { name } } }") == 2 + len(executable_schema.type_map)
    assert cost('{ __type(name: "Query") { name } }') == 2


def test_a_stretch_of_the_feed_costs_its_changes() -> None:
    assert cost("{ changes(first: 50) { cursor changes { id item { name } } } }") == 1 + 1 + 1 + 50 * 3
