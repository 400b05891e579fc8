"""Who asks, access tokens, and the audit trail."""

from datetime import datetime
from typing import Any

import graphene

from schema import enums
from schema.nodes import connection_field, list_of, page_request
from schema.places import ImplementingBody, reader_of
from schema.scalars import Date, DateTime
from service import audit, node_ids, reading
from service.access import Grant, Principal, Right, require
from service.audit import Record
from service.credentials import AccessToken as Token
from service.reading import BodyRecord, Page


class AccessGrant(graphene.ObjectType):
    """A role within a scope (岗位及其范围)."""

    role = graphene.Field(enums.Role, required=True, description="The role (岗位).")
    division = graphene.String(required=True, description="Code of the division it is for (区划代码).")
    body = graphene.Field(ImplementingBody, description="The one body it is for, if only one (部门).")
    below = graphene.Boolean(required=True, description="Whether it is for the divisions below too (含下级).")

    @staticmethod
    def resolve_body(grant: Grant, info: graphene.ResolveInfo) -> BodyRecord | None:
        """The body."""
        return reader_of(info).bodies.get(grant.body) if grant.body is not None else None


class Viewer(graphene.ObjectType):
    """Who asks (当前用户)."""

    subject = graphene.String(required=True, description="What tells him apart for good (唯一标识).")
    name = graphene.String(required=True, description="What people call him (名称).")
    grants = list_of(AccessGrant, "His roles, each within its scope (岗位).")


class AccessToken(graphene.ObjectType):
    """An access token, without its secret (令牌)."""

    id = graphene.ID(required=True, description="What revoking names it by (标识).")
    name = graphene.String(required=True, description="Whom it was issued to (领用人).")
    grants = list_of(AccessGrant, "What it gives (岗位).")
    issued_at = graphene.Field(DateTime, required=True, description="When it was issued (签发时间).")
    issued_by = graphene.String(required=True, description="Who issued it (签发人).")
    expires_at = graphene.Field(DateTime, required=True, description="When it expires (到期时间).")
    revoked_at = graphene.Field(DateTime, description="When it was revoked (撤销时间).")
    last_used_on = graphene.Field(Date, description="The day it was last used, and no more (最近使用日期).")

    @staticmethod
    def resolve_id(token: Token, _info: graphene.ResolveInfo) -> str:
        """The id."""
        return node_ids.encode("AccessToken", token.id)

    @staticmethod
    def resolve_grants(token: Token, _info: graphene.ResolveInfo) -> tuple[Grant, ...]:
        """What it gives."""
        return token.principal.grants


class AuditRecord(graphene.ObjectType):
    """One act, as the audit trail has it (操作记录)."""

    sequence = graphene.Int(required=True, description="Its place in the trail, without gaps (序号).")
    recorded_at = graphene.Field(DateTime, required=True, description="When (时间).")
    who = graphene.String(required=True, description="Who, told apart for good (操作人标识).")
    who_name = graphene.String(required=True, description="Who, as people call him (操作人).")
    act = graphene.String(required=True, description="Which act: edition.publish … (操作代号).")
    act_label = graphene.String(required=True, description="The act in Chinese (操作).")
    subject = graphene.String(required=True, description="What was acted upon: a node id mostly (对象).")
    division = graphene.String(description="Code of the division it belongs to (区划代码).")
    before = graphene.String(required=True, description="What was there before, as JSON (之前).")
    after = graphene.String(required=True, description="What was there after, as JSON (之后).")
    why = graphene.String(required=True, description="The reasons given (理由).")
    hash = graphene.String(required=True, description="SHA-256 that chains it to those before (校验值).")

    @staticmethod
    def resolve_act_label(record: Record, _info: graphene.ResolveInfo) -> str:
        """The act in Chinese."""
        return audit.act_labels().get(record.act, record.act)

    @staticmethod
    def resolve_hash(record: Record, _info: graphene.ResolveInfo) -> str:
        """In hexadecimal digits."""
        return record.hash.hex()


class AccessQueries:
    """Questions about who asks and who did what."""

    viewer = graphene.Field(Viewer, description="Who asks; null for nobody known (当前用户).")
    audit = connection_field(
        lambda: AuditRecord,
        "The audit trail of a division, oldest first; needs the right to read it (操作记录).",
        division=graphene.String(
            description="Division code; without one all records, for who may read all (区划代码)."
        ),
        act=graphene.String(description="Only this act: edition.publish … (操作代号)."),
        subject=graphene.String(description="Only about this: a node id mostly (对象)."),
        since=graphene.Argument(DateTime, description="Only from this moment on (起始时间)."),
    )

    @staticmethod
    def resolve_viewer(_root: None, info: graphene.ResolveInfo) -> Principal | None:
        """Who asks."""
        return reader_of(info).principal

    @staticmethod
    def resolve_audit(
        _root: None,
        info: graphene.ResolveInfo,
        division: str | None = None,
        act: str | None = None,
        subject: str | None = None,
        since: datetime | None = None,
        **page: Any,
    ) -> Page[Record]:
        """A page of the trail."""
        reader, asked = reader_of(info), page_request(**page)
        code = reading.division_code(division) if division is not None else None
        require(reader.principal, Right.READ_AUDIT, division=code)
        return audit.record_page(
            reader.connection, asked, division=code, act=act, subject=subject, since=since
        )
