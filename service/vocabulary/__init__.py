"""The field's closed vocabularies: categories, list kinds, levels, kinds of body, states, verdicts."""

from service.vocabulary.categories import CategoryReading, read_category
from service.vocabulary.terms import (
    BodyKind,
    Category,
    ChangeKind,
    Decision,
    EditionState,
    InstrumentRank,
    InstrumentStatus,
    Level,
    ListKind,
    Verdict,
)

__all__ = [
    "BodyKind",
    "Category",
    "CategoryReading",
    "ChangeKind",
    "Decision",
    "EditionState",
    "InstrumentRank",
    "InstrumentStatus",
    "Level",
    "ListKind",
    "Verdict",
    "read_category",
]
