"""Adjustments of lists: what is asked of them."""

from collections.abc import Sequence
from typing import Any

import graphene

from schema import enums
from schema.nodes import list_of
from schema.places import Division, ImplementingBody, reader_of
from schema.scalars import Date, DateTime
from service import node_ids, proceedings
from service.adjustments import (
    Pairing,
    Recipient,
    Source,
    Step,
    Term,
    Wording,
    pairings,
)
from service.comparison import FieldDifference, Segment, field_text, is_editorial, text_difference
from service.days import today
from service.items import FIELD_LABELS, FIELDS
from service.proceedings import (
    AdjustmentRecord,
    RemarkOnChange,
)
from service.reading import BodyRecord, DivisionRecord


def _power_id(number: int | None) -> str | None:
    return node_ids.encode("PowerItem", number) if number is not None else None


class WordingField(graphene.ObjectType):
    """One field of a wording (字段)."""

    field = graphene.String(required=True, description="The field: name, setting_basis … (字段).")
    label = graphene.String(required=True, description="What the column is called (列名).")
    text = graphene.String(required=True, description="What it says (内容).")


class ItemWording(graphene.ObjectType):
    """What an item says, or is to say (事项内容)."""

    item = graphene.ID(description="Node id of the power that stands or goes on so; null if new (事项标识).")
    name = graphene.String(required=True, description="Name (事项名称).")
    sub_item_name = graphene.String(required=True, description="Sub-item name, empty for none (子项名称).")
    category = graphene.Field(enums.Category, description="Category (职权类型).")
    codes = list_of(graphene.String, "Codes (职权编码).")
    body = graphene.String(required=True, description="Name of the body it stands under (实施主体).")
    fields = list_of(WordingField, "Every field that says something, in column order (各字段).")

    @staticmethod
    def resolve_item(wording: Wording, _info: graphene.ResolveInfo) -> str | None:
        """The power's node id."""
        return _power_id(wording.item)

    @staticmethod
    def resolve_name(wording: Wording, _info: graphene.ResolveInfo) -> str:
        """The name."""
        return wording.content.name

    @staticmethod
    def resolve_sub_item_name(wording: Wording, _info: graphene.ResolveInfo) -> str:
        """The sub-item name."""
        return wording.content.sub_item_name

    @staticmethod
    def resolve_codes(wording: Wording, _info: graphene.ResolveInfo) -> tuple[str, ...]:
        """The codes."""
        return wording.content.codes

    @staticmethod
    def resolve_body(wording: Wording, _info: graphene.ResolveInfo) -> str:
        """The body's name."""
        return wording.body.name

    @staticmethod
    def resolve_fields(wording: Wording, _info: graphene.ResolveInfo) -> list[dict[str, str]]:
        """The fields."""
        texts = ((field, field_text(wording.content, field.key)) for field in FIELDS)
        return [{"field": field.key, "label": field.label, "text": text} for field, text in texts if text]


class TextSegment(graphene.ObjectType):
    """A stretch of two wordings of a text (文字片段)."""

    mark = graphene.Field(enums.TextMark, required=True, description="What became of it (变动).")
    text = graphene.String(required=True, description="The stretch (文字).")


class MarkedChange(graphene.ObjectType):
    """A field that differs, with what differs within its text (字段变动)."""

    field = graphene.String(required=True, description="The field: name, setting_basis … (字段).")
    label = graphene.String(required=True, description="What the column is called (列名).")
    before = graphene.String(required=True, description="What it said, empty for nothing (变动前).")
    after = graphene.String(required=True, description="What it says, empty for nothing (变动后).")
    editorial = graphene.Boolean(
        required=True,
        description="Whether punctuation, width, script or wording alone differs (仅文字性变动).",
    )
    segments = list_of(TextSegment, "The stretches that lead from one to the other (逐段对照).")

    @staticmethod
    def resolve_label(change: FieldDifference, _info: graphene.ResolveInfo) -> str:
        """The column's title."""
        return "职权类型" if change.field == "category" else FIELD_LABELS[change.field]

    @staticmethod
    def resolve_editorial(change: FieldDifference, _info: graphene.ResolveInfo) -> bool:
        """Whether the matter is untouched."""
        return is_editorial(change.before, change.after)

    @staticmethod
    def resolve_segments(change: FieldDifference, _info: graphene.ResolveInfo) -> list[Segment]:
        """The stretches."""
        return text_difference(change.before, change.after)


