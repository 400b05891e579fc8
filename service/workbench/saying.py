"""What somebody said of pairs in a queue: read from the form, one decision a pair."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import product

from service.decisions import Proposal
from service.errors import Refusal
from service.items import StandingItem
from service.pages.views import one_line
from service.text import fold
from service.vocabulary import Decision
from service.workbench.typed import Typed, number_of

MOST_SAID = 200
_SAYS = {each.value: each for each in (Decision.CONFIRMED, Decision.REJECTED, Decision.AUTOMATIC)}
_NUMBERED = re.compile(r"〔([0-9]{1,18})〕\s*$")


def read_said(typed: Typed, meant: Callable[[str], StandingItem], *, reference_side: bool) -> list[Proposal]:
    """Return the decisions of a form: of each pair its own word, else its group's.

    `meant` tells which power somebody typed as meant instead: another of the reference (`reference_side`),
    else another of the later edition; the pair itself is then rejected. Raises `Refusal` (`bad-argument`).
    """
    reason = typed.one("reason")
    groups = {key: name.removeprefix("of.") for name, key in typed if name.startswith("of.")}
    found: list[Proposal] = []
    for name, value in typed:
        if not name.startswith("v."):
            continue
        key = name.removeprefix("v.")
        before, after = _pair_of(key)
        other = typed.one(f"else.{key}")
        together = typed.one(f"all.{groups[key]}") if key in groups else ""
        said = _SAYS.get(typed.one(f"say.{key}") or together)
        if other:
            said = Decision.REJECTED
            item = meant(other).id
            pair = (item, after) if reference_side else (before, item)
            if pair == (before, after):
                raise Refusal("bad-argument", "改认的事项就是原来那一项。", "直接确认，或者写另一事项。")
            found.append(Proposal(before=pair[0], after=pair[1], decision=Decision.CONFIRMED, reason=reason))
        if said:
            found.append(
                Proposal(before=before, after=after, decision=said, reason=reason, version=number_of(value))
            )
    if not found:
        raise Refusal("bad-argument", "没有作出认定。", "对至少一对事项选择确认或者否定。")
    if len(found) > MOST_SAID:
        raise Refusal("bad-argument", f"一次作出了 {len(found)} 项认定。", f"至多 {MOST_SAID} 项。")
    return found


def read_lineage(
    typed: Typed, before: Callable[[str], StandingItem], after: Callable[[str], StandingItem]
) -> list[Proposal]:
    """Return the decisions of the form that names powers: one and one, several and one, one and several.

    Raises `Refusal` (`bad-argument`).
    """
    olds = [before(text) for text in typed.all("before") if text]
    news = [after(text) for text in typed.all("after") if text]
    if not olds or not news:
        raise Refusal("bad-argument", "两边都要写明事项。", "左右各写至少一项。")
    if len(olds) > 1 and len(news) > 1:
        raise Refusal(
            "bad-argument", "不能几项对几项。", "合并写几个原事项、一个现事项；拆分写一个原事项、几个现事项。"
        )
    reason = typed.one("reason")
    return [
        Proposal(before=old, after=new, decision=Decision.CONFIRMED, reason=reason)
        for old, new in product(dict.fromkeys(i.id for i in olds), dict.fromkeys(i.id for i in news))
    ]


def meant_among(items: Sequence[StandingItem], where: str) -> Callable[[str], StandingItem]:
    """Return what finds the power that was typed: by its number in brackets, else by its name alone.

    It raises `Refusal` (`bad-argument`) for none or several.
    """
    by_number = {item.id: item for item in items}
    by_name: dict[str, list[StandingItem]] = {}
    for item in items:
        for name in {item.content.name, one_line(item.content.name, item.content.sub_item_name)}:
            by_name.setdefault(fold(name), []).append(item)

    def meant(text: str) -> StandingItem:
        numbered = _NUMBERED.search(text)
        found = [by_number[int(numbered[1])]] if numbered and int(numbered[1]) in by_number else []
        found = found or by_name.get(fold(text), [])
        if len(found) == 1:
            return found[0]
        told = "没有" if not found else f"有 {len(found)} 个"
        raise Refusal(
            "bad-argument", f"{where}里{told}名为“{text[:60]}”的事项。", "从列出的名称中选择，带上〔编号〕。"
        )

    return meant


def expect_unchanged(
    proposals: Sequence[Proposal], decided_at: Callable[[tuple[int, int]], datetime | None], seen: str
) -> None:
    """Raise `Refusal` (`decision-changed`) where a pair named by hand was decided on since it was looked at.

    `seen` is the moment the page was made, in ISO form. Pairs of the queue carry versions instead.
    """
    try:
        moment = datetime.fromisoformat(seen)
    except ValueError as error:
        raise Refusal("bad-argument", "页面没有写明时间。", "刷新页面后再认定。") from error
    for each in proposals:
        at = decided_at(each.pair) if each.version is None else None
        if at is not None and (moment.tzinfo is None or at > moment):
            raise Refusal(
                "decision-changed", "所写的一对事项此间已有人认定。", "看过下面的“已认定”后再提交。"
            )


def _pair_of(key: str) -> tuple[int, int]:
    before, _, after = key.partition(".")
    return number_of(before), number_of(after)
