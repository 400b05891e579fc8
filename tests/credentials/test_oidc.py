import base64
import json
from pathlib import Path
from typing import Any

import pytest

from service.access import Grant, Role
from service.credentials import (
    ALGORITHMS,
    ClaimRule,
    Credentials,
    Issuer,
    IssuerKeys,
    KeysUnavailableError,
    NotAuthenticatedError,
    issuer_of,
    read_claim_rules,
)
from service.errors import Refusal
from service.settings import Settings
from service.store import Store
from tests.credentials.issuing import (
    AUDIENCE,
    ISSUER,
    NOW,
    claims,
    elliptic,
    key_set,
    part,
    rsa,
    signed,
    with_shared_secret,
)
from tests.reading.inventory import CITY, COUNTY, PROVINCE, add_divisions, publish
from tests.support.lists import listed

RULE = ClaimRule(claim="groups", value="quanze-publishers", role=Role.PUBLISHER, division=COUNTY)
SECONDS = int(NOW.timestamp())


class Published:
    """What an issuer publishes, and how often it was read."""

    def __init__(self, document: bytes) -> None:
        self.document: bytes | None = document
        self.reads = 0
        self.now = 0.0

    def read(self, _address: str) -> bytes:
        self.reads += 1
        if self.document is None:
            raise ConnectionRefusedError("no answer")
        return self.document

    def keys(self) -> IssuerKeys:
        return IssuerKeys("https://id.example.gov.cn/keys", self.read, lambda: self.now)


def _issuer(*rules: ClaimRule, published: Published | None = None, **settings: Any) -> Issuer:
    found = published or Published(key_set(rsa("k1"), elliptic("e1")))
    return Issuer(ISSUER, AUDIENCE, found.keys(), rules or [RULE], **settings)


def _is_good(text: str, issuer: Issuer | None = None) -> bool:
    try:
        return bool((issuer or _issuer()).verify(text, NOW))
    except NotAuthenticatedError:
        return False


def _unsigned(said: dict[str, Any], **header: Any) -> str:
    return f"{part(header)}.{part(said)}."


def test_a_good_token_is_taken_by_either_kind_of_key() -> None:
    assert _is_good(signed(claims(), rsa("k1")))
    assert _is_good(signed(claims(), rsa("k1"), "PS256"))
    assert _is_good(signed(claims(), elliptic("e1"), "ES256"))
    assert _is_good(signed(claims(aud=["other", AUDIENCE]), rsa("k1"), typ="at+jwt"))
    assert _is_good(signed(claims(), rsa("k1"), typ=None))


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("another issuer", {"iss": "https://id.example.gov.cn/"}),
        ("no issuer", {"iss": None}),
        ("another audience", {"aud": "portal"}),
        ("other audiences", {"aud": ["portal", "quanze2"]}),
        ("no audience", {"aud": None}),
        ("expired", {"exp": SECONDS - 61}),
        ("never expires", {"exp": None}),
        ("expires in words", {"exp": "tomorrow"}),
        ("not yet", {"nbf": SECONDS + 61}),
        ("issued in the future", {"iat": SECONDS + 61}),
        ("nobody", {"sub": None}),
        ("an empty subject", {"sub": ""}),
        ("a subject with a line break", {"sub": "u\n1"}),
        ("a long subject", {"sub": "u" * 256}),
        ("a subject that is a number", {"sub": 7}),
    ],
)
def test_a_token_that_says_the_wrong_thing_is_not_taken(what: str, said: dict[str, Any]) -> None:
    assert not _is_good(signed(claims(**said), rsa("k1"))), what


def test_clocks_may_differ_by_the_leeway_and_no_more() -> None:
    late, early = claims(exp=SECONDS - 59), claims(nbf=SECONDS + 59)
    for said in (late, early):
        assert _is_good(signed(said, rsa("k1")))
        assert not _is_good(signed(said, rsa("k1")), _issuer(leeway=0))


def test_a_token_without_a_signature_is_not_taken() -> None:
    for alg in ("none", "None", "NONE"):
        assert not _is_good(_unsigned(claims(), alg=alg, kid="k1"))
        assert not _is_good(_unsigned(claims(), alg=alg))
    head, body, _ = signed(claims(), rsa("k1")).split(".")
    assert not _is_good(f"{head}.{body}.")


