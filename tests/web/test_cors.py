"""Pages of other origins: those that are allowed may ask from a browser, no others."""

from typing import Any

import pytest

from service.errors import Refusal
from service.settings import Settings, read_settings
from service.store import Store
from service.web import application
from tests.web.conftest import Client

PORTAL, OTHER = "https://portal.example", "https://other.example"
PREFLIGHT = {"access-control-request-method": "POST", "access-control-request-headers": "content-type"}


def client_of(store: Store, origins: str) -> Client:
    return Client(application(store, Settings(cors_origins=origins)))


def ask(client: Client, origin: str | None, method: str = "POST", **headers: str) -> Any:
    sent = {**headers, **({"origin": origin} if origin else {})}
    return client.request(method, "/graphql", json={"query": "{ __typename }"}, headers=sent)


def test_no_other_origin_unless_set(served: Store) -> None:
    client = client_of(served, "")
    assert "access-control-allow-origin" not in ask(client, PORTAL).headers
    assert ask(client, PORTAL, "OPTIONS", **PREFLIGHT).status_code == 405


def test_named_origins(served: Store) -> None:
    client = client_of(served, f"https://first.example, {PORTAL}")
    allowed, refused, without = (ask(client, origin) for origin in (PORTAL, OTHER, None))
    assert allowed.headers["access-control-allow-origin"] == PORTAL
    assert "ETag" in allowed.headers["access-control-expose-headers"]
    assert "access-control-allow-credentials" not in allowed.headers
    for response in (refused, without):
        assert "access-control-allow-origin" not in response.headers
    for response in (allowed, refused, without):
        assert response.headers["vary"] == "Accept, Authorization, Accept-Encoding, Origin"
    preflight = ask(client, PORTAL, "OPTIONS", **PREFLIGHT)
    assert (preflight.status_code, preflight.content) == (204, b"")
    assert preflight.headers["access-control-allow-origin"] == PORTAL
    assert "Content-Type" in preflight.headers["access-control-allow-headers"]
    assert ask(client, OTHER, "OPTIONS", **PREFLIGHT).status_code == 405


def test_every_origin(served: Store) -> None:
    client = client_of(served, "*")
    for origin in (PORTAL, OTHER, None):
        response = ask(client, origin)
        assert response.headers["access-control-allow-origin"] == "*"
        assert "Origin" not in response.headers["vary"]
    assert ask(client, OTHER, "OPTIONS", **PREFLIGHT).status_code == 204


@pytest.mark.parametrize(
    "origins", ["portal.example", "https://a.example/", "https://a.example *", "null", "**"]
)
def test_what_is_no_origin_is_refused(monkeypatch: pytest.MonkeyPatch, origins: str) -> None:
    monkeypatch.setenv("QUANZE_CORS_ORIGINS", origins)
    with pytest.raises(Refusal, match="bad-setting"):
        read_settings()
