"""Reading cited places: 第七、十二条, 第三条至第五条, 第六十条第一款第（一）项、第二款, 附件第193项."""

import re
import unicodedata

from service.citations.model import Provision
from service.text import NUMERAL_CHARACTERS, read_numeral

DIGIT = rf"[0-9{NUMERAL_CHARACTERS}]"
NUMERAL = rf"{DIGIT}(?: ?{DIGIT}){{0,7}}"
_TO = r"至|到|[-—–~]+"
_JOINT = rf"\s*(?:{_TO}|[、,.;]|以及|或者|和|及|与|或)\s*"
# （一）, and the same as one character: ㈠ ⑴ ①
_ENCLOSED = "[㈠-㈩⑴-⒇①-⑳]"
_BRACKETED = rf"(?:\(\s*{NUMERAL}\s*\)|{_ENCLOSED})"
_NUMBERS = (
    rf"(?:{NUMERAL}(?:{_JOINT}(?:第\s*)?{NUMERAL}){{0,80}}"
    rf"|{_BRACKETED}(?:(?:{_JOINT})?(?:第\s*)?{_BRACKETED}){{0,80}})"
)
_UNITS = r"条(?!例)|款|小项|项|目(?!录)|点|章|节|编"
# 第二十八第一款: the misprint that leaves out 条 reads as an article.
_FIRST = re.compile(rf"第\s*(?P<numbers>{_NUMBERS})\s*(?P<unit>{_UNITS}|(?=第\s*{NUMERAL}\s*款))")
_NEXT = re.compile(rf"(?:第\s*)?(?P<numbers>{_NUMBERS})\s*(?P<unit>条(?!例)|款|小项|项|目(?!录)|点|章)")
_SUFFIX = re.compile(r"\s*之\s*([一二三四五六七八九十]{1,3})(?![般切定])")
_GAP = re.compile(rf"\s*(?:(?P<to>{_TO})|(?P<joint>[、,;/]|以及|或者|和|及|与|或))?\s*")
# 第十条（三）： an item without its 项, directly after the article or paragraph
_BARE_ITEMS = re.compile(
    rf"(?P<numbers>{_BRACKETED}(?:(?:{_JOINT})?{_BRACKETED}){{0,80}})(?=\s*(?:[:、,;。|+\n]|和|及|之?规定|的|$))"
)
# Spaces are not given back (*+): a run of them would be tried in every division between five places for it.
_ATTACHMENT = re.compile(
    rf"附(?P<kind>件|表|录)\s*+(?P<number>{NUMERAL})?\s*+(?:《[^》\n]{{1,80}}》|目录)?[:\s]*+(?:{_BRACKETED}\s*+)?"
    rf"(?:中的?|的)?(?=第?\s*+\(?\s*+{NUMERAL}\s*+\)?\s*+项)"
)
_BRACKETED_NUMBER = re.compile(_BRACKETED)
_ENDED = re.compile(r"\s*(?:[、,;。|《+\n]|和|及|与|之?规定|的规定|$)")
_NEVER_GOES_ON = frozenset((":", ""))
_PIECES = re.compile(rf"(?P<to>{_TO})|(?P<number>{_ENCLOSED}|{NUMERAL})")
_LONGEST_RANGE = 300
_ENCLOSED_NUMBERS = {
    mark: int(unicodedata.numeric(mark))
    for mark in map(chr, range(0x2460, 0x3230))
    if re.match(_ENCLOSED, mark)
}


