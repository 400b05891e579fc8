"""Bearer tokens over HTTP: who comes with one that is good, and nobody else."""

import io
import re
import time
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
import structlog
from sqlalchemy import select

from service.access import Role, operator
from service.credentials import Issued, Scope, issue, revoke
from service.days import today
from service.settings import Settings
from service.store import Store, open_store
from service.store.core import access_token
from service.web import application
from service.web.logs import TRACEBACKS
from tests.credentials.issuing import AUDIENCE, ISSUER, claims, key_set, rsa, signed
from tests.reading.inventory import CITY, COUNTY, PROVINCE, add_divisions, publish
from tests.support.lists import listed
from tests.support.stores import SqliteStores
from tests.web.conftest import Client

ASKED = {"query": f'{{ edition(division: "{COUNTY}", kind: POWER, label: "草稿") {{ label state }} }}'}
NOW = datetime.now(UTC)


@pytest.fixture
def drafted(sqlite_stores: SqliteStores) -> Iterator[Store]:
    url = sqlite_stores.migrated()
    store = open_store(url)
    add_divisions(store, PROVINCE, CITY, COUNTY)
    publish(store, "2024", [listed("登记")])
    publish(store, "草稿", [listed("审批")], draft=True)
    yield store
    store.close()
    sqlite_stores.remove(url)


def _issued(store: Store, role: Role = Role.ESTABLISHMENT_REVIEWER, division: str = COUNTY) -> Issued:
    with store.write() as connection:
        scope = Scope(division=division)
        return issue(operator("root"), connection, name="县编办", roles=[role], scope=scope, now=NOW)


def _ask(client: Client, *authorization: str, **options: object) -> httpx.Response:
    headers = [("authorization", value) for value in authorization]
    return client.post("/graphql", json=ASKED, headers=headers, **options)


def _state(found: httpx.Response) -> str | None:
    assert found.status_code == 200, found.text
    edition = found.json()["data"]["edition"]
    return edition["state"] if edition else None


def test_a_good_token_shows_what_its_scope_may_see(drafted: Store) -> None:
    client = Client(application(drafted, Settings()))
    mine, elsewhere = _issued(drafted).text, _issued(drafted, division=CITY).text
    for _ in range(2):
        assert _state(_ask(client)) is None
        assert _state(_ask(client, f"Bearer {mine}")) == "DRAFT"
        assert _state(_ask(client, f"bearer  {mine}")) == "DRAFT"
        assert _state(_ask(client, f"Bearer {elsewhere}")) is None


