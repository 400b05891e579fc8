"""Coming in and going out: cookies, forged forms, sessions that end, what is told to strangers."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import structlog
from starlette.applications import Starlette
from starlette.types import Message

from service.access import Role, operator
from service.credentials import IDLES, revoke
from service.settings import Settings
from service.store import Store
from service.store.core import access_session
from service.web import application
from tests.credentials.issuing import AUDIENCE, ISSUER, claims, key_set, rsa, signed
from tests.reading.inventory import COUNTY
from tests.support.stores import SqliteStores, StoreMaker
from tests.workbench.clerks import Clerk, token, told
from tests.workbench.conftest import Sit


@pytest.fixture
def store_maker(sqlite_stores: SqliteStores) -> StoreMaker:
    """What cookies and forms do is the same on every store; sessions are tried on both in credentials."""
    return sqlite_stores


SIGN_IN, SIGN_OUT = "/workbench/sign-in", "/workbench/sign-out"


def test_a_stranger_is_sent_to_sign_in_whatever_he_asks_for(app: Starlette) -> None:
    for path in ("", "/adjustments/1", "/propose", "/progress", "/nothing"):
        answer = Clerk(app).get(f"/workbench{path}")
        assert (answer.status_code, answer.headers["location"]) == (303, SIGN_IN)
        assert answer.headers["cache-control"] == "no-store"


def test_a_client_that_goes_before_its_form_is_here_is_no_failure(app: Starlette) -> None:
    piece: Message = {"type": "http.request", "body": b"token=", "more_body": True}
    given, got = [piece, {"type": "http.disconnect"}], list[Message]()
    scope = {
        "type": "http", "method": "POST", "path": SIGN_IN, "query_string": b"", "root_path": "",
        "headers": [(b"content-type", b"application/x-www-form-urlencoded")], "client": ("127.0.0.1", 1),
    }  # fmt: skip

    async def receive() -> Message:
        return given.pop(0)

    async def send(message: Message) -> None:
        got.append(message)

    asyncio.run(app(scope, receive, send))
    assert got[0]["status"] == 400


def test_a_token_opens_a_session_in_a_cookie_that_no_script_or_other_site_has(
    app: Starlette, county: Store
) -> None:
    issued = token(county, Role.APPROVER, name="县政府办 赵主任")
    clerk = Clerk(app)
    page = clerk.look(SIGN_IN)
    answer = clerk.post(SIGN_IN, page.form(SIGN_IN).filled(token=f" {issued.text}\n"))
    assert (answer.status_code, answer.headers["location"]) == (303, "/workbench")
    (cookie,) = [c for c in answer.headers.get_list("set-cookie") if c.startswith("quanze_workbench=")]
    parts = {part.strip().lower() for part in cookie.split(";")[1:]}
    assert {"httponly", "samesite=strict", "path=/workbench"} <= parts
    assert issued.text not in cookie
    assert "县政府办 赵主任" in clerk.look("/workbench").text


def test_who_an_issuer_knows_signs_in_with_its_token_for_as_long_as_that_is_good(
    county: Store, tmp_path: Path
) -> None:
    keys, grants = tmp_path / "keys.json", tmp_path / "grants.toml"
    keys.write_bytes(key_set(rsa("k1")))
    grants.write_text(
        f'[[grant]]\nclaim = "groups"\nvalue = "kaihua"\nrole = "APPROVER"\ndivision = "{COUNTY}"\n', "utf-8"
    )
    told_so = Settings(oidc_issuer=ISSUER, oidc_audience=AUDIENCE, oidc_keys=str(keys), oidc_grants=grants)
    clerk = Clerk(application(county, told_so))
    assert "统一身份认证平台" in clerk.look(SIGN_IN).text
    now = int(datetime.now(UTC).timestamp())
    said = claims(groups=["kaihua"], iat=now - 10, nbf=now - 10, exp=now + 300)
    page = clerk.sign_in(signed(said, rsa("k1"))).look("/workbench")
    assert "王科长" in page.text
    assert "开化县 政府审定" in page.text
    with county.read() as connection:
        (row,) = connection.execute(access_session.select()).all()
    assert row.ends_at.timestamp() <= now + 301
    stranger = Clerk(application(county, told_so))
    form = stranger.look(SIGN_IN).form(SIGN_IN)
    for bad in (signed({**said, "exp": now - 400}, rsa("k1")), signed({**said, "aud": "x"}, rsa("k1"))):
        assert stranger.post(SIGN_IN, form.filled(token=bad)).status_code == 401
    keys.unlink()
    form = (elsewhere := Clerk(application(county, told_so))).look(SIGN_IN).form(SIGN_IN)
    assert elsewhere.post(SIGN_IN, form.filled(token=signed(said, rsa("k1")))).status_code == 503


def test_over_tls_the_cookie_is_secure(county: Store) -> None:
    clerk = Clerk(application(county, Settings(public_url="https://lists.example.gov.cn")))
    page = clerk.look(SIGN_IN)
    entry = clerk.answer.headers["set-cookie"]
    assert entry.startswith("__Secure-quanze_entry=")
    assert "secure" in entry.lower().replace("__secure", "")
    assert page.form(SIGN_IN)


def test_what_is_no_token_opens_nothing(app: Starlette, county: Store) -> None:
    clerk = Clerk(app)
    form = clerk.look(SIGN_IN).form(SIGN_IN)
    for text in ("", "quanze_1_" + "A" * 43, "Bearer x", "汉" * 500, "eyJhbGciOiJub25lIn0.e30."):
        answer = clerk.post(SIGN_IN, form.filled(token=text))
        assert answer.status_code == 401
        assert "令牌无效" in told(answer)
    with county.read() as connection:
        assert connection.execute(access_session.select()).all() == []


def test_a_form_to_sign_in_from_elsewhere_opens_nothing(app: Starlette, county: Store) -> None:
    issued = token(county, Role.APPROVER)
    clerk = Clerk(app)
    form = clerk.look(SIGN_IN).form(SIGN_IN)
    good = form.filled(token=issued.text)
    for headers in (
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": ""},
        {"sec_fetch_site": "cross-site"},
    ):
        assert clerk.post(SIGN_IN, good, **headers).status_code == 403, headers
    assert clerk.post(SIGN_IN, form.filled(token=issued.text, csrf="0" * 64)).status_code == 403
    assert Clerk(app).post(SIGN_IN, good).status_code == 403
    assert clerk.post(SIGN_IN, good).status_code == 303


def test_what_is_no_form_is_not_read(sit: Sit) -> None:
    clerk = sit(Role.APPROVER)
    for kind in ("application/json", "text/plain", "multipart/form-data; boundary=x"):
        assert clerk.post(SIGN_OUT, [("csrf", "x")], content_type=kind).status_code == 403
        assert clerk.post("/workbench/adjustments/1/acts", [], content_type=kind).status_code == 400
    assert clerk.look("/workbench")


def test_signing_out_ends_the_session_and_not_by_a_link_or_another_site(sit: Sit) -> None:
    clerk = sit(Role.APPROVER)
    page = clerk.look("/workbench")
    held = clerk.cookies
    assert clerk.get(SIGN_OUT).status_code == 404
    assert clerk.post(SIGN_OUT, [("csrf", "f" * 64)]).status_code == 403
    assert clerk.look("/workbench")
    answer = clerk.post(SIGN_OUT, page.form(SIGN_OUT).filled())
    assert (answer.status_code, answer.headers["location"]) == (303, SIGN_IN)
    assert clerk.get("/workbench").status_code == 303
    clerk.cookies = held
    clerk.cookies.set("quanze_workbench", "A" * 43, domain="workbench.test", path="/workbench")
    assert clerk.get("/workbench").status_code == 401


def test_a_revoked_token_and_an_idle_hour_end_the_session(app: Starlette, county: Store) -> None:
    issued = token(county, Role.APPROVER)
    clerk = Clerk(app).sign_in(issued.text)
    with county.write() as connection:
        revoke(operator("root"), connection, issued.token.id, now=datetime.now(UTC))
    assert clerk.get("/workbench").status_code == 401
    other = Clerk(app).sign_in(token(county, Role.APPROVER).text)
    with county.write() as connection:
        connection.execute(access_session.update().values(used_at=datetime.now(UTC) - IDLES))
    assert "重新登录" in told(other.get("/workbench"))
    assert other.get("/workbench").status_code == 303


def test_use_is_noted_so_that_who_works_stays_signed_in(sit: Sit, county: Store) -> None:
    clerk = sit(Role.APPROVER)
    before = datetime.now(UTC) - timedelta(minutes=50)
    with county.write() as connection:
        connection.execute(access_session.update().values(used_at=before))
    clerk.look("/workbench")
    with county.read() as connection:
        (row,) = connection.execute(access_session.select()).all()
    assert row.used_at > before + timedelta(minutes=45)


def test_what_was_typed_is_shown_when_the_session_has_ended_meanwhile(sit: Sit, county: Store) -> None:
    clerk = sit(Role.APPROVER)
    with county.write() as connection:
        connection.execute(access_session.delete())
    answer = clerk.post("/workbench/adjustments/1/acts", [("reason", "依据的条款已经废止"), ("csrf", "x")])
    assert answer.status_code == 401
    assert "依据的条款已经废止" in told(answer)


def test_no_cookie_speaks_for_anybody_at_graphql(sit: Sit) -> None:
    clerk = sit(Role.APPROVER)
    clerk.cookies.set(
        "quanze_workbench", clerk.cookies["quanze_workbench"], domain="workbench.test", path="/"
    )
    answer = clerk.get("/graphql?query={viewer{name}}")
    assert answer.json()["data"] == {"viewer": None}


def test_pages_allow_no_script_of_others_and_are_kept_nowhere(sit: Sit) -> None:
    clerk = sit(Role.APPROVER)
    for path in ("/workbench", "/workbench/nothing", SIGN_IN):
        headers = clerk.get(path).headers
        policy = headers["content-security-policy"]
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["cache-control"] == "no-store"
    for name in ("workbench.css", "workbench.js"):
        assert clerk.get(f"/workbench/assets/{name}").status_code == 200
    for name in ("..%2Fbase.html", "base.html", "x"):
        assert clerk.get(f"/workbench/assets/{name}").status_code == 404


def test_too_many_sign_ins_a_minute_wait(app: Starlette) -> None:
    clerk = Clerk(app)
    fields = clerk.look(SIGN_IN).form(SIGN_IN).filled(token="x")
    codes = [clerk.post(SIGN_IN, fields).status_code for _ in range(40)]
    assert codes[0] == 401
    assert codes[-1] == 429
    assert int(clerk.answer.headers["retry-after"]) >= 1


def test_nothing_secret_is_logged(app: Starlette, county: Store, capsys: pytest.CaptureFixture[str]) -> None:
    issued = token(county, Role.APPROVER)
    with structlog.testing.capture_logs() as logs:
        clerk = Clerk(app).sign_in(issued.text)
        clerk.get("/workbench/adjustments/99")
    held = [issued.text, issued.text[-43:], clerk.cookies["quanze_workbench"]]
    out = repr(logs) + capsys.readouterr().out + capsys.readouterr().err
    assert [secret for secret in held if secret in out] == []


def test_the_front_of_the_workbench_has_one_address(sit: Sit) -> None:
    answer = sit(Role.APPROVER).get("/workbench/")
    assert (answer.status_code, answer.headers["location"]) == (308, "/workbench")
