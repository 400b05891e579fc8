"""How many items an edition has, by this and that, and its indicators."""

from collections.abc import Sequence
from typing import Any

import graphene

from schema import enums
from schema.charges import charge_page, charges_field
from schema.indicators import (
    EditionTimeCut,
    Indicator,
    StatisticsChange,
    chosen,
    compared_with,
    keys_argument,
)
from schema.nodes import list_of
from schema.places import Edition, ImplementingBody, reader_of
from service import indicators as figures
from service import reading
from service.reading import BodyRecord, Page


class CategoryCount(graphene.ObjectType):
    """How many items a category has (分类型统计)."""

    category = graphene.Field(enums.Category, description="The category; null for none (职权类型).")
    count = graphene.Int(required=True, description="How many items (事项数).")


class BodyCount(graphene.ObjectType):
    """How many items a body has (分部门统计)."""

    body = graphene.Field(ImplementingBody, required=True, description="The body (实施主体).")
    count = graphene.Int(required=True, description="How many items (事项数).")

    @staticmethod
    def resolve_body(counted: reading.BodyCount, info: graphene.ResolveInfo) -> BodyRecord | None:
        """The body."""
        return reader_of(info).bodies.get(counted.body_id)


class BodyKindCount(graphene.ObjectType):
    """How many bodies of a kind have items (分主体类别统计)."""

    kind = graphene.Field(enums.BodyKind, required=True, description="The kind (主体类别).")
    count = graphene.Int(required=True, description="How many bodies (主体数).")


class LevelCount(graphene.ObjectType):
    """How many items a level exercises (分层级统计)."""

    level = graphene.Field(enums.Level, description="The level; null where none is stated (行使层级).")
    count = graphene.Int(required=True, description="How many items (事项数).")


class Statistics(graphene.ObjectType):
    """An edition's counts and indicators (统计).

    The total is the sum over categories, bodies and levels alike.
    """

    edition = graphene.Field(Edition, required=True, description="The edition counted (清单版本).")
    total = graphene.Int(required=True, description="How many items in all (事项总数).")
    bodies = graphene.Int(required=True, description="How many bodies have items (实施主体数).")
    by_category = list_of(CategoryCount, "By category; only those that occur (分类型).")
    by_body = list_of(BodyCount, "By body (分部门).")
    by_body_kind = list_of(BodyKindCount, "Bodies by kind (分主体类别).")
    by_level = list_of(LevelCount, "By level that exercises (分层级).")
    indicators = list_of(
        Indicator, "Shares of its items: claimed, published, online, at once … (指标).", keys=keys_argument()
    )
    time_cut = graphene.Field(
        EditionTimeCut, required=True, description="Legal against promised time limits (时限压缩)."
    )
    charges = charges_field()
    compared_with = graphene.Field(
        StatisticsChange,
        required=True,
        description="What its indicators come to against another edition's (与另一版本比较).",
        edition=graphene.String(required=True, description="Label of the other, earlier or later (版本名)."),
    )

    @staticmethod
    def resolve_by_body(
        statistics: reading.Statistics, info: graphene.ResolveInfo
    ) -> list[reading.BodyCount]:
        """The counts by body."""
        reader_of(info).bodies.want(counted.body_id for counted in statistics.by_body)
        return statistics.by_body

    @staticmethod
    def resolve_indicators(
        statistics: reading.Statistics, info: graphene.ResolveInfo, keys: Sequence[str] | None = None
    ) -> Sequence[figures.IndicatorCount]:
        """The indicators."""
        return chosen(reader_of(info).figures(statistics.edition).indicators, keys)

    @staticmethod
    def resolve_time_cut(statistics: reading.Statistics, info: graphene.ResolveInfo) -> figures.TimeCutCount:
        """The time cut."""
        return reader_of(info).figures(statistics.edition).time_cut

    @staticmethod
    def resolve_charges(
        statistics: reading.Statistics, info: graphene.ResolveInfo, **asked: Any
    ) -> Page[figures.Charge]:
        """A page of the charges."""
        return charge_page(info, reader_of(info).figures(statistics.edition).charges, **asked)

    @staticmethod
    def resolve_compared_with(
        statistics: reading.Statistics, info: graphene.ResolveInfo, edition: str
    ) -> object:
        """What became of the indicators since another edition."""
        return compared_with(info, statistics.edition, edition)
