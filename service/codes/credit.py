"""Unified social credit codes (GB 32100) and the organisation codes before them (GB 11714)."""

import re
from functools import lru_cache
from typing import Literal, NamedTuple

from service.text import fold

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_VALUES = {character: value for value, character in enumerate(_ALPHABET)}
_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_LEGACY = re.compile(r"([0-9A-Z]{8})-?([0-9X])", re.ASCII)
_LEGACY_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


class CreditCodeReading(NamedTuple):
    """A body's code read.

    `valid` says that the text as written is a credit code of GB 32100. `normalised` is the code to work with:
    set for a valid one, for one whose only fault is lower case, and for a sound GB 11714 code (without its
    hyphen); None otherwise. `kind` tells which of the two codes it is. `problem` is a Chinese sentence.
    """

    value: str
    normalised: str | None
    kind: Literal["credit", "legacy"] | None
    valid: bool
    problem: str | None

    @property
    def organisation(self) -> str | None:
        """The 9-character organisation code: of a credit code its characters 9 to 17."""
        if self.normalised is None:
            return None
        return self.normalised[8:17] if self.kind == "credit" else self.normalised


@lru_cache(maxsize=8192)
def check_credit_code(text: str) -> CreditCodeReading:
    """Read a credit-code cell; width and white space are ignored, never raises."""
    folded = fold(text)
    code = folded.upper()
    if not code:
        return CreditCodeReading(text, None, None, False, "未填写统一社会信用代码")
    legacy = _LEGACY.fullmatch(code)
    if legacy:
        return _check_legacy(text, legacy)
    problem = _problem(code)
    if problem:
        return CreditCodeReading(text, None, None, False, problem)
    if any("a" <= character <= "z" for character in text):
        return CreditCodeReading(text, code, "credit", False, "统一社会信用代码中有小写字母，应为大写")
    return CreditCodeReading(text, code, "credit", True, None)


def _problem(code: str) -> str | None:
    if len(code) != 18:
        return f"统一社会信用代码应为18位，现为{len(code)}位"
    for place, character in enumerate(code, start=1):
        if character not in _VALUES:
            return f"统一社会信用代码第{place}位“{character}”不是允许的字符"
    total = sum(_VALUES[character] * weight for character, weight in zip(code, _WEIGHTS, strict=False))
    expected = _ALPHABET[-total % 31]
    return None if code[17] == expected else f"统一社会信用代码校验位应为“{expected}”，现为“{code[17]}”"


def _check_legacy(text: str, match: re.Match[str]) -> CreditCodeReading:
    body, check = match.groups()
    total = sum(int(character, 36) * weight for character, weight in zip(body, _LEGACY_WEIGHTS, strict=True))
    expected = "0123456789X0"[11 - total % 11]
    if check != expected:
        problem = f"组织机构代码校验位应为“{expected}”，现为“{check}”"
        return CreditCodeReading(text, None, None, False, problem)
    problem = "是9位组织机构代码，不是18位统一社会信用代码"
    return CreditCodeReading(text, body + check, "legacy", False, problem)
