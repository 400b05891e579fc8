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
_RANGED = "处罚有裁量幅度，没有列出裁量基准。"
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
    choice. Where none has, the list lacks the column: that is told once, of a short list item by item.
    """
    penalties = [place for place, item in enumerate(items) if item.category is Category.PENALTY]
    in_use = any(outcomes[place].has_standard for place in penalties)
    lacking = [place for place in penalties if outcomes[place].penalty in (RANGE, OPEN)]
    if not in_use and len(lacking) >= WHOLE_LIST_FROM:
        yield None, _of_list(len(penalties), [outcomes[place].penalty for place in lacking])
        return
    for place in lacking:
        ranged = outcomes[place].penalty == RANGE
        if in_use:
            message = _RANGED if ranged else "没有列出裁量基准，清单中其他处罚列有。"
            yield place, _remark(message, Severity.WARNING)
        else:
            message = _RANGED if ranged else "没有列出裁量基准；没有引出条文，是否有裁量幅度看不出来。"
            yield place, _remark(message, Severity.ADVICE)


def _of_list(penalties: int, lacking: Sequence[str]) -> Remark:
    """What is told of a list none of whose penalties has a standard."""
    told = []
    if RANGE in lacking:
        told.append(f"{lacking.count(RANGE)} 项所引条文有裁量幅度")
    if OPEN in lacking:
        told.append(f"{lacking.count(OPEN)} 项没有引出条文，是否有裁量幅度看不出来")
    message = f"清单的 {penalties} 项处罚都没有列出裁量基准：{'，'.join(told)}。"
    fix = "增加“裁量基准”一栏，写明各项处罚的裁量阶次或者裁量基准的文件。"
    return _remark(message, Severity.ADVICE, fix)


def _remark(message: str, severity: Severity, fix: str = _FIX) -> Remark:
    code = "missing-discretion-standard"
    return Remark(code, severity, message, fix, FINDING_KINDS[code].source)


@lru_cache(maxsize=4)
def _pattern(key: str) -> re.Pattern[str]:
    return re.compile(words()[key].replace("，", ","))
