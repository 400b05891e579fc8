"""Where two wordings of one text differ, marked for people, and whether that touches the matter."""

import re
import unicodedata
from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache

import msgspec
from rapidfuzz.distance import LCSseq

from seeds import seed_toml
from service.text import fold

# Words are told apart where a change of one character would mislead: article numbers, figures, Latin.
_WORDS = re.compile(
    r"第[〇零一二三四五六七八九十百千0-9０-９]+[条款项章节目]|[0-9０-９]+(?:[.．][0-9０-９]+)?|[A-Za-z]+|.",
    re.DOTALL,
)
_SENTENCES = re.compile(r"[^。；;\n]*[。；;\n]|[^。；;\n]+")
_NUMERALS = frozenset("0123456789〇零一二三四五六七八九十百千万亿两")
# Equal runs this short between two edits are reading noise: 的 left standing between new words.
_SHORTEST_ISLAND = 2
# The table of a word comparison takes words × words bits; beyond, sentences are compared.
_MOST_CELLS = 40_000_000


class Mark(StrEnum):
    """What became of a stretch of text."""

    EQUAL = "equal"
    DELETED = "deleted"
    INSERTED = "inserted"


class Segment(msgspec.Struct, frozen=True, gc=False):
    """A stretch of text and what became of it."""

    mark: Mark
    text: str


def text_difference(before: str, after: str) -> list[Segment]:
    """Return the segments that lead from one text to the other.

    The equal and deleted ones joined give `before`, the equal and inserted ones `after`; a deletion
    stands before the insertion that replaces it. Words are compared, or sentences in texts so long
    that comparing words would take more memory than the difference is worth.
    """
    if before == after:
        return [Segment(Mark.EQUAL, before)] if before else []
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    if len(old) * len(new) > _MOST_CELLS:
        old, new = _SENTENCES.findall(before), _SENTENCES.findall(after)
    runs = _without_islands(_runs(old, new))
    segments: list[Segment] = []
    for equal, deleted, inserted in runs:
        for mark, text in ((Mark.EQUAL, equal), (Mark.DELETED, deleted), (Mark.INSERTED, inserted)):
            if text:
                segments.append(Segment(mark, text))
    return segments


def is_editorial(before: str, after: str) -> bool:
    """Whether two texts differ in punctuation, width, script or exchangeable wording alone.

    Exchangeable wordings are kept in seeds/reference/editorial.toml. Punctuation between numerals
    counts (第七、十二条 is not 第七十二条), and so does everything else.
    """
    return _matter(before) == _matter(after)


def _runs(old: Sequence[str], new: Sequence[str]) -> list[tuple[str, str, str]]:
    """Return (equal, deleted, inserted) texts; each equal run is followed by the edit after it."""
    runs: list[tuple[str, str, str]] = []
    equal = deleted = inserted = ""
    for code in LCSseq.opcodes(old, new):
        if code.tag == "equal":
            if deleted or inserted:
                runs.append((equal, deleted, inserted))
                equal = deleted = inserted = ""
            equal += "".join(old[code.src_start : code.src_end])
        else:
            deleted += "".join(old[code.src_start : code.src_end])
            inserted += "".join(new[code.dest_start : code.dest_end])
    runs.append((equal, deleted, inserted))
    return runs


def _without_islands(runs: list[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """Let short equal runs between two larger edits become part of the edit."""
    joined: list[tuple[str, str, str]] = []
    for equal, deleted, inserted in runs:
        if joined and (deleted or inserted) and len(equal) < _SHORTEST_ISLAND:
            first, gone, come = joined[-1]
            joined[-1] = (first, gone + equal + deleted, come + equal + inserted)
        else:
            joined.append((equal, deleted, inserted))
    return joined


@lru_cache(maxsize=1)
def _wordings() -> tuple[re.Pattern[str], dict[str, str]]:
    standard = {
        fold(wording): fold(group[0])
        for group in seed_toml("reference", "editorial.toml")["groups"]
        for wording in group
    }
    longest_first = sorted(standard, key=lambda wording: (-len(wording), wording))
    return re.compile("|".join(map(re.escape, longest_first))), standard


def _matter(text: str) -> str:
    pattern, standard = _wordings()
    folded = pattern.sub(lambda found: standard[found[0]], fold(text))
    return "".join(
        char
        for place, char in enumerate(folded)
        if not unicodedata.category(char).startswith("P") or _between_numerals(folded, place)
    )


def _between_numerals(text: str, place: int) -> bool:
    return 0 < place < len(text) - 1 and text[place - 1] in _NUMERALS and text[place + 1] in _NUMERALS
