"""What proves who asks: tokens of our own, and bearer tokens of an OIDC issuer."""

from service.credentials.asking import Asker, Credentials, issuer_of
from service.credentials.claims import ClaimRule, read_claim_rules
from service.credentials.keys import IssuerKeys
from service.credentials.oidc import ALGORITHMS, Issuer
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
    "ALGORITHMS",
    "DEFAULT_DAYS",
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
    "authenticate",
    "issue",
    "issuer_of",
    "note_use",
    "read_claim_rules",
    "revoke",
    "tokens",
]
