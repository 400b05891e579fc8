"""Persisted documents: by hash as clients send them, registered in a folder, those alone where set."""

import json
from pathlib import Path
from typing import Any

import pytest

from service.errors import Refusal
from service.settings import Settings, read_settings
from service.store import Store
from service.web import application
from service.web.documents import sha256_of
from tests.web.conftest import Client

QUERY = "query D($code: String!) { division(code: $code) { name } }"
OTHER = "{ __typename }"
GRAPHQL = "application/graphql-response+json"


def persisted(text: str, **changed: Any) -> dict[str, Any]:
    return {"persistedQuery": {"version": 1, "sha256Hash": sha256_of(text), **changed}}


def code(response: Any) -> str:
    (error,) = response.json()["errors"]
    return str(error["extensions"]["code"])


@pytest.fixture
def registered(served: Store, tmp_path: Path) -> Client:
    (tmp_path / "portal").mkdir()
    (tmp_path / "portal" / "division.graphql").write_text(QUERY, "utf-8")
    return Client(application(served, Settings(documents=tmp_path)))


@pytest.fixture
def trusted(served: Store, tmp_path: Path) -> Client:
    (tmp_path / "division.graphql").write_text(QUERY, "utf-8")
    return Client(application(served, Settings(documents=tmp_path, registered_only=True)))


def test_automatic_by_hash(client: Client) -> None:
    asked = {"variables": {"code": "330824"}, "extensions": persisted(QUERY)}
    unknown = client.post("/graphql", json=asked)
    assert (unknown.status_code, code(unknown)) == (200, "PERSISTED_QUERY_NOT_FOUND")
    assert unknown.json()["errors"][0]["message"] == "PersistedQueryNotFound"
    assert unknown.headers["cache-control"] == "no-store"
    assert client.post("/graphql", json=asked, headers={"accept": GRAPHQL}).status_code == 400
    sent = client.post("/graphql", json={"query": QUERY, **asked})
    assert sent.json()["data"] == {"division": {"name": "开化县"}}
    assert client.post("/graphql", json=asked).json() == sent.json()
    by_get = {"variables": '{"code": "330824"}', "extensions": json.dumps(persisted(QUERY))}
    assert client.get("/graphql", params=by_get).json() == sent.json()
    by_id = {"variables": '{"code": "330824"}', "documentId": f"sha256:{sha256_of(QUERY)}"}
    assert client.get("/graphql", params=by_id).json() == sent.json()


def test_a_hash_of_another_document_is_refused(client: Client) -> None:
    refused = client.post("/graphql", json={"query": OTHER, "extensions": persisted(QUERY)})
    assert (refused.status_code, code(refused)) == (400, "PERSISTED_QUERY_MISMATCH")


def test_a_document_that_cannot_be_executed_is_not_kept(client: Client) -> None:
    wrong = "{ nothing }"
    assert code(client.post("/graphql", json={"query": wrong, "extensions": persisted(wrong)}))
    found = client.post("/graphql", json={"extensions": persisted(wrong)})
    assert code(found) == "PERSISTED_QUERY_NOT_FOUND"


@pytest.mark.parametrize(
    "asked",
    [
        {"extensions": persisted(QUERY, version=2)},
        {"extensions": persisted(QUERY, sha256Hash="x")},
        {"extensions": persisted(QUERY, sha256Hash=None)},
        {"extensions": {"persistedQuery": "x"}},
        {"documentId": "sha256:x"},
        {"documentId": 1},
        {"documentId": ""},
        {"documentId": "division", "query": OTHER},
        {"extensions": {}},
    ],
)
def test_malformed_requests_for_persisted_documents(client: Client, asked: dict[str, Any]) -> None:
    refused = client.post("/graphql", json=asked)
    assert (refused.status_code, code(refused)) == (400, "BAD_REQUEST")


def test_registered_by_hash_and_by_name(registered: Client) -> None:
    for document in ("division", f"sha256:{sha256_of(QUERY)}"):
        asked = {"documentId": document, "variables": {"code": "330824"}}
        assert registered.post("/graphql", json=asked).json()["data"] == {"division": {"name": "开化县"}}
    assert registered.post("/graphql", json={"query": OTHER}).json()["data"] == {"__typename": "Query"}
    unknown = registered.post("/graphql", json={"documentId": "nobody"})
    assert code(unknown) == "PERSISTED_QUERY_NOT_FOUND"


def test_registered_alone(trusted: Client) -> None:
    variables = {"code": "330824"}
    known: list[dict[str, Any]] = [
        {"query": QUERY},
        {"documentId": "division"},
        {"extensions": persisted(QUERY)},
    ]
    for asked in known:
        found = trusted.post("/graphql", json={**asked, "variables": variables})
        assert found.json()["data"] == {"division": {"name": "开化县"}}
    for asked in ({"query": OTHER}, {"query": OTHER, "extensions": persisted(OTHER)}):
        refused = trusted.post("/graphql", json=asked)
        assert (refused.status_code, code(refused)) == (403, "DOCUMENT_NOT_REGISTERED")
    unknown = trusted.post("/graphql", json={"extensions": persisted(OTHER)})
    assert code(unknown) == "PERSISTED_QUERY_NOT_FOUND"


@pytest.mark.parametrize(
    "content",
    [b"{ nothing }", b"{", b"\xff", b"{ __schema { types { fields { type { fields { name } } } } } }"],
)
def test_a_folder_with_a_document_that_cannot_be_used_keeps_the_service_from_starting(
    served: Store, tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "a.graphql").write_bytes(content)
    if b"types" in content:
        (tmp_path / "b").mkdir()
        (tmp_path / "b" / "a.graphql").write_bytes(content)
    with pytest.raises(Refusal, match="bad-documents"):
        application(served, Settings(documents=tmp_path))
    with pytest.raises(Refusal, match="bad-documents"):
        application(served, Settings(documents=tmp_path / "none"))


def test_registered_alone_needs_a_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUANZE_REGISTERED_ONLY", "true")
    with pytest.raises(Refusal, match="bad-setting"):
        read_settings()
