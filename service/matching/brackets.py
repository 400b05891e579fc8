"""Brackets in a name: what they merely remark is taken out, what they say of the scope is told."""

import re
from functools import lru_cache
from typing import NamedTuple

from service.matching.lexicon import Lexicon, lexicon
from service.matching.tokens import CLOSE, HANDLING, OPEN, tokens_of

_DOCUMENT_NUMBER = re.compile(r"\[(?:19|20)\d\d\]\d+号")
INNERMOST = re.compile(r"\(([^()]*)\)")
_UNMARKED = {ord(OPEN): None, ord(CLOSE): None}
_GLOSS_OPEN, _GLOSS_CLOSE = "\ue002", "\ue003"  # stand for brackets that only say a word again
_WHOLE_LIFE = 3


class Scope(NamedTuple):
    """What brackets include (含…) and leave out (除…)."""

    included: frozenset[str] = frozenset()
    excluded: frozenset[str] = frozenset()


NO_SCOPE = Scope()


class _Remark(NamedTuple):
    """What brackets come to: what is left in their place, and what they remark, include or leave out."""

    left: str = ""
    seen: str | None = None
    included: str | None = None
    excluded: str | None = None


def opened_brackets(text: str) -> tuple[str, Scope, tuple[str, ...]]:
    """Take out what brackets merely remark; keep the rest, marked as having stood in brackets.

    Returns the text, what the brackets say of the scope, and what they remark.
    """
    said: list[_Remark] = []

    def judged(found: re.Match[str]) -> str:
        said.append(_remark(found[1]))
        return said[-1].left

    while "(" in text and ")" in text:
        text, changed = INNERMOST.subn(judged, text)
        if not changed:
            break
    scope = Scope(
        frozenset(remark.included for remark in said if remark.included is not None),
        frozenset(remark.excluded for remark in said if remark.excluded is not None),
    )
    seen = tuple(remark.seen for remark in said if remark.seen is not None)
    return text.replace(_GLOSS_OPEN, "(").replace(_GLOSS_CLOSE, ")"), scope, seen


@lru_cache(maxsize=4096)
def _remark(content: str) -> _Remark:
    """Judge the content of brackets, which is one of a few in most names: （县级）, （新办）."""
    words = lexicon()
    inside = content.translate(_UNMARKED)
    if not inside or words.level_mark.fullmatch(inside) or _is_note(inside, words):
        return _Remark(seen=inside)
    if inside in words.glosses:
        return _Remark(f"{_GLOSS_OPEN}{inside}{_GLOSS_CLOSE}")
    if inside.startswith(words.exclusions) or inside.endswith(words.exclusions):
        return _Remark(excluded=_content(inside, words))
    if inside.startswith(words.inclusions):
        return _Remark(included=_content(inside, words))
    if _names_whole_life(inside, words):
        return _Remark(seen=inside)
    return _Remark(f"{OPEN}{inside}{CLOSE}")


def _is_note(inside: str, words: Lexicon) -> bool:
    return inside.startswith(words.note_starts) or bool(_DOCUMENT_NUMBER.search(inside))


def _names_whole_life(inside: str, words: Lexicon) -> bool:
    """Whether brackets name every handling of one item (首次、延续、变更、注销), which adds nothing."""
    tokens = tokens_of(inside, words)
    stages = {token.value for token in tokens if token.group == HANDLING}
    begins = stages & {"设立", "新办"}
    return bool(begins) and len(stages) >= _WHOLE_LIFE and all(token.group == HANDLING for token in tokens)


def _content(text: str, words: Lexicon) -> str:
    """What brackets include or leave out, without the words that say so."""
    for word in sorted((*words.inclusions, *words.exclusions), key=len, reverse=True):
        text = text.removeprefix(word).removesuffix(word)
    return "".join(token.value for token in tokens_of(text, words))
