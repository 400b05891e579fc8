"""Sessions (登录) of people at the workbench: opened with a token, never longer good than that token.

What a browser holds is random and opaque; the store keeps its hash. Whether a session is good is asked of
the token behind it each time, so that revoking the token ends every session of it at once.
"""

import hashlib
import re
import secrets
from datetime import datetime, timedelta

import msgspec
from sqlalchemy import Connection, delete, insert, or_, select, update

from service.credentials.refusals import NotAuthenticatedError
from service.credentials.tokens import AccessToken, find_token
from service.store.core import access_session

LASTS = timedelta(hours=10)
"""How long a session lasts however it is used: a working day."""
IDLES = timedelta(hours=1)
"""How long it lasts without being used."""
_NOTED_EVERY = timedelta(minutes=5)
_MOST_OF_A_TOKEN = 10
_TEXT = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """A session that is good: the token behind it, and when it ends at the latest."""

    token: AccessToken
    ends_at: datetime
    used_at: datetime

    def is_stale(self, now: datetime) -> bool:
        """Whether it is time to note that it is used."""
        return now - self.used_at >= _NOTED_EVERY


def open_session(connection: Connection, token: AccessToken, now: datetime) -> str:
    """Open a session and return what the browser is to hold; it is told here and never again.

    What has ended is cleared away; of one token's sessions the last ten stay.
    """
    text = secrets.token_urlsafe(32)
    connection.execute(
        delete(access_session).where(
            or_(access_session.c.ends_at <= now, access_session.c.used_at <= now - IDLES)
        )
    )
    older = connection.execute(
        select(access_session.c.text_hash)
        .where(access_session.c.token_id == token.id)
        .order_by(access_session.c.opened_at.desc())
        .offset(_MOST_OF_A_TOKEN - 1)
    ).scalars()
    connection.execute(delete(access_session).where(access_session.c.text_hash.in_(list(older))))
    connection.execute(
        insert(access_session).values(
            text_hash=_hash(text),
            token_id=token.id,
            opened_at=now,
            used_at=now,
            ends_at=min(now + LASTS, token.expires_at),
        )
    )
    return text


def find_session(connection: Connection, text: str, now: datetime) -> Session:
    """Return the session a browser holds; raises `NotAuthenticatedError` for any that is worth nothing."""
    if not _TEXT.fullmatch(text):
        raise NotAuthenticatedError
    row = connection.execute(
        select(access_session).where(access_session.c.text_hash == _hash(text))
    ).one_or_none()
    if row is None or row.ends_at <= now or row.used_at <= now - IDLES:
        raise NotAuthenticatedError
    token = find_token(connection, row.token_id)
    if token is None or not token.is_good(now):
        raise NotAuthenticatedError
    return Session(token=token, ends_at=row.ends_at, used_at=row.used_at)


def note_session(connection: Connection, text: str, now: datetime) -> None:
    """Note that a session is used."""
    connection.execute(
        update(access_session)
        .where(access_session.c.text_hash == _hash(text), access_session.c.used_at < now)
        .values(used_at=now)
    )


def close_session(connection: Connection, text: str) -> None:
    """Close a session, whether it is there or not."""
    connection.execute(delete(access_session).where(access_session.c.text_hash == _hash(text)))


def _hash(text: str) -> bytes:
    """SHA-256: 256 random bits need no slow hash; looking a hash up tells nothing of the text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
