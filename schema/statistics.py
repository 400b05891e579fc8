"""How many items an edition has, by this and that."""

import graphene

from schema import enums
from schema.nodes import list_of
from schema.places import Edition, ImplementingBody, reader_of
from service import reading
from service.reading import BodyRecord


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
    """An edition's counts; the total is the sum over categories, bodies and levels alike (统计)."""

    edition = graphene.Field(Edition, required=True, description="The edition counted (清单版本).")
    total = graphene.Int(required=True, description="How many items in all (事项总数).")
    bodies = graphene.Int(required=True, description="How many bodies have items (实施主体数).")
    by_category = list_of(CategoryCount, "By category; only those that occur (分类型).")
    by_body = list_of(BodyCount, "By body (分部门).")
    by_body_kind = list_of(BodyKindCount, "Bodies by kind (分主体类别).")
    by_level = list_of(LevelCount, "By level that exercises (分层级).")

    @staticmethod
    def resolve_by_body(
        statistics: reading.Statistics, info: graphene.ResolveInfo
    ) -> list[reading.BodyCount]:
        """The counts by body."""
        reader_of(info).bodies.want(counted.body_id for counted in statistics.by_body)
        return statistics.by_body
