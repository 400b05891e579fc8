"""Acts upon adjustments: proposed, revised, withdrawn, reviewed, applied; reforms and claims as one act."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import graphene

from schema import enums
from schema.acting import ActingReader, acting
from schema.adjustments import Adjustment
from schema.mutations.asked import (
    AdjustmentInput,
    GroundInput,
    ItemInput,
    SuccessionInput,
    grounds_of,
    item_of,
    powers_of,
    request_of,
    successions_of,
)
from schema.nodes import list_of
from schema.scalars import Date
from service import node_ids, proceedings, reading, vocabulary
from service.adjustments import AdjustmentKind, Decision, Step
from service.findings import Finding
from service.proceedings import AdjustmentRecord, AdjustmentRequest, Filed

_DIVISION = "Division code (区划代码)."
_ID = "The adjustment (标识)."
_VERSION = "The version that was seen; CONFLICT where somebody acted since (所见版次)."
_REASON = "Reasons (意见)."
_GROUNDS = "Its grounds (调整依据)."
_EFFECTIVE = "Day it is to take effect (生效日期)."


class ProposalFinding(graphene.ObjectType):
    """What is wrong or odd with a proposal; errors refuse it (申报问题)."""

    code = graphene.String(required=True, description="Stable code: grounds-missing … (代码).")
    severity = graphene.Field(enums.Severity, required=True, description="How bad it is (严重程度).")
    message = graphene.String(required=True, description="What is wrong, in Chinese (问题).")
    fix = graphene.String(required=True, description="What to do, in Chinese (处理办法).")


class AdjustmentPayload(graphene.ObjectType):
    """What acting upon an adjustment came to (办理结果)."""

    adjustment = graphene.Field(
        Adjustment, description="The adjustment; null where the findings refuse it (动态调整)."
    )
    findings = list_of(ProposalFinding, "What is wrong or odd with what was proposed (申报问题).")


class LeftAdjustment(graphene.ObjectType):
    """An approved adjustment that was not applied, and why (未列入的调整)."""

    adjustment = graphene.Field(Adjustment, description="The adjustment (动态调整).")
    code = graphene.String(required=True, description="Why: item-gone, takes-effect-later … (代码).")
    message = graphene.String(required=True, description="The same in Chinese (原因).")
    fix = graphene.String(required=True, description="What to do, in Chinese (处理办法).")


class GivenCode(graphene.ObjectType):
    """A code that was given to a new item (所赋编码)."""

    item = graphene.ID(required=True, description="Node id of the power (事项标识).")
    code = graphene.String(required=True, description="The code (职权编码).")


class ApplyAdjustmentsPayload(graphene.ObjectType):
    """What applying approved adjustments came to (列入结果)."""

    applied = list_of(Adjustment, "Those that stand in the draft since (已列入).")
    left = list_of(LeftAdjustment, "Those that do not, and why (未列入).")
    codes = list_of(GivenCode, "Codes given to new items (所赋编码).")


class AdjustmentMutations:
    """Acts upon adjustments."""

    propose_adjustment = graphene.Field(
        AdjustmentPayload,
        description="Propose a change of a list; needs the right to over the body (申报调整).",
        input=graphene.Argument(AdjustmentInput, required=True, description="What is proposed (申请)."),
    )
    revise_adjustment = graphene.Field(
        AdjustmentPayload,
        description="Put another wording in place of one returned or not yet decided on (修改调整).",
        id=graphene.ID(required=True, description=_ID),
        version=graphene.Int(required=True, description=_VERSION),
        input=graphene.Argument(AdjustmentInput, required=True, description="What is proposed (申请)."),
    )
    withdraw_adjustment = graphene.Field(
        AdjustmentPayload,
        description="Take a proposal back before it is approved (撤回调整).",
        id=graphene.ID(required=True, description=_ID),
        version=graphene.Int(required=True, description=_VERSION),
        reason=graphene.String(description=_REASON),
    )
    review_adjustment = graphene.Field(
        AdjustmentPayload,
        description="Decide at a step; needs that step's right, and not on one's own proposal (审核调整).",
        id=graphene.ID(required=True, description=_ID),
        version=graphene.Int(required=True, description=_VERSION),
        step=graphene.Argument(enums.ReviewStep, required=True, description="The step (环节)."),
        decision=graphene.Argument(
            enums.ReviewDecision, required=True, description="Pass, return or refuse (审核意见)."
        ),
        reason=graphene.String(description="Reasons; returning and refusing need them (理由)."),
    )
    approve = graphene.Field(
        AdjustmentPayload,
        description="Approve an adjustment for the government; reviewAdjustment for its last step (审定).",
        id=graphene.ID(required=True, description=_ID),
        version=graphene.Int(required=True, description=_VERSION),
        reason=graphene.String(description=_REASON),
    )
    follow_up_adjustment = graphene.Field(
        AdjustmentPayload,
        description="Record that what must follow a published adjustment is in place (登记配套落实).",
        id=graphene.ID(required=True, description=_ID),
        version=graphene.Int(required=True, description=_VERSION),
        done_on=graphene.Argument(Date, required=True, description="Since which day (落实日期)."),
        note=graphene.String(description="What it is (说明)."),
    )
    apply_adjustments = graphene.Field(
        ApplyAdjustmentsPayload,
        description="Apply what is approved and due to a draft, whole or not at all, and once (列入版本).",
        division=graphene.String(required=True, description=_DIVISION),
        kind=graphene.Argument(enums.ListKind, required=True, description="Which list (清单种类)."),
        label=graphene.String(required=True, description="Label of the draft (版本名)."),
        ids=graphene.List(graphene.NonNull(graphene.ID), description="Only these; all if unsaid (标识)."),
    )
    reform = graphene.Field(
        AdjustmentPayload,
        description="Propose a reform as one act over all items of the bodies that cease (机构改革).",
        division=graphene.String(required=True, description=_DIVISION),
        lists=graphene.List(
            graphene.NonNull(enums.ListKind), required=True, description="Which lists (清单种类)."
        ),
        bodies=graphene.Argument(
            graphene.NonNull(graphene.List(graphene.NonNull(SuccessionInput))),
            description="Who takes over from whom (机构对照).",
        ),
        moves=graphene.List(
            graphene.NonNull(ItemInput),
            description="Item by item, with its new body, where several take over from one (逐项划转).",
        ),
        effective_on=graphene.Argument(Date, required=True, description=_EFFECTIVE),
        grounds=graphene.List(graphene.NonNull(GroundInput), required=True, description=_GROUNDS),
        reason=graphene.String(description=_REASON),
    )
    claim_items = graphene.Field(
        AdjustmentPayload,
        description="Claim items of a superior's list: name, category, basis and code become its (认领).",
        division=graphene.String(required=True, description=_DIVISION),
        kind=graphene.Argument(enums.ListKind, required=True, description="Which list (清单种类)."),
        body=graphene.ID(required=True, description="The body that claims (认领部门)."),
        items=graphene.Argument(
            graphene.NonNull(graphene.List(graphene.NonNull(graphene.ID))),
            description="The superior's items (上级事项).",
        ),
        effective_on=graphene.Argument(Date, required=True, description=_EFFECTIVE),
        grounds=graphene.List(
            graphene.NonNull(GroundInput), description="Its grounds; the superior's list if unsaid (依据)."
        ),
        reason=graphene.String(description=_REASON),
    )

    @staticmethod
    def resolve_propose_adjustment(_root: None, info: graphene.ResolveInfo, input: Any) -> dict[str, Any]:
        """The adjustment proposed."""
        reader = acting(info)
        return _filed(reader, request_of(reader, input))

    @staticmethod
    def resolve_revise_adjustment(
        _root: None, info: graphene.ResolveInfo, id: str, version: int, input: Any
    ) -> dict[str, Any]:
        """The adjustment revised."""
        reader = acting(info)
        number, asked = reader.number("Adjustment", id), request_of(reader, input)
        with reader.write() as connection:
            filed = proceedings.revise(
                connection, reader.principal, number, version, asked, datetime.now(UTC)
            )
        return _told(reader, filed)

    @staticmethod
    def resolve_withdraw_adjustment(
        _root: None, info: graphene.ResolveInfo, id: str, version: int, reason: str | None = None
    ) -> dict[str, Any]:
        """The adjustment withdrawn."""
        reader = acting(info)
        number = reader.number("Adjustment", id)
        with reader.write() as connection:
            proceedings.withdraw(
                connection, reader.principal, number, version, reason or "", datetime.now(UTC)
            )
        return _acted(reader, number)

    @staticmethod
    def resolve_review_adjustment(
        _root: None,
        info: graphene.ResolveInfo,
        id: str,
        version: int,
        step: Step,
        decision: Decision,
        reason: str | None = None,
    ) -> dict[str, Any]:
        """The adjustment reviewed."""
        reader = acting(info)
        number = reader.number("Adjustment", id)
        with reader.write() as connection:
            proceedings.review(
                connection,
                reader.principal,
                number,
                version,
                step,
                decision,
                reason or "",
                datetime.now(UTC),
            )
        return _acted(reader, number)

    @staticmethod
    def resolve_approve(
        _root: None, info: graphene.ResolveInfo, id: str, version: int, reason: str | None = None
    ) -> dict[str, Any]:
        """The adjustment approved."""
        return AdjustmentMutations.resolve_review_adjustment(
            _root, info, id, version, Step.GOVERNMENT, Decision.ACCEPT, reason
        )

    @staticmethod
    def resolve_follow_up_adjustment(
        _root: None,
        info: graphene.ResolveInfo,
        id: str,
        version: int,
        done_on: date,
        note: str | None = None,
    ) -> dict[str, Any]:
        """The adjustment followed up."""
        reader = acting(info)
        number = reader.number("Adjustment", id)
        with reader.write() as connection:
            proceedings.follow_up(
                connection, reader.principal, number, version, done_on, note or "", datetime.now(UTC)
            )
        return _acted(reader, number)

    @staticmethod
    def resolve_apply_adjustments(
        _root: None,
        info: graphene.ResolveInfo,
        division: str,
        kind: vocabulary.ListKind,
        label: str,
        ids: Sequence[str] | None = None,
    ) -> dict[str, Any]:
        """What was applied, what was not."""
        reader, code = acting(info), reading.division_code(division)
        numbers = [reader.number("Adjustment", text) for text in ids] if ids is not None else None
        with reader.write() as connection:
            found = proceedings.apply_adjustments(
                connection, reader.principal, code, kind, label, datetime.now(UTC), numbers
            )
        return {
            "applied": [_seen(reader, number) for number in found.applied],
            "left": [
                {
                    "adjustment": _seen(reader, number),
                    "code": why.code,
                    "message": why.message,
                    "fix": why.fix,
                }
                for number, why in found.left.items()
            ],
            "codes": [
                {"item": node_ids.encode("PowerItem", number), "code": given}
                for number, given in found.codes.items()
            ],
        }

    @staticmethod
    def resolve_reform(
        _root: None,
        info: graphene.ResolveInfo,
        division: str,
        lists: Sequence[vocabulary.ListKind],
        bodies: Sequence[dict[str, Any]],
        effective_on: date,
        grounds: Sequence[dict[str, Any]],
        moves: Sequence[dict[str, Any]] | None = None,
        reason: str | None = None,
    ) -> dict[str, Any]:
        """The reform proposed."""
        reader = acting(info)
        asked = AdjustmentRequest(
            kind=AdjustmentKind.REFORM,
            division=reading.division_code(division),
            lists=tuple(lists),
            effective_on=effective_on,
            grounds=grounds_of(grounds),
            reason=reason or "",
            after=tuple(item_of(reader, entry) for entry in moves or ()),
            successions=successions_of(bodies),
        )
        return _filed(reader, asked)

    @staticmethod
    def resolve_claim_items(
        _root: None,
        info: graphene.ResolveInfo,
        division: str,
        kind: vocabulary.ListKind,
        body: str,
        items: Sequence[str],
        effective_on: date,
        grounds: Sequence[dict[str, Any]] | None = None,
        reason: str | None = None,
    ) -> dict[str, Any]:
        """The claim proposed."""
        reader = acting(info)
        asked = AdjustmentRequest(
            kind=AdjustmentKind.CLAIM,
            division=reading.division_code(division),
            lists=(kind,),
            body=reader.number("ImplementingBody", body),
            effective_on=effective_on,
            grounds=grounds_of(grounds),
            reason=reason or "",
            sources=powers_of(reader, items),
        )
        return _filed(reader, asked)


def _filed(reader: ActingReader, asked: AdjustmentRequest) -> dict[str, Any]:
    with reader.write() as connection:
        filed = proceedings.propose(connection, reader.principal, asked, datetime.now(UTC))
    return _told(reader, filed)


def _told(reader: ActingReader, filed: Filed) -> dict[str, Any]:
    found: list[Finding] = filed.findings
    return {
        "adjustment": _seen(reader, filed.number) if filed.number is not None else None,
        "findings": found,
    }


def _acted(reader: ActingReader, number: int) -> dict[str, Any]:
    return {"adjustment": _seen(reader, number), "findings": []}


def _seen(reader: ActingReader, number: int) -> AdjustmentRecord | None:
    return proceedings.find_adjustment(reader.connection, reader.principal, number)
