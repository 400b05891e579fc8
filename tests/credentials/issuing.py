"""An OIDC issuer for tests: keys made on the spot, nothing on a network."""

import base64
import hmac
import json
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from joserfc import jws, jwt
from joserfc.jwk import ECKey, Key, RSAKey

ISSUER, AUDIENCE = "https://id.example.gov.cn", "quanze"
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
_ANY = jws.JWSRegistry(algorithms=["RS256", "ES256", "PS256"])


@lru_cache
def rsa(kid: str) -> RSAKey:
    """A signing key of that id."""
    return RSAKey.generate_key(2048, {"kid": kid, "use": "sig"})


@lru_cache
def elliptic(kid: str) -> ECKey:
    """Another kind of signing key."""
    return ECKey.generate_key("P-256", {"kid": kid})


def key_set(*keys: Key, **extra: Any) -> bytes:
    """The JWKS that an issuer publishes."""
    return json.dumps({"keys": [key.as_dict(private=False) for key in keys], **extra}).encode()


def claims(**said: Any) -> dict[str, Any]:
    """The claims of a good token; None takes one away."""
    moment = int(NOW.timestamp())
    given = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": "u-1001",
        "name": "王科长",
        "iat": moment - 10,
        "nbf": moment - 10,
        "exp": moment + 300,
        "groups": ["quanze-publishers"],
        **said,
    }
    return {name: value for name, value in given.items() if value is not None}


def signed(said: dict[str, Any], key: Key, algorithm: str = "RS256", **header: Any) -> str:
    """A token of those claims."""
    protected = {"alg": algorithm, "kid": key.kid, "typ": "JWT", **header}
    protected = {name: value for name, value in protected.items() if value is not None}
    return jwt.encode(protected, said, key, algorithms=["RS256", "ES256", "PS256"], registry=_ANY)


def part(value: object) -> str:
    """One part of a token."""
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def with_shared_secret(said: dict[str, Any], secret: bytes, kid: str) -> str:
    """A forgery: signed with HS256 by what everybody can know."""
    text = f"{part({'alg': 'HS256', 'kid': kid, 'typ': 'JWT'})}.{part(said)}"
    mac = hmac.digest(secret, text.encode(), "sha256")
    return f"{text}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"
