"""Where a quoted clause ends: the next place inside running text at which a citation begins.

A clause is full of references of its own (违反本条例第十条规定的, 依照《…》处罚). A citation begins only at a
rank tag, or at an edge - a line's start, the end of a sentence - with a title or a heading behind it.
"""

import re

from service.citations import tokens
from service.citations.provisions import DIGIT, read_provisions

_ANCHOR = re.compile(
    rf"[【《】]|第(?=\s*\(?\s*{DIGIT})|附(?=[件表录]\s*{DIGIT}*\s*第)"
    rf"|\n[ \u3000\xa0]*(?=(?:{tokens.TAG_WORDS})\s*:|中华人民共和国)"
)
_SPACES = " \t\u3000\xa0\n"
_EDGES = frozenset('。;!?”"』…|)]' + _SPACES)
_SENTENCE_ENDS = frozenset('。…”"')
_BRACKETED_TAG = re.compile(r"【[^【】\n]{1,14}】")
_NUMBERED = re.compile(rf"[。;!?”\"』…|)\]\s]\s*(?P<number>{tokens.NUMBERING})\s*$")
_ISSUED = re.compile(rf"\n\s*(?P<issuer>{tokens.ISSUER}(?:[、,\s]*{tokens.ISSUER})?)\s*$")
_BEGUN = re.compile(r"\n\s*(?P<title>[\u4e00-\u9fff]{0,20}(?:实施|关于|贯彻|执行))$")
_LOOK_BACK = 60
_TAG_LENGTH = 14


def next_citation(view: str, at: int) -> int | None:
    """Return the offset at which the next citation begins, None where the clause runs to the end."""
    for anchor in _ANCHOR.finditer(view, at):
        begin = anchor.start()
        mark = view[begin]
        if mark in "第附":
            if view[begin - 1] in _EDGES and _is_heading(view, begin):
                return begin
        elif mark == "《":
            head = _title_head(view, begin)
            if head is not None and head >= at:
                return head
        elif mark == "\n":
            if tokens.TAG.match(view, anchor.end()) or tokens.PLAIN_TITLE.match(view, anchor.end()):
                return anchor.end()
        elif mark == "【":
            if _BRACKETED_TAG.match(view, begin):
                return begin
        else:
            broken = tokens.BROKEN_TAG.search(view, max(at, begin - _TAG_LENGTH), begin + 1)
            if broken:
                return broken.start()
    return None


def _edge_before(view: str, begin: int) -> tuple[str, bool]:
    """Return the last character before an offset that is no space, and whether a line breaks in between."""
    back = begin
    broken = False
    while back and view[back - 1] in _SPACES:
        back -= 1
        broken = broken or view[back] == "\n"
    return (view[back - 1] if back else "\n"), broken or not back


def _is_heading(view: str, begin: int) -> bool:
    """Whether 第…条 at an edge heads a quoted article instead of being referred to in a sentence."""
    read = read_provisions(view, begin)
    if not read or not read[0].provisions:
        return False
    end = read[1]
    if tokens.RUNS_ON.match(view, end):
        return False
    before, at_line = _edge_before(view, begin)
    at_line = at_line or before == "|"
    if read[0].provisions[0].article is None and view[begin] == "第":
        return at_line and view[end : end + 1] == ":"
    if at_line or (before in _SENTENCE_ENDS and view[begin - 1] not in _SPACES):
        return True
    return bool(tokens.HEADED_BY.match(view, end)) and before not in tokens.NOT_BEFORE_HEAD


def _title_head(view: str, begin: int) -> int | None:
    """Return where the citation begins whose title stands here (its numbering, its issuer), else None."""
    before, at_line = _edge_before(view, begin)
    head = begin
    numbered = False
    if not at_line and before not in _EDGES:
        floor = max(0, begin - _LOOK_BACK)
        found = _NUMBERED.search(view, max(0, begin - 12), begin) if before in "、.:)" else None
        numbered = found is not None
        begun = _BEGUN.search(view, floor, begin)
        if begun and tokens.PLAIN_TITLE.match(view, begun.start("title")):
            return begun.start("title")
        found = found or _ISSUED.search(view, floor, begin)
        if not found:
            return None
        head = found.start(found.lastgroup or 0)
        before, at_line = _edge_before(view, head)
    elif before == ")":
        found = _NUMBERED.search(view, max(0, begin - 12), begin)
        if found:
            numbered = True
            head = found.start("number")
            before, at_line = _edge_before(view, head)
    if before in tokens.NOT_BEFORE_HEAD:
        return None
    title = tokens.TITLE.match(view, begin)
    if not title:
        return None
    follows = tokens.FOLLOWS_TITLE if at_line or numbered or before == "|" else tokens.CITES_ON
    if not follows.match(view, title.end()):
        return None
    read = read_provisions(view, title.end())
    return None if read and tokens.RUNS_ON.match(view, read[1]) else head
