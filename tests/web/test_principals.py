"""Who asks is what something before the endpoint noted; what he is answered is his alone."""

from collections.abc import Iterator

import httpx
import pytest
from starlette.applications import Starlette
from starlette.types import Receive, Scope, Send

from service.access import Grant, Principal, Role
from service.settings import Settings
from service.store import Store, open_store
from service.web import application
from tests.reading.inventory import CITY, COUNTY, PROVINCE, add_divisions, publish
from tests.support.lists import listed
from tests.support.stores import SqliteStores
from tests.web.conftest import Client

ASKED = {"query": f'{{ edition(division: "{COUNTY}", kind: POWER, label: "草稿") {{ label state }} }}'}
DISCARDS = f'mutation {{ discardEdition(division: "{COUNTY}", kind: POWER, label: "草稿") {{ __typename }} }}'


@pytest.fixture
def app(sqlite_stores: SqliteStores) -> Iterator[Starlette]:
    url = sqlite_stores.migrated()
    store: Store = open_store(url)
    add_divisions(store, PROVINCE, CITY, COUNTY)
    publish(store, "2024", [listed("登记")])
    publish(store, "草稿", [listed("审批")], draft=True)
    yield application(store, Settings())
    store.close()
    sqlite_stores.remove(url)


def client_of(app: Starlette, *grants: Grant) -> Client:
    """A client that the service knows."""
    principal = Principal(subject="test", name="某人", grants=grants)

    async def known(scope: Scope, receive: Receive, send: Send) -> None:
        scope.setdefault("state", {})["principal"] = principal
        await app(scope, receive, send)

    return Client(known)  # type: ignore[arg-type]  # which asks no more of it than to be asked


def seen(found: httpx.Response) -> str | None:
    edition = found.json()["data"]["edition"]
    return edition["state"] if edition else None


REVIEWER = Grant(role=Role.ESTABLISHMENT_REVIEWER, division=COUNTY)
ELSEWHERE = Grant(role=Role.ESTABLISHMENT_REVIEWER, division=CITY)


def test_drafts_are_seen_by_right_alone_whatever_was_answered_before(app: Starlette) -> None:
    anybody, reviewer, stranger = Client(app), client_of(app, REVIEWER), client_of(app, ELSEWHERE)
    for _ in range(2):
        for client, state in ((anybody, None), (reviewer, "DRAFT"), (stranger, None), (anybody, None)):
            assert seen(client.post("/graphql", json=ASKED)) == state


def test_his_answers_are_kept_by_nobody(app: Starlette) -> None:
    anybody, reviewer = Client(app), client_of(app, REVIEWER)
    public = anybody.get("/graphql", params=ASKED)
    assert "public" in public.headers["cache-control"]
    assert "Authorization" in public.headers["vary"]
    known = {"if-none-match": public.headers["etag"]}
    assert anybody.get("/graphql", params=ASKED, headers=known).status_code == 304
    for headers in ({}, known):
        his = reviewer.get("/graphql", params=ASKED, headers=headers)
        assert (his.status_code, seen(his)) == (200, "DRAFT")
        assert his.headers["cache-control"] == "no-store"
        assert "etag" not in his.headers


def test_nothing_is_changed_by_get(app: Starlette) -> None:
    editor = client_of(app, Grant(role=Role.ADMINISTRATOR, division=COUNTY))
    for accepted in ("application/json", "application/graphql-response+json"):
        found = editor.get("/graphql", params={"query": DISCARDS}, headers={"accept": accepted})
        assert (found.status_code, found.headers["allow"]) == (405, "POST")
        assert found.json()["errors"][0]["extensions"]["code"] == "METHOD_NOT_ALLOWED"
    assert seen(client_of(app, REVIEWER).post("/graphql", json=ASKED)) == "DRAFT"
