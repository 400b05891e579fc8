"""Lists and their editions: loading a file into a draft, publishing, discarding."""

from service.editions.discard import discard
from service.editions.lists import EditionRow, editions, find_edition, latest_edition
from service.editions.load import LoadRequest, load
from service.editions.publish import publish
from service.editions.report import BodyPlan, LoadReport, LoadState

__all__ = [
    "BodyPlan",
    "EditionRow",
    "LoadReport",
    "LoadRequest",
    "LoadState",
    "discard",
    "editions",
    "find_edition",
    "latest_edition",
    "load",
    "publish",
]
