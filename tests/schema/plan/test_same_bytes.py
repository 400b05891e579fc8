"""Whatever is asked, a plan and ordinary execution answer with the same bytes."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import schema.execution
from schema import Answer, Kept, Request, answer, executable_schema
from schema.plan import answer_planned, plan_of
from service.store import Store
from tests.schema.plan.queries import Asked, Pool, queries


@pytest.fixture(scope="module")
def pool(filled: Store) -> Pool:
    """Ids and cursors of the store that is asked."""
    found = _asked(
        filled,
        Asked(
            "{ items(first: 5) { edges { cursor node { id body { id } edition { id } division { id } } } }"
            " instruments(first: 2) { edges { cursor node { id } } } changes(first: 2) { cursor }"
            " editions(first: 2) { edges { cursor } } }",
            {},
        ),
        planned=True,
    )
    assert isinstance(found.data, dict)
    nodes = [edge["node"] for edge in found.data["items"]["edges"]]
    ids = {node["id"] for node in nodes} | {
        node[key]["id"] for node in nodes for key in ("body", "edition", "division")
    }
    ids |= {edge["node"]["id"] for edge in found.data["instruments"]["edges"]}
    cursors = [edge["cursor"] for key in ("items", "editions") for edge in found.data[key]["edges"]]
    return Pool(sorted(ids), [*cursors, found.data["changes"]["cursor"]])


@given(choice=st.data())
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_query_is_answered_alike(filled: Store, pool: Pool, choice: st.DataObject) -> None:
    asked = choice.draw(queries(pool))
    planned, ordinary = (_asked(filled, asked, planned=planned) for planned in (True, False))
    assert _bytes(planned) == _bytes(ordinary)


@given(choice=st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_what_has_no_errors_is_answered_by_plan(filled: Store, pool: Pool, choice: st.DataObject) -> None:
    asked = choice.draw(queries(pool))
    with _plans() as plans:
        found = _asked(filled, asked, planned=True)
    if found.data is not msgspec.UNSET:
        assert plans == [not found.errors]


def test_introspection_is_left_to_ordinary_execution(filled: Store) -> None:
    asked = Asked("{ __schema { types { name } } items(first: 1) { nodes { name } } }", {})
    with _plans() as plans:
        found = _asked(filled, asked, planned=True)
    assert plans == [False]
    assert found.data
    assert not found.errors


@pytest.mark.parametrize("shown", [True, False])
def test_one_document_is_planned_for_what_its_variables_leave_in(filled: Store, *, shown: bool) -> None:
    text = "query($s: Boolean!) { items(first: 1) { nodes { id @skip(if: $s) name @include(if: $s) } } }"
    with _plans() as plans:
        found = _asked(filled, Asked(text, {"s": shown}), planned=True)
    assert plans == [True]
    assert isinstance(found.data, dict)
    assert list(found.data["items"]["nodes"][0]) == (["name"] if shown else ["id"])


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        ("name", set()),
        ("body { name }", {"bodies"}),
        ("codes { value } bases { text }", {"readings", "codes", "bases"}),
        ("bases { instrument { title } } duties { text }", {"readings", "bases", "duties"}),
    ],
)
def test_a_plan_knows_what_of_an_item_it_shows(selection: str, expected: set[str]) -> None:
    plan = plan_of(executable_schema, f"{{ items {{ nodes {{ {selection} }} }} }}", None, {})
    assert plan is not None
    assert plan.loaders == expected


def _asked(store: Store, asked: Asked, *, planned: bool) -> Answer:
    with pytest.MonkeyPatch.context() as patch:
        if not planned:
            patch.setattr(schema.execution, "answer_planned", lambda *_: None)
        request = Request(query=asked.text, variables=asked.variables)
        return answer(executable_schema, store, request, Kept(4))


@contextmanager
def _plans() -> Iterator[list[bool]]:
    """Notes of each answer in the block whether it was a plan's."""
    found: list[bool] = []

    def noting(*given: Any) -> msgspec.Raw | None:
        answered = answer_planned(*given)
        found.append(answered is not None)
        return answered

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(schema.execution, "answer_planned", noting)
        yield found


def _bytes(found: Answer) -> bytes:
    return msgspec.json.encode(found.document())
