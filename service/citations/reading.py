"""Reading a basis cell (设定依据) into the documents it cites and the places it cites of them.

The cell is walked once. Outside quoted clauses every title, number and 第…条 is a citation. After the places
cited, running text begins a quoted clause; inside it only an edge (a line's start, the end of a sentence, a
rank tag) followed by a title or an article's heading is a citation again: a clause's own references are not.
"""

from functools import lru_cache

from service.citations import tokens
from service.citations.clauses import next_citation
from service.citations.draft import Draft
from service.citations.labelled import read_labelled
from service.citations.model import Basis, CellReading, Span
from service.citations.plain import plain
from service.citations.promulgation import NUMBER_CORE, find_number
from service.citations.provisions import Places, read_provisions

_HARD = frozenset("\n;。|/、")
_LONGEST_LEFTOVER = 5
_NUMBER_WINDOW = 60


@lru_cache(maxsize=4096)
def read_basis_cell(text: str) -> CellReading:
    """Read a basis cell; never raises. Nothing is invented: what is not understood is told with its place."""
    view = plain(text)
    if tokens.NOTHING.fullmatch(view):
        return CellReading((), ())
    labelled = read_labelled(text, view)
    return labelled or _Walk(text, view).run()


def read_bases(text: str) -> tuple[Basis, ...]:
    """Return the bases of a basis cell in their order (`read_basis_cell` tells what was not understood)."""
    return read_basis_cell(text).bases


