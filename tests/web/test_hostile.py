"""Requests that mean harm are refused with a code; what scanners look for is not there, but on purpose."""

import json
from typing import Any

import pytest

from service.web.bodies import MAX_BODY
from tests.support.hostile import DOCUMENTS, VARIABLES
from tests.web.conftest import Client

GRAPHQL = "application/graphql-response+json"


def codes(response: Any) -> set[str]:
    return {error["extensions"]["code"] for error in response.json()["errors"]}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_documents(client: Client, name: str) -> None:
    query, code = DOCUMENTS[name]
    content = json.dumps({"query": query}).encode()
    response = client.post(
        "/graphql", content=content, headers={"content-type": "application/json", "accept": GRAPHQL}
    )
    assert response.status_code == 400
    # Half a character is no JSON text: it does not come as far as the document.
    assert codes(response) == ({"BAD_REQUEST"} if "\ud800" in query else {code})
    assert "data" not in response.json()


@pytest.mark.parametrize("name", VARIABLES)
def test_variables(client: Client, name: str) -> None:
    query, variables, code = VARIABLES[name]
    body = {"query": query, "variables": variables}
    assert len(json.dumps(body)) < MAX_BODY
    response = client.post("/graphql", json=body)
    assert response.status_code == (400 if code.startswith("TOO_") else 200)
    assert codes(response) == {code}
    assert not any((response.json().get("data") or {}).values())


@pytest.mark.parametrize("text", ["\\ud800", "\\udfff\\ud800", "a\\udc00"])
def test_half_characters_in_json(client: Client, text: str) -> None:
    content = f'{{"query": "query($id: ID!) {{ node(id: $id) {{ id }} }}", "variables": {{"id": "{text}"}}}}'
    response = client.post("/graphql", content=content, headers={"content-type": "application/json"})
    assert (response.status_code, codes(response)) == (400, {"BAD_REQUEST"})


class TestScan:
    """What the scanner graphql-cop tries. Of its findings two remain: introspection, and queries by GET."""

    def ask(self, client: Client, query: str) -> Any:
        return client.post("/graphql", json={"query": query, "operationName": "cop"}).json()

    def test_introspection_and_get_are_open_on_purpose(self, client: Client) -> None:
        assert self.ask(client, "query cop { __schema { types { name } } }")["data"]
        assert client.get("/graphql", params={"query": "query cop { __typename }"}).json()["data"]

    def test_alias_overloading(self, client: Client) -> None:
        aliases = " ".join(f"alias{number}:__typename" for number in range(101))
        assert "data" not in self.ask(client, f"query cop {{ {aliases} }}")

    def test_batches(self, client: Client) -> None:
        answer = client.post("/graphql", json=[{"query": "query cop { __typename }"}] * 10).json()
        assert isinstance(answer, dict)
        assert "data" not in answer

    @pytest.mark.parametrize("count", [10, 30, 50])
    def test_directive_overloading(self, client: Client, count: int) -> None:
        answer = self.ask(client, f"query cop {{ __typename {'@aa' * count} }}")
        assert "data" not in answer
        assert len(answer["errors"]) == 1

    def test_circular_introspection(self, client: Client) -> None:
        circular = "fields { type { " * 4 + "name" + " } }" * 4
        assert "data" not in self.ask(client, f"query cop {{ __schema {{ types {{ {circular} }} }} }}")

    def test_circular_fragment(self, client: Client) -> None:
        query = (
            "query cop { __schema { ...A } } fragment A on __Schema { ...B } fragment B on __Schema { ...A }"
        )
        assert self.ask(client, query)["errors"]

    def test_field_duplication(self, client: Client) -> None:
        assert "data" not in self.ask(client, "query cop { " + "__typename " * 500 + "}")

    def test_field_suggestions(self, client: Client) -> None:
        for query in (
            "query cop { __schema { directive } }",
            "query cop { item }",
            "query cop { items(firs: 1) { totalCount } }",
            "query cop { items(category: [PENALTI]) { totalCount } }",
            "query cop { items { node { id } } }",
            "query cop { node(id: 1) { name } }",
        ):
            answer = self.ask(client, query)
            assert answer["errors"], query
            assert "Did you mean" not in str(answer), query

    def test_suggestions_for_variables(self, client: Client) -> None:
        query = "query cop($c: [Category!]) { items(category: $c) { totalCount } }"
        answer = client.post("/graphql", json={"query": query, "variables": {"c": ["PENALTI"]}}).json()
        assert answer["errors"]
        assert "Did you mean" not in str(answer)

    def test_mutation_by_get(self, client: Client) -> None:
        answer = client.get("/graphql", params={"query": "mutation cop { __typename }"}).json()
        assert "data" not in answer

    @pytest.mark.parametrize("place", ["params", "data"])
    def test_forms_from_other_sites(self, client: Client, place: str) -> None:
        answer = client.post("/graphql", **{place: {"query": "query cop { __typename }"}})
        assert answer.status_code == 415
        assert "data" not in answer.json()

    def test_traces_and_exceptions(self, client: Client) -> None:
        for query in ("query cop { __typename }", "qwerty cop { abc }"):
            said = str(self.ask(client, query)).lower()
            assert "tracing" not in said
            assert "exception" not in said
            assert "stacktrace" not in said

    def test_the_page_for_people_does_not_name_its_software(self, client: Client) -> None:
        for path in ("/graphiql", "/playground", "/console", "/graphql"):
            for accept in ("*/*", "text/html"):
                page = client.get(path, headers={"accept": accept}).text
                for word in ("graphiql.min.css", "GraphQL Playground", "GraphiQL", "graphql-playground"):
                    assert word not in page
