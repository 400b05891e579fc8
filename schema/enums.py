"""Enumerations of the schema, made from the field's vocabulary."""

from collections.abc import Callable
from enum import Enum
from typing import Any

import graphene

from service import access, adjustments, comparison, findings, indicators, reading, vocabulary

_LEVELS = {
    vocabulary.Level.NATION: "国家",
    vocabulary.Level.PROVINCE: "省",
    vocabulary.Level.CITY: "市",
    vocabulary.Level.COUNTY: "县",
    vocabulary.Level.TOWNSHIP: "乡镇街道",
    vocabulary.Level.VILLAGE: "村社区",
}
_BODY_KINDS = {
    vocabulary.BodyKind.GOVERNMENT: "A people's government (人民政府).",
    vocabulary.BodyKind.DEPARTMENT: "A department (工作部门).",
    vocabulary.BodyKind.TOWNSHIP: "A township or street (乡镇、街道).",
    vocabulary.BodyKind.AUTHORISED: "An organisation authorised by law or regulation (法律法规授权组织).",
    vocabulary.BodyKind.ENTRUSTED: "An entrusted body (受委托组织).",
}
_CHANGES = {
    vocabulary.ChangeKind.ADDED: "The item is new (新增).",
    vocabulary.ChangeKind.REMOVED: "The item is gone (取消).",
    vocabulary.ChangeKind.MERGED: "Several items became one (合并).",
    vocabulary.ChangeKind.SPLIT: "One item became several (拆分).",
    vocabulary.ChangeKind.TRANSFERRED: "The item went to another body (划转).",
    vocabulary.ChangeKind.RENAMED: "The item has another name (变更名称).",
    vocabulary.ChangeKind.CHANGED: "Other fields of the item differ (变更).",
}
_DECISIONS = {
    vocabulary.Decision.AUTOMATIC: "Found by identity, code, name or the matcher (自动).",
    vocabulary.Decision.STATED: "Stated in a file (填报).",
    vocabulary.Decision.CONFIRMED: "Confirmed by a person (人工确认).",
    vocabulary.Decision.REJECTED: "Rejected by a person (人工否定).",
}
_VERDICTS = {
    vocabulary.Verdict.SAME: "The same power, safe to accept unseen (一致).",
    vocabulary.Verdict.REVIEW: "A person must decide (待核).",
    vocabulary.Verdict.DIFFERENT: "Not the same power (不同).",
}
_STATUSES = {
    "in-force": "In force (现行有效).",
    "not-yet-in-force": "Promulgated, not yet in force (尚未生效).",
    "lapsed": "Lapsed (失效).",
    "repealed": "Repealed (废止).",
    "unknown": "Not known (不明).",
}
_SEVERITIES = {
    findings.Severity.ERROR: "Must be put right (错误).",
    findings.Severity.WARNING: "Should be looked at and put right (警告).",
    findings.Severity.ADVICE: "For a person to decide (提示).",
}
_ORDERS = {
    reading.ItemOrder.LIST: "The list's own order: list, body, place (清单顺序).",
    reading.ItemOrder.NAME: "By folded name, character by character (按名称).",
    reading.ItemOrder.CODE: "By the lowest code, items without a code first (按编码).",
    reading.ItemOrder.RELEVANCE: "What fits `text` best first; only with `text` (按相关度).",
}


def _enum(enum: type[Enum], about: str, describe: Callable[[Any], str], name: str | None = None) -> Any:
    def description(member: Enum | None) -> str:
        return about if member is None else describe(member)

    return graphene.Enum.from_enum(enum, name=name, description=description)


def _labelled(member: Any) -> str:
    return f"{member.name.replace('_', ' ').capitalize()} ({member.label})."


Category = _enum(
    vocabulary.Category,
    "Category of a power (职权类型): the nine of the 2015 central guidance, other powers, public services.",
    lambda member: f"{member.value.replace('_', ' ').capitalize()} ({member.label}).",
)
Level = _enum(
    vocabulary.Level,
    "Level of a division, or the level that exercises a power (行政层级、行使层级).",
    lambda member: f"{member.name.capitalize()} ({_LEVELS[member]}).",
)
ListKind = _enum(
    vocabulary.ListKind,
    "What a list of a division is a list of (清单种类).",
    lambda member: f"{member.value.replace('-', ' ').capitalize()} list ({member.label}).",
)
BodyKind = _enum(vocabulary.BodyKind, "What an implementing body is (实施主体类别).", _BODY_KINDS.__getitem__)
ChangeKind = _enum(
    vocabulary.ChangeKind,
    "What happened to an item between two editions: the first that applies (变动类型).",
    _CHANGES.__getitem__,
)
Decision = _enum(vocabulary.Decision, "How a pairing of items came about (认定方式).", _DECISIONS.__getitem__)
Verdict = _enum(vocabulary.Verdict, "What matching two names comes to (匹配结论).", _VERDICTS.__getitem__)
EditionState = _enum(
    vocabulary.EditionState,
    "Whether an edition is published (版本状态).",
    {
        vocabulary.EditionState.DRAFT: "Being worked on; seen by those who may (草稿).",
        vocabulary.EditionState.PUBLISHED: "Published; it never changes (已公布).",
    }.__getitem__,
)
Role = _enum(
    access.Role,
    "What somebody is in the work on the lists (岗位).",
    lambda member: f"{member.value.replace('_', ' ').capitalize()} ({member.label}).",
)
ChargeState = _enum(
    indicators.ChargeState, "What has become of a charge (征收状态).", _labelled, "ChargeState"
)
Severity = _enum(findings.Severity, "How bad a finding is (严重程度).", _SEVERITIES.__getitem__)
InstrumentRank = _enum(
    vocabulary.InstrumentRank,
    "Rank of a legal instrument (效力位阶).",
    lambda member: f"{member.name.replace('_', ' ').capitalize()} ({member.label}).",
)
InstrumentStatus = _enum(
    vocabulary.InstrumentStatus, "Whether a legal instrument is in force (时效性).", _STATUSES.__getitem__
)
ItemOrder = _enum(reading.ItemOrder, "Orders of a page of items (排序方式).", _ORDERS.__getitem__)
AdjustmentKind = _enum(
    adjustments.AdjustmentKind, "What an adjustment of a list is (调整类型).", _labelled, "AdjustmentKind"
)
AdjustmentState = _enum(
    adjustments.State, "Where an adjustment stands on its path (办理状态).", _labelled, "AdjustmentState"
)
AdjustmentActKind = _enum(
    adjustments.ActKind, "What was done with an adjustment (办理).", _labelled, "AdjustmentActKind"
)
ReviewStep = _enum(adjustments.Step, "A step of an adjustment's path (环节).", _labelled, "ReviewStep")
ReviewDecision = _enum(
    adjustments.Decision, "What a reviewer may decide at a step (审核意见).", _labelled, "ReviewDecision"
)
GroundKind = _enum(adjustments.GroundKind, "Why a list is adjusted (依据种类).", _labelled, "GroundKind")
TermKind = _enum(adjustments.TermKind, "What a term is for (时限种类).", _labelled, "TermKind")
TextMark = _enum(
    comparison.Mark,
    "What became of a stretch of text (文字变动).",
    {
        comparison.Mark.EQUAL: "It stands in both (相同).",
        comparison.Mark.DELETED: "It stands in the text before alone (删去).",
        comparison.Mark.INSERTED: "It stands in the text after alone (增加).",
    }.__getitem__,
    "TextMark",
)
