"""What a basis cell is read into: bases, the provisions they cite, and what was not understood."""

from typing import NamedTuple

import msgspec


class Provision(NamedTuple):
    """One cited place (条款项目): 第二十条之一第二款第（三）项 is article 20, suffix 1, paragraph 2, item 3.

    `attachment` is 附件, 附件2, … where the item stands in an annex; parts not cited are None.
    """

    article: int | None = None
    paragraph: int | None = None
    item: int | None = None
    sub_item: int | None = None
    article_suffix: int | None = None
    attachment: str | None = None


class Span(NamedTuple):
    """A stretch of the cell that was not understood: offsets into the cell, and its text."""

    start: int
    end: int
    text: str


class Promulgation(NamedTuple):
    """What stands behind a title: the first promulgation's number, and dates as YYYY, YYYY-MM or YYYY-MM-DD.

    `number` is None where the only number belongs to an amendment; `understood` is False where the text
    holds neither number nor date nor a known remark.
    """

    number: str | None = None
    issued: str | None = None
    effective: str | None = None
    amended: tuple[str, ...] = ()
    understood: bool = True


class Basis(msgspec.Struct, frozen=True, kw_only=True):
    """One cited document and what is cited of it.

    `text` is verbatim and begins at `start` of the cell. `rank_tag` is the rank as the list itself states it
    (【法律】 → 法律). `title` is without its marks and stray spaces, misprints kept; None where only a number
    or only provisions are given. `chapters` are chapters cited as such (第五章). `quoted_text` is the clause
    quoted after the provisions, verbatim.
    """

    text: str
    start: int
    rank_tag: str | None = None
    title: str | None = None
    promulgation: Promulgation = Promulgation()
    provisions: tuple[Provision, ...] = ()
    chapters: tuple[int, ...] = ()
    quoted_text: str | None = None
    not_understood: tuple[Span, ...] = ()

    @property
    def cited_number(self) -> str | None:
        """The document number of the first promulgation, as written."""
        return self.promulgation.number


class CellReading(NamedTuple):
    """A whole cell read: its bases in order, and every stretch not understood, those inside bases too."""

    bases: tuple[Basis, ...]
    not_understood: tuple[Span, ...]
