"""Issuing and revoking access tokens."""

from collections.abc import Sequence
from datetime import UTC, datetime

import graphene

from schema import enums
from schema.access import AccessToken
from schema.acting import acting
from service import access, credentials, reading
from service.credentials import DEFAULT_DAYS, MOST_DAYS, Scope

_WHY = "Reasons, for the audit trail (理由)."


class IssueTokenPayload(graphene.ObjectType):
    """A new token (新令牌)."""

    token = graphene.String(required=True, description="The token itself, told here and never again (令牌).")
    access_token = graphene.Field(AccessToken, required=True, description="What it is (令牌信息).")


class RevokeTokenPayload(graphene.ObjectType):
    """What revoking came to (撤销结果)."""

    access_token = graphene.Field(
        AccessToken, required=True, description="The token, now revoked (令牌信息)."
    )


class TokenMutations:
    """Acts on access tokens."""

    issue_token = graphene.Field(
        IssueTokenPayload,
        description="Issue a token; needs the right to manage tokens of that whole scope (签发令牌).",
        name=graphene.String(required=True, description="Whom it is for (领用人)."),
        roles=graphene.Argument(
            graphene.NonNull(graphene.List(graphene.NonNull(enums.Role))), description="Which roles (岗位)."
        ),
        division=graphene.String(required=True, description="Division code (区划代码)."),
        body=graphene.ID(description="Only for this body of the division (部门)."),
        below=graphene.Boolean(description="For the divisions below too (含下级)."),
        days=graphene.Int(
            description=f"How many days it lasts, {DEFAULT_DAYS} if unsaid, at most {MOST_DAYS} (有效天数)."
        ),
        why=graphene.String(description=_WHY),
    )
    revoke_token = graphene.Field(
        RevokeTokenPayload,
        description="Revoke a token; needs the right to manage tokens of its scope (撤销令牌).",
        id=graphene.ID(required=True, description="The token's id (标识)."),
        why=graphene.String(description=_WHY),
    )

    @staticmethod
    def resolve_issue_token(
        _root: None,
        info: graphene.ResolveInfo,
        name: str,
        roles: Sequence[access.Role],
        division: str,
        body: str | None = None,
        below: bool | None = None,
        days: int | None = None,
        why: str | None = None,
    ) -> dict[str, object]:
        """The new token."""
        reader = acting(info)
        scope = Scope(
            division=reading.division_code(division),
            body=reader.number("ImplementingBody", body) if body is not None else None,
            below=bool(below),
        )
        with reader.write() as connection:
            issued = credentials.issue(
                reader.principal,
                connection,
                name=name,
                roles=roles,
                scope=scope,
                days=DEFAULT_DAYS if days is None else days,
                now=datetime.now(UTC),
                why=why or "",
            )
        return {"token": issued.text, "access_token": issued.token}

    @staticmethod
    def resolve_revoke_token(
        _root: None, info: graphene.ResolveInfo, id: str, why: str | None = None
    ) -> dict[str, credentials.AccessToken]:
        """The token, revoked."""
        reader = acting(info)
        number = reader.number("AccessToken", id)
        with reader.write() as connection:
            token = credentials.revoke(
                reader.principal, connection, number, now=datetime.now(UTC), why=why or ""
            )
        return {"access_token": token}
