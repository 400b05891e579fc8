"""Cells as text: what a spreadsheet's value says when it is written down."""

import datetime
from collections.abc import Iterable

SPACES = " \t\r\n\f\v\u3000\u00a0\u200b\ufeff"
"""White space dropped at a cell's ends, as `service.text.tidy` does; inside it stays."""

_EXCEL_DIGITS = 15


def cell_text(value: object) -> str:
    """Return a cell's value as text.

    A number that is whole is written as an integer (calamine gives every number as a float), another with
    the 15 digits a spreadsheet keeps; a date as 2024-01-31; a truth value as the sheet shows it.
    """
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        if value.is_integer():
            return str(int(value))
        return f"{value:.{_EXCEL_DIGITS}g}"
    if isinstance(value, datetime.datetime):
        whole_day = value.time() == datetime.time()
        return value.date().isoformat() if whole_day else value.isoformat(" ", "seconds")
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return str(value)


def row_texts(row: Iterable[object]) -> tuple[str, ...]:
    """Return a row's cells as text; made for speed, most cells being text already."""
    return tuple([cell if cell.__class__ is str else cell_text(cell) for cell in row])


def column_letters(index: int) -> str:
    """Return the spreadsheet's name of the column with that 0-based index (0 → A, 26 → AA)."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
