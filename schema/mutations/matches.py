"""Recording decisions on pairs of powers."""

from collections.abc import Sequence
from typing import Any

import graphene

from schema import enums
from schema.acting import acting
from service import vocabulary
from service.access import NATION, Right, require
from service.decisions import Proposal, Recorded, record_decisions
from service.errors import Refusal

_MOST = 200


class MatchDecisionInput(graphene.InputObjectType):
    """One decision on two powers (一项认定)."""

    before = graphene.ID(
        required=True, description="The reference's, or the earlier edition's power (原事项)."
    )
    after = graphene.ID(required=True, description="The other power (现事项).")
    decision = graphene.Argument(
        enums.Decision,
        required=True,
        description="CONFIRMED, REJECTED, or AUTOMATIC to take a decision back (认定).",
    )
    why = graphene.String(description="Reasons (理由).")
    version = graphene.Int(
        description="Version of the decision that was seen, 0 for none; anything else is refused (所见版本)."
    )


class RecordMatchDecisionsPayload(graphene.ObjectType):
    """How many decisions were recorded (认定结果)."""

    confirmed = graphene.Int(required=True, description="Confirmed (确认数).")
    rejected = graphene.Int(required=True, description="Rejected (否定数).")
    withdrawn = graphene.Int(required=True, description="Taken back (撤回数).")
    unchanged = graphene.Int(required=True, description="Stood already (未变数).")


class MatchMutations:
    """Acts on pairs of powers."""

    record_match_decisions = graphene.Field(
        RecordMatchDecisionsPayload,
        description=(
            "Record what a person decided of pairs of powers, at most 200, all or none; needs the right over"
            " the list of `after` (确认匹配)."
        ),
        decisions=graphene.Argument(
            graphene.NonNull(graphene.List(graphene.NonNull(MatchDecisionInput))),
            description="The decisions (认定).",
        ),
        edition=graphene.ID(
            description="Edition whose list they are within; between two lists without one (版本)."
        ),
    )

    @staticmethod
    def resolve_record_match_decisions(
        _root: None, info: graphene.ResolveInfo, decisions: Sequence[Any], edition: str | None = None
    ) -> Recorded:
        """How many were recorded."""
        reader = acting(info)
        if len(decisions) > _MOST:
            raise Refusal("bad-argument", f"一次给出了 {len(decisions)} 项认定。", f"至多 {_MOST} 项。")
        proposals = [
            Proposal(
                before=reader.number("PowerItem", given["before"]),
                after=reader.number("PowerItem", given["after"]),
                decision=_decided(given["decision"]),
                reason=given.get("why") or "",
                version=given.get("version"),
            )
            for given in decisions
        ]
        number = reader.number("Edition", edition) if edition is not None else None
        who = reader.principal
        if who is None:
            who = require(who, Right.DECIDE_MATCHES, division=None)
        try:
            with reader.write() as connection:
                return record_decisions(connection, proposals, decided_by=who, edition_id=number)
        except Refusal as refusal:
            if refusal.code == "unknown-item":  # which is for who may see all to know
                require(who, Right.DECIDE_MATCHES, division=NATION, below=True)
            raise


def _decided(decision: vocabulary.Decision) -> vocabulary.Decision:
    """A decision that a person can take; raises `Refusal` (`bad-argument`) for another."""
    if decision is vocabulary.Decision.STATED:
        raise Refusal("bad-argument", "STATED 只由处理意见表给出。", "写 CONFIRMED、REJECTED 或 AUTOMATIC。")
    return decision
