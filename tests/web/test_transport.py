"""GraphQL over HTTP: media types, methods, status codes, bounds."""

import tracemalloc
from collections.abc import AsyncIterator, Callable
from typing import Any

import msgspec
import pytest

from service.web.bodies import MAX_BODY
from service.web.compression import takes_gzip
from service.web.media import answer_type, is_json, prefers_page
from tests.web.conftest import Client

GRAPHQL = "application/graphql-response+json"
JSON = "application/json"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


def post(client: Client, body: Any, accept: str = JSON, **headers: str) -> Any:
    content = body if isinstance(body, bytes) else msgspec.json.encode(body)
    sent = {"accept": accept, "content-type": JSON, **headers}
    return client.post("/graphql", content=content, headers=sent)


def code(response: Any) -> str:
    (error,) = response.json()["errors"]
    return str(error["extensions"]["code"])


@pytest.mark.parametrize("accept", [GRAPHQL, JSON])
def test_answers(client: Client, accept: str) -> None:
    response = post(client, {"query": "{ items { totalCount } }"}, accept)
    assert response.status_code == 200
    assert response.headers["content-type"] == f"{accept}; charset=utf-8"
    assert response.json()["data"] == {"items": {"totalCount": 22}}
    assert response.json()["extensions"] == {"cost": 1 + 20, "dataVersion": 4}
    by_get = client.get("/graphql", params={"query": "{ items { totalCount } }"}, headers={"accept": accept})
    assert by_get.json() == response.json()


def test_variables_and_operation_name_by_get(client: Client) -> None:
    response = client.get(
        "/graphql",
        params={
            "query": "query A { __typename } query B($d: String!) { division(code: $d) { name } }",
            "operationName": "B",
            "variables": '{"d": "330824"}',
        },
    )
    assert response.json()["data"] == {"division": {"name": "开化县"}}


@pytest.mark.parametrize(
    ("request_body", "expected"),
    [
        ({"query": "{"}, "SYNTAX_ERROR"),
        ({"query": "{ nothing }"}, "VALIDATION_FAILED"),
        ({"query": "query($c: String!) { division(code: $c) { code } }"}, "BAD_VARIABLES"),
        ({"query": "{ __typename }", "operationName": "Other"}, "BAD_OPERATION"),
    ],
)
def test_documents_that_cannot_be_executed(client: Client, request_body: Any, expected: str) -> None:
    newer, older = post(client, request_body, GRAPHQL), post(client, request_body, JSON)
    assert (newer.status_code, older.status_code) == (400, 200)
    assert code(newer) == code(older) == expected
    assert "data" not in newer.json()


def test_errors_while_answering_leave_the_rest(client: Client) -> None:
    query = '{ division(code: "330824") { name } node(id: "x") { id } }'
    for accept in (GRAPHQL, JSON):
        response = post(client, {"query": query}, accept)
        assert response.status_code == 200
        assert response.json()["data"] == {"division": {"name": "开化县"}, "node": None}
        assert code(response) == "BAD_ID"


@pytest.mark.parametrize("accept", [GRAPHQL, JSON])
@pytest.mark.parametrize(
    ("body", "status", "expected"),
    [
        (b"{", 400, "BAD_REQUEST"),
        (b"\xff\xfe", 400, "BAD_REQUEST"),
        (b'"query"', 400, "BAD_REQUEST"),
        (b"{}", 400, "BAD_REQUEST"),
        (b'{"query": 1}', 400, "BAD_REQUEST"),
        (b'{"query": "{ __typename }", "variables": []}', 400, "BAD_REQUEST"),
        (b'{"query": "{ __typename }", "extensions": "x"}', 400, "BAD_REQUEST"),
        (b'{"query": "{ __typename }", "operationName": 1}', 400, "BAD_REQUEST"),
        (b"[" * 100_000, 400, "BAD_REQUEST"),
        (b'[{"query": "{ __typename }"}]', 400, "BATCH_REFUSED"),
        (b'{"query": "' + b" " * MAX_BODY + b'"}', 413, "BODY_TOO_LARGE"),
        (b'{"query": "{' + b"a " * 5000 + b'}"}', 400, "TOO_MANY_TOKENS"),
    ],
)
def test_rules_of_transport_and_limits(
    client: Client, accept: str, body: bytes, status: int, expected: str
) -> None:
    response = post(client, body, accept)
    assert (response.status_code, code(response)) == (status, expected)


def test_a_body_of_unsaid_length_is_read_no_further_than_allowed(client: Client) -> None:
    read = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal read
        for _ in range(64):
            read += 1
            yield b" " * 65536

    headers = {"content-type": JSON, "transfer-encoding": "chunked"}
    response = client.post("/graphql", content=endless(), headers=headers)
    assert (response.status_code, code(response)) == (413, "BODY_TOO_LARGE")
    assert read <= MAX_BODY // 65536 + 2


@pytest.mark.parametrize("kind", ["text/plain", "application/json; charset=gbk", "multipart/form-data", ""])
def test_other_bodies_are_refused(client: Client, kind: str) -> None:
    response = client.post("/graphql", content=b'{"query": "{ __typename }"}', headers={"content-type": kind})
    assert (response.status_code, code(response)) == (415, "UNSUPPORTED_MEDIA_TYPE")


def test_other_methods_and_media_types_are_refused(client: Client) -> None:
    refused = client.request("PUT", "/graphql", json={"query": "{ __typename }"})
    assert (refused.status_code, code(refused)) == (405, "METHOD_NOT_ALLOWED")
    assert refused.headers["allow"] == "GET, POST"
    refused = post(client, {"query": "{ __typename }"}, "image/png")
    assert (refused.status_code, code(refused)) == (406, "NOT_ACCEPTABLE")
    mutation = client.get(
        "/graphql", params={"query": "mutation { __typename }"}, headers={"accept": GRAPHQL}
    )
    assert (mutation.status_code, code(mutation)) == (405, "METHOD_NOT_ALLOWED")


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, JSON),
        ("", JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        (f"{JSON}, {GRAPHQL}", GRAPHQL),
        (f"{JSON}, {GRAPHQL};q=0.5", JSON),
        (f"{GRAPHQL};q=0, */*", JSON),
        (f"{JSON};q=0, {GRAPHQL}", GRAPHQL),
        (f"{JSON};q=0", None),
        ("text/html", None),
        ("application/json;q=x", None),
        (BROWSER, JSON),
    ],
)
def test_negotiation(accept: str | None, expected: str | None) -> None:
    assert answer_type(accept) == expected


def test_who_is_shown_a_page_and_what_is_json() -> None:
    assert prefers_page(BROWSER)
    assert not prefers_page(f"text/html, {JSON}")
    assert not prefers_page(None)
    assert is_json('application/JSON; Charset="UTF-8"')
    assert not is_json("application/json; charset=gb18030")
    assert not is_json(None)


@pytest.mark.parametrize(("read", "known"), [(answer_type, JSON), (is_json, JSON), (takes_gzip, "gzip")])
def test_a_long_header_is_read_and_not_kept(read: Callable[[str | None], object], known: str) -> None:
    tracemalloc.start()
    try:
        for number in range(10):
            assert read(f"{known};x={number}{'x' * 1_000_000}") == read(known)
        assert tracemalloc.get_traced_memory()[0] < 1_000_000
    finally:
        tracemalloc.stop()