class AdjustedItem(graphene.ObjectType):
    """An item beside what it becomes (调整前后)."""

    before = graphene.Field(ItemWording, description="As it stands; null for a new item (调整前).")
    after = graphene.Field(ItemWording, description="As it is to stand; null for one that goes (调整后).")
    changes = list_of(MarkedChange, "Fields that differ (变动字段).")

    @staticmethod
    def resolve_changes(pair: Pairing, _info: graphene.ResolveInfo) -> tuple[FieldDifference, ...]:
        """The fields that differ."""
        return pair.fields


class AdjustmentGround(graphene.ObjectType):
    """A ground of an adjustment (调整依据)."""

    kind = graphene.Field(enums.GroundKind, required=True, description="Its kind (种类).")
    citation = graphene.String(required=True, description="The law or document, verbatim (名称、文号、条款).")
    day = graphene.Field(Date, description="The day it took effect or was issued (日期).")


class AdjustmentRecipient(graphene.ObjectType):
    """Who receives powers (接收方)."""

    name = graphene.String(required=True, description="The body's or division's name (名称).")
    division = graphene.String(required=True, description="Division code (区划代码).")
    body = graphene.ID(description="Node id of the body; null for a division as a whole (部门标识).")

    @staticmethod
    def resolve_body(receiver: Recipient, _info: graphene.ResolveInfo) -> str | None:
        """The body's node id."""
        return node_ids.encode("ImplementingBody", receiver.body) if receiver.body is not None else None


class AdjustmentSource(graphene.ObjectType):
    """A power of another division's list that is taken over, taken back or claimed (来源事项)."""

    item = graphene.ID(required=True, description="Node id of the power (事项标识).")
    name = graphene.String(required=True, description="Its name there (事项名称).")
    division = graphene.String(required=True, description="Division code (区划代码).")
    edition = graphene.String(required=True, description="Label of the edition it stands in (版本名).")

    @staticmethod
    def resolve_item(source: Source, _info: graphene.ResolveInfo) -> str | None:
        """The power's node id."""
        return _power_id(source.item)


class BodyChange(graphene.ObjectType):
    """A line of a reform's map of bodies (机构对照)."""

    old = graphene.String(required=True, description="The body that ceases (原部门).")
    new = graphene.String(required=True, description="The body that takes over (承接部门).")
    since = graphene.Field(Date, description="Since when (自何日起).")


class AdjustmentTerm(graphene.ObjectType):
    """A term in working days (办理时限)."""

    kind = graphene.Field(enums.TermKind, required=True, description="What it is for (种类).")
    since = graphene.Field(Date, required=True, description="It runs from the day after (起算日).")
    days = graphene.Int(required=True, description="Working days (工作日数).")
    due = graphene.Field(Date, required=True, description="Its last day (届满日).")
    done = graphene.Field(Date, description="The day it was met; null while it runs (完成日).")
    late = graphene.Boolean(required=True, description="Whether it was or is not kept (是否逾期).")
    known = graphene.Boolean(
        required=True, description="False where the year's holidays are not known yet (节假日是否已公布)."
    )

    @staticmethod
    def resolve_late(term: Term, _info: graphene.ResolveInfo) -> bool:
        """Whether it is late today."""
        return term.is_late(today())

    @staticmethod
    def resolve_known(term: Term, _info: graphene.ResolveInfo) -> bool:
        """Whether the holidays are known."""
        return term.is_known


