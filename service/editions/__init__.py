"""Lists and their editions: loading a file into a draft, publishing, discarding."""

from service.editions.acts import discard_as, load_as, publish_as
from service.editions.derive import index_search
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
    "discard_as",
    "editions",
    "find_edition",
    "index_search",
    "latest_edition",
    "load",
    "load_as",
    "publish",
    "publish_as",
]
