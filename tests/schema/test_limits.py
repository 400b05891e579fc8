"""Documents that go beyond a limit are refused at once, with a code, before the store is asked."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from graphql import get_introspection_query

from schema import Answer, Kept, RefusedError, Request, answer, executable_schema
from schema.limits import MAX_NESTING, MAX_VALUES, check_variables
from service.store import Store, open_store
from service.text import fold
from tests.reading.inventory import counted_statements
from tests.support.hostile import DOCUMENTS, deep
from tests.support.stores import SqliteStores

Code = Callable[..., str]


@pytest.fixture(scope="module")
def introspected(sqlite_stores: SqliteStores) -> float:
    """How many seconds of the processor it takes here to tell the schema to any client that asks for it."""
    store = open_store(sqlite_stores.migrated())
    found = least(lambda: ask(store, get_introspection_query(input_value_deprecation=True)))
    store.close()
    return found


def least(work: Callable[[], object]) -> float:
    """The least processor time of three."""
    seconds = []
    for _ in range(3):
        started = time.thread_time()
        work()
        seconds.append(time.thread_time() - started)
    return min(seconds)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_hostile_documents_are_refused_quickly(sqlite_store: Store, introspected: float, name: str) -> None:
    query, code = DOCUMENTS[name]
    with counted_statements(sqlite_store) as sent:
        found = ask(sqlite_store, query)
        seconds = least(lambda: ask(sqlite_store, query))
    assert not sent
    assert {(error.extensions or {})["code"] for error in found.errors} == {code}
    assert "data" not in found.document()
    assert seconds < introspected


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


def test_variables_may_go_as_far_as_the_limits() -> None:
    """Names are values, and so is what holds them; in a list ten deep lies something eleven deep."""

    def nested(depth: int) -> Any:
        return [nested(depth - 1)] if depth else "x"

    check_variables({"v": ["x"] * (MAX_VALUES - 3)})
    check_variables({"v": nested(MAX_NESTING - 1)})
    for beyond in (["x"] * (MAX_VALUES - 2), nested(MAX_NESTING)):
        with pytest.raises(RefusedError) as refused:
            check_variables({"v": beyond})
        assert refused.value.is_limit


def test_deep_variables_do_no_harm(sqlite_store: Store) -> None:
    value: Any = "x"
    for _ in range(100_000):
        value = [value]
    found = ask(sqlite_store, "query($c: [Category!]) { items(category: $c) { totalCount } }", {"c": value})
    assert [(error.extensions or {})["code"] for error in found.errors] == ["TOO_DEEP"]
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


@pytest.mark.parametrize(
    "asked",
    [
        "items(text: $c)",
        "items(code: $c)",
        "items(division: $c)",
        "bodies(text: $c)",
        "instruments(text: $c)",
    ],
)
def test_what_is_too_long_to_look_for_is_refused_and_not_kept(sqlite_store: Store, asked: str) -> None:
    query, before = f"query($c: String) {{ {asked} {{ totalCount }} }}", fold.cache_info().misses
    found = ask(sqlite_store, query, {"c": "长" * 201})
    assert [(error.extensions or {})["code"] for error in found.errors] == ["BAD_ARGUMENT"]
    assert fold.cache_info().misses == before
    assert not ask(sqlite_store, query, {"c": "330824"}).errors
