"""Folding: what makes two spellings of one text equal without changing its matter."""

import re
import unicodedata
from functools import lru_cache

from opencc import OpenCC
from rapidfuzz.distance import Postfix, Prefix

_to_simplified = OpenCC("t2s").convert
_CJK = "".join(map(chr, (*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000), *range(0xF900, 0xFB00))))
# OpenCC is asked only where a character may change: it costs ten times the rest.
_TRADITIONAL = re.compile(
    "["
    + "".join(x for x, y in zip(_CJK, _to_simplified("\n".join(_CJK)).split("\n"), strict=True) if x != y)
    + "\U00020000-\U0003ffff]"
)
# What those are made of when it is spelt as a radical, in a circle or for old encodings, and some more.
_IN_CONTEXT = re.compile(
    _TRADITIONAL.pattern[:-1] + "\u2e80-\u2fdf\u3190-\u319f\u3200-\u33ff\uf900-\ufaff\U0001f200-\U0001f2ff]"
)
# Brackets, dashes and dots that normalisation leaves apart although offices use them for one another.
_ALIKE = {
    "〔": "[", "〕": "]", "﹝": "[", "﹞": "]", "【": "[", "】": "]", "〖": "[", "〗": "]",
    "〈": "<", "〉": ">", "《": "<", "》": ">", "“": '"', "”": '"', "‘": "'", "’": "'",
    "—": "-", "–": "-", "―": "-", "‐": "-", "−": "-", "•": "·", "・": "·",
}  # fmt: skip
_SPACE_CATEGORIES = {"Zs", "Zl", "Zp", "Cf"}
_EDGES = " \t\r\n\f\v\u3000\u00a0\u200b\ufeff"


def _is_space(char: str) -> bool:
    return char.isspace() or unicodedata.category(char) in _SPACE_CATEGORIES


class _Folds(dict[int, str]):
    """What each character folds to, filled in as characters are met."""

    def __missing__(self, code: int) -> str:
        plain = unicodedata.normalize("NFKD", chr(code))
        folded = "".join(_ALIKE.get(char, char).lower() for char in plain if not _is_space(char))
        self[code] = folded
        return folded


class _Squeezes(dict[int, str]):
    """Every character but white space and invisible marks, filled in as characters are met."""

    def __missing__(self, code: int) -> str:
        kept = "" if _is_space(chr(code)) else chr(code)
        self[code] = kept
        return kept


_SHORT = 64
_FOLDS = _Folds()
_SQUEEZES = _Squeezes()


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Return the text with width, script, case and spaces folded; what it says stays.

    Names are compared after this: a difference in these alone is no change of a list (contract §3).
    """
    folded = text.translate(_FOLDS)
    return _to_simplified(folded) if _TRADITIONAL.search(folded) else folded


def fold_alike(one: str, other: str) -> bool:
    """Whether two texts fold to the same: only what stands between their equal ends is folded for it."""
    begin = Prefix.similarity(one, other)
    end = min(Postfix.similarity(one, other), min(len(one), len(other)) - begin)
    was, now = one[begin : len(one) - end], other[begin : len(other) - end]
    is_short = len(was) <= _SHORT and len(now) <= _SHORT
    if is_short and _without_script(was) != _without_script(now):
        return False
    if folds_in_context(one) or folds_in_context(now):
        was, now = one, other
    # Without its memory: whole texts seldom come twice, and 65,000 of them would stay.
    return fold.__wrapped__(was) == fold.__wrapped__(now)


@lru_cache(maxsize=4096)
def _without_script(text: str) -> str:
    """What folding leaves of a text that no script has a part in, whatever stands beside it.

    Kept, for what a year writes otherwise it often writes so in many items: the law that came or went.
    """
    return "".join(filter(str.isascii, text.translate(_FOLDS)))


def folds_in_context(text: str) -> bool:
    """Whether what a character of the text folds to may depend on those beside it."""
    return _IN_CONTEXT.search(text) is not None


def changes_by_context(char: str) -> bool:
    """Whether what a character folds to depends on the characters beside it (traditional script)."""
    return _TRADITIONAL.search(char.translate(_FOLDS)) is not None


def squeeze(text: str) -> str:
    """Return the text without any white space, inner spaces and line breaks included."""
    return text.translate(_SQUEEZES)


def tidy(text: str) -> str:
    """Return the text without white space at its ends; its inside is verbatim."""
    return text.strip(_EDGES)
