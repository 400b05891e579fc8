"""Divisions, implementing bodies, editions, instruments."""

from datetime import datetime
from typing import Any

import graphene

from schema import enums
from schema.cells import Identity, Loaded
from schema.nodes import Node, connection_field, list_of, node_for, node_of, page_request
from schema.reader import Reader, division_id
from schema.scalars import Date, DateTime
from schema.seals import SealedEdition
from service import reading
from service.reading import (
    BodyRecord,
    DivisionRecord,
    EditionRecord,
    InstrumentRecord,
    ItemRecord,
    Page,
    Succession,
)


def reader_of(info: graphene.ResolveInfo) -> Reader:
    """Return the request's reader."""
    reader: Reader = info.context
    return reader


@node_of(InstrumentRecord)
class Instrument(graphene.ObjectType):
    """A legal instrument of the registry (法律法规规章和规范性文件)."""

    class Meta:
        interfaces = (Node,)

    resolve_id = Identity("Instrument")
    title = graphene.String(required=True, description="Title without book-title marks (标题).")
    document_number = graphene.String(description="Document or decree number (文号).")
    rank = graphene.Field(enums.InstrumentRank, description="Rank, where it is known (效力位阶).")
    issuer = graphene.String(description="Who issued it (制定机关).")
    issued_on = graphene.Field(Date, description="Day of promulgation (公布日期).")
    effective_on = graphene.Field(Date, description="Day it takes effect (施行日期).")
    repealed_on = graphene.Field(Date, description="Day it was repealed or lapsed (废止或失效日期).")
    status = graphene.Field(enums.InstrumentStatus, required=True, description="Whether in force (时效性).")
    successor_title = graphene.String(description="Title of what took its place (替代文件).")
    impact = graphene.Field(
        lambda: InstrumentImpact, required=True, description="How much rests on it (影响面)."
    )
    powers = connection_field(
        lambda: node_for(ItemRecord),
        "Powers of the latest lists that rest on it (以其为依据的职权).",
        alone=graphene.Boolean(description="Only those with no other basis left (仅以其为依据)."),
    )

    @staticmethod
    def resolve_impact(
        instrument: InstrumentRecord, info: graphene.ResolveInfo
    ) -> reading.ImpactCounts | None:
        """How much rests on it."""
        return reader_of(info).impacts.get(instrument.id)

    @staticmethod
    def resolve_powers(
        instrument: InstrumentRecord, info: graphene.ResolveInfo, alone: bool = False, **page: Any
    ) -> Page[ItemRecord]:
        """A page of the powers that rest on it."""
        return reader_of(info).powers_resting(instrument.id, page_request(**page), alone=alone)


class InstrumentImpact(graphene.ObjectType):
    """How much rests on an instrument in the latest published lists (影响面)."""

    powers = graphene.Int(required=True, description="Powers that cite it (职权数).")
    bodies = graphene.Int(required=True, description="Bodies that have them (部门数).")
    divisions = graphene.Int(required=True, description="Divisions whose lists have them (区划数).")
    left_without = graphene.Int(
        required=True, description="Powers left with no basis if it fell (失效后没有依据的职权数)."
    )


@node_of(BodyRecord)
class ImplementingBody(graphene.ObjectType):
    """An implementing body (实施主体): who exercises powers."""

    class Meta:
        interfaces = (Node,)

    resolve_id = Identity("ImplementingBody")
    name = graphene.String(required=True, description="Standing name (名称).")
    kind = graphene.Field(enums.BodyKind, required=True, description="What it is (类别).")
    credit_code = graphene.String(description="Unified social credit code (统一社会信用代码).")
    legacy_code = graphene.String(description="Organisation code of GB 11714 (原组织机构代码).")
    division = graphene.Field(
        lambda: Division,
        required=True,
        description="Division it belongs to (所属行政区划).",
        resolver=Loaded("divisions", "division_code"),
    )
    aliases = list_of(graphene.String, "Other names it is or was written under (别名).")
    valid_from = graphene.Field(Date, description="Since when it exists (设立日期).")
    valid_to = graphene.Field(Date, description="Until when it existed (撤销日期).")
    predecessors = list_of(lambda: BodySuccession, "Bodies it took over from (承接自).")
    successors = list_of(lambda: BodySuccession, "Bodies that took over from it (职责划入).")

    @staticmethod
    def resolve_aliases(body: BodyRecord, info: graphene.ResolveInfo) -> list[str]:
        """Its other names."""
        return reader_of(info).aliases.get(body.id) or []

    @staticmethod
    def resolve_predecessors(body: BodyRecord, info: graphene.ResolveInfo) -> list[Succession]:
        """Whom it took over from."""
        return _public(reader_of(info), body, earlier=True)

    @staticmethod
    def resolve_successors(body: BodyRecord, info: graphene.ResolveInfo) -> list[Succession]:
        """Who took over from it."""
        return _public(reader_of(info), body, earlier=False)


