"""Lists and their editions: loading a file into a draft, publishing, discarding."""

from service.editions.acts import discard_as, load_as, publish_as
from service.editions.amending import Present, Stands, StatedPair, restate, stated_pairs
from service.editions.derive import index_search
from service.editions.discard import discard
from service.editions.drafting import open_draft
from service.editions.figures import keep_figures
from service.editions.lists import (
    EditionRow,
    editions,
    find_edition,
    latest_edition,
    require_division,
    require_label,
)
from service.editions.load import LoadRequest, load
from service.editions.news import DraftNews
from service.editions.progress import LoadProgress, Phase
from service.editions.publish import publish
from service.editions.registration import body_named, enter_succession, known_bodies
from service.editions.report import BodyPlan, LoadReport, LoadState

__all__ = [
    "BodyPlan",
    "DraftNews",
    "EditionRow",
    "LoadProgress",
    "LoadReport",
    "LoadRequest",
    "LoadState",
    "Phase",
    "Present",
    "Stands",
    "StatedPair",
    "body_named",
    "discard",
    "discard_as",
    "editions",
    "enter_succession",
    "find_edition",
    "index_search",
    "keep_figures",
    "known_bodies",
    "latest_edition",
    "load",
    "load_as",
    "open_draft",
    "publish",
    "publish_as",
    "require_division",
    "require_label",
    "restate",
    "stated_pairs",
]
