"""Penalties that leave a choice and have no discretion standard (裁量基准)."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from service.checks.kinds import FINDING_KINDS, WHOLE_LIST_FROM
from service.checks.model import ItemOutcome, Outline, Remark
from service.checks.reading import ReadBasis, words
from service.findings import Severity
from service.items import ItemContent, StandingItem
from service.text import fold
from service.vocabulary import Category

RANGE, OPEN, FIXED = "range", "open", "fixed"
_FIX = "按裁量权基准规定补充该处罚的裁量阶次，或者写明裁量基准的文件。"


def has_standard(content: ItemContent) -> bool:
    """Whether the cell names a standard; 无 and a dash name none."""
    cell = fold(content.discretion)
    return bool(cell) and not _pattern("no_standard").fullmatch(cell)


def penalty_without_standard(item: StandingItem, bases: Sequence[ReadBasis]) -> str:
    """Return `range`, `open` or `fixed` for a penalty without a standard, "" for any other item.

    `range`: a quoted clause, or the name, leaves a choice of amount or kind; `fixed`: clauses are quoted and
    leave none; `open`: nothing is quoted.
    """
    if item.category is not Category.PENALTY or has_standard(item.content):
        return ""
    quoted = [read.basis.quoted_text for read in bases if read.basis.quoted_text]
    text = fold("\n".join([item.content.name, *quoted]))
    if _pattern("range").search(text):
        return RANGE
    return FIXED if quoted else OPEN


def check_discretion(
    items: Sequence[Outline], outcomes: Sequence[ItemOutcome]
) -> Iterator[tuple[int | None, Remark]]:
    """Yield `missing-discretion-standard` with the item's place; None for the whole list.

    Where other penalties of the list have a standard, each without one is told unless its clauses leave no
    choice. Where none has, those whose clauses show a range are told as advice, the rest in one sentence.
    """
    penalties = [place for place, item in enumerate(items) if item.category is Category.PENALTY]
    in_use = any(outcomes[place].has_standard for place in penalties)
    open_ones = []
    for place in penalties:
        state = outcomes[place].penalty
        if state == RANGE:
            message = "处罚有裁量幅度，没有列出裁量基准。"
            yield place, _remark(message, Severity.WARNING if in_use else Severity.ADVICE)
        elif state == OPEN and in_use:
            yield place, _remark("没有列出裁量基准，清单中其他处罚都列有。", Severity.WARNING)
        elif state == OPEN:
            open_ones.append(place)
    if len(open_ones) >= WHOLE_LIST_FROM:
        message = f"清单没有列出裁量基准；{len(open_ones)} 项处罚没有引出条文，是否有裁量幅度看不出来。"
        yield None, _remark(message, Severity.ADVICE)
        return
    for place in open_ones:
        yield place, _remark("没有列出裁量基准；没有引出条文，是否有裁量幅度看不出来。", Severity.ADVICE)


def _remark(message: str, severity: Severity) -> Remark:
    code = "missing-discretion-standard"
    return Remark(code, severity, message, _FIX, FINDING_KINDS[code].source)


@lru_cache(maxsize=4)
def _pattern(key: str) -> re.Pattern[str]:
    return re.compile(words()[key].replace("，", ","))
