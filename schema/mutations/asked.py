"""What a client gives of an adjustment, read into what the domain is asked."""

from collections.abc import Mapping, Sequence
from typing import Any

import graphene

from schema import enums
from schema.reader import Reader
from schema.scalars import Date
from service import reading
from service.adjustments import AdjustmentKind, Ground
from service.bodies import BodySuccession
from service.items import Duty
from service.proceedings import AdjustmentRequest, AskedItem, AskedRecipient
from service.vocabulary import ListKind


class FieldInput(graphene.InputObjectType):
    """What a field is to say (字段内容)."""

    field = graphene.String(required=True, description="The field: name, setting_basis … (字段).")
    text = graphene.String(required=True, description="What it is to say; codes line by line (内容).")


class DutyInput(graphene.InputObjectType):
    """One duty (责任事项)."""

    stage = graphene.String(description="Stage (环节).")
    text = graphene.String(required=True, description="The duty (内容).")
    basis = graphene.String(description="Its basis (依据).")


class ItemInput(graphene.InputObjectType):
    """What an item is to say: what is not named stays, or is empty in a new one (调整后的事项)."""

    item = graphene.ID(description="The power that goes on so; a new one without it (事项标识).")
    body = graphene.ID(description="Body it is to stand under, in a reform (部门标识).")
    category = graphene.Field(enums.Category, description="Category (职权类型).")
    fields = graphene.List(graphene.NonNull(FieldInput), description="The fields (各字段).")
    duties = graphene.List(graphene.NonNull(DutyInput), description="Its duties, all of them (责任事项).")


class GroundInput(graphene.InputObjectType):
    """A ground of an adjustment (调整依据)."""

    kind = graphene.Field(enums.GroundKind, required=True, description="Its kind (种类).")
    citation = graphene.String(
        required=True, description="The law or document: title, number, article (出处)."
    )
    day = graphene.Field(Date, description="The day it took effect or was issued (日期).")


class RecipientInput(graphene.InputObjectType):
    """Who is to receive powers (接收方)."""

    body = graphene.ID(description="A body (部门标识).")
    division = graphene.String(description="Division: of the body named, or as a whole (区划代码).")
    name = graphene.String(description="A body by name: a township, a street (名称).")


class SuccessionInput(graphene.InputObjectType):
    """A line of a reform's map of bodies (机构对照)."""

    old = graphene.String(required=True, description="The body that ceases (原部门).")
    new = graphene.String(required=True, description="The body that takes over (承接部门).")
    since = graphene.Field(Date, description="Since when; the effective date if unsaid (自何日起).")


class AdjustmentInput(graphene.InputObjectType):
    """What is proposed (调整申请)."""

    kind = graphene.Field(enums.AdjustmentKind, required=True, description="What it is (调整类型).")
    division = graphene.String(required=True, description="Division code (区划代码).")
    list = graphene.Field(enums.ListKind, required=True, description="Which list (清单种类).")
    body = graphene.ID(required=True, description="The body that proposes (申报部门).")
    effective_on = graphene.Field(Date, required=True, description="Day it is to take effect (生效日期).")
    grounds = graphene.List(graphene.NonNull(GroundInput), description="Its grounds (调整依据).")
    reason = graphene.String(description="Reasons (调整理由).")
    items = graphene.List(graphene.NonNull(graphene.ID), description="Items it is about (事项标识).")
    after = graphene.List(graphene.NonNull(ItemInput), description="What is to stand (调整后).")
    to = graphene.List(graphene.NonNull(RecipientInput), description="Who receives (接收方).")
    sources = graphene.List(
        graphene.NonNull(graphene.ID), description="Powers of other lists it takes up (来源事项)."
    )
    part = graphene.String(description="Which part is removed, if a part (取消的部分).")
    until = graphene.Field(Date, description="Until when, if for a time (截止日期).")


Given = Mapping[str, Any]


def request_of(reader: Reader, given: Given) -> AdjustmentRequest:
    """Return what an `AdjustmentInput` asks; raises `BadIdError` for an id of another kind of thing."""
    return AdjustmentRequest(
        kind=AdjustmentKind(given["kind"]),
        division=reading.division_code(given["division"]),
        lists=(ListKind(given["list"]),),
        body=reader.number("ImplementingBody", given["body"]),
        effective_on=given["effective_on"],
        grounds=grounds_of(given.get("grounds")),
        reason=given.get("reason") or "",
        items=powers_of(reader, given.get("items")),
        after=tuple(item_of(reader, entry) for entry in given.get("after") or ()),
        to=tuple(_recipient(reader, entry) for entry in given.get("to") or ()),
        sources=powers_of(reader, given.get("sources")),
        part=given.get("part") or "",
        until=given.get("until"),
    )


def grounds_of(given: Sequence[Given] | None) -> tuple[Ground, ...]:
    """Return the grounds given."""
    return tuple(
        Ground(kind=entry["kind"], citation=entry["citation"], day=entry.get("day")) for entry in given or ()
    )


def powers_of(reader: Reader, given: Sequence[str] | None) -> tuple[int, ...]:
    """Return the numbers of powers."""
    return tuple(reader.number("PowerItem", text) for text in given or ())


def successions_of(given: Sequence[Given]) -> tuple[BodySuccession, ...]:
    """Return a reform's map of bodies."""
    return tuple(
        BodySuccession(entry["old"].strip(), entry["new"].strip(), entry.get("since")) for entry in given
    )


def item_of(reader: Reader, given: Given) -> AskedItem:
    """Return what an item is to say."""
    fields = {entry["field"]: entry["text"] for entry in given.get("fields") or ()}
    if given.get("category") is not None:
        fields["category_text"] = given["category"].label
    body, item, duties = given.get("body"), given.get("item"), given.get("duties")
    return AskedItem(
        item=reader.number("PowerItem", item) if item is not None else None,
        body=reader.number("ImplementingBody", body) if body is not None else None,
        fields=fields,
        duties=None
        if duties is None
        else tuple(
            Duty(text=duty["text"], stage=duty.get("stage") or "", basis=duty.get("basis") or "")
            for duty in duties
        ),
    )


def _recipient(reader: Reader, given: Given) -> AskedRecipient:
    body, division = given.get("body"), given.get("division")
    return AskedRecipient(
        body=reader.number("ImplementingBody", body) if body is not None else None,
        division=reading.division_code(division) if division is not None else None,
        name=given.get("name") or "",
    )
