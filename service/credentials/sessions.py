"""Sessions (登录) of people at the workbench: opened with a token, never longer good than that token.

What a browser holds is random and opaque; the store keeps its hash. Of a session opened with a token of ours
it is asked of that token each time whether it is good, so that revoking it ends its sessions at once. Of one
opened with a token of an issuer the store keeps who came with it; it ends with that token.
"""

import hashlib
import re
import secrets
from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, delete, insert, or_, select, update

from service.access import Principal
from service.credentials.asking import Asker
from service.credentials.refusals import NotAuthenticatedError
from service.credentials.tokens import find_token
from service.store.core import access_session

LASTS = timedelta(hours=10)
"""How long a session lasts however it is used: a working day."""
IDLES = timedelta(hours=1)
"""How long it lasts without being used."""
_NOTED_EVERY = timedelta(minutes=5)
_MOST_OF_ONE = 10
_TEXT = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """A session that is good: whose it is, and when it ends at the latest."""

    principal: Principal
    ends_at: datetime
    used_at: datetime

    def is_stale(self, now: datetime) -> bool:
        """Whether it is time to note that it is used."""
        return now - self.used_at >= _NOTED_EVERY


def open_session(connection: Connection, asker: Asker, now: datetime) -> str:
    """Open a session and return what the browser is to hold; it is told here and never again.

    What has ended is cleared away; of one person's sessions the last ten stay.
    """
    text = secrets.token_urlsafe(32)
    connection.execute(
        delete(access_session).where(
            or_(access_session.c.ends_at <= now, access_session.c.used_at <= now - IDLES)
        )
    )
    older = connection.execute(
        select(access_session.c.text_hash)
        .where(access_session.c.subject == asker.principal.subject)
        .order_by(access_session.c.opened_at.desc())
        .offset(_MOST_OF_ONE - 1)
    ).scalars()
    connection.execute(delete(access_session).where(access_session.c.text_hash.in_(list(older))))
    connection.execute(
        insert(access_session).values(
            text_hash=_hash(text),
            subject=asker.principal.subject,
            token_id=asker.token.id if asker.token else None,
            principal=None if asker.token else msgspec.json.encode(asker.principal).decode(),
            opened_at=now,
            used_at=now,
            ends_at=min(now + LASTS, asker.good_until),
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
    return Session(principal=_principal(connection, row, now), ends_at=row.ends_at, used_at=row.used_at)


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


def _principal(connection: Connection, row: Row[Any], now: datetime) -> Principal:
    if row.token_id is None:
        return msgspec.json.decode(row.principal, type=Principal)
    token = find_token(connection, row.token_id)
    if token is None or not token.is_good(now):
        raise NotAuthenticatedError
    return token.principal


def _hash(text: str) -> bytes:
    """SHA-256: 256 random bits need no slow hash; looking a hash up tells nothing of the text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
