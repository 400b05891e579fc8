"""New codes by scheme (赋码): the series that a new item's code continues, and the code of a number in it.

A number is never reused: whoever asks for the next one must have counted every code of the series there
ever was. Which parts a series keeps and which part counts is the scheme's (domain §3).
"""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from service.codes import CodeReading, read_code
from service.text import fold

_BASIC, _IMPLEMENTING, _SICHUAN, _GUIZHOU, _HAINAN = (
    "national-basic", "national-implementing", "sichuan", "guizhou-xk", "hainan",
)  # fmt: skip


class Series(NamedTuple):
    """Codes that differ in one number: `head`, the number in `width` digits, `tail`."""

    head: str
    width: int
    tail: str

    @property
    def key(self) -> str:
        """What names the series: the head as codes are looked up by, the width, and the tail."""
        return f"{fold(self.head)}#{self.width}#{fold(self.tail)}"

    def code(self, number: int) -> str | None:
        """The code of that number; None beyond the last that the width holds."""
        return f"{self.head}{number:0{self.width}d}{self.tail}" if 0 < number < 10**self.width else None

    def number(self, folded: str) -> int | None:
        """The number in a folded code that begins as the series does, whatever follows; None for others."""
        head = fold(self.head)
        digits = folded[len(head) : len(head) + self.width]
        if not folded.startswith(head) or len(digits) != self.width or not digits.isdecimal():
            return None
        return int(digits)


def series_for(codes: Iterable[str]) -> Series | None:
    """Return the series that most of these codes are of; None where none is of a scheme that counts.

    The codes are those of the items of one body and category, which a new one goes beside.
    """
    found = Counter(filter(None, map(_main_series, map(read_code, codes))))
    return max(found, key=lambda series: (found[series], series), default=None)


def sub_series_for(code: str) -> Series | None:
    """Return the series of the sub-items of an item with that code; None where its scheme has none."""
    reading = read_code(code)
    sub = reading.part("sub")
    if not reading.valid or not sub:
        return None
    head = code[: -len(sub)]
    if reading.scheme in (_BASIC, _GUIZHOU) or (reading.scheme == _SICHUAN and "-" not in code):
        return Series(head, len(sub), "") if code.endswith(sub) else None
    return None


def _main_series(reading: CodeReading) -> Series | None:
    parts = {part.name: part.value for part in reading.parts}
    main, sub = parts.get("main", ""), parts.get("sub", "")
    if not reading.valid or not main:
        return None
    match reading.scheme:
        case "national-basic":
            return Series(
                parts["region"] + parts["category"] + parts["department"], len(main), "0" * len(sub)
            )
        case "sichuan" if "division" not in parts:
            head = parts["region"] + parts["category"] + parts.get("department", "")
            return Series(head, len(main), "0" * len(sub))
        case "guizhou-xk" if "division" not in parts:
            return Series(parts["category"], len(main), "0" * len(sub))
        case "hainan":
            return Series(f"{parts['division']}{parts['agency']}-{parts['category']}-", len(main), "")
        case _:
            return None


def implementing_code(basic: str, beside: Iterable[str]) -> str | None:
    """Return the implementing code of a national basic code, where the codes beside it have such ones."""
    readings = [read_code(code) for code in beside]
    heads = Counter(
        (reading.part("credit_code") or "") + (reading.part("level") or "")
        for reading in readings
        if reading.scheme == _IMPLEMENTING and reading.valid
    )
    if not heads or read_code(basic).scheme != _BASIC:
        return None
    return max(heads, key=lambda head: (heads[head], head)) + basic
