"""Costs: the worked example of the rule, variables, fragments counted once and multiplied."""

from typing import Any

import pytest

from schema import executable_schema
from schema.cost import check_cost
from schema.documents import prepare
from schema.errors import RefusedError

EXAMPLE = "{ items(first: 50) { totalCount nodes { name body { name } } } }"


def cost(query: str, **variables: Any) -> int:
    document = prepare(executable_schema, query)
    return check_cost(executable_schema, document.operation(None), document.fragments, variables)


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


def test_over_the_limit_is_refused() -> None:
    with pytest.raises(RefusedError) as refused:
        cost("{ divisions(first: 200) { nodes { children(first: 200) { nodes { code name } } } } }")
    assert refused.value.is_limit