class AdjustmentAct(graphene.ObjectType):
    """One act upon an adjustment (办理记录)."""

    kind = graphene.Field(enums.AdjustmentActKind, required=True, description="What was done (办理).")
    step = graphene.Field(enums.ReviewStep, description="The step it was decided at (环节).")
    reason = graphene.String(required=True, description="The reasons given (意见).")
    by = graphene.String(required=True, description="Who (经办人).")
    at = graphene.Field(DateTime, required=True, description="When (时间).")

    @staticmethod
    def resolve_by(act: Any, _info: graphene.ResolveInfo) -> str:
        """Whom people call him."""
        return str(act.by_name)


class AdjustmentFinding(graphene.ObjectType):
    """What a check says of an item as it is to stand (合法性提示)."""

    code = graphene.String(required=True, description="Stable code: missing-basis … (代码).")
    severity = graphene.Field(enums.Severity, required=True, description="How bad it is (严重程度).")
    item = graphene.ID(description="Node id of the power; null for a new one (事项标识).")
    name = graphene.String(required=True, description="The item's name (事项名称).")
    message = graphene.String(required=True, description="What is wrong, in Chinese (问题).")
    fix = graphene.String(required=True, description="What to do, in Chinese (处理办法).")
    source = graphene.String(required=True, description="The rule or record relied on (依据).")
    is_new = graphene.Boolean(
        required=True, description="Whether the change brings it: it is not said of the item now (新出现)."
    )


class AdjustmentEdition(graphene.ObjectType):
    """An edition an adjustment stands in (所列版本)."""

    kind = graphene.Field(enums.ListKind, required=True, description="Which list (清单种类).")
    label = graphene.String(required=True, description="Its label (版本名).")
    is_published = graphene.Boolean(required=True, description="Whether it is published (是否已公布).")


def _told(attribute: str) -> Any:
    """A resolver for what the last submission tells."""

    def resolve(record: AdjustmentRecord, _info: graphene.ResolveInfo) -> object:
        return getattr(record.proposal, attribute)

    return resolve


