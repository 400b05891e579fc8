"""Schemathesis' GraphQL fuzzing: what the schema lets be asked is answered, or refused with a code."""

import re
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import schema
from schema import ErrorCode
from service.settings import Settings
from service.store import Store
from service.web import application

ROOTS = (schema.executable_schema.query_type, schema.executable_schema.mutation_type)
FIELDS = [(root.name, field) for root in ROOTS if root for field in sorted(root.fields)]
KNOWN = {code.value for code in ErrorCode} - {ErrorCode.INTERNAL.value}
# Places of the inventory, put where a generated text stands: with the text alone nothing would be found.
REAL = {"division": "330824", "reference": "330000", "from": "2024", "to": "2025", "label": "2025"}
_ARGUMENT = re.compile(rf'\b({"|".join(REAL)}): (?:null|"(?:[^"\\]|\\.)*")')


@pytest.fixture(scope="module")
def api(served: Store) -> Any:
    return schemathesis.graphql.from_asgi("/graphql", application(served, Settings()))


def test_every_question_is_tried(api: Any) -> None:
    assert {f"{root}.{field}" for root, field in FIELDS} == {
        operation.ok().label for operation in api.get_all_operations()
    }


@pytest.mark.parametrize(("root", "field"), FIELDS)
def test_generated_questions(api: Any, root: str, field: str) -> None:
    @settings(max_examples=12, suppress_health_check=list(HealthCheck))
    @given(case=api[root][field].as_strategy(), with_places=st.booleans())
    def answered_or_refused(case: Any, with_places: bool) -> None:
        if with_places:
            case.body = _ARGUMENT.sub(lambda found: f'{found[1]}: "{REAL[found[1]]}"', case.body)
        response = case.call()
        assert response.status_code in (200, 400), case.body
        answer = response.json()
        assert answer.keys() <= {"data", "errors", "extensions"}
        assert "data" in answer or answer["errors"]
        for error in answer.get("errors", ()):
            assert error["extensions"]["code"] in KNOWN, (case.body, error)
        if root == "Mutation":  # of nobody known
            assert not any((answer.get("data") or {}).values()), case.body

    answered_or_refused()
