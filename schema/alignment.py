"""Lists of several divisions held against a reference list."""

from typing import Any

import graphene

from schema import enums
from schema.comparison import ComparedItem
from schema.nodes import connection_field, list_of, page_request
from service import alignment, reading
from service.comparison import ComparedItem as ComparedContent
from service.reading import Page


class Sames(graphene.ObjectType):
    """Which of the four sames hold (四同)."""

    name = graphene.Boolean(required=True, description="Same name, verbatim (名称相同).")
    category = graphene.Boolean(required=True, description="Same category (类型相同).")
    basis = graphene.Boolean(required=True, description="Same instruments and articles (依据相同).")
    code = graphene.Boolean(required=True, description="Same basic code (编码相同).")


class PossibleReference(graphene.ObjectType):
    """Another item of the reference that may be meant: a tie, a part of it or its whole (另可能对应)."""

    reference_item = graphene.Field(
        ComparedItem, required=True, description="The reference's item (上级事项)."
    )
    score = graphene.Float(required=True, description="How alike they are, 0 to 100 (匹配得分).")


class AlignedRow(graphene.ObjectType):
    """One item of a target, and the reference's item it is (对照行)."""

    item = graphene.Field(ComparedItem, required=True, description="The target's item (下级事项).")
    reference_item = graphene.Field(ComparedItem, description="The reference's item, if any (上级事项).")
    score = graphene.Float(required=True, description="How alike they are, 0 to 100 (匹配得分).")
    verdict = graphene.Field(enums.Verdict, required=True, description="What it comes to (匹配结论).")
    same = graphene.Field(Sames, required=True, description="Which of the four sames hold (四同).")
    decision = graphene.Field(enums.Decision, required=True, description="How it came about (认定方式).")
    tied = graphene.Boolean(required=True, description="Whether another item is as alike (并列).")
    explanation = graphene.String(required=True, description="Why, in one Chinese line (说明).")
    note = graphene.String(
        required=True, description="Who decided, when and why; empty where nobody did (认定人、时间、理由)."
    )
    possible = list_of(PossibleReference, "What one to one leaves no room for, likest first (另可能对应).")


class AlignedTarget(graphene.ObjectType):
    """One division held against the reference; items = aligned + review + unmatched (对照结果)."""

    division = graphene.String(required=True, description="Code of the division (区划代码).")
    edition = graphene.String(required=True, description="Label of its edition (版本名).")
    items = graphene.Int(required=True, description="Items it has (事项数).")
    aligned = graphene.Int(required=True, description="Items that are the reference's (已对应).")
    review = graphene.Int(required=True, description="Items a person must look at (待核).")
    unmatched = graphene.Int(required=True, description="Items the reference has not (未对应).")
    same_name = graphene.Int(required=True, description="Aligned items of the same name (名称相同).")
    same_category = graphene.Int(required=True, description="… of the same category (类型相同).")
    same_basis = graphene.Int(required=True, description="… of the same basis (依据相同).")
    same_code = graphene.Int(required=True, description="… of the same basic code (编码相同).")
    four_sames = graphene.Int(required=True, description="… of which all four hold (四同).")
    rate = graphene.Float(description="fourSames / items; null without items (四同率).")
    missing = connection_field(
        lambda: ComparedItem, "Reference items of this level that it lacks (缺失事项)."
    )
    rows = connection_field(lambda: AlignedRow, "Its items in the list's order (对照行).")

    @staticmethod
    def resolve_missing(
        target: alignment.ReportedTarget, _info: graphene.ResolveInfo, **page: Any
    ) -> Page[ComparedContent]:
        """A page of what it lacks."""
        return reading.page_of(target.missing, "missing", page_request(**page))

    @staticmethod
    def resolve_rows(
        target: alignment.ReportedTarget, _info: graphene.ResolveInfo, **page: Any
    ) -> Page[alignment.ReportedRow]:
        """A page of its items."""
        return reading.page_of(target.rows, "rows", page_request(**page))


class Alignment(graphene.ObjectType):
    """Lists of lower divisions held against a reference list (三级四同)."""

    reference = graphene.String(required=True, description="Code of the reference division (区划代码).")
    reference_edition = graphene.String(required=True, description="Label of its edition (版本名).")
    all_levels = graphene.Int(
        required=True, description="Reference items whose four sames hold in every target (各级四同)."
    )
    targets = list_of(AlignedTarget, "Each target (各下级).")