class Adjustment(graphene.ObjectType):
    """One change of a list on its way from proposal to publication (动态调整)."""

    id = graphene.ID(required=True, description="Opaque id (标识).")
    kind = graphene.Field(enums.AdjustmentKind, required=True, description="What it is (调整类型).")
    state = graphene.Field(enums.AdjustmentState, required=True, description="Where it stands (办理状态).")
    state_label = graphene.String(required=True, description="The same in Chinese (办理状态名称).")
    awaiting = graphene.Field(enums.ReviewStep, description="The step that is to decide next (待办环节).")
    path = list_of(enums.ReviewStep, "The steps it must pass (必经环节).")
    version = graphene.Int(
        required=True, description="How many acts there were: who acts names the one he saw (版次)."
    )
    submission = graphene.Int(required=True, description="How often it was submitted (申报次数).")
    division = graphene.Field(Division, required=True, description="Whose list (行政区划).")
    lists = list_of(enums.ListKind, "Which lists (清单种类).")
    body = graphene.Field(ImplementingBody, description="Who proposes; null where not public (申报部门).")
    body_name = graphene.String(
        required=True,
        description="Name of who proposes (申报部门名称).",
        resolver=lambda record, _info: record.proposal.body.name,
    )
    effective_on = graphene.Field(Date, required=True, description="Day it is to take effect (生效日期).")
    until = graphene.Field(Date, description="Until when, if for a time (截止日期).", resolver=_told("until"))
    grounds = list_of(AdjustmentGround, "Its grounds (调整依据).", resolver=_told("grounds"))
    reason = graphene.String(required=True, description="Reasons (调整理由).", resolver=_told("reason"))
    part = graphene.String(
        required=True, description="Which part is removed, if a part (取消的部分).", resolver=_told("part")
    )
    items = list_of(AdjustedItem, "Items beside what they become (调整前后).")
    affected = graphene.Int(
        required=True, description="How many items it touches: of a reform all that move (涉及事项数)."
    )
    recipients = list_of(AdjustmentRecipient, "Who receives powers (接收方).", resolver=_told("to"))
    sources = list_of(
        AdjustmentSource, "Powers of other lists it takes up (来源事项).", resolver=_told("sources")
    )
    successions = list_of(BodyChange, "A reform's map of bodies (机构对照).", resolver=_told("successions"))
    legal_findings = list_of(
        AdjustmentFinding, "What checks say of it as it is to stand, as of that day (合法性提示)."
    )
    acts = list_of(AdjustmentAct, "What was done; told to who may see drafts (办理记录).")
    terms = list_of(AdjustmentTerm, "Terms in the order they ran; told likewise (办理时限).")
    due_on = graphene.Field(Date, description="By when something is to be done now (应办日期).")
    late = graphene.Boolean(required=True, description="Whether something should be done by now (逾期).")
    rule_set = graphene.String(required=True, description="Name of the rules it goes by (适用规则).")
    editions = list_of(AdjustmentEdition, "The editions it stands in (所列版本).")
    proposed_at = graphene.Field(DateTime, required=True, description="When it was proposed (申报时间).")
    published_at = graphene.Field(DateTime, description="When it was published (公布时间).")
    followed_up_on = graphene.Field(Date, description="When what must follow was in place (配套落实日期).")

    @staticmethod
    def resolve_id(record: AdjustmentRecord, _info: graphene.ResolveInfo) -> str:
        """The id."""
        return node_ids.encode("Adjustment", record.id)

    @staticmethod
    def resolve_state_label(record: AdjustmentRecord, _info: graphene.ResolveInfo) -> str:
        """The state in Chinese."""
        return record.state.label

    @staticmethod
    def resolve_path(record: AdjustmentRecord, _info: graphene.ResolveInfo) -> tuple[Step, ...]:
        """The steps of the last submission."""
        return next((act.path for act in reversed(record.acts) if act.path), ())

    @staticmethod
    def resolve_division(record: AdjustmentRecord, info: graphene.ResolveInfo) -> DivisionRecord | None:
        """The division."""
        return reader_of(info).divisions.get(record.division_code)

    @staticmethod
    def resolve_body(record: AdjustmentRecord, info: graphene.ResolveInfo) -> BodyRecord | None:
        """The body."""
        return reader_of(info).bodies.get(record.body_id)

    @staticmethod
    def resolve_items(record: AdjustmentRecord, _info: graphene.ResolveInfo) -> tuple[Pairing, ...]:
        """The items before and after."""
        return pairings(record.proposal)

    @staticmethod
    def resolve_affected(record: AdjustmentRecord, info: graphene.ResolveInfo) -> int:
        """How many items it touches."""
        return proceedings.affected_items(reader_of(info).connection, record.proposal)

    @staticmethod
    def resolve_legal_findings(
        record: AdjustmentRecord, info: graphene.ResolveInfo
    ) -> list[dict[str, object]]:
        """The findings of the checks."""
        reader = reader_of(info)
        found = proceedings.legal_remarks(reader.connection, record.proposal, reader.registry)
        return [_remark(remark) for remark in found]

    @staticmethod
    def resolve_acts(record: AdjustmentRecord, _info: graphene.ResolveInfo) -> Sequence[object]:
        """The acts, where they may be told."""
        return record.acts if record.is_seen else ()

    @staticmethod
    def resolve_terms(record: AdjustmentRecord, _info: graphene.ResolveInfo) -> tuple[Term, ...]:
        """The terms, where they may be told."""
        return proceedings.terms_of(record) if record.is_seen else ()

    @staticmethod
    def resolve_late(record: AdjustmentRecord, _info: graphene.ResolveInfo) -> bool:
        """Whether it is late today."""
        return record.is_seen and record.is_late(today())


def _remark(found: RemarkOnChange) -> dict[str, object]:
    remark = found.remark
    return {
        "code": remark.code,
        "severity": remark.severity,
        "item": _power_id(found.item),
        "name": found.name,
        "message": remark.message,
        "fix": remark.fix,
        "source": remark.source,
        "is_new": found.is_new,
    }
