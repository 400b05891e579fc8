"""Legal instruments: matching cited titles to the registry, inferring ranks, status as of a day."""

from service.instruments.cleanup import (
    CleanedDocument,
    DocumentCleanup,
    DocumentState,
    clean_documents,
)
from service.instruments.keys import number_key, plain_title, title_key
from service.instruments.model import How, Instrument, InstrumentMatch, RankReading, Version
from service.instruments.rank import infer_rank, rank_of
from service.instruments.registry import TAKEN_FROM, Registry
from service.instruments.status import status_on, turning_days

__all__ = [
    "TAKEN_FROM",
    "CleanedDocument",
    "DocumentCleanup",
    "DocumentState",
    "How",
    "Instrument",
    "InstrumentMatch",
    "RankReading",
    "Registry",
    "Version",
    "clean_documents",
    "infer_rank",
    "number_key",
    "plain_title",
    "rank_of",
    "status_on",
    "title_key",
    "turning_days",
]
