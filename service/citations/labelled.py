"""Cells written as labelled fields: 法律法规名称:… 依据文号:… 条款号:… 条款内容:…"""

import re

from service.citations.draft import Draft
from service.citations.model import Basis, CellReading, Span
from service.citations.provisions import read_provisions
from service.citations.tokens import LABELS

_LABEL = re.compile(
    "|".join(rf"(?P<{kind}>(?:{words}))" for kind, words in LABELS.items()).join(
        (r"(?<![\u4e00-\u9fff])(?:", r")\s*:\s*")
    )
)
_AT_START = re.compile(rf"[\s0-9.、()]*(?:{LABELS['title']})\s*:")
_MARKS = "《》<>〈〉 \t\r\n\u3000；;，,"


def read_labelled(text: str, view: str) -> CellReading | None:
    """Read a cell that begins with a title's label; None for any other cell."""
    if ":" not in view or not _AT_START.match(view):
        return None
    labels = list(_LABEL.finditer(view))
    bases: list[Basis] = []
    spans: list[Span] = []
    draft: Draft | None = None
    own: list[Span] = []
    for place, label in enumerate(labels):
        start = label.end()
        end = labels[place + 1].start() if place + 1 < len(labels) else len(text)
        if label["title"]:
            if draft:
                bases.append(draft.close(text, label.start(), tuple(own)))
            draft, own = Draft(label.start(), None), []
            draft.take_title(text[start:end].strip(_MARKS))
        elif draft and not _take(draft, label, text, view, start, end):
            own.append(Span(start, end, text[start:end]))
            spans.append(own[-1])
    if draft:
        bases.append(draft.close(text, len(text), tuple(own)))
    return CellReading(tuple(bases), tuple(spans))


def _take(draft: Draft, label: re.Match[str], text: str, view: str, start: int, end: int) -> bool:
    """Take in one field; False where it holds text that was not understood."""
    value = text[start:end].strip(_MARKS)
    if not value or label["other"]:
        return True
    if label["quoted"]:
        draft.clause = start
        return True
    if label["number"]:
        return draft.take_promulgation(value)
    read = read_provisions(view[:end], start)
    if not read:
        return False
    draft.take_places(read[0], heading=False)
    return True
