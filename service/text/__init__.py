"""Reading Chinese text as offices write it: folding width, script and spaces."""

from service.text.bulk import fold_all
from service.text.folding import fold, fold_alike, squeeze, tidy
from service.text.numerals import NUMERAL_CHARACTERS, read_numeral, write_numeral

__all__ = [
    "NUMERAL_CHARACTERS",
    "fold",
    "fold_alike",
    "fold_all",
    "read_numeral",
    "squeeze",
    "tidy",
    "write_numeral",
]
