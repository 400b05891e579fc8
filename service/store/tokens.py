"""Tables of access tokens: what is needed to know one again, never the token itself."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, LargeBinary
from sqlmodel import Field

from service.access import Role
from service.store.base import Table
from service.store.column_types import Number, UtcDateTime, one_of


class AccessToken(Table, table=True):
    """令牌. `secret_hash` is the SHA-256 of its 256 random bits; `last_used_on` is the day and no more."""

    __tablename__ = "access_token"

    id: int = Field(primary_key=True, sa_type=Number)
    name: str
    secret_hash: bytes = Field(sa_type=LargeBinary)
    issued_at: datetime = Field(sa_type=UtcDateTime)
    issued_by: str
    expires_at: datetime = Field(sa_type=UtcDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    last_used_on: date | None = None


class AccessGrant(Table, table=True):
    """One role that a token gives, and within which scope (`service.access.Grant`).

    The division may be the nation, which is no row of `division`.
    """

    __tablename__ = "access_grant"
    __table_args__ = (one_of("role", Role),)

    token_id: int = Field(primary_key=True, foreign_key="access_token.id", sa_type=Number)
    role: str = Field(primary_key=True)
    division_code: str
    body_id: int | None = Field(default=None, foreign_key="body.id", sa_type=Number)
    below: bool = False


class AccessSession(Table, table=True):
    """登录 at the workbench; `text_hash` is the SHA-256 of what the browser holds.

    It is opened with a token of ours (`token_id`), or with one of an issuer: then `principal` is who came
    with it (`service.access.Principal` as JSON). `subject` is whose it is.
    """

    __tablename__ = "access_session"
    __table_args__ = (
        CheckConstraint("(token_id IS NULL) <> (principal IS NULL)", name="token_or_principal"),
    )

    text_hash: bytes = Field(primary_key=True, sa_type=LargeBinary)
    subject: str = Field(index=True)
    token_id: int | None = Field(default=None, foreign_key="access_token.id", index=True, sa_type=Number)
    principal: str | None = None
    opened_at: datetime = Field(sa_type=UtcDateTime)
    used_at: datetime = Field(sa_type=UtcDateTime)
    ends_at: datetime = Field(sa_type=UtcDateTime)
