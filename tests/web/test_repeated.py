"""Queries asked again: answered before the stack, and told, counted, limited and refused as by it."""

import asyncio
import re
from collections.abc import Iterator, MutableMapping, Sequence
from typing import Any

import msgspec
import pytest
import structlog
from starlette.applications import Starlette
from starlette.types import Message

from service.settings import Settings
from service.store import Store
from service.web import application
from tests.reading.inventory import COUNTY, counted_statements
from tests.web.conftest import Client

ASKED = {
    "query": "query I($d: String) { items(division: $d) { nodes { name } } }",
    "variables": {"d": COUNTY},
}


@pytest.fixture
def logged() -> Iterator[list[MutableMapping[str, Any]]]:
    """What is logged, with what is bound to the request."""
    with structlog.testing.capture_logs(processors=[structlog.contextvars.merge_contextvars]) as lines:
        yield lines


def made(store: Store, **settings: object) -> Client:
    """A client of an application with these settings."""
    return Client(application(store, Settings(**settings)))  # type: ignore[arg-type]


def asked_until_kept(client: Client, **options: Any) -> list[Any]:
    """The answers to one query: the first two worked out, the third kept."""
    return [client.post("/graphql", json=ASKED, **options) for _ in range(3)]


def test_a_kept_answer_bears_the_same_headers_and_an_id_of_its_own(served: Store) -> None:
    client = made(served, cors_origins="https://a.test")
    for headers in ({}, {"origin": "https://a.test"}, {"origin": "https://b.test"}):
        found = asked_until_kept(client, headers=headers)
        ids = {each.headers.pop("x-request-id") for each in found}
        assert len(ids) == 3
        assert all(re.fullmatch("[0-9a-f]{16}", each) for each in ids)
        assert found[2].headers.multi_items() == found[0].headers.multi_items()
        assert found[2].headers["x-content-type-options"] == "nosniff"
        assert "Origin" in found[2].headers["vary"]
        assert found[2].headers.get("access-control-allow-origin") == (
            "https://a.test" if headers == {"origin": "https://a.test"} else None
        )


def test_a_kept_answer_takes_the_id_the_request_comes_with(served: Store) -> None:
    client = made(served)
    asked_until_kept(client)
    with counted_statements(served) as sent:
        for given, told in (("r-1", "r-1"), ("a b", None)):
            found = client.post("/graphql", json=ASKED, headers={"X-Request-Id": given})
            assert (found.headers["x-request-id"] == given) is (told is not None)
    assert not sent


def test_kept_answers_are_counted_and_timed_like_others(served: Store) -> None:
    client = made(served, metrics=True)
    asked_until_kept(client)
    told = client.get("/metrics").text
    assert 'quanze_http_requests_total{method="POST",route="/graphql",status="200"} 3.0' in told
    assert 'quanze_http_request_seconds_count{route="/graphql"} 3.0' in told
    assert "quanze_http_requests_under_way 1.0" in told  # the one that asks for the counts


def test_kept_answers_are_logged_like_others(served: Store, logged: list[MutableMapping[str, Any]]) -> None:
    asked_until_kept(made(served, log_requests=True), headers={"X-Request-Id": "r1"})
    assert len(logged) == 3
    first, second, kept = ({**line, "seconds": 0} for line in logged)
    assert kept == second == first
    assert (kept["request_id"], kept["route"], kept["status"]) == ("r1", "/graphql", 200)


def test_a_kept_answer_counts_against_the_rate(served: Store) -> None:
    client = made(served, rate_limit=4)
    statuses = [client.post("/graphql", json=ASKED).status_code for _ in range(6)]
    assert statuses == [200, 200, 200, 200, 429, 429]


def test_a_body_that_never_ends_counts_against_the_rate(served: Store) -> None:
    """What is waited for stands for ever: nothing comes after the first piece, and asking for it fails."""
    app, body = application(served, Settings(rate_limit=3)), msgspec.json.encode(ASKED)
    whole: Message = {"type": "http.request", "body": body, "more_body": False}
    assert sent_to(app, [whole], ())[0]["status"] == 200
    for _ in range(2):
        with pytest.raises(IndexError):
            sent_to(app, [{"type": "http.request", "body": body[:9], "more_body": True}], ())
    assert sent_to(app, [whole], ())[0]["status"] == 429
    assert sent_to(app, [], ())[0]["status"] == 429


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_who_has_the_answer_or_a_token_is_answered_for_himself(served: Store, method: str) -> None:
    client = made(served)
    if method == "GET":
        options: dict[str, Any] = {"params": {"query": "{ items { totalCount } }"}}
    else:
        options = {"json": ASKED}
    found = [client.request(method, "/graphql", **options) for _ in range(3)]
    assert found[2].content == found[0].content
    refused = client.request(method, "/graphql", headers={"Authorization": "Bearer none"}, **options)
    assert refused.status_code == 401
    if method == "GET":
        has = {"If-None-Match": found[2].headers["etag"]}
        assert client.get("/graphql", headers=has, **options).status_code == 304


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"content-type": "text/plain"}, 415),
        ({"content-type": "application/json", "content-encoding": "gzip"}, 415),
        ({"content-type": "application/json", "accept": "text/csv"}, 406),
    ],
)
def test_what_is_refused_is_refused_after_the_same_was_kept(
    served: Store, headers: dict[str, str], status: int
) -> None:
    client = made(served)
    asked_until_kept(client)
    refused = client.post("/graphql", content=msgspec.json.encode(ASKED), headers=headers)
    assert refused.status_code == status
    assert refused.json()["errors"]


