"""Duties (责任事项): one cell's text divided by the stages it names, nothing of it lost."""

import re
from functools import lru_cache

from seeds import seed_toml
from service.items import Duty

_FIELD_SPACES = " \t\r\n\u3000"


@lru_cache(maxsize=1)
def _stage_heading() -> re.Pattern[str]:
    stages = sorted(seed_toml("loading", "words.toml")["stages"], key=len, reverse=True)
    names = "|".join(map(re.escape, stages))
    return re.compile(
        rf"(?:^|(?<=[\n。；;]))[ \t\u3000]*(?:[（(]?[0-9０-９一二三四五六七八九十]{{1,2}}[)）.、．]?\s*)?"
        rf"((?:{names}))(?:环节|阶段)?(?:责任)?[ \t]*[:：]"
    )


@lru_cache(maxsize=8192)
def split_duties(text: str) -> tuple[tuple[str, str], ...]:
    """Divide a text into (stage, text) where it is built of stage headings (受理责任：…, 2.审查：…).

    Only where the text begins with one and names at least two different stages; else it is one part without
    a stage. The parts are verbatim, headings included, and joined they are the text but for white space.
    """
    found = list(_stage_heading().finditer(text))
    if len({match.group(1) for match in found}) < 2 or text[: found[0].start()].strip(_FIELD_SPACES):
        return (("", text),)
    starts = [match.start() for match in found] + [len(text)]
    return tuple(
        (match.group(1), text[start:end].strip(_FIELD_SPACES))
        for match, start, end in zip(found, starts, starts[1:], strict=False)
    )


def duties_of(entries: list[tuple[str, str, str]]) -> tuple[Duty, ...]:
    """Make the duties of an item's entries (stage, text, basis), one entry for each cell of duties.

    An only entry without a stage of its own is divided by the stages its text names; a basis divided by the
    same stages goes with them, any other stands with every part.
    """
    if len(entries) != 1 or entries[0][0]:
        return tuple([Duty(text=text, stage=stage, basis=basis) for stage, text, basis in entries])
    _, text, basis = entries[0]
    parts = split_duties(text)
    if len(parts) == 1:
        return (Duty(text=text, basis=basis),)
    bases = dict(split_duties(basis))
    fits = "" not in bases and bases.keys() <= {stage for stage, _ in parts} and len(parts) == len(dict(parts))
    return tuple([Duty(text=part, stage=stage, basis=bases.get(stage, "") if fits else basis) for stage, part in parts])