class _Walk:
    """One walk over a cell: `at` is the offset reached, `draft` the basis that is being read.

    `tag` and `begin` are the rank tag and the offset of a basis announced (by a tag, by its issuer) whose
    title is yet to come.
    """

    def __init__(self, text: str, view: str) -> None:
        self.text = text
        self.view = view
        self.at = 0
        self.draft: Draft | None = None
        self.tag: str | None = None
        self.begin: int | None = None
        self.in_clause = False
        self.after_colon = False
        self.passed: int | None = None
        self.bases: list[Basis] = []
        self.spans: list[Span] = []
        self.told = 0

    def run(self) -> CellReading:
        length = len(self.view)
        while self.at < length:
            if self.in_clause:
                self._skip_clause()
            else:
                self._read_citation()
        self._close(length)
        return CellReading(tuple(self.bases), tuple(self.spans))

    # Outside a clause

    def _read_citation(self) -> None:
        glue = tokens.GLUE.match(self.view, self.at)
        begin = glue.end() if glue else self.at
        if begin >= len(self.view):
            self.at = begin
            return
        spaced = begin > self.at
        hard = begin == 0 or (spaced and not _HARD.isdisjoint(self.view[self.at : begin]))
        self.at = begin
        first = self.view[begin]
        if first in tokens.FIRST_OF_MARKED and self._read_marked(begin, first):
            return
        if self._read_places(begin, hard=hard or not spaced) or self._read_unmarked(begin, hard=hard):
            return
        self._begin_clause(begin)

    def _read_marked(self, at: int, first: str) -> bool:
        """Tags, titles in their marks, brackets, colons, numbering: what the first character gives away."""
        if first == ":":
            self.at = at + 1
            self.after_colon = True
            return True
        if first == "《":
            return self._read_title(at)
        if first == "(":
            misopened = tokens.MISOPENED_TITLE.match(self.view, at)
            if self._read_title(at) if misopened else self._read_bracket(at):
                return True
        if first == "[" and self.draft and self.draft.awaits_promulgation:
            square = tokens.SQUARE_BRACKET.match(self.view, at)
            if square:
                self._take_bracket(square.start(1), square.end(1))
                self.at = square.end()
                return True
        return self._read_tag(at) or self._read_numbering(at)

    def _read_tag(self, at: int) -> bool:
        tag = tokens.TAG.match(self.view, at)
        if not tag:
            return False
        name = self.text[tag.start(tag.lastgroup or 0) : tag.end(tag.lastgroup or 0)].strip()
        self._close(at)
        self.tag, self.begin = name, at
        self.at = tag.end()
        return True

    def _read_numbering(self, at: int) -> bool:
        """1. and （一） before a basis; after cited places they may begin clause text instead."""
        numbering = tokens.NUMBERING_AT.match(self.view, at)
        if not numbering:
            return False
        heads = self.view.startswith(("《", "【"), numbering.end()) or tokens.TAG.match(
            self.view, numbering.end()
        )
        if not heads and self.draft and self.draft.cites:
            return False
        if numbering["bare"] and self.draft:
            self._close(at)
        self.at = numbering.end()
        return True

    def _read_title(self, at: int) -> bool:
        title = (
            tokens.TITLE.match(self.view, at)
            or tokens.OPEN_TITLE.match(self.view, at)
            or tokens.MISOPENED_TITLE.match(self.view, at)
        )
        if not title or not title["title"].strip():
            return False
        if self.draft and self.draft.provisions and not tokens.CITED_TITLE.match(self.view, title.end()):
            return False
        amending = tokens.AMENDING.match(self.view, title.end())
        if amending and self.draft and self.draft.title and self.draft.awaits_promulgation:
            self._take_bracket(at, amending.end())
            self.at = amending.end()
            return True
        self._open(at, self.text[title.start("title") : title.end("title")])
        self.at = title.end()
        return True

    def _read_bracket(self, at: int) -> bool:
        draft = self.draft
        bracket = tokens.BRACKET.match(self.view, at) or tokens.OPEN_BRACKET.match(self.view, at)
        if not bracket:
            return False
        if draft is None or (draft.provisions and not draft.clause):
            number = find_number(self.view, bracket.start(1), bracket.end(1))
            if draft is None and number and "《" not in bracket[1]:
                self._open(at, None)
                self._take_bracket(bracket.start(1), bracket.end(1))
                self.at = bracket.end()
                return True
            return self._skip_remark(bracket.start(), bracket.end())
        if not draft.awaits_promulgation:
            return False
        if draft.title is None and find_number(self.view, bracket.start(1), bracket.end(1)):
            self._open(at, None)
        self._take_bracket(bracket.start(1), bracket.end(1))
        self.at = bracket.end()
        return True

    def _skip_remark(self, start: int, end: int) -> bool:
        """A bracket behind cited places is a remark (2019年修正) where the citation goes on."""
        rest = tokens.AFTER_REMARK.match(self.view, end)
        if not rest or self.draft is None:
            return False
        if not self.draft.take_promulgation(self.text[start + 1 : end - 1]):
            return False
        self.at = end
        return True

    def _take_bracket(self, start: int, end: int) -> None:
        if self.draft and not self.draft.take_promulgation(self.text[start:end]):
            self._tell(start, end)

    def _read_places(self, at: int, *, hard: bool) -> bool:
        if not hard and not (self.view[at] in "第附" or self.draft is None):
            return False
        read = read_provisions(self.view, at)
        if not read:
            return False
        places, end = read
        if self.draft is None:
            self._open(at, None)
        self._take_places(places)
        self.at = end
        return True

    def _take_places(self, places: Places) -> None:
        if self.draft:
            self.draft.take_places(places, heading=self.after_colon or self.draft.clause is not None)

    def _read_unmarked(self, at: int, *, hard: bool) -> bool:
        """Numbers, titles and issuers that stand without marks, and words that cite nothing."""
        draft = self.draft
        if draft and draft.title and draft.awaits_promulgation and self._read_bare_promulgation(at):
            return True
        return (
            self._read_lead(at)
            or self._read_bare_number(at)
            or ((hard or draft is None or not draft.cites) and self._read_plain_title(at))
            or self._skip_filler(at)
        )

    def _read_bare_promulgation(self, at: int) -> bool:
        """`《…》2018年12月29日…修正）` whose bracket was never opened, and `《…》+…会议+第七条`."""
        part = tokens.PLUS_PART.match(self.view, at - 1) if at and self.view[at - 1] == "+" else None
        if part and not read_provisions(self.view, at):
            self._take_bracket(part.start(1), part.end(1))
            self.at = part.end()
            return True
        issuer = tokens.ISSUER_BEFORE_BRACKET.match(self.view, at)
        if issuer:
            self.at = issuer.end()
            return True
        dated = tokens.DATED.match(self.view, at)
        if not dated:
            return False
        stop = tokens.END_OF_DATED.search(self.view, dated.end())
        end = stop.start() if stop else len(self.view)
        self._take_bracket(at, end)
        self.at = end
        return True

    def _read_lead(self, at: int) -> bool:
        """The issuer or 根据 before a title."""
        lead = tokens.LEAD.match(self.view, at)
        if not lead:
            return False
        if tokens.TITLE_BEGUN.search(lead[0]) and self._read_plain_title(at):
            return True  # 实施《…法》若干规定 without marks of its own
        if self.after_colon and self.draft and self.draft.cites and tokens.PREPOSITION.match(lead[0]):
            return False  # ：……依照《…》第七十九条: the quoted clause refers on
        known = tokens.KNOWN_LEAD.fullmatch(lead[0])
        if not known and self.draft and self.draft.cites:
            return False
        if not known and NUMBER_CORE.search(lead[0]):
            return False
        if not known:
            self._tell(lead.start(), lead.end())
        if self.draft and self.draft.cites and not self.draft.awaits_title:
            self._close(at)
        if self.begin is None:
            self.begin = at
        self.at = lead.end()
        return True

    def _read_bare_number(self, at: int) -> bool:
        window = min(len(self.view), at + _NUMBER_WINDOW)
        if "号" not in self.view[at:window] and not tokens.STANDARD.match(self.view, at):
            return False
        number = find_number(self.view, at, window)
        if not number or (number[0] != at and not tokens.BEFORE_NUMBER.fullmatch(self.view, at, number[0])):
            return False
        draft = self.draft
        if draft is None or not (draft.title and draft.awaits_promulgation and not draft.promulgation.number):
            self._open(at, None)
        self._take_bracket(at, number[1])
        self.at = number[1]
        return True

    def _read_plain_title(self, at: int) -> bool:
        title = tokens.PLAIN_TITLE.match(self.view, at) or tokens.ANGLED_TITLE.match(self.view, at)
        if not title:
            return False
        name = title["title"]
        sure = name.endswith(tokens.SURE_ENDINGS) or "关于" in name
        if not sure and not tokens.CITES_ON.match(self.view, title.end()):
            return False
        start = title.start("title")
        lead = tokens.PREPOSITION.match(self.view, start)
        start = lead.end() if lead else start
        self._open(at, self.text[start : title.end("title")])
        self.at = title.end()
        return True

    def _skip_filler(self, at: int) -> bool:
        """规定, 等, 和 … are passed over where the citation goes on or ends behind them."""
        filler = tokens.FILLER.match(self.view, at)
        if not filler or not self.draft:
            return False
        if not tokens.AFTER_FILLER.match(self.view, filler.end()):
            return False
        self.at = filler.end()
        return True

    # Clauses

    def _begin_clause(self, at: int) -> None:
        """Running text: a clause quoted from what was cited, or text nothing can be made of."""
        if self.draft and self.draft.cites:
            line_end = self.view.find("\n", at)
            rest = self.view[at : line_end if line_end >= 0 else len(self.view)].strip()
            if len(rest) <= _LONGEST_LEFTOVER and not self.after_colon and self.draft.clause is None:
                self._tell(at, at + len(rest))
                self.at = at + len(rest)
                return
            if self.draft.clause is None:
                self.draft.clause = at
            self.in_clause = True
            return
        stop = tokens.NEXT_CITATION.search(self.view, at + 1)
        end = stop.start() if stop else len(self.view)
        self._tell(at, end)
        self.at = end

    def _skip_clause(self) -> None:
        """Go on to where the next citation begins."""
        head = next_citation(self.view, self.at)
        if head == self.passed:  # what begins there was tried, and could not be read
            head = next_citation(self.view, self.at + 1)
        self.passed = head
        self.at = len(self.view) if head is None else head
        self.in_clause = self.after_colon = False

    # Bases and spans

    def _open(self, start: int, title: str | None) -> None:
        """Begin a basis, or give the title to a number that stands right before it."""
        draft = self.draft
        if draft and draft.awaits_title and title is not None:
            draft.take_title(title)
            self.begin = None
            return
        begin = start if self.begin is None else self.begin
        if draft:
            self._close(begin)
        self.draft = Draft(begin, self.tag)
        self.tag = self.begin = None
        self.after_colon = False
        if title is not None:
            self.draft.take_title(title)

    def _close(self, end: int) -> None:
        if self.draft:
            self.bases.append(self.draft.close(self.text, end, tuple(self.spans[self.told :])))
            self.told = len(self.spans)
        self.draft = None
        self.in_clause = self.after_colon = False

    def _tell(self, start: int, end: int) -> None:
        if self.text[start:end].strip():
            self.spans.append(Span(start, end, self.text[start:end]))