def _public(reader: Reader, body: BodyRecord, *, earlier: bool) -> list[Succession]:
    before, after = reader.successions.get(body.id) or ([], [])
    return [link for link in (before if earlier else after) if reader.bodies.get(link.body_id)]


class BodySuccession(graphene.ObjectType):
    """One body's taking over from another (机构改革中的承接)."""

    body = graphene.Field(ImplementingBody, required=True, description="The other body (另一主体).")
    since = graphene.Field(Date, description="Since when (自何日起).")

    @staticmethod
    def resolve_body(link: Succession, info: graphene.ResolveInfo) -> BodyRecord | None:
        """The other body."""
        return reader_of(info).bodies.get(link.body_id)


@node_of(EditionRecord)
class Edition(SealedEdition, graphene.ObjectType):
    """An edition of a list (清单版本); once it is published it never changes."""

    class Meta:
        interfaces = (Node,)

    resolve_id = Identity("Edition")
    label = graphene.String(required=True, description="Label, unique in the list (版本名).")
    division = graphene.Field(
        lambda: Division,
        required=True,
        description="Whose list (行政区划).",
        resolver=Loaded("divisions", "division_code"),
    )
    kind = graphene.Field(enums.ListKind, required=True, description="Which list (清单种类).")
    effective_on = graphene.Field(Date, required=True, description="Day it takes effect (生效日期).")
    recorded_at = graphene.Field(DateTime, required=True, description="When it was begun here (登记时间).")
    state = graphene.Field(enums.EditionState, required=True, description="Draft or published (状态).")
    published_at = graphene.Field(
        DateTime, description="When it was published here; null for a draft (公布时间)."
    )
    latest = graphene.Boolean(required=True, description="Whether it is its list's latest (最新版本).")
    item_count = graphene.Int(required=True, description="How many items it has (事项数).")

    @staticmethod
    def resolve_published_at(edition: EditionRecord, _info: graphene.ResolveInfo) -> datetime | None:
        """When it was published."""
        return edition.published

    @staticmethod
    def resolve_item_count(edition: EditionRecord, _info: graphene.ResolveInfo) -> int:
        """How many items it has."""
        return edition.items


@node_of(DivisionRecord)
class Division(graphene.ObjectType):
    """A division of the country (行政区划, GB/T 2260)."""

    class Meta:
        interfaces = (Node,)

    code = graphene.String(required=True, description="Code: six digits to the county (区划代码).")
    name = graphene.String(required=True, description="Name (名称).")
    level = graphene.Field(enums.Level, required=True, description="Level (层级).")
    parent = graphene.Field(lambda: Division, description="The division above, if any (上级).")
    children = connection_field(lambda: Division, "The divisions directly below, by code (下级).")
    bodies = connection_field(lambda: ImplementingBody, "Its implementing bodies (实施主体).")
    editions = connection_field(lambda: Edition, "Its editions, by kind, oldest first (清单版本).")

    @staticmethod
    def resolve_id(division: DivisionRecord, _info: graphene.ResolveInfo) -> str:
        """The node id."""
        return division_id(division.code)

    @staticmethod
    def resolve_parent(division: DivisionRecord, info: graphene.ResolveInfo) -> DivisionRecord | None:
        """The division above."""
        code = division.parent_code
        return reader_of(info).divisions.get(code) if code else None

    @staticmethod
    def resolve_children(
        division: DivisionRecord, info: graphene.ResolveInfo, **page: Any
    ) -> Page[DivisionRecord]:
        """The divisions directly below."""
        return reader_of(info).page_under(division.code, reading.children_pages, page_request(**page))

    @staticmethod
    def resolve_bodies(division: DivisionRecord, info: graphene.ResolveInfo, **page: Any) -> Page[BodyRecord]:
        """Its bodies."""
        return reader_of(info).page_under(division.code, reading.division_body_pages, page_request(**page))

    @staticmethod
    def resolve_editions(
        division: DivisionRecord, info: graphene.ResolveInfo, **page: Any
    ) -> Page[EditionRecord]:
        """Its editions."""
        return reader_of(info).page_under(division.code, reading.division_edition_pages, page_request(**page))
