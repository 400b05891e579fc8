"""What proves who asks: tokens of our own, and bearer tokens of an OIDC issuer."""

from service.credentials.asking import Asker, Credentials, issuer_of
from service.credentials.claims import ClaimRule, read_claim_rules
from service.credentials.keys import IssuerKeys
from service.credentials.oidc import ALGORITHMS, Issuer
from service.credentials.refusals import KeysUnavailableError, NotAuthenticatedError
from service.credentials.sessions import (
    IDLES,
    LASTS,
    Session,
    close_session,
    find_session,
    note_session,
    open_session,
)
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
    "ALGORITHMS",
    "DEFAULT_DAYS",
    "IDLES",
    "LASTS",
    "MOST_DAYS",
    "PREFIX",
    "AccessToken",
    "Asker",
    "ClaimRule",
    "Credentials",
    "Issued",
    "Issuer",
    "IssuerKeys",
    "KeysUnavailableError",
    "NotAuthenticatedError",
    "Scope",
    "Session",
    "authenticate",
    "close_session",
    "find_session",
    "issue",
    "issuer_of",
    "note_session",
    "note_use",
    "open_session",
    "read_claim_rules",
    "revoke",
    "tokens",
]
