"""Rows written into a worksheet that is not held in memory, in a quarter of the library's time."""

import re
from collections.abc import Iterable, Sequence
from html import escape
from io import StringIO
from typing import Any

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet
from xlsxwriter.xmlwriter import XMLwriter

# What the library writes otherwise: control characters, its own way of writing these, what no character is.
_ESCAPED = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_x")
Run = tuple[Any, str]
"""A stretch of a text, with the format of its letters."""


class FastSheet(Worksheet):  # type: ignore[misc] # the library has no types
    """A worksheet that is given rows whole; of a workbook in constant memory only.

    The bytes are those that the library's own writing of the cells one by one comes to, which a test holds
    them against; but a text that looks like the library's markup of a text with several fonts stays a text.
    """

    def put_row(self, row: int, cells: Iterable[str]) -> None:
        """Write a row, below all that were written, of cells made by `text_cell` and the like."""
        self._write_single_row(row)
        made = "".join(cells)
        self._check_dimensions(row, 0)
        self._check_dimensions(row, max(made.count("<c ") - 1, 0))
        self.fh.write(f'<row r="{row + 1}">{made}</row>')


class Cells:
    """Makes the cells of one sheet's rows."""

    def __init__(self, columns: int) -> None:
        """Take how many columns there are."""
        self._letters = [xl_col_to_name(place) for place in range(columns)]
        self._styles: dict[int, int] = {}
        self._fonts: dict[int, str] = {}

    def text(self, row: int, place: int, text: str, style: Any) -> str:
        """A cell of text."""
        return f'{self._head(row, place, style)} t="inlineStr"><is>{_text(text)}</is></c>'

    def runs(self, row: int, place: int, runs: Sequence[Run], style: Any) -> str:
        """A cell of text in several fonts."""
        told = "".join(f"<r>{self._font(font)}{_text(text)}</r>" for font, text in runs)
        return f'{self._head(row, place, style)} t="inlineStr"><is>{told}</is></c>'

    def number(self, row: int, place: int, number: float, style: Any) -> str:
        """A cell with a number."""
        return f"{self._head(row, place, style)}><v>{number:.16G}</v></c>"

    def blank(self, row: int, place: int, style: Any) -> str:
        """A ruled cell without anything in it."""
        return f"{self._head(row, place, style)}/>"

    def _head(self, row: int, place: int, style: Any) -> str:
        number = self._styles.get(id(style))
        if number is None:
            number = self._styles[id(style)] = style._get_xf_index()
        return f'<c r="{self._letters[place]}{row + 1}" s="{number}"'

    def _font(self, font: Any) -> str:
        known = self._fonts.get(id(font))
        if known is None:
            sheet, writer = Worksheet(), XMLwriter()
            told = StringIO()
            writer._set_filehandle(told)
            sheet.rstring = writer
            sheet._write_font(font)
            known = self._fonts[id(font)] = told.getvalue()
        return known


def _text(text: str) -> str:
    if _ESCAPED.search(text):
        text = XMLwriter._escape_control_characters(text)
    space = ' xml:space="preserve"' if text[:1].isspace() or text[-1:].isspace() else ""
    return f"<t{space}>{escape(text, quote=False)}</t>"
