"""A sheet's rows as a spreadsheet's XML, in a tenth of the time that the library takes cell by cell."""

import re
from collections.abc import Sequence
from html import escape
from typing import BinaryIO

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.xmlwriter import XMLwriter

from service.documents.guarding import LOOKED_AT, is_risky
from service.documents.shells import fonts
from service.documents.tables import Cell, Marked

_MOST_CHARACTERS = 32_767
_CUT = "……（超出单元格字数，余下从略）"
# What XML cannot hold, or spreadsheets keep as an escape of their own, which begins with `_x`.
_NOT_KEPT = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")


class Styles(dict[str, str]):
    """The numbers of a workbook's styles, as the library has them: in the order of their first use."""

    def __missing__(self, style: str) -> str:
        number = self[style] = str(len(self) + 1)
        return number


class Rows:
    """Writes a sheet's rows one below another.

    The bytes are those that the library's own writing of the cells comes to, which a test holds them against;
    but a text that looks like the library's markup of a text with several fonts stays a text.
    """

    def __init__(self, columns: int, styles: Styles, target: BinaryIO) -> None:
        """Take how many columns the table has, and where to write."""
        self.count = 0
        self._begun = [f'<c r="{xl_col_to_name(place)}' for place in range(columns)]
        self._styles = styles
        self._target = target

    def put_styled(self, texts: Sequence[str | None], style: str, attributes: str = "") -> None:
        """Write a row that is not the table's: texts in that style, blank cells for None."""
        self.count += 1
        begun = [f'<c r="{xl_col_to_name(place)}{self.count}' for place in range(len(texts))]
        made = [
            self._blank(cell, style) if text is None else self._text(cell, _fitting(text), style)
            for cell, text in zip(begun, texts, strict=True)
        ]
        self._write("".join(made), attributes)

    def put(self, row: Sequence[Cell]) -> None:
        """Write a row of the table."""
        self.count += 1
        # One look at the whole row instead of one at each of its texts, nearly all of which need no care.
        is_plain = _is_plain("".join([cell for cell in row if isinstance(cell, str)]))
        # The first row is not written by `_quickly`: it has the styles numbered in their order.
        make = self._quickly if is_plain and "text" in self._styles else self._carefully
        self._write("".join(make(row)))

    def _quickly(self, row: Sequence[Cell]) -> list[str]:
        number, care = self.count, LOOKED_AT
        blank = f'" s="{self._styles["text"]}"/>'
        text = f'" s="{self._styles["text"]}" t="inlineStr"><is><t>'
        return [
            f"{begun}{number}{text}{cell}</t></is></c>"
            if isinstance(cell, str) and cell and cell[0] not in care and cell.strip() == cell
            else f"{begun}{number}{blank}"
            if cell is None or cell == ""
            else self._cell(f"{begun}{number}", cell)
            for begun, cell in zip(self._begun, row, strict=True)
        ]

    def _carefully(self, row: Sequence[Cell]) -> list[str]:
        return [
            self._cell(f"{begun}{self.count}", cell) for begun, cell in zip(self._begun, row, strict=True)
        ]

    def _write(self, cells: str, attributes: str = "") -> None:
        self._target.write(f'<row r="{self.count}"{attributes}>{cells}</row>'.encode())

    def _cell(self, begun: str, cell: Cell) -> str:
        if isinstance(cell, str) and cell:
            return self._text(begun, _fitting(cell), "guarded" if is_risky(cell) else "text")
        if isinstance(cell, int | float):
            return f'{begun}" s="{self._styles["number"]}"><v>{cell:.16G}</v></c>'
        if isinstance(cell, Marked):
            if len(cell.segments) < 2 or not _is_short("".join([each.text for each in cell.segments])):
                return self._cell(begun, str(cell))
            runs = [f"<r>{fonts()[each.mark]}{_text(each.text)}</r>" for each in cell.segments]
            return f'{begun}" s="{self._styles["text"]}" t="inlineStr"><is>{"".join(runs)}</is></c>'
        return self._blank(begun, "text")

    def _text(self, begun: str, text: str, style: str) -> str:
        return f'{begun}" s="{self._styles[style]}" t="inlineStr"><is>{_text(text)}</is></c>'

    def _blank(self, begun: str, style: str) -> str:
        return f'{begun}" s="{self._styles[style]}"/>'


def fits(text: str) -> bool:
    """Whether a cell of a spreadsheet gives the text back as it is."""
    return _is_short(text) and "\ufffe" not in text and "\uffff" not in text


def _text(text: str) -> str:
    if not _is_plain(text):
        text = escape(XMLwriter._escape_control_characters(text), quote=False)
    space = "" if text.strip() == text else ' xml:space="preserve"'
    return f"<t{space}>{text}</t>"


def _is_plain(text: str) -> bool:
    """Whether the text, and every stretch of it, is no longer than a cell may be and written as it is."""
    return (
        2 * len(text) <= _MOST_CHARACTERS
        and "&" not in text
        and "<" not in text
        and ">" not in text
        and "_x" not in text
        and not _NOT_KEPT.search(text)
    )


def _is_short(text: str) -> bool:
    """Whether a cell holds the text; no character is more than two units."""
    return 2 * len(text) <= _MOST_CHARACTERS or _length(text) <= _MOST_CHARACTERS


def _length(text: str) -> int:
    """Return the length as spreadsheets count it, in UTF-16 units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) >> 1


def _fitting(text: str) -> str:
    if _is_short(text):
        return text
    kept = text.encode("utf-16-le", "surrogatepass")[: 2 * (_MOST_CHARACTERS - len(_CUT))]
    # A pair of surrogates cut in two is left out.
    return kept.decode("utf-16-le", "ignore") + _CUT
