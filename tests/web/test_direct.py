"""Requests handed on without the router: named and counted like others, and refused like others."""

import asyncio

import httpx
from starlette.types import Message, Scope

from service.settings import Settings
from service.store import Store
from service.web import application
from service.web.direct import Direct
from tests.web.conftest import Client


def test_its_paths_are_handed_on_and_named_and_others_passed() -> None:
    answered: list[tuple[str, Scope]] = []

    async def endpoint(scope: Scope, *_: object) -> None:
        answered.append(("endpoint", scope))

    async def rest(scope: Scope, *_: object) -> None:
        answered.append(("rest", scope))

    async def nothing(*_: object) -> Message:
        raise AssertionError

    app = Direct(rest, endpoints={"/a": endpoint})
    for scope in ({"type": "http", "path": "/a"}, {"type": "http", "path": "/ab"}, {"type": "lifespan"}):
        asyncio.run(app(scope, nothing, nothing))  # type: ignore[arg-type]  # neither is asked
    assert [who for who, _ in answered] == ["endpoint", "rest", "rest"]
    assert answered[0][1]["endpoint"] is endpoint


def test_any_method_is_refused_in_the_same_words(served: Store) -> None:
    client = Client(application(served, Settings()))
    for method in ("PUT", "DELETE", "TRACE", "PROPFIND"):
        refused = client.request(method, "/graphql")
        assert refused.status_code == 405
        assert refused.headers["allow"] == "GET, POST"
        assert refused.headers["x-content-type-options"] == "nosniff"
        assert refused.json()["errors"][0]["extensions"]["code"] == "METHOD_NOT_ALLOWED"


def test_it_is_counted_under_its_path(served: Store) -> None:
    client = Client(application(served, Settings(metrics=True)))
    found: list[httpx.Response] = [
        client.get("/graphql", params={"query": "{ __typename }"}) for _ in range(2)
    ]
    assert [each.status_code for each in found] == [200, 200]
    assert 'route="/graphql",status="200"' in client.get("/metrics").text
