"""The workbench (工作台) as its pages tell it: tasks, changes, queues, progress; pure of HTTP."""

from service.workbench.change import change_of, path_of
from service.workbench.filling import filling_of
from service.workbench.holding import (
    HeldDraft,
    HeldList,
    base_of,
    held_draft,
    held_list,
    superior_of,
)
from service.workbench.offering import (
    Offers,
    bodies_to_propose,
    items_offered,
    kinds_to_propose,
    sources_offered,
)
from service.workbench.progress import FIGURE_LABELS, Year, seal_as_it_stands, year_of
from service.workbench.proposals import (
    KIND_FORMS,
    again,
    begun,
    request_of,
    rewritten,
    start_of,
    with_another,
)
from service.workbench.queues import Queue, queue_of_edition, queue_of_target
from service.workbench.rendering import ASSETS, asset, filled
from service.workbench.saying import expect_unchanged, meant_among, read_lineage, read_said
from service.workbench.scopes import PROPOSING, ListInScope, grants_told, lists_in_scope, rooms_of
from service.workbench.tasks import desk_of, drafts_in_hand, may_revise
from service.workbench.telling import title_of
from service.workbench.typed import Typed, number_of

__all__ = [
    "ASSETS",
    "FIGURE_LABELS",
    "KIND_FORMS",
    "PROPOSING",
    "HeldDraft",
    "HeldList",
    "ListInScope",
    "Offers",
    "Queue",
    "Typed",
    "Year",
    "again",
    "asset",
    "base_of",
    "begun",
    "bodies_to_propose",
    "change_of",
    "desk_of",
    "drafts_in_hand",
    "expect_unchanged",
    "filled",
    "filling_of",
    "grants_told",
    "held_draft",
    "held_list",
    "items_offered",
    "kinds_to_propose",
    "lists_in_scope",
    "may_revise",
    "meant_among",
    "number_of",
    "path_of",
    "queue_of_edition",
    "queue_of_target",
    "read_lineage",
    "read_said",
    "request_of",
    "rewritten",
    "rooms_of",
    "seal_as_it_stands",
    "sources_offered",
    "start_of",
    "superior_of",
    "title_of",
    "with_another",
    "year_of",
]