def test_a_header_there_twice_puts_nothing_in_another_s_way(served: Store) -> None:
    client = made(served, cors_origins="https://a.test")
    for _ in range(3):
        twice = client.post(
            "/graphql", json=ASKED, headers=[("Origin", "https://b.test"), ("Origin", "https://a.test")]
        )
        assert twice.status_code == 200
    found = client.post("/graphql", json=ASKED, headers={"Origin": "https://a.test"})
    assert found.headers["access-control-allow-origin"] == "https://a.test"


def test_one_way_of_asking_is_not_taken_for_another(served: Store) -> None:
    """The same bytes as body and as address, and by methods that are not answered."""
    client = made(served)
    asked_until_kept(client)
    written = msgspec.json.encode(ASKED).decode()
    assert client.get(f"/graphql?{written}").status_code == 400
    for method in ("PUT", "DELETE"):
        assert client.request(method, "/graphql", json=ASKED).status_code == 405
    head = client.request("HEAD", "/graphql", params={"query": "{ __typename }"})
    assert head.status_code == 200


def sent_to(
    app: Starlette, messages: Sequence[Message], headers: Sequence[tuple[bytes, bytes]], wait: float = 0.0
) -> list[Message]:
    """What is answered to a request whose body comes in these messages, each after so many seconds."""
    given, got = list(messages), []
    scope = {
        "type": "http", "method": "POST", "path": "/graphql", "query_string": b"", "root_path": "",
        "headers": [(b"content-type", b"application/json"), *headers], "client": ("127.0.0.1", 1),
    }  # fmt: skip

    async def receive() -> Message:
        await asyncio.sleep(wait)
        return given.pop(0)

    async def send(message: Message) -> None:
        got.append(message)

    asyncio.run(app(scope, receive, send))
    return got


@pytest.mark.parametrize("pieces", [1, 2, 7])
def test_a_body_in_pieces_is_the_same_question(served: Store, pieces: int) -> None:
    app, body = application(served, Settings()), msgspec.json.encode(ASKED)
    step = -(-len(body) // pieces)
    parts = [body[at : at + step] for at in range(0, len(body), step)]
    messages = [
        {"type": "http.request", "body": part, "more_body": at < len(parts) - 1}
        for at, part in enumerate(parts)
    ]
    answers = [sent_to(app, messages, ()) for _ in range(2)]
    with counted_statements(served) as sent:
        answers.append(sent_to(app, messages, ()))
    assert not sent
    assert len({answer[1]["body"] for answer in answers}) == 1
    assert b"nodes" in answers[0][1]["body"]


def test_what_a_body_is_waited_for_counts_as_time(
    served: Store, logged: list[MutableMapping[str, Any]]
) -> None:
    app, body = application(served, Settings(log_requests=True)), msgspec.json.encode(ASKED)
    messages = [
        {"type": "http.request", "body": body[:9], "more_body": True},
        {"type": "http.request", "body": body[9:], "more_body": False},
    ]
    for _ in range(3):
        assert sent_to(app, messages, (), wait=0.02)[0]["status"] == 200
    assert len(logged) == 3
    assert all(0.04 <= line["seconds"] < 5 for line in logged)


def test_long_bodies_are_as_they_were(served: Store) -> None:
    app = application(served, Settings())
    long = msgspec.json.encode(ASKED | {"more": "x" * 200_000})
    piece: Message = {"type": "http.request", "body": b" " * 90_000, "more_body": True}
    whole: Message = {"type": "http.request", "body": long, "more_body": False}
    for _ in range(3):
        assert sent_to(app, [piece, whole], ())[0]["status"] == 200
    assert sent_to(app, [piece] * 20, ())[0]["status"] == 413
    stated = sent_to(app, [whole], ((b"content-length", b"2000000"), (b"expect", b"100-continue")))
    assert stated[0]["status"] == 413


def test_a_client_that_goes_amidst_its_body_is_no_failure(
    served: Store, logged: list[MutableMapping[str, Any]]
) -> None:
    app = application(served, Settings())
    for size in (9, 90_000):
        piece: Message = {"type": "http.request", "body": b" " * size, "more_body": True}
        assert sent_to(app, [piece, {"type": "http.disconnect"}], ())[0]["status"] == 400
    assert logged == []
