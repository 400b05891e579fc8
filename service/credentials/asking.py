"""Who asks: whatever he comes with, told by the one who gave it."""

from datetime import UTC, datetime

import msgspec

from service.access import Principal
from service.credentials.claims import read_claim_rules
from service.credentials.keys import IssuerKeys
from service.credentials.oidc import Issuer, expiry_of
from service.credentials.refusals import NotAuthenticatedError
from service.credentials.tokens import PREFIX, AccessToken, authenticate, note_use
from service.days import local_day
from service.settings import Settings
from service.store import Store

_SECONDS = 10.0


class Asker(msgspec.Struct, frozen=True, kw_only=True):
    """Who asks, until when what he comes with is good, and which token of ours that is, if it is one."""

    principal: Principal
    good_until: datetime
    token: AccessToken | None = None


class Credentials:
    """Tells who asks by what he comes with: a token of ours, or one of the issuer."""

    def __init__(self, store: Store, issuer: Issuer | None) -> None:
        self._store, self._issuer = store, issuer

    def asker(self, text: str, now: datetime | None = None) -> Asker:
        """Return who comes with that text.

        Raises `NotAuthenticatedError` for any that is worth nothing, `KeysUnavailableError` where the
        issuer's keys cannot be had.
        """
        moment = now or datetime.now(UTC)
        if not text.startswith(PREFIX) and self._issuer:
            claims = self._issuer.verify(text, moment)
            with self._store.read(within=_SECONDS) as connection:
                principal = self._issuer.principal(connection, claims)
            return Asker(principal=principal, good_until=expiry_of(claims, moment))
        if not text.startswith(PREFIX):
            raise NotAuthenticatedError
        with self._store.read(within=_SECONDS) as connection:
            token = authenticate(connection, text, moment)
        return Asker(principal=token.principal, good_until=token.expires_at, token=token)

    def note_use(self, token: AccessToken, now: datetime | None = None) -> None:
        """Note the day of a token's use, where it is another than was noted last."""
        day = local_day(now or datetime.now(UTC))
        if token.last_used_on is None or token.last_used_on < day:
            with self._store.write() as connection:
                note_use(connection, token.id, day)


def issuer_of(settings: Settings) -> Issuer | None:
    """Return the issuer of the settings, None where there is none; raises `Refusal` (`bad-setting`)."""
    if not settings.oidc_issuer or settings.oidc_grants is None:
        return None
    return Issuer(
        settings.oidc_issuer,
        settings.oidc_audience,
        IssuerKeys(settings.oidc_keys),
        read_claim_rules(settings.oidc_grants),
        algorithms=settings.oidc_algorithms.split(","),
        leeway=settings.oidc_leeway,
    )
