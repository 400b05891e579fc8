"""Legal bases: a basis cell read into citations of instruments and their provisions."""

from service.citations.canonical import write_basis, write_provision
from service.citations.model import Basis, CellReading, Promulgation, Provision, Span
from service.citations.reading import read_bases, read_basis_cell

__all__ = [
    "Basis",
    "CellReading",
    "Promulgation",
    "Provision",
    "Span",
    "read_bases",
    "read_basis_cell",
    "write_basis",
    "write_provision",
]
