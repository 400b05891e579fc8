"""A workbook under another heading: its table is taken as it stands."""

import zipfile
from datetime import datetime
from html import escape
from io import BytesIO
from typing import NamedTuple

_SHEET, _FURTHER, _ABOUT = "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml", "docProps/core.xml"


class Heading(NamedTuple):
    """What a workbook of one sheet tells beside its table: title, the line below it, when it was made."""

    title: str
    note: str
    created: datetime


def retitle_workbook(workbook: bytes, before: Heading, heading: Heading) -> bytes | None:
    """Return the workbook as `write_workbook` makes it under another heading, None where it cannot be told.

    The bytes are those that it would come to with the same table; but only where it bears the heading that
    stood before, and both are plain text.
    """
    if not all(_is_plain(text) for each in (before, heading) for text in (each.title, each.note)):
        return None
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(workbook)) as stood, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        told = _retitled(stood.read(_SHEET), before, heading)
        if told is None or _FURTHER in stood.namelist():
            return None
        about = stood.read(_ABOUT).replace(_moment(before), _moment(heading))
        for part in stood.infolist():
            content = {_SHEET: told, _ABOUT: about}.get(part.filename)
            new.writestr(part, stood.read(part) if content is None else content)
    return made.getvalue()


def _retitled(sheet: bytes, before: Heading, heading: Heading) -> bytes | None:
    # The title and the line below it are the first two rows.
    above, header, table = sheet.partition(b'<row r="3"')
    for old, new in zip(before[:2], heading[:2], strict=True):
        if above.count(_text(old)) != 1:
            return None
        above = above.replace(_text(old), _text(new))
    return above + header + table


def _is_plain(text: str) -> bool:
    """Whether text stands in a sheet as it is, but for what XML escapes."""
    return text.isprintable() and text == text.strip() and "_x" not in text


def _text(text: str) -> bytes:
    return f"<t>{escape(text, quote=False)}</t>".encode()


def _moment(heading: Heading) -> bytes:
    return f">{heading.created:%Y-%m-%dT%H:%M:%SZ}<".encode()
