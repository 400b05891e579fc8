"""Documents that go beyond a limit are refused at once, with a code, before the store is asked."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from graphql import get_introspection_query

from schema import Answer, Kept, Request, answer, executable_schema
from service.store import Store
from tests.reading.inventory import counted_statements

Code = Callable[..., str]


def deep(levels: int) -> str:
    return "{ division(code: 1) " + "{ parent " * (levels - 2) + "{ code }" + "}" * (levels - 2) + "}"


def doubling(count: int) -> str:
    parts = [f"fragment F{n} on Division {{ parent {{ ...F{n + 1} }} ...F{n + 1} }}" for n in range(count)]
    return " ".join(
        ['{ division(code: "330824") { ...F0 } }', *parts, f"fragment F{count} on Division {{ code name }}"]
    )


def crossed(levels: int) -> str:
    """Two fields of one name on each of many levels: naive merging compares four times as many pairs each."""
    inner = "code"
    for _ in range(levels):
        inner = f"parent {{ {inner} }} parent {{ {inner} }}"
    return f'{{ division(code: "330824") {{ {inner} }} }}'


HOSTILE = {
    "deep selection": (deep(31), "TOO_DEEP"),
    "very deep selection": ("{a" * 20_000, "TOO_DEEP"),
    "deep list value": ("{ nodes(ids: " + "[" * 5_000 + "]" * 5_000 + ") { id } }", "TOO_DEEP"),
    "20,000 aliases": ("{" + " ".join(f"a{n}: __typename" for n in range(20_000)) + "}", "TOO_MANY_TOKENS"),
    "many aliases": ("{" + " ".join(f"a{n}: __typename" for n in range(200)) + "}", "TOO_MANY_ALIASES"),
    "10,000 directives": ("{ __typename " + "@skip(if: false)" * 10_000 + "}", "TOO_MANY_TOKENS"),
    "many directives": ("{ __typename " + "@a" * 100 + "}", "TOO_MANY_DIRECTIVES"),
    "directives at one place": ("{ __typename @a@a@a@a@a@a }", "TOO_MANY_DIRECTIVES"),
    "types of fields of types": (
        "{ __schema { types { ...T } } }"
        " fragment T on __Type { fields { type { ...U } } } fragment U on __Type { fields { type"
        " { possibleTypes { name } } } }",
        "TOO_DEEP",
    ),
    "introspection often": (
        "{"
        + " ".join(
            f"a{n}: __schema {{ types {{ fields {{ type {{ fields {{ name }} }} }} }} }}" for n in range(40)
        )
        + "}",
        "TOO_COSTLY",
    ),
    "long name": ("{" + "a" * 49_000 + "}", "VALIDATION_FAILED"),
    "long string": ('{ division(code: "' + "\\u0041" * 8_000 + '") { nothing } }', "VALIDATION_FAILED"),
    "many lines": ("{" + "\n" * 49_000 + "a", "SYNTAX_ERROR"),
    "doubling fragments": (doubling(28), "TOO_MANY_FIELDS"),
    "crossed fields": (crossed(7), "TOO_MANY_FIELDS"),
    "one field often": ("{" + "__typename " * 900 + "}", "TOO_MANY_FIELDS"),
    "many operations": (" ".join(f"query Q{n} {{ __typename }}" for n in range(200)), "TOO_MANY_DEFINITIONS"),
    "comments": ("#\n" * 20_000 + "{ __typename }", "TOO_MANY_TOKENS"),
    "long document": ("{ __typename }" + " " * 200_000, "TOO_MANY_TOKENS"),
    "costly": (
        "{ items(first: 200) { nodes { division { children(first: 200) { nodes { bodies(first: 200) {"
        " nodes { name } } } } } } } }",
        "TOO_COSTLY",
    ),
    "cyclic fragments": (
        "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }",
        "VALIDATION_FAILED",
    ),
    "fragment in itself": ("{ ...A } fragment A on Query { ...A }", "VALIDATION_FAILED"),
    "unknown fragment": ("{ ...Nobody }", "VALIDATION_FAILED"),
    "unknown field": ("{ nothing }", "VALIDATION_FAILED"),
    "many unknown fields": (
        "{" + " ".join(f"totalCounts{n}" for n in range(900)) + "}",
        "VALIDATION_FAILED",
    ),
    "not GraphQL": ("{", "SYNTAX_ERROR"),
    "empty": ("", "SYNTAX_ERROR"),
    "NUL": ("{ __typename } \0", "SYNTAX_ERROR"),
    "escaped NUL": ('{ division(code: "33\\u0000") { code } }', "BAD_ARGUMENT"),
    "half a character": ("{ __typename } # \ud800", "SYNTAX_ERROR"),
    "escaped half": ('{ division(code: "\\uD800") { code } }', "SYNTAX_ERROR"),
    "mutation": ("mutation { __typename }", "BAD_OPERATION"),
    "subscription": ("subscription { __typename }", "BAD_OPERATION"),
    "two operations unnamed": ("query A { __typename } query B { __typename }", "BAD_OPERATION"),
    "no operation": ("fragment A on Query { __typename }", "VALIDATION_FAILED"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_documents_are_refused_quickly(sqlite_store: Store, name: str) -> None:
    query, code = HOSTILE[name]
    best = 1.0
    for _ in range(3):
        with counted_statements(sqlite_store) as sent:
            started = time.thread_time()
            found = answer(executable_schema, sqlite_store, Request(query=query), Kept(1))
            best = min(best, time.thread_time() - started)
    assert not sent
    assert {(error.extensions or {})["code"] for error in found.errors} == {code}
    assert "data" not in found.document()
    assert best < 0.05


def ask(store: Store, query: str, variables: dict[str, Any] | None = None) -> Answer:
    return answer(executable_schema, store, Request(query=query, variables=variables), Kept(1))


@pytest.mark.parametrize(
    "variables",
    [{"id": "a\0b"}, {"id": "\ud800"}, {"id": ["x"] * 3}, {}, {"id": None}, {"id": "x", "z": {"y\0": 1}}],
)
def test_bad_variables_have_a_code(sqlite_store: Store, variables: dict[str, Any]) -> None:
    found = ask(sqlite_store, "query($id: ID!) { node(id: $id) { id } }", variables)
    assert [(error.extensions or {})["code"] for error in found.errors] == ["BAD_VARIABLES"]
    assert not found.is_limit


def test_deep_variables_do_no_harm(sqlite_store: Store) -> None:
    value: Any = "x"
    for _ in range(100_000):
        value = [value]
    found = ask(sqlite_store, "query($c: [Category!]) { items(category: $c) { totalCount } }", {"c": value})
    assert {(error.extensions or {})["code"] for error in found.errors} == {"BAD_VARIABLES"}
    while isinstance(value, list):
        value = value.pop()


@pytest.mark.parametrize("levels", [29, 30])
def test_depth_up_to_the_limit_is_answered(sqlite_store: Store, levels: int) -> None:
    query = deep(levels).replace("code: 1", 'code: "330824"')
    assert ask(sqlite_store, query).data == {"division": None}


def test_pages_of_pages_within_the_limit_are_answered(sqlite_store: Store) -> None:
    query = "{ divisions(first: 40) { nodes { children(first: 40) { nodes { code name } } } } }"
    assert ask(sqlite_store, query).data == {"divisions": {"nodes": []}}


def test_introspection_is_answered(sqlite_store: Store) -> None:
    found = ask(sqlite_store, get_introspection_query(input_value_deprecation=True))
    assert not found.errors
    assert isinstance(found.data, dict)
    assert found.data["__schema"]["queryType"]["name"] == "Query"