def test_a_bad_token_is_refused_and_never_answered_as_nobodys(drafted: Store) -> None:
    client = Client(application(drafted, Settings()))
    good, revoked = _issued(drafted), _issued(drafted)
    with drafted.write() as connection:
        revoke(operator("root"), connection, revoked.token.id, now=NOW)
    bad = [
        ("Bearer",),
        ("Bearer ",),
        (f"Bearer {good.text[:-1]}",),
        (f"Bearer {revoked.text}",),
        (f"Bearer {good.text} x",),
        (good.text,),
        (f"Basic {good.text}",),
        ("Basic cm9vdDpyb290",),
        (f"Bearer {good.text}", f"Bearer {good.text}"),
        (f"Bearer {signed(claims(), rsa('k1'))}",),
    ]
    for accept in ("application/json", "application/graphql-response+json"):
        for headers in bad:
            sent = [*(("authorization", value) for value in headers), ("accept", accept)]
            found = client.post("/graphql", json=ASKED, headers=sent)
            assert found.status_code == 401, headers
            assert found.headers["www-authenticate"].startswith("Bearer ")
            assert found.headers["cache-control"] == "no-store"
            document = found.json()
            assert "data" not in document
            assert document["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    assert _state(_ask(client, f"Bearer {good.text}")) == "DRAFT"


def test_an_expired_token_is_refused(drafted: Store) -> None:
    client = Client(application(drafted, Settings()))
    with drafted.write() as connection:
        old = issue(
            operator("root"),
            connection,
            name="旧",
            roles=[Role.PUBLISHER],
            scope=Scope(division=COUNTY),
            days=1,
            now=NOW - timedelta(days=2),
        )
    assert _ask(client, f"Bearer {old.text}").status_code == 401


def test_cookies_and_parameters_speak_for_nobody(drafted: Store) -> None:
    client = Client(application(drafted, Settings()))
    token = _issued(drafted).text
    cookies = {"cookie": f"token={token}; Authorization=Bearer {token}; access_token={token}"}
    found = client.post("/graphql", json=ASKED, headers=cookies)
    assert _state(found) is None
    assert _state(client.post(f"/graphql?access_token={token}", json=ASKED)) is None


def test_what_a_token_is_answered_is_kept_by_nobody(drafted: Store) -> None:
    client = Client(application(drafted, Settings()))
    token = _issued(drafted).text
    public = client.get("/graphql", params=ASKED)
    his = client.get(
        "/graphql",
        params=ASKED,
        headers={"authorization": f"Bearer {token}", "if-none-match": public.headers["etag"]},
    )
    assert _state(his) == "DRAFT"
    assert his.headers["cache-control"] == "no-store"
    assert "authorization" in public.headers["vary"].lower()


def test_the_day_of_use_is_noted_once(drafted: Store) -> None:
    client = Client(application(drafted, Settings()))
    issued = _issued(drafted)

    def noted() -> object:
        with drafted.read() as connection:
            return connection.execute(select(access_token.c.last_used_on)).scalar_one()

    assert noted() is None
    for _ in range(2):
        _ask(client, f"Bearer {issued.text}")
        assert noted() == today()


def test_an_issuers_token_is_taken_where_the_settings_name_it(drafted: Store, tmp_path: Path) -> None:
    keys, grants = tmp_path / "keys.json", tmp_path / "grants.toml"
    keys.write_bytes(key_set(rsa("k1")))
    rule = f'[[grant]]\nclaim = "groups"\nvalue = "bianban"\nrole = "APPROVER"\ndivision = "{COUNTY}"\n'
    grants.write_text(rule, "utf-8")
    settings = Settings(oidc_issuer=ISSUER, oidc_audience=AUDIENCE, oidc_keys=str(keys), oidc_grants=grants)
    client = Client(application(drafted, settings))
    moment = int(time.time())
    times = {"iat": moment, "nbf": moment, "exp": moment + 300}
    assert _state(_ask(client, f"Bearer {signed(claims(groups=['bianban'], **times), rsa('k1'))}")) == "DRAFT"
    assert _state(_ask(client, f"Bearer {signed(claims(**times), rsa('k1'))}")) is None
    forged = signed(claims(groups=["bianban"], **times), rsa("k2"), kid="k1")
    assert _ask(client, f"Bearer {forged}").status_code == 401
    keys.write_bytes(b"nothing")
    client = Client(application(drafted, settings))
    late = _ask(client, f"Bearer {signed(claims(**times), rsa('k1'))}")
    assert (late.status_code, late.headers["retry-after"]) == (503, "30")
    assert late.json()["errors"][0]["extensions"]["code"] == "KEYS_UNAVAILABLE"


def test_no_token_gets_into_a_log(drafted: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    said = io.StringIO()
    render = structlog.processors.ExceptionRenderer(TRACEBACKS)
    with redirect_stderr(said), redirect_stdout(said), structlog.testing.capture_logs() as lines:
        client = Client(application(drafted, Settings(log_requests=True)))
        good = _issued(drafted)
        _ask(client, f"Bearer {good.text}")
        _ask(client, f"Bearer {good.text}x")
        monkeypatch.setattr("service.credentials.asking.authenticate", _fails)
        failed = _ask(client, f"Bearer {good.text}")
    assert failed.status_code == 500
    assert failed.json()["errors"][0]["extensions"]["code"] == "INTERNAL"
    log = said.getvalue() + "".join(str(render(None, "", line)) for line in lines)
    assert "request failed" in log
    assert "the store is gone" in log
    assert good.text[-43:] not in log + failed.text
    assert not re.search("authorization|bearer quanze", log, re.IGNORECASE)


def _fails(*_: object) -> None:
    raise RuntimeError("the store is gone")
