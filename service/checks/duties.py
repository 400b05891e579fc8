"""Powers without duties and duties without powers (权责脱节)."""

import re
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from service.checks.kinds import FINDING_KINDS, WHOLE_LIST_FROM
from service.checks.model import ItemOutcome, Outline, Remark
from service.checks.reading import words
from service.findings import Severity
from service.items import ItemContent
from service.text import fold
from service.vocabulary import Category, ListKind

_FIX_DUTIES = "补充与该职权对应的责任事项、追责情形。"
_FIX_POWER = "核对该责任对应的职权；职权已取消的，一并取消责任事项。"
_SIDES = {
    "power-without-duties": ("责任清单", "职权", _FIX_DUTIES),
    "duties-without-power": ("权力清单", "责任", _FIX_POWER),
}


class Counterpart(NamedTuple):
    """The other of a division's separate power and responsibility lists, by what joins them.

    `codes` are folded codes, `names` pairs of a body's number and a folded full name.
    """

    codes: Collection[str]
    names: Collection[tuple[int, str]]

    def holds(self, item: Outline) -> bool:
        """Whether it has the item's counterpart: by code, else by body and name."""
        if any(code in self.codes for code in item.codes):
            return True
        return (item.body.id, fold(item.name + item.sub_item_name)) in self.names


def has_duties(content: ItemContent) -> bool:
    """Whether the item names a duty; 无 and a dash name none."""
    return any(duty.text and not _nothing().fullmatch(fold(duty.text)) for duty in content.duties)


@lru_cache(maxsize=1)
def _nothing() -> re.Pattern[str]:
    return re.compile(words()["no_duty"])


def check_duties(
    kind: ListKind,
    items: Sequence[Outline],
    outcomes: Sequence[ItemOutcome],
    counterpart: Counterpart | None,
) -> Iterator[tuple[int | None, Remark]]:
    """Yield `power-without-duties`, `duties-without-power` with the item's place; None for the whole list.

    A combined list has its own duties; a power list those of the division's responsibility list where it
    has one, and the other way round. Public services are no powers.
    """
    powers = [place for place, item in enumerate(items) if item.category is not Category.PUBLIC_SERVICE]
    if not powers:
        return
    if kind is ListKind.COMBINED or (kind is ListKind.POWER and counterpart is None):
        yield from _without_own(powers, outcomes)
    elif kind is ListKind.POWER:
        lacking = [place for place in powers if not outcomes[place].has_duties]
        yield from _without_counterpart("power-without-duties", lacking, items, counterpart)
    elif kind is ListKind.RESPONSIBILITY:
        yield from _without_counterpart("duties-without-power", powers, items, counterpart)


def _without_own(
    powers: Sequence[int], outcomes: Sequence[ItemOutcome]
) -> Iterator[tuple[int | None, Remark]]:
    lacking = [place for place in powers if not outcomes[place].has_duties]
    if len(lacking) == len(powers) >= WHOLE_LIST_FROM:
        message = f"清单的 {len(powers)} 项职权都没有列出责任事项。"
        yield None, _remark("power-without-duties", message, _FIX_DUTIES)
        return
    for place in lacking:
        yield place, _remark("power-without-duties", "没有列出责任事项。", _FIX_DUTIES)


def _without_counterpart(
    code: str, places: Sequence[int], items: Sequence[Outline], counterpart: Counterpart | None
) -> Iterator[tuple[int | None, Remark]]:
    other, subject, fix = _SIDES[code]
    if counterpart is None:
        message = f"该区划没有公布{other}，{len(places)} 项{subject}无从对应。"
        yield None, _remark(code, message, f"载入并公布{other}，或者使用权责清单。")
        return
    for place in places:
        if not counterpart.holds(items[place]):
            yield place, _remark(code, f"{other}中没有与该{subject}对应的事项。", fix)


def _remark(code: str, message: str, fix: str) -> Remark:
    return Remark(code, Severity.WARNING, message, fix, FINDING_KINDS[code].source)
