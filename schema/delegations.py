"""Delegations: which power is exercised by another, since when."""

import graphene

from schema import enums
from schema.places import ImplementingBody, reader_of
from schema.scalars import Date
from service import node_ids
from service.proceedings import DelegationRecord
from service.reading import BodyRecord


class Delegation(graphene.ObjectType):
    """A power that another exercises: delegated, or entrusted (下放、委托)."""

    kind = graphene.Field(enums.AdjustmentKind, required=True, description="DELEGATE or ENTRUST (方式).")
    item = graphene.ID(required=True, description="Node id of the power (事项标识).")
    name = graphene.String(required=True, description="Its name when it was delegated (事项名称).")
    from_body = graphene.Field(ImplementingBody, description="By whom (下放部门).")
    to_body = graphene.Field(ImplementingBody, description="To which body, if it is public (接收部门).")
    to_name = graphene.String(required=True, description="To whom: name (接收方).")
    to_division = graphene.String(required=True, description="To whom: division code (接收方区划代码).")
    since = graphene.Field(Date, required=True, description="Since when (自何日起).")
    until = graphene.Field(Date, description="Until when, if for a time (至何日止).")
    ended_on = graphene.Field(Date, description="The day it was taken back (收回日期).")

    @staticmethod
    def resolve_item(record: DelegationRecord, _info: graphene.ResolveInfo) -> str:
        """The power's node id."""
        return node_ids.encode("PowerItem", record.item_id)

    @staticmethod
    def resolve_from_body(record: DelegationRecord, info: graphene.ResolveInfo) -> BodyRecord | None:
        """By whom."""
        return reader_of(info).bodies.get(record.from_body)

    @staticmethod
    def resolve_to_body(record: DelegationRecord, info: graphene.ResolveInfo) -> BodyRecord | None:
        """To whom."""
        return reader_of(info).bodies.get(record.to_body) if record.to_body is not None else None
