"""Access tokens (令牌) of our own: random, shown once, kept as a hash, scoped, expiring, revocable."""

import hashlib
import hmac
import re
import secrets
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, insert, or_, select, true, update

from service.access import NATION, Grant, Principal, Right, Role, may, require
from service.audit import Entry, append
from service.credentials.refusals import NotAuthenticatedError
from service.errors import Refusal
from service.node_ids import encode
from service.store import take_numbers
from service.store.core import access_grant, access_token, body, division
from service.store.tokens import AccessToken as TokenTable

PREFIX = "quanze_"
DEFAULT_DAYS = 180
MOST_DAYS = 1096
_SECRET_BYTES = 32
_TEXT = re.compile(rf"{PREFIX}([1-9][0-9]{{0,17}})_([A-Za-z0-9_-]{{43}})", re.ASCII)
_LONGEST_NAME = 64
_NOBODYS = bytes(32)


class Scope(msgspec.Struct, frozen=True, kw_only=True):
    """Where a token's roles hold: `service.access.Grant` without the role."""

    division: str
    body: int | None = None
    below: bool = False


class AccessToken(msgspec.Struct, frozen=True, kw_only=True):
    """A token as it may be shown: everything but the secret."""

    id: int
    name: str
    roles: tuple[Role, ...]
    scope: Scope
    issued_at: datetime
    issued_by: str
    expires_at: datetime
    revoked_at: datetime | None
    last_used_on: date | None

    @property
    def principal(self) -> Principal:
        """Who comes with it."""
        scope = self.scope
        grants = (
            Grant(role=role, division=scope.division, body=scope.body, below=scope.below)
            for role in self.roles
        )
        return Principal(subject=f"token:{self.id}", name=self.name, grants=tuple(grants))

    def is_good(self, now: datetime) -> bool:
        """Whether it is worth anything at that moment."""
        return self.revoked_at is None and now < self.expires_at


class Issued(msgspec.Struct, frozen=True, kw_only=True):
    """A new token; `text` is told here and never again."""

    text: str
    token: AccessToken


def issue(
    principal: Principal | None,
    connection: Connection,
    *,
    name: str,
    roles: Sequence[Role],
    scope: Scope,
    days: int = DEFAULT_DAYS,
    now: datetime,
    why: str = "",
) -> Issued:
    """Issue a token that lasts so many days.

    Raises `Refusal`: `forbidden` where the principal may not manage tokens of that whole scope,
    `bad-argument` for a name, roles or days that cannot be, `unknown-division`, `unknown-body`.
    """
    who = require(principal, Right.MANAGE_TOKENS, division=scope.division, body=scope.body, below=scope.below)
    _require_sound(name, roles, days)
    _require_there(connection, scope)
    number = take_numbers(connection, TokenTable, 1)[0]
    secret = secrets.token_urlsafe(_SECRET_BYTES)
    token = AccessToken(
        id=number,
        name=name.strip(),
        roles=tuple(role for role in Role if role in roles),
        scope=scope,
        issued_at=now,
        issued_by=who.subject,
        expires_at=now + timedelta(days=days),
        revoked_at=None,
        last_used_on=None,
    )
    connection.execute(
        insert(access_token).values(
            id=number,
            name=token.name,
            secret_hash=_hash(secret),
            issued_at=now,
            issued_by=who.subject,
            expires_at=token.expires_at,
        )
    )
    connection.execute(
        insert(access_grant),
        [
            {
                "token_id": number,
                "role": role,
                "division_code": scope.division,
                "body_id": scope.body,
                "below": scope.below,
            }
            for role in token.roles
        ],
    )
    after = _told(connection, token)
    append(connection, _entry(who, "token.issue", token, after=after, why=why), at=now)
    return Issued(text=f"{PREFIX}{number}_{secret}", token=token)


def revoke(
    principal: Principal | None, connection: Connection, number: int, *, now: datetime, why: str = ""
) -> AccessToken:
    """Revoke a token; one that is revoked already stays as it is.

    Raises `Refusal`: `forbidden` where it is none that the principal may manage, be it there or not;
    `unknown-token` where it is not there and he may manage all.
    """
    found = _tokens(connection, access_token.c.id == number)
    scope = found[0].scope if found else Scope(division=NATION, below=True)
    who = require(principal, Right.MANAGE_TOKENS, division=scope.division, body=scope.body, below=scope.below)
    if not found:
        raise Refusal("unknown-token", f"没有编号为 {number} 的令牌。", "用 quanze token list 查看编号。")
    token = found[0]
    if token.revoked_at is not None:
        return token
    revoked = msgspec.structs.replace(token, revoked_at=now)
    connection.execute(update(access_token).where(access_token.c.id == number).values(revoked_at=now))
    before, after = _told(connection, token), _told(connection, revoked)
    entry = _entry(who, "token.revoke", token, before=before, after=after, why=why)
    append(connection, entry, at=now)
    return revoked


