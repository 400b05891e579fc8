"""The books of a list (建帐、对帐、查帐): opened from an edition, reconciled, closed under a seal."""

from service.books.closing import Closed, close_year
from service.books.correcting import corrected_by, corrections_of
from service.books.opening import Book, find_book, open_year
from service.books.reconciling import Reckoning, reconcile_book
from service.books.reporting import FIGURES, report_figures, reported
from service.books.sealing import (
    ALGORITHM,
    SealedItem,
    Verification,
    seal_of,
    sealed_items,
    sealed_page,
    seals_of,
    verify_edition,
)

__all__ = [
    "ALGORITHM",
    "FIGURES",
    "Book",
    "Closed",
    "Reckoning",
    "SealedItem",
    "Verification",
    "close_year",
    "corrected_by",
    "corrections_of",
    "find_book",
    "open_year",
    "reconcile_book",
    "report_figures",
    "reported",
    "seal_of",
    "sealed_items",
    "sealed_page",
    "seals_of",
    "verify_edition",
]
