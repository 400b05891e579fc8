"""Bearer tokens of an OIDC issuer: signed JWTs, verified with the issuer's keys alone."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import Key
from sqlalchemy import Connection

from service.access import Principal
from service.credentials.claims import ClaimRule, claimed_grants, grants_of
from service.credentials.keys import IssuerKeys
from service.credentials.refusals import NotAuthenticatedError

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519")
"""Signatures by a private key: never `none`, never a shared secret."""

_LONGEST = 16_384
_LONGEST_NAME = 64
_LONGEST_SUBJECT = 255
_YEAR = 366 * 24 * 3600.0
_TYPES = frozenset({None, "jwt", "at+jwt", "application/at+jwt"})


class Issuer:
    """An issuer whose tokens are taken, and what its claims grant."""

    def __init__(
        self,
        issuer: str,
        audience: str,
        keys: IssuerKeys,
        rules: Sequence[ClaimRule],
        *,
        algorithms: Collection[str] = ALGORITHMS,
        leeway: int = 60,
    ) -> None:
        """Take tokens of that issuer for that audience; `leeway` is how far clocks may differ, in seconds.

        Raises `ValueError` for an algorithm that is none of `ALGORITHMS`.
        """
        if not set(algorithms) <= set(ALGORITHMS):
            raise ValueError(sorted(set(algorithms) - set(ALGORITHMS)))
        self._issuer, self._audience, self._leeway = issuer, audience, leeway
        self._keys, self._rules = keys, tuple(rules)
        self._algorithms = list(algorithms)
        self._signatures = jws.JWSRegistry(algorithms=self._algorithms)

    def verify(self, text: str, now: datetime) -> dict[str, Any]:
        """Return the claims of a token that is good at that moment.

        Raises `NotAuthenticatedError` for any other text, `KeysUnavailableError` where the issuer's keys
        cannot be had.
        """
        if len(text) > _LONGEST or not text.isascii():
            raise NotAuthenticatedError
        try:
            token = jwt.decode(text, self._key, algorithms=self._algorithms, registry=self._signatures)
            if str(token.header.get("typ", "jwt")).lower() not in _TYPES:
                raise NotAuthenticatedError
            jwt.JWTClaimsRegistry(
                now=int(now.timestamp()),
                leeway=self._leeway,
                iss={"essential": True, "value": self._issuer},
                aud={"essential": True, "value": self._audience},
                exp={"essential": True},
                sub={"essential": True},
            ).validate(token.claims)
        except (JoseError, ValueError, TypeError, RecursionError) as error:
            raise NotAuthenticatedError from error
        subject = token.claims["sub"]
        if not subject.isprintable() or not 0 < len(subject) <= _LONGEST_SUBJECT:
            raise NotAuthenticatedError
        return token.claims

    def principal(self, connection: Connection, claims: dict[str, Any]) -> Principal:
        """Return who comes with a token of these verified claims."""
        grants = grants_of(connection, claimed_grants(self._rules, claims))
        return Principal(
            subject=f"oidc:{self._issuer}#{claims['sub']}", name=_name(claims), grants=tuple(grants)
        )

    def _key(self, token: Any) -> Key:
        """The issuer's key that the token says it is signed with."""
        kid = token.headers().get("kid")
        key = self._keys.find(kid) if isinstance(kid, str | None) else None
        if key is None:
            raise NotAuthenticatedError
        return key


def expiry_of(claims: dict[str, Any], now: datetime) -> datetime:
    """Return when a token of these verified claims ends, a year from now at the latest."""
    return now + timedelta(seconds=min(float(claims["exp"]) - now.timestamp(), _YEAR))


def _name(claims: dict[str, Any]) -> str:
    """What people call him, as far as the claims say."""
    for claim in ("name", "preferred_username", "sub"):
        name = claims.get(claim)
        if isinstance(name, str) and name.strip() and name.isprintable():
            return name.strip()[:_LONGEST_NAME]
    return "—"