def tokens(principal: Principal | None, connection: Connection) -> list[AccessToken]:
    """Return the tokens the principal may manage, in the order in which they were issued."""
    return [token for token in _tokens(connection, true()) if _manages(principal, token)]


def find_token(connection: Connection, number: int) -> AccessToken | None:
    """Return the token of that number, whoever asks; None where there is none."""
    return next(iter(_tokens(connection, access_token.c.id == number)), None)


def authenticate(connection: Connection, text: str, now: datetime) -> AccessToken:
    """Return the token with that text; raises `NotAuthenticatedError` for any text that is worth nothing.

    The hash is always compared, in constant time, so that the answer's delay tells nothing.
    """
    shape = _TEXT.fullmatch(text)
    number, secret = (int(shape[1]), shape[2]) if shape else (0, text)
    row = connection.execute(
        select(access_token.c.secret_hash).where(access_token.c.id == number)
    ).scalar_one_or_none()
    same = hmac.compare_digest(_hash(secret), bytes(row) if row is not None else _NOBODYS)
    if row is None or not same:
        raise NotAuthenticatedError
    (token,) = _tokens(connection, access_token.c.id == number)
    if not token.is_good(now):
        raise NotAuthenticatedError
    return token


def note_use(connection: Connection, number: int, day: date) -> None:
    """Note that a token was used that day."""
    connection.execute(
        update(access_token)
        .where(
            access_token.c.id == number,
            or_(access_token.c.last_used_on.is_(None), access_token.c.last_used_on < day),
        )
        .values(last_used_on=day)
    )


def _require_sound(name: str, roles: Sequence[Role], days: int) -> None:
    if not name.strip() or len(name) > _LONGEST_NAME or not name.isprintable():
        raise Refusal("bad-argument", "令牌名称不可用。", f"写明给谁用，不超过 {_LONGEST_NAME} 个字。")
    if not roles:
        raise Refusal("bad-argument", "没有给出岗位。", "至少给出一个岗位。")
    if not 1 <= days <= MOST_DAYS:
        raise Refusal("bad-argument", f"有效期 {days} 天超出范围。", f"取 1 至 {MOST_DAYS} 天。")


def _require_there(connection: Connection, scope: Scope) -> None:
    try:
        Grant(role=Role.BODY_EDITOR, division=scope.division, body=scope.body, below=scope.below)
    except ValueError as error:
        raise Refusal("bad-argument", "令牌的范围不可用。", "部门的令牌不含下级。") from error
    known = select(division.c.code).where(division.c.code == scope.division)
    if scope.division != NATION and connection.execute(known).first() is None:
        raise Refusal(
            "unknown-division", f"没有代码为“{scope.division}”的行政区划。", "按 GB/T 2260 填写六位区划代码。"
        )
    if scope.body is not None:
        of_division = select(body.c.id).where(body.c.id == scope.body, body.c.division_code == scope.division)
        if connection.execute(of_division).first() is None:
            raise Refusal(
                "unknown-body", f"{scope.division} 没有这个部门。", "先载入该部门的清单，或改正范围。"
            )


def _manages(principal: Principal | None, token: AccessToken) -> bool:
    scope = token.scope
    return may(principal, Right.MANAGE_TOKENS, division=scope.division, body=scope.body, below=scope.below)


def _tokens(connection: Connection, which: ColumnElement[bool]) -> list[AccessToken]:
    rows = connection.execute(
        select(access_token, access_grant)
        .join(access_grant, access_grant.c.token_id == access_token.c.id)
        .where(which)
        .order_by(access_token.c.id)
    )
    by_number: dict[int, list[Any]] = {}
    for row in rows:
        by_number.setdefault(row.id, []).append(row)
    return [_read(rows) for rows in by_number.values()]


def _read(rows: Sequence[Any]) -> AccessToken:
    first = rows[0]
    held = {row.role for row in rows}
    return AccessToken(
        id=first.id,
        name=first.name,
        roles=tuple(role for role in Role if role in held),
        scope=Scope(division=first.division_code, body=first.body_id, below=first.below),
        issued_at=first.issued_at,
        issued_by=first.issued_by,
        expires_at=first.expires_at,
        revoked_at=first.revoked_at,
        last_used_on=first.last_used_on,
    )


def _entry(
    who: Principal, act: str, token: AccessToken, *, after: object, before: object = None, why: str
) -> Entry:
    return Entry(
        by=who,
        act=act,
        subject=encode("AccessToken", token.id),
        division=token.scope.division,
        body=token.scope.body,
        before=before,
        after=after,
        why=why,
    )


def _told(connection: Connection, token: AccessToken) -> dict[str, object]:
    named = select(body.c.name).where(body.c.id == token.scope.body)
    return {
        "name": token.name,
        "roles": token.roles,
        "division": token.scope.division,
        "body": connection.execute(named).scalar(),
        "below": token.scope.below,
        "expires": token.expires_at.astimezone(UTC),
        "revoked": token.revoked_at,
    }


def _hash(secret: str) -> bytes:
    """SHA-256: 256 random bits need no slow hash, nobody can try them all."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()
