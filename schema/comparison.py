"""Two editions of a list held against one another."""

from collections.abc import Sequence
from typing import Any

import graphene

from schema import enums
from schema.items import FieldChange
from schema.nodes import connection_field, list_of, page_request
from schema.places import reader_of
from service import comparison, reading, vocabulary
from service.reading import Page


class ComparedItem(graphene.ObjectType):
    """An item as a comparison or an alignment names it, text verbatim (事项)."""

    id = graphene.ID(required=True, description="Node id of the power (标识).")
    name = graphene.String(required=True, description="Name (事项名称).")
    sub_item_name = graphene.String(required=True, description="Sub-item name, empty for none (子项名称).")
    category = graphene.Field(enums.Category, description="Category (职权类型).")
    codes = list_of(graphene.String, "Codes as written (职权编码).")
    body = graphene.String(required=True, description="Standing name of the body (实施主体).")
    edition = graphene.String(required=True, description="Label of the edition (版本名).")


class Change(graphene.ObjectType):
    """What happened to one item, or to the items of one merge or split (变动)."""

    kind = graphene.Field(enums.ChangeKind, required=True, description="The first that applies (变动类型).")
    before = list_of(ComparedItem, "The items before (变动前).")
    after = list_of(ComparedItem, "The items after (变动后).")
    fields = list_of(FieldChange, "Every field that differs (变动字段).")
    score = graphene.Float(description="How sure the pairing is, 0 to 100 (匹配得分).")
    decision = graphene.Field(enums.Decision, required=True, description="How it came about (认定方式).")


class PossiblePair(graphene.ObjectType):
    """Two items that a person may find to be one; counted as removed and added until then (疑似对应)."""

    before = graphene.Field(ComparedItem, required=True, description="The item before (变动前).")
    after = graphene.Field(ComparedItem, required=True, description="The item after (变动后).")
    score = graphene.Float(required=True, description="How alike they are, 0 to 100 (匹配得分).")
    explanation = graphene.String(required=True, description="Why, in one Chinese line (说明).")


class Account(graphene.Interface):
    """before + added − removed + split − merged + movedIn − movedOut = after (增减账)."""

    before = graphene.Int(required=True, description="Items before (原有).")
    after = graphene.Int(required=True, description="Items after (现有).")
    added = graphene.Int(required=True, description="Items added (新增).")
    removed = graphene.Int(required=True, description="Items removed (取消).")
    moved_in = graphene.Int(required=True, description="Items that came from another account (划入).")
    moved_out = graphene.Int(required=True, description="Items that went to another account (划出).")
    merged = graphene.Int(required=True, description="Items lost by merges (合并减少).")
    split = graphene.Int(required=True, description="Items gained by splits (拆分增加).")
    net = graphene.Int(required=True, description="after − before (净增减).")


class BodyAccount(graphene.ObjectType):
    """One body's account of a comparison (分部门增减账)."""

    class Meta:
        interfaces = (Account,)

    body = graphene.String(required=True, description="The body, under its newer name (实施主体).")


class CategoryAccount(graphene.ObjectType):
    """One category's account of a comparison (分类型增减账)."""

    class Meta:
        interfaces = (Account,)

    category = graphene.Field(enums.Category, description="The category; null for none (职权类型).")


class Comparison(graphene.ObjectType):
    """A cleanup's reconciliation: before + added − removed + split − merged = after (年度清理对账)."""

    from_ = graphene.String(name="from", required=True, description="Label of the edition before (原版本).")
    to = graphene.String(required=True, description="Label of the edition after (现版本).")
    before = graphene.Int(required=True, description="Items before (原有).")
    after = graphene.Int(required=True, description="Items after (现有).")
    added = graphene.Int(required=True, description="Items added (新增).")
    removed = graphene.Int(required=True, description="Items removed (取消).")
    merged = graphene.Int(required=True, description="Items lost by merges (合并减少).")
    split = graphene.Int(required=True, description="Items gained by splits (拆分增加).")
    transferred = graphene.Int(required=True, description="Items that went to another body (划转).")
    renamed = graphene.Int(required=True, description="Items with another name (变更名称).")
    changed = graphene.Int(required=True, description="Items with other fields changed (变更).")
    unchanged = graphene.Int(required=True, description="Items that stand as they were (未变).")
    net = graphene.Int(required=True, description="after − before (净增减).")
    bodies_gaining = graphene.Int(required=True, description="Bodies with more items (增加的部门数).")
    bodies_losing = graphene.Int(required=True, description="Bodies with fewer items (减少的部门数).")
    by_body = list_of(BodyAccount, "The account of each body (分部门).")
    by_category = list_of(CategoryAccount, "The account of each category (分类型).")
    changes = connection_field(
        lambda: Change,
        "What happened, by kind and item (变动).",
        kind=graphene.List(graphene.NonNull(enums.ChangeKind), description="Only these kinds (变动类型)."),
        body=graphene.ID(description="Only what touches this body (实施主体)."),
    )
    possible = connection_field(lambda: PossiblePair, "For a person to decide, surest first (疑似对应).")

    @staticmethod
    def resolve_changes(
        compared: comparison.Comparison,
        info: graphene.ResolveInfo,
        kind: Sequence[vocabulary.ChangeKind] | None = None,
        body: str | None = None,
        **page: Any,
    ) -> Page[comparison.Change]:
        """A page of the changes."""
        changes = compared.changes
        kept: Sequence[int] = _places(changes, kind) if kind else range(len(changes))
        if body is not None:
            reader = reader_of(info)
            found = reader.bodies.get(reader.number("ImplementingBody", body))
            name = found.name if found else None
            kept = [place for place in kept if _touches(changes[place], name)]
        return reading.page_of(changes, "changes", page_request(**page), kept)

    @staticmethod
    def resolve_possible(
        compared: comparison.Comparison, _info: graphene.ResolveInfo, **page: Any
    ) -> Page[comparison.PossiblePair]:
        """A page of the possible pairs."""
        return reading.page_of(compared.possible, "possible", page_request(**page))


def _places(changes: Sequence[comparison.Change], kinds: Sequence[vocabulary.ChangeKind]) -> Sequence[int]:
    return [place for place, change in enumerate(changes) if change.kind in kinds]


def _touches(change: comparison.Change, body: str | None) -> bool:
    return any(item.body == body for item in (*change.before, *change.after))
