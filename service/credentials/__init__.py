"""What proves who asks: tokens of our own, and bearer tokens of an OIDC issuer."""

from service.credentials.refusals import KeysUnavailableError, NotAuthenticatedError
from service.credentials.tokens import (
    DEFAULT_DAYS,
    MOST_DAYS,
    PREFIX,
    AccessToken,
    Issued,
    Scope,
    authenticate,
    issue,
    note_use,
    revoke,
    tokens,
)

__all__ = [
    "DEFAULT_DAYS",
    "MOST_DAYS",
    "PREFIX",
    "AccessToken",
    "Issued",
    "KeysUnavailableError",
    "NotAuthenticatedError",
    "Scope",
    "authenticate",
    "issue",
    "note_use",
    "revoke",
    "tokens",
]