def test_the_public_key_is_no_shared_secret() -> None:
    public = rsa("k1").as_pem(private=False)
    assert not _is_good(with_shared_secret(claims(), public, "k1"))
    assert not _is_good(with_shared_secret(claims(), key_set(rsa("k1")), "k1"))


def test_an_issuer_that_publishes_a_secret_key_does_not_make_it_good() -> None:
    document = json.loads(key_set(rsa("k1")))
    document["keys"].append({"kty": "oct", "kid": "s1", "k": base64.urlsafe_b64encode(b"s" * 32).decode()})
    issuer = _issuer(published=Published(json.dumps(document).encode()))
    assert _is_good(signed(claims(), rsa("k1")), issuer)
    assert not _is_good(with_shared_secret(claims(), b"s" * 32, "s1"), issuer)


def test_only_the_algorithms_of_the_settings_are_taken() -> None:
    issuer = _issuer(algorithms=["ES256"])
    assert not _is_good(signed(claims(), rsa("k1")), issuer)
    assert _is_good(signed(claims(), elliptic("e1"), "ES256"), issuer)
    assert not {"none", "HS256", "HS384", "HS512"} & set(ALGORITHMS)
    with pytest.raises(ValueError, match="HS256"):
        _issuer(algorithms=["HS256"])


def test_a_token_of_another_key_under_the_same_id_is_not_taken() -> None:
    forged = signed(claims(), rsa("k2"), kid="k1")
    assert not _is_good(forged)


@pytest.mark.parametrize("text", ["", ".", "..", "a.b.c", "é.é.é", "x" * 20_000, "[" * 9000 + ".e.s"])
def test_what_is_no_token_is_not_taken(text: str) -> None:
    assert not _is_good(text)


def test_header_bombs_are_not_taken() -> None:
    deep = base64.urlsafe_b64encode(b'{"alg":"RS256","kid":' + b"[" * 8000 + b"}").rstrip(b"=").decode()
    assert not _is_good(f"{deep}.e30.c2ln")
    for header in (
        {"alg": "RS256", "kid": ["k1"]},
        {"alg": "RS256", "crit": ["b64"], "b64": False, "kid": "k1"},
    ):
        assert not _is_good(_unsigned(claims(), **header))


def test_another_kind_of_token_is_not_taken() -> None:
    assert not _is_good(signed(claims(), rsa("k1"), typ="logout+jwt"))


def test_keys_rotate() -> None:
    published = Published(key_set(rsa("k1")))
    issuer = _issuer(published=published)
    old, new = signed(claims(), rsa("k1")), signed(claims(), rsa("k2"))
    assert _is_good(old, issuer)
    published.document = key_set(rsa("k2"), rsa("k3"))
    published.now += 31
    assert _is_good(new, issuer)
    assert not _is_good(old, issuer)
    assert published.reads == 2


def test_unknown_ids_do_not_make_the_issuer_be_asked_again_and_again() -> None:
    published = Published(key_set(rsa("k1")))
    issuer = _issuer(published=published)
    for number in range(50):
        assert not _is_good(signed(claims(), rsa("k9"), kid=f"x{number}"), issuer)
    assert published.reads <= 2


def test_keys_are_read_again_when_they_are_old_and_stay_good_when_they_cannot_be() -> None:
    published = Published(key_set(rsa("k1")))
    issuer = _issuer(published=published)
    token = signed(claims(), rsa("k1"))
    assert _is_good(token, issuer)
    published.document, published.now = None, 700.0
    assert _is_good(token, issuer)
    assert _is_good(token, issuer)
    assert published.reads == 2


@pytest.mark.parametrize(
    "document", [None, b"", b"[]", b'{"keys": 3}', b"\xff", b'{"keys":[]}' + b" " * 300_000]
)
def test_without_keys_nobody_is_taken_for_a_forger(document: bytes | None) -> None:
    published = Published(b"")
    published.document = document
    with pytest.raises(KeysUnavailableError):
        _issuer(published=published).verify(signed(claims(), rsa("k1")), NOW)


def test_keys_come_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    path.write_bytes(key_set(rsa("k1")))
    issuer = Issuer(ISSUER, AUDIENCE, IssuerKeys(str(path)), [RULE])
    assert _is_good(signed(claims(), rsa("k1")), issuer)
    assert _is_good(signed(claims(), rsa("k1"), kid=None), issuer)


