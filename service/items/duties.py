"""Reading duties (责任事项): a cell's text divided by the stages it names, nothing of it lost."""

import re
from collections.abc import Iterator
from functools import lru_cache

from seeds import seed_toml
from service.items.content import Duty

_MAX_HEADING = 20
_FIELD_SPACES = " \t\r\n\u3000"


@lru_cache(maxsize=1)
def _heading() -> re.Pattern[str]:
    stages = sorted(seed_toml("reference", "duty_stages.toml")["stages"], key=len, reverse=True)
    names = "|".join(map(re.escape, stages))
    number = r"[（(]?[0-9０-９一二三四五六七八九十]{1,2}[)）.、．]?\s*"
    return re.compile(rf"[ \t\u3000]*(?:{number})?({names})(?:环节|阶段)?(?:责任)?[ \t]*")


@lru_cache(maxsize=4096)
def _stage(before_colon: str) -> str:
    """Return the stage a text before a colon is the heading of, else nothing."""
    match = _heading().fullmatch(before_colon)
    return match.group(1) if match else ""


def split_duties(text: str) -> tuple[tuple[str, str], ...]:
    """Divide a text into (stage, text) where it is built of stage headings (受理责任：…, 2.审查：…).

    Only where the text begins with one and names at least two different stages; else it is one part without
    a stage. The parts are verbatim, headings included, and joined they are the text but for white space.
    """
    found = list(_headings(text))
    if len(found) < 2 or len({stage for stage, _ in found}) < 2 or text[: found[0][1]].strip(_FIELD_SPACES):
        return (("", text),)
    starts = [start for _, start in found] + [len(text)]
    return tuple(
        [
            (stage, text[start:end].strip(_FIELD_SPACES))
            for (stage, start), end in zip(found, starts[1:], strict=True)
        ]
    )


def _headings(text: str) -> Iterator[tuple[str, int]]:
    """Find stage headings and where they begin, colon by colon; the same few come again and again."""
    if ":" in text:
        text = text.replace(":", "：")
    at = text.find("：")
    while at >= 0:
        begin = max(at - _MAX_HEADING, 0)
        start = max(
            text.rfind("\n", begin, at),
            text.rfind("。", begin, at),
            text.rfind("；", begin, at),
            text.rfind(";", begin, at),
        )
        if start >= 0 or begin == 0:
            stage = _stage(text[start + 1 : at])
            if stage:
                yield stage, start + 1
        at = text.find("：", at + 1)


def read_duties(duties: tuple[Duty, ...]) -> tuple[Duty, ...]:
    """Read an item's duties, verbatim as they stand in its content, by their stages.

    An only duty without a stage of its own is divided by the stages its text names; a basis divided by the
    same stages goes with them, any other stands with every part. Of several duties each gets the stage that
    its text begins with.
    """
    if len(duties) != 1:
        return tuple(
            [duty if duty.stage else Duty(duty.text, _first_stage(duty.text), duty.basis) for duty in duties]
        )
    (duty,) = duties
    parts = split_duties(duty.text)
    if duty.stage or len(parts) == 1:
        return duties
    bases = dict(split_duties(duty.basis)) if duty.basis else {}
    stages = {stage for stage, _ in parts}
    if bases and "" not in bases and bases.keys() <= stages and len(parts) == len(stages):
        return tuple([Duty(part, stage, bases.get(stage, "")) for stage, part in parts])
    return tuple([Duty(part, stage, duty.basis) for stage, part in parts])


def _first_stage(text: str) -> str:
    """Return the stage whose heading the text begins with, else nothing."""
    for stage, start in _headings(text):
        return "" if text[:start].strip(_FIELD_SPACES) else stage
    return ""
