"""Workbooks without rows, written by the library: what stands around rows is made once for books alike."""

import re
import zipfile
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache, lru_cache
from io import BytesIO
from typing import Any, NamedTuple

import xlsxwriter

from service.comparison import Mark

_BASE = {"font_name": "宋体", "font_size": 10, "valign": "vcenter"}
_RULED = {**_BASE, "border": 1, "text_wrap": True}
_FORMATS: Mapping[str, Mapping[str, Any]] = {
    "title": {**_BASE, "font_name": "黑体", "font_size": 16, "align": "center"},
    "note": _BASE,
    "header": {**_RULED, "bold": True, "align": "center", "bg_color": "#E7ECF4"},
    "text": _RULED,
    "guarded": {**_RULED, "quote_prefix": True},
    "number": {**_RULED, "align": "center"},
}
_FONT = {"font_name": "宋体", "font_size": 10}
_FONTS: Mapping[Mark, Mapping[str, Any]] = {
    Mark.EQUAL: _FONT,
    Mark.DELETED: {**_FONT, "font_strikeout": True, "font_color": "#C00000"},
    Mark.INSERTED: {**_FONT, "underline": 1, "font_color": "#0000C0"},
}
_MOST_KEPT = 64


class Outline(NamedTuple):
    """What a sheet is but for its cells: its name, its columns' widths, which row the header is, from 0."""

    name: str
    widths: tuple[int, ...]
    header: int


@lru_cache(_MOST_KEPT)
def shell(
    outlines: tuple[Outline, ...], styles: tuple[str, ...], created: datetime
) -> tuple[tuple[str, bytes], ...]:
    """Return the parts of a workbook of such sheets, with their names, in order.

    `styles` are those that its cells have, in the order of their numbers. A sheet's rows belong where its
    part has a `sheetData`, with what its cells come to there for its `dimension`.
    """
    target = BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        book.set_properties({"created": created.replace(tzinfo=None)})
        formats = [book.add_format(dict(_FORMATS[style])) for style in styles]
        for name, widths, header in outlines:
            page = book.add_worksheet(name)
            for place, width in enumerate(widths):
                page.set_column(place, place, width)
            for place, style in enumerate(formats):
                page.write_blank(0, place, None, style)
            page.freeze_panes(header + 1, 0)
            page.repeat_rows(header)
            page.set_landscape()
            page.set_paper(9)
            page.fit_to_pages(1, 0)
            page.set_footer("&C第&P页，共&N页")
    return tuple(_parts(target))


@cache
def fonts() -> Mapping[Mark, str]:
    """Return the fonts of stretches of text in a cell, as XML."""
    target = BytesIO()
    with xlsxwriter.Workbook(target, {"constant_memory": True}) as book:
        runs = [part for font in _FONTS.values() for part in (book.add_format(dict(font)), "字")]
        book.add_worksheet().write_rich_string(0, 0, *runs)
    sheet = dict(_parts(target))["xl/worksheets/sheet1.xml"].decode()
    return dict(zip(_FONTS, re.findall("<rPr>.*?</rPr>", sheet), strict=True))


def _parts(book: BytesIO) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(book) as archive:
        for name in archive.namelist():
            yield name, archive.read(name)
