"""Adjustments at work: proposed, reviewed step by step, applied to drafts; delegations; who sees what."""

from service.proceedings.acting import Filed, follow_up, propose, review, revise, withdraw
from service.proceedings.applying import Applied, apply_adjustments
from service.proceedings.asked import AdjustmentRequest, AskedItem, AskedRecipient
from service.proceedings.building import build, require_latest, sources_of, standing_of
from service.proceedings.delegations import DelegationRecord, DelegationSelection, delegation_page
from service.proceedings.facts import gather_facts
from service.proceedings.previewing import RemarkOnChange, affected_items, legal_remarks
from service.proceedings.records import (
    AdjustmentRecord,
    AdjustmentSelection,
    EditionNamed,
    adjustment_page,
    counts_by_state,
    find_adjustment,
    submissions_of,
    terms_of,
)
from service.proceedings.rights import STEP_RIGHTS, has_proposed, may_propose

__all__ = [
    "STEP_RIGHTS",
    "AdjustmentRecord",
    "AdjustmentRequest",
    "AdjustmentSelection",
    "Applied",
    "AskedItem",
    "AskedRecipient",
    "DelegationRecord",
    "DelegationSelection",
    "EditionNamed",
    "Filed",
    "RemarkOnChange",
    "adjustment_page",
    "affected_items",
    "apply_adjustments",
    "build",
    "counts_by_state",
    "delegation_page",
    "find_adjustment",
    "follow_up",
    "gather_facts",
    "has_proposed",
    "legal_remarks",
    "may_propose",
    "propose",
    "require_latest",
    "review",
    "revise",
    "sources_of",
    "standing_of",
    "submissions_of",
    "terms_of",
    "withdraw",
]
