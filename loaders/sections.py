"""What titles, sections and the sheet's name say of the rows below them, and the counts they state."""

from collections import Counter
from dataclasses import dataclass
from typing import NamedTuple

from loaders import messages
from loaders.collector import Collector
from loaders.marks import Mark, is_note, labelled, read_mark
from service.findings import Finding
from service.vocabulary import Category


class Holding(NamedTuple):
    """What holds for a row that does not say it itself."""

    category: Category | None
    category_text: str
    body: str


@dataclass(slots=True)
class _Span:
    """A stretch of items under one mark: from the `start`-th of the file to before the `end`-th."""

    mark: Mark
    where: str
    row: int | None
    start: int
    end: int = -1
    is_of_file: bool = False


@dataclass(slots=True)
class Naming:
    """How the file's sheets are named: whether several are named after different bodies."""

    is_by_body: bool

    @classmethod
    def of(cls, names: list[str]) -> "Naming":
        """Read the names of the sheets that are loaded."""
        return cls(len({read_mark(name).body for name in names} - {""}) > 1)


class Sections:
    """The marks above and between one sheet's rows.

    A category comes from the section, else the sheet's name, else the title. A body comes from the section or
    a line such as 填报单位：…, else from `--body`, else the title, else the sheet's name; the sheet's name
    goes before the title where sheets are named after different bodies or the title is of a whole government.
    """

    def __init__(self, sheet: str, body: str | None, naming: Naming, collector: Collector) -> None:
        self._sheet = sheet
        self._given_body = body
        self._naming = naming
        self._collector = collector
        self._name = read_mark(sheet)
        self._titles: list[Mark] = []
        self._labels: dict[str, str] = {}
        self._open: list[_Span] = []
        self._closed: list[_Span] = []
        self._is_working_sheet = False

    def begin(self, *, is_working_sheet: bool) -> None:
        """Begin the sheet; what a working sheet is called and titled tells nothing of its rows."""
        self._is_working_sheet = is_working_sheet
        if is_working_sheet:
            self._name = read_mark("")
        elif self._sheet and self._name.counts:
            start = len(self._collector.items)
            self._closed.append(_Span(self._name, f"工作表名“{self._sheet}”", None, start))

    def title(self, text: str, row: int) -> None:
        """Take in a line above the header."""
        for key, value in labelled(text).items():
            self._labels.setdefault(key, value)
        if is_note(text) or self._is_working_sheet:
            return
        mark = read_mark(text)
        self._titles.append(mark)
        if mark.counts:
            span = _Span(mark, "表题", row, len(self._collector.items), is_of_file=True)
            self._closed.append(span)

    def section(self, text: str, row: int) -> None:
        """Take in a row between items; the item before it must have been collected."""
        mark = read_mark(text)
        is_read = bool(mark.category or mark.body)
        if not is_read and mark.level is None and not mark.counts:
            return
        if not is_read:
            self._collector.find(messages.unread_section(self._sheet, row, mark.label))
        self._close(self._first_ended(mark))
        self._open.append(_Span(mark, f"小节“{mark.label}”", row, len(self._collector.items)))

    def _first_ended(self, mark: Mark) -> int:
        """Return the place of the first open section that the new one ends: of the same depth or above, or
        telling what the new one tells."""
        for place, span in enumerate(self._open):
            earlier = span.mark
            if mark.level is not None and earlier.level is not None:
                if earlier.level >= mark.level:
                    return place
                continue
            same = (mark.category and earlier.category) or (mark.body and earlier.body)
            unread = not (mark.category or mark.body) or not (earlier.category or earlier.body)
            if same or unread:
                return place
        return len(self._open)

    def _close(self, place: int) -> None:
        end = len(self._collector.items)
        for span in self._open[place:]:
            span.end = end
            if span.mark.counts:
                self._closed.append(span)
        del self._open[place:]

    def holding(self) -> Holding:
        """Return what holds for the rows below."""
        return Holding(*self._category(), self._body())

    def _category(self) -> tuple[Category | None, str]:
        for span in reversed(self._open):
            if span.mark.category:
                return span.mark.category, span.mark.category_text
        labelled_category = read_mark(self._labels["category"]) if "category" in self._labels else None
        for mark in (labelled_category, self._name, *self._titles):
            if mark and mark.category:
                return mark.category, mark.category_text
        return None, ""

    def _body(self) -> str:
        for span in reversed(self._open):
            if span.mark.body:
                return span.mark.body
        given = self._labels.get("body") or self._given_body
        if given:
            return given
        title = next((mark for mark in self._titles if mark.body), None)
        named = self._name.body
        if title and not (named and (self._naming.is_by_body or title.is_government)):
            return title.body
        return named

    def finish(self) -> None:
        """Close what is open at the sheet's end."""
        self._close(0)
        end = len(self._collector.items)
        for span in self._closed:
            if span.end < 0:
                span.end = end

    def check_counts(self) -> None:
        """Hold every stated count against the items; to be called once the whole file is read."""
        for span in self._closed:
            for finding in self._count_findings(span):
                self._collector.find(finding)

    def _count_findings(self, span: _Span) -> list[Finding]:
        counts, found = span.mark.counts, self._count(span.start, span.end)
        findings: list[Finding] = []
        if counts.total is not None and counts.total != found.items:
            findings += self._about_total(span, counts.total, found)
        stated = [("主项", counts.mains, found.mains), ("子项", counts.subs, found.subs)]
        stated += [(c.label, number, found.by_category[c]) for c, number in counts.by_category]
        for name, number, actual in stated:
            if number is not None and number != actual:
                where = f"{span.where}中{name}"
                findings.append(messages.count_mismatch(self._sheet, span.row, where, number, actual))
        return findings

    def _about_total(self, span: _Span, stated: int, found: "_Found") -> list[Finding]:
        """A total may count main items, and a title's may be that of the whole file."""
        if span.is_of_file:
            whole = self._count(0, len(self._collector.items))
            if stated in (whole.items, whole.mains):
                return []
        if stated == found.mains:
            return [messages.counts_mains(self._sheet, span.row, span.where, stated, found.items)]
        return [messages.count_mismatch(self._sheet, span.row, span.where, stated, found.items)]

    def _count(self, start: int, end: int) -> "_Found":
        collector = self._collector
        places = [place for place in range(start, end) if place not in collector.dropped]
        return _Found(
            len(places),
            sum(collector.is_main[place] for place in places),
            sum(collector.is_sub[place] for place in places),
            Counter(collector.items.categories[place] for place in places),
        )


class _Found(NamedTuple):
    items: int
    mains: int
    subs: int
    by_category: Counter[Category | None]
