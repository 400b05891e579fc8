"""Plain values of variables are taken as they are, which is what coercing would make of them."""

from typing import Any

from graphql import OperationDefinitionNode, get_variable_values, parse
from hypothesis import given, settings
from hypothesis import strategies as st

from schema import executable_schema
from schema.variables import coerced_variables

ASKED = """query($a: Int, $b: Int!, $c: String, $d: ID!, $e: Boolean, $f: Boolean! = true, $g: [Category!],
    $h: Int = 3, $i: Date) {
  items(first: $a, last: $b, text: $c, body: $d, category: $g, asOf: $i) { totalCount
    nodes @skip(if: $f) { name } }
  more: items(first: $h) { totalCount } instrument(id: $d) { powers(alone: $e) { totalCount } } }"""
NAMES = "abcdefghiz"
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**33), 2**33),
    st.floats(allow_nan=False),
    st.text(max_size=3),
    st.sampled_from([2**31, 2**31 - 1, -(2**31), -(2**31) - 1, 1.0, "2026-01-01", ["PENALTY"]]),
)


@given(
    st.dictionaries(st.sampled_from(NAMES), VALUES)
    | st.fixed_dictionaries(
        {
            "b": st.integers(-5, 5),
            "d": st.text(max_size=3),
            "f": st.booleans(),
            "h": st.none() | st.integers(1, 5),
        },
        optional={"a": st.none() | st.integers(), "c": st.text(), "e": st.none() | st.booleans()},
    )
)
@settings(deadline=None)
def test_plain_values_mean_what_coercing_makes_of_them(values: dict[str, Any]) -> None:
    operation = parse(ASKED).definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    expected = get_variable_values(executable_schema, operation.variable_definitions, values, max_errors=10)
    found = coerced_variables(executable_schema, ASKED, None, values)
    assert type(found) is type(expected)
    if isinstance(expected, dict) and isinstance(found, dict):
        told = [sorted((name, repr(value)) for name, value in each.items()) for each in (found, expected)]
        assert told[0] == told[1]
    else:
        assert [str(error) for error in found] == [str(error) for error in expected]
