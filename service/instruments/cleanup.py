"""The cleanup of a division's normative documents (规范性文件清理) between two days."""

from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum

import msgspec

from service.divisions import find_division, name_forms
from service.instruments.keys import plain_title
from service.instruments.model import Instrument
from service.instruments.places import leading_place
from service.instruments.rank import infer_rank
from service.instruments.status import status_on
from service.text import fold
from service.vocabulary import InstrumentRank, InstrumentStatus

_ENDS = {InstrumentStatus.REPEALED: "repealed", InstrumentStatus.LAPSED: "lapsed"}


class DocumentState(StrEnum):
    """What became of a document between two days."""

    STANDING = "standing"
    ISSUED = "issued"
    REPEALED = "repealed"
    LAPSED = "lapsed"
    ISSUED_AND_REPEALED = "issued-and-repealed"
    ISSUED_AND_LAPSED = "issued-and-lapsed"
    UNKNOWN = "unknown"


class CleanedDocument(msgspec.Struct, frozen=True):
    """A document of the division and what became of it; those ended before the first day are no part."""

    id: int
    title: str
    document_number: str | None
    state: DocumentState


class DocumentCleanup(msgspec.Struct, frozen=True, kw_only=True):
    """The account: before + issued − repealed − lapsed = after.

    `unknown` documents, of which nobody knows since when or until when they stand, are in none of these.
    """

    before: int
    issued: int
    repealed: int
    lapsed: int
    after: int
    unknown: int
    documents: Sequence[CleanedDocument]


def clean_documents(
    instruments: Iterable[Instrument], division: str, before: date, after: date
) -> DocumentCleanup:
    """Return what became of the division's normative documents from one day to a later one.

    A document is the division's when its title begins with the division's name, or its issuer does.
    """
    found = [
        CleanedDocument(one.id, one.title, one.document_number, state)
        for one in instruments
        if _is_document(one) and _is_of(one, division)
        for state in (_state(one, before, after),)
        if state is not None
    ]
    count = {state: sum(document.state is state for document in found) for state in DocumentState}
    repealed = count[DocumentState.REPEALED] + count[DocumentState.ISSUED_AND_REPEALED]
    lapsed = count[DocumentState.LAPSED] + count[DocumentState.ISSUED_AND_LAPSED]
    issued = (
        count[DocumentState.ISSUED]
        + count[DocumentState.ISSUED_AND_REPEALED]
        + count[DocumentState.ISSUED_AND_LAPSED]
    )
    return DocumentCleanup(
        before=count[DocumentState.STANDING] + count[DocumentState.REPEALED] + count[DocumentState.LAPSED],
        issued=issued,
        repealed=repealed,
        lapsed=lapsed,
        after=count[DocumentState.STANDING] + count[DocumentState.ISSUED],
        unknown=count[DocumentState.UNKNOWN],
        documents=found,
    )


def _is_document(one: Instrument) -> bool:
    rank = one.rank or infer_rank(one.title, one.document_number or "").rank
    return rank is InstrumentRank.NORMATIVE_DOCUMENT


def _is_of(one: Instrument, division: str) -> bool:
    known = find_division(division)
    forms = tuple(map(fold, name_forms(known.name))) if known else ()
    if not forms:
        return False
    place = leading_place(plain_title(one.title))[0]
    if place:
        return place.endswith(forms)
    return fold(one.issuer or "").startswith(forms)


def _state(one: Instrument, before: date, after: date) -> DocumentState | None:
    """What became of it; None where it is no part of the account."""
    begun = one.effective_on or one.issued_on
    dated = msgspec.structs.replace(one, effective_on=begun)
    then, now = status_on(dated, before), status_on(dated, after)
    if InstrumentStatus.UNKNOWN in (then, now):
        return DocumentState.UNKNOWN
    if then in _ENDS or now is InstrumentStatus.NOT_YET_IN_FORCE:
        return None
    if then is InstrumentStatus.NOT_YET_IN_FORCE:
        return DocumentState(f"issued-and-{_ENDS[now]}") if now in _ENDS else DocumentState.ISSUED
    return DocumentState(_ENDS[now]) if now in _ENDS else DocumentState.STANDING
