"""Reading an item's code: which scheme it is of, its parts, and whether it passes the scheme's checks."""

import re
from functools import lru_cache

import msgspec

from service.codes import national, provincial, sichuan
from service.codes.scheme import CodePart
from service.text import fold

_SCHEMES = (national.fit, sichuan.fit, provincial.fit)
_SCIENTIFIC = re.compile(r"[0-9](\.[0-9]+)?E\+?[0-9]+")
_SHORT_OF_ZEROS = re.compile(r"[1-9][0-9]{8,10}(\.0)?")


class CodeReading(msgspec.Struct, frozen=True):
    """A code read: `value` verbatim, the scheme's stable name (None where it fits none) and its parts.

    `problems` say in Chinese why it is not valid; `doubts` what is odd in a valid one (a misprinted body's
    code inside a sound code).
    """

    value: str
    scheme: str | None
    parts: tuple[CodePart, ...]
    valid: bool
    problems: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()

    def part(self, name: str) -> str | None:
        """Return the part of that name, None where the code has none."""
        return next((part.value for part in self.parts if part.name == name), None)


# A reading takes 700 bytes. Who reads a list reads each code a few times over, soon after one another.
@lru_cache(maxsize=8192)
def read_code(text: str) -> CodeReading:
    """Read a code cell by the schemes of domain §3; width and white space are ignored, never raises."""
    code = text.upper() if text.isascii() and text.isalnum() else fold(text).upper()
    for fit in _SCHEMES:
        found = fit(code)
        if found:
            return CodeReading(
                text, found.scheme, found.parts, not found.problems, found.problems, found.doubts
            )
    return CodeReading(text, None, (), False, (_why_nothing_fits(text, code),))


def basic_code(text: str) -> str | None:
    """Return what two levels' codes are compared by (`same_code`): the embedded basic code.

    Of a code whose scheme embeds none, the whole code folded; None for an empty cell.
    """
    reading = read_code(text)
    if reading.scheme == national.BASIC:
        return "".join(part.value for part in reading.parts)
    return reading.part("basic") or fold(text).upper() or None


def _why_nothing_fits(text: str, code: str) -> str:
    if not code:
        return "编码为空"
    if _SCIENTIFIC.fullmatch(code):
        return f"编码“{text}”被表格存成了数字，后面的位数已经丢失"
    if _SHORT_OF_ZEROS.fullmatch(code):
        return f"编码“{text}”不足12位，可能丢失了开头的0"
    return f"编码“{text}”不符合任何已知的编码规则"