class Places:
    """Cited places gathered from one list of them; `provisions` and `chapters` stand in cited order."""

    def __init__(self) -> None:
        self.provisions: list[Provision] = []
        self.chapters: list[int] = []
        self._attachment: str | None = None

    def add(self, numbers: str, unit: str, *, joined: bool, ranged: bool) -> None:
        """Take in one unit: `joined` to the one before by a separator, or `ranged` from it (至)."""
        if unit in ("编", "节"):
            return
        if unit == "章":
            self.chapters += _spell_out(numbers, self.chapters[-1] if ranged and self.chapters else None)
            return
        last = self.provisions[-1] if self.provisions else None
        if unit in ("条", ""):
            if not joined and not self.provisions:
                self.chapters.clear()  # 第四章第二十一条 cites the article
            start = last.article if ranged and last else None
            self.provisions += [Provision(article=n) for n in _spell_out(numbers, start)]
            return
        level = {"款": 1, "项": 2, "点": 2}.get(unit, 3)
        if unit == "点" and last and last.item is not None:
            level = 3
        self._descend(last, level, numbers, joined=joined, ranged=ranged)

    def _descend(
        self, last: Provision | None, level: int, numbers: str, *, joined: bool, ranged: bool
    ) -> None:
        within = last or Provision(attachment=self._attachment)
        levels = (within.paragraph, within.item, within.sub_item)
        deepest = max(
            (depth for depth, number in enumerate(levels, start=1) if number is not None), default=0
        )
        start = levels[level - 1] if ranged else None
        if last and not joined and not ranged and deepest < level:
            self.provisions.pop()
        for number in _spell_out(numbers, start):
            self.provisions.append(_at_level(within, level, number))

    def suffix(self, number: int | None) -> None:
        """Give the last article its 之一."""
        self.provisions[-1] = self.provisions[-1]._replace(article_suffix=number)

    def attach(self, kind: str, number: str | None) -> None:
        """Let the items that follow stand in that annex."""
        self._attachment = f"附{kind}{_read(number) if number else ''}"


def _at_level(within: Provision, level: int, number: int) -> Provision:
    """The place with that number at a level (1 paragraph, 2 item, 3 sub-item); what lies below is dropped."""
    if level == 1:
        return within._replace(paragraph=number, item=None, sub_item=None)
    if level == 2:
        return within._replace(item=number, sub_item=None)
    return within._replace(sub_item=number)


def read_provisions(view: str, at: int) -> tuple[Places, int] | None:
    """Read the list of cited places that begins at this offset of the plain view; None where none does.

    Returns the places and the offset behind the list.
    """
    places = Places()
    annex = _ATTACHMENT.match(view, at) if view.startswith("附", at) else None
    if annex:
        places.attach(annex["kind"], annex["number"])
        at = annex.end()
    match = (_NEXT if annex else _FIRST).match(view, at)
    if not match:
        return None
    joined = ranged = False
    while match:
        places.add(match["numbers"], match["unit"], joined=joined, ranged=ranged)
        at = _after_unit(view, match, places)
        gap = _GAP.match(view, at) if view[at : at + 1] not in _NEVER_GOES_ON else None
        if gap is None:
            break
        joined, ranged = gap["joint"] is not None, gap["to"] is not None
        match = _NEXT.match(view, gap.end())
        if match and not _continues(view, at, gap, match):
            break
    return places, at


def _after_unit(view: str, match: re.Match[str], places: Places) -> int:
    """Take in what clings to a unit, 之一 or bare items, and return the offset behind."""
    at = match.end()
    if match["unit"] == "条":
        suffix = _SUFFIX.match(view, at)
        if suffix:
            places.suffix(_read(suffix[1]))
            at = suffix.end()
    if match["unit"] in ("条", "款"):
        bare = _BARE_ITEMS.match(view, at)
        if bare:
            places.add(bare["numbers"], "项", joined=False, ranged=False)
            at = bare.end()
    return at


def _continues(view: str, at: int, gap: re.Match[str], match: re.Match[str]) -> bool:
    """A unit without 第 needs a separator; a line's own 款 or 项 after a mere break is clause text.

    Behind a mere space （一）项 goes on where the citation ends with it: （一）项目… is clause text.
    """
    separated = gap["joint"] is not None or gap["to"] is not None
    if match[0][0] != "第" and not separated:
        bracketed = _BRACKETED_NUMBER.match(match["numbers"])
        if not bracketed or (gap.end() > at and not _ENDED.match(view, match.end())):
            return False
    return match["unit"] == "条" or separated or "\n" not in gap[0]


def _spell_out(numbers: str, start: int | None) -> list[int]:
    """三、五至七 → 3, 5, 6, 7; `start` is the number a range begins at that was already taken in."""
    single = read_numeral(numbers)
    if single is not None and start is None:
        return [single]
    found: list[int] = []
    begin = start
    to = start is not None
    for piece in _PIECES.finditer(numbers):
        if piece["to"]:
            to = True
            continue
        number = _read(piece["number"])
        if number is None:
            continue
        if to and begin is not None and begin < number <= begin + _LONGEST_RANGE:
            found += range(begin + 1, number)
        found.append(number)
        begin, to = number, False
    return found


def _read(numeral: str) -> int | None:
    if numeral in _ENCLOSED_NUMBERS:
        return _ENCLOSED_NUMBERS[numeral]
    return read_numeral(numeral.replace(" ", ""))