def test_keys_do_not_come_over_an_open_line() -> None:
    with pytest.raises(Refusal) as refused:
        IssuerKeys("http://id.example.gov.cn/keys")
    assert refused.value.code == "bad-setting"
    with pytest.raises(Refusal):
        IssuerKeys("ftp://id.example.gov.cn/keys")


def test_claims_become_grants_as_the_file_says(store: Store, tmp_path: Path) -> None:
    add_divisions(store, PROVINCE, CITY, COUNTY)
    publish(store, "2025", [listed("许可", credit_code="11330824MB1558081J")])
    path = tmp_path / "grants.toml"
    path.write_text(
        f"""
[[grant]]
claim = "groups"
value = "quanze-publishers"
role = "PUBLISHER"
division = "{COUNTY}"

[[grant]]
claim = "realm_access.roles"
value = "editor"
role = "BODY_EDITOR"
division_claim = "org.division"
body_claim = "org.code"

[[grant]]
claim = "groups"
value = "province"
role = "ADMINISTRATOR"
division = "{PROVINCE}"
below = true
""",
        "utf-8",
    )
    issuer = _issuer(*read_claim_rules(path))

    def grants(**said: Any) -> list[Grant]:
        token = signed(claims(**said), rsa("k1"))
        asker = Credentials(store, issuer).asker(token, NOW)
        assert asker.principal.subject == f"oidc:{ISSUER}#u-1001"
        assert asker.token is None
        return list(asker.principal.grants)

    assert grants() == [Grant(role=Role.PUBLISHER, division=COUNTY)]
    assert grants(groups="province") == [Grant(role=Role.ADMINISTRATOR, division=PROVINCE, below=True)]
    assert grants(groups=None) == []
    editor = {"groups": [], "realm_access": {"roles": ["viewer", "editor"]}}
    org = {"division": COUNTY, "code": "11330824MB1558081J"}
    (found,) = grants(**editor, org=org)
    assert (found.role, found.division) == (Role.BODY_EDITOR, COUNTY)
    assert found.body is not None
    wrongs: list[object] = [{**org, "division": CITY}, {**org, "code": "0"}, {"division": "33"}, [], "x"]
    for wrong in wrongs:
        assert grants(**editor, org=wrong) == []


@pytest.mark.parametrize(
    "line",
    ['role = "EMPEROR"', 'division_claim = "d"', 'colour = "red"', 'division = "33"', "below = 3", "= ="],
)
def test_a_file_of_grants_that_cannot_be_used_is_refused(tmp_path: Path, line: str) -> None:
    path = tmp_path / "grants.toml"
    given = {"claim": '"g"', "value": '"v"', "role": '"PUBLISHER"', "division": f'"{COUNTY}"'}
    given.pop(line.partition(" ")[0], None)
    lines = [f"{name} = {value}" for name, value in given.items()]
    path.write_text("\n".join(["[[grant]]", *lines, line]), "utf-8")
    with pytest.raises(Refusal) as refused:
        read_claim_rules(path)
    assert refused.value.code == "bad-setting"


def test_the_settings_name_an_issuer_whole_or_not_at_all(tmp_path: Path) -> None:
    assert issuer_of(Settings()) is None
    with pytest.raises(ValueError, match="QUANZE_OIDC_AUDIENCE"):
        Settings(oidc_issuer=ISSUER)
    with pytest.raises(ValueError, match="oidc_algorithms"):
        Settings(oidc_algorithms="RS256,HS256")
    keys, grants = tmp_path / "keys.json", tmp_path / "grants.toml"
    keys.write_bytes(key_set(rsa("k1")))
    grants.write_text("", "utf-8")
    told = Settings(oidc_issuer=ISSUER, oidc_audience=AUDIENCE, oidc_keys=str(keys), oidc_grants=grants)
    issuer = issuer_of(told)
    assert issuer
    assert _is_good(signed(claims(), rsa("k1")), issuer)


def test_without_an_issuer_only_our_own_tokens_are_taken(store: Store) -> None:
    with pytest.raises(NotAuthenticatedError):
        Credentials(store, None).asker(signed(claims(), rsa("k1")), NOW)
