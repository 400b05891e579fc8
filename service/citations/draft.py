"""A basis under construction, and how it is closed."""

from service.citations.model import Basis, Promulgation, Provision, Span
from service.citations.promulgation import read_promulgation
from service.citations.provisions import Places
from service.citations.tokens import TRAILING_NUMBERING
from service.text import squeeze

_EDGES = " \t\r\n\f\v\u3000\u00a0\u200b\ufeff"
_CLAUSE_EDGES = _EDGES + "：:"
_LIST_EDGES = _EDGES + "+|"
_LONGEST_NUMBERING = 8
_NOTHING = Promulgation()


class Draft:
    """What has been read of one basis so far; offsets are into the cell."""

    __slots__ = ("chapters", "clause", "number", "promulgation", "provisions", "start", "tag", "title")

    def __init__(self, start: int, tag: str | None) -> None:
        self.start = start
        self.tag = tag
        self.title: str | None = None
        self.promulgation = _NOTHING
        self.provisions: list[Provision] = []
        self.chapters: list[int] = []
        self.clause: int | None = None

    @property
    def cites(self) -> bool:
        """Whether anything has been cited yet, so that text after it is a quoted clause."""
        return self.title is not None or self.promulgation.number is not None or bool(self.provisions)

    @property
    def awaits_title(self) -> bool:
        """Whether only a number has been read, which may belong to the title behind it."""
        return self.title is None and not self.provisions and not self.chapters

    @property
    def awaits_promulgation(self) -> bool:
        """Whether a bracket that follows still belongs to the title."""
        return not self.provisions and not self.chapters and self.clause is None

    def take_title(self, raw: str) -> None:
        """Keep the title without stray spaces."""
        self.title = squeeze(raw)

    def take_promulgation(self, raw: str) -> bool:
        """Take in a bracket's inside; False where nothing in it was understood."""
        read = read_promulgation(raw)
        if self.promulgation is _NOTHING:
            self.promulgation = read
        else:
            first = self.promulgation
            self.promulgation = Promulgation(
                first.number or read.number,
                first.issued or read.issued,
                first.effective or read.effective,
                first.amended + read.amended,
                first.understood and read.understood,
            )
        return read.understood

    def take_places(self, places: Places, *, heading: bool) -> None:
        """Add cited places; a clause's own heading that repeats what was cited adds nothing.

        A line of its own 第二款： under 第十九条第一款： is a paragraph of that article.
        """
        self.chapters += places.chapters
        last = self.provisions[-1] if self.provisions else None
        for cited in places.provisions:
            provision = cited
            if last and cited.article is None and cited.attachment is None:
                provision = cited._replace(article=last.article, article_suffix=last.article_suffix)
            if not heading or not any(_covers(known, provision) for known in self.provisions):
                self.provisions.append(provision)

    def close(self, text: str, end: int, spans: tuple[Span, ...]) -> Basis:
        """Return the finished basis that ends where the next one begins."""
        whole = text[self.start : end].rstrip(_LIST_EDGES)
        numbering = TRAILING_NUMBERING.search(whole, max(0, len(whole) - _LONGEST_NUMBERING))
        if numbering and numbering.start():
            whole = whole[: numbering.start()]
        quoted = None
        if self.clause is not None:
            quoted = text[self.clause : self.start + len(whole)].strip(_CLAUSE_EDGES) or None
        return Basis(
            text=whole.strip(_EDGES),
            start=self.start,
            rank_tag=self.tag,
            title=self.title,
            promulgation=self.promulgation,
            provisions=tuple(self.provisions),
            chapters=tuple(self.chapters),
            quoted_text=quoted,
            not_understood=spans,
        )


def _covers(known: Provision, other: Provision) -> bool:
    """Whether `known` cites all that `other` says, and perhaps more exactly."""
    return all(there is None or here == there for here, there in zip(known, other, strict=True))
