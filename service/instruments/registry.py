"""Matching a cited title to an instrument of the registry: which it took, how, and how sure it is.

A title is taken when it is the instrument's own, one of its aliases, or the title inside 关于印发〈…〉的通知.
One that is none of these is taken only for a misprint of a title: a change of a character or two that makes
no word any title has, or any small change where the document number is the instrument's. Another place,
number, year or kind of document is another instrument. What comes near but is not taken is only named.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from rapidfuzz import fuzz, process
from rapidfuzz.distance import Indel, Opcode

from service.instruments.keys import inner_title, number_key, title_key, without_misprinted_state
from service.instruments.model import How, Instrument, InstrumentMatch
from service.instruments.places import leading_place
from service.text import NUMERAL_CHARACTERS

TAKEN_FROM = 0.85
_INNER_SURE, _NUMBER_SURE, _NUMBER_ONLY, _MISPRINT_SURE = 0.98, 0.95, 0.9, 0.88
_NOTHING = InstrumentMatch(None, None, 0.0)
_STEM_SCORE, _SHORTEST_STEM = 0.7, 3
_NEAR, _NEAR_WITH_NUMBER = 75.0, 60.0
_SHORTEST_MISPRINT, _SHORTEST_OF_TWO = 7, 10
_MOST_EDITS = 4  # insertions and deletions: two characters exchanged
_MOST_LENGTHENED = 2
_LONGEST = 200
_FILLING = frozenset("的和与及、或者")
# Words that citations of national laws and regulations leave out or put in: 固体废物污染防治法.
_FILLING_WORDS = frozenset(("环境", "管理", "国家", "全国"))
_NATIONAL_KINDS = frozenset(("法", "条例", "实施条例"))
_DIGITS = re.compile(rf"[0-9{NUMERAL_CHARACTERS}]+")
_KINDS = re.compile(
    r"(实施条例|实施办法|实施细则|暂行条例|法|条例|办法|规定|细则|决定|规则|规程|准则|通知|意见)(\(.*\))?$"
)
_EDGE = "\x02"


class Registry:
    """The registry's instruments, to be found by what a citation says of them."""

    def __init__(self, instruments: Iterable[Instrument]) -> None:
        self.instruments = tuple(instruments)
        self._by_title: dict[str, Instrument] = {}
        self._by_alias: dict[str, list[Instrument]] = defaultdict(list)
        self._by_number: dict[str, list[Instrument]] = defaultdict(list)
        for instrument in self.instruments:
            self._by_title.setdefault(title_key(instrument.title), instrument)
            for alias in instrument.aliases:
                self._by_alias[title_key(alias)].append(instrument)
            if instrument.document_number:
                self._by_number[number_key(instrument.document_number)].append(instrument)
        self._keys: Sequence[str] = [*self._by_title, *self._by_alias]
        self._words = {piece for key in self._keys for size in (2, 3) for piece in _pieces(key, size)}
        self._by_stem: dict[str, list[Instrument]] = defaultdict(list)
        for key, instrument in self._by_title.items():
            self._by_stem[key.removesuffix(_kind(key))].append(instrument)
        self._found: dict[tuple[str, str], InstrumentMatch] = {}

    def match(self, title: str | None, number: str | None = None) -> InstrumentMatch:
        """Return what a citation of this title and document number (as written) cites; never raises."""
        key, told = title_key(title or ""), number_key(number or "")
        known = self._found.get((key, told))
        if known is None:
            known = self._found[key, told] = self._match(title or "", key, told)
        return known

    def _match(self, title: str, key: str, number: str) -> InstrumentMatch:
        if not key:
            return self._of_number(number)
        exact = self._exact(key)
        if exact or len(key) > _LONGEST:
            return exact or _NOTHING
        inner = inner_title(title)
        within = self._exact(title_key(inner)) if inner else None
        if within and within.instrument:
            return InstrumentMatch(within.instrument, How.INNER_TITLE, _INNER_SURE)
        for rest in without_misprinted_state(key):
            if rest in self._by_title:
                return InstrumentMatch(self._by_title[rest], How.MISPRINT, _MISPRINT_SURE)
        return self._near(key, number)

    def _exact(self, key: str) -> InstrumentMatch | None:
        own = self._by_title.get(key)
        if own:
            return InstrumentMatch(own, How.TITLE, 1.0)
        aliased = self._by_alias.get(key, ())
        if len(aliased) == 1:
            return InstrumentMatch(aliased[0], How.ALIAS, 1.0)
        return InstrumentMatch(None, None, 0.0, aliased[0]) if aliased else None

    def _of_number(self, number: str) -> InstrumentMatch:
        numbered = self._by_number.get(number, ()) if _DIGITS.search(number) else ()
        if len(numbered) == 1:
            return InstrumentMatch(numbered[0], How.NUMBER, _NUMBER_ONLY)
        return _NOTHING

    def _near(self, key: str, number: str) -> InstrumentMatch:
        numbered = self._by_number.get(number, ()) if _DIGITS.search(number) else ()
        by_number = [one for one in numbered if fuzz.ratio(key, title_key(one.title)) >= _NEAR_WITH_NUMBER]
        if len(by_number) == 1 and _same_place(key, title_key(by_number[0].title)):
            return InstrumentMatch(by_number[0], How.NUMBER, _NUMBER_SURE)
        close = process.extract(key, self._keys, scorer=fuzz.ratio, score_cutoff=_NEAR, limit=5)
        if not close:
            return self._of_stem(key)
        misprinted = {
            one.id: one for near, _, _ in close if self._is_misprint(key, near) for one in self._all_of(near)
        }
        if len(misprinted) == 1:
            return InstrumentMatch(next(iter(misprinted.values())), How.MISPRINT, _MISPRINT_SURE)
        near, ratio, _ = close[0]
        if not _same_place(key, near) or _ratio_beyond_place(key, near) < _NEAR:
            return self._of_stem(key)
        return InstrumentMatch(
            None, None, round(min(ratio / 100, TAKEN_FROM - 0.01), 2), self._all_of(near)[0]
        )

    def _of_stem(self, key: str) -> InstrumentMatch:
        """Name the instrument that differs in the kind of document alone: 全民健身法 for 全民健身条例."""
        stem = key.removesuffix(_kind(key))
        alike = self._by_stem.get(stem, ()) if len(stem) >= _SHORTEST_STEM else ()
        return InstrumentMatch(None, None, _STEM_SCORE, alike[0]) if len(alike) == 1 else _NOTHING

    def _all_of(self, key: str) -> Sequence[Instrument]:
        own = self._by_title.get(key)
        return (own,) if own else self._by_alias[key]

    def _is_misprint(self, cited: str, known: str) -> bool:
        """Whether the cited title is the known one but for a slip that makes no other title's word."""
        if abs(len(cited) - len(known)) > _MOST_LENGTHENED:
            return False
        if Indel.distance(cited, known, score_cutoff=_MOST_EDITS) > _MOST_EDITS:
            return False
        if _DIGITS.findall(cited) != _DIGITS.findall(known) or _kind(cited) not in ("", _kind(known)):
            return False
        if not _same_place(cited, known):
            return False
        steps = [step for step in Indel.opcodes(known, cited) if step.tag != "equal"]
        changed = {
            character
            for step in steps
            for character in known[step.src_start : step.src_end] + cited[step.dest_start : step.dest_end]
        }
        if changed <= _FILLING:
            return True
        if len(steps) == 1 and _kind(known) in _NATIONAL_KINDS and not leading_place(known)[0]:
            (step,) = steps
            put = known[step.src_start : step.src_end] or cited[step.dest_start : step.dest_end]
            if put in _FILLING_WORDS and len(cited) >= _SHORTEST_MISPRINT:
                return True
        places = sum(not _replaces(step, steps) or step.tag == "insert" for step in steps)
        if len(known) < (_SHORTEST_MISPRINT if places == 1 else _SHORTEST_OF_TWO):
            return False
        return all(self._is_slip(step, cited, replaces=_replaces(step, steps)) for step in steps)

    def _is_slip(self, step: Opcode, cited: str, *, replaces: bool) -> bool:
        """Whether one step away from the known title makes something no title has.

        What was put in must be one character that makes no word with one of its neighbours at least; what
        was left out must leave neighbours that never meet.
        """
        bounded = f"{_EDGE}{cited}{_EDGE}"
        start, end = step.dest_start + 1, step.dest_end + 1
        if start == end:
            joined = (bounded[max(0, start - 2) : start + 1], bounded[start - 1 : start + 2])
            return replaces or not self._words.issuperset(joined)
        beside = (bounded[start - 1 : start + 1], bounded[start : start + 2])
        return end - start == 1 and not self._words.issuperset(beside)


def _pieces(key: str, size: int) -> Iterator[str]:
    """All runs of so many characters, the title's edges included."""
    bounded = f"{_EDGE}{key}{_EDGE}"
    return (bounded[at : at + size] for at in range(len(bounded) - size + 1))


def _replaces(step: Opcode, steps: Sequence[Opcode]) -> bool:
    """Whether what a step leaves out is replaced by what the step beside it puts in."""
    return any(other.tag == "insert" and step.src_start <= other.src_start <= step.src_end for other in steps)


def _same_place(a: str, b: str) -> bool:
    return leading_place(a) == leading_place(b)


def _ratio_beyond_place(a: str, b: str) -> float:
    """How alike two titles of one place are in what stands behind its name."""
    at = len(leading_place(a)[0])
    return fuzz.ratio(a[at:], b[at:])


def _kind(key: str) -> str:
    found = _KINDS.search(key)
    return found[1] if found else ""
