"""Folding: what makes two spellings of one text equal without changing its matter."""

import re
import unicodedata
from functools import lru_cache

from opencc import OpenCC

_SPACES = re.compile(r"[\s\u200b-\u200f\u2060\ufeff\u00ad]+")
_to_simplified = OpenCC("t2s").convert
# Brackets, dashes and dots that NFKC leaves apart although offices use them for one another.
_ALIKE = str.maketrans(
    {
        "〔": "[", "〕": "]", "﹝": "[", "﹞": "]", "【": "[", "】": "]", "〖": "[", "〗": "]",
        "〈": "<", "〉": ">", "《": "<", "》": ">", "“": '"', "”": '"', "‘": "'", "’": "'",
        "—": "-", "–": "-", "―": "-", "‐": "-", "−": "-", "·": "·", "•": "·", "・": "·",
    }
)  # fmt: skip


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Return the text with width, script, case and spaces folded; what it says stays.

    Names are compared after this: a difference in these alone is no change of a list (contract §3).
    """
    folded = unicodedata.normalize("NFKC", text).translate(_ALIKE)
    folded = _SPACES.sub("", folded).lower()
    return _to_simplified(folded) if not folded.isascii() else folded


def squeeze(text: str) -> str:
    """Return the text without any white space, inner spaces and line breaks included."""
    return _SPACES.sub("", text)


def tidy(text: str) -> str:
    """Return the text without white space at its ends; its inside is verbatim."""
    return text.strip(" \t\r\n\f\v\u3000\u00a0\u200b\ufeff")
