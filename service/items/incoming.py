"""What a file brings, as the loaders hand it over: items, findings and every raw row."""

from collections.abc import Sequence

import msgspec

from service.findings import Finding
from service.items.content import ListedItem


class RawRow(msgspec.Struct, frozen=True, gc=False):
    """One row as it stands in the file: sheet, 1-based row, cells verbatim."""

    sheet: str
    row: int
    cells: tuple[str, ...]


class FileContent(msgspec.Struct, kw_only=True):
    """A file read whole. With an error among `findings` it must not be loaded.

    `rows_read` counts rows with any text below the headers; `raw_rows` holds every row with any text.
    """

    file: str
    sha256: str
    format: str
    rows_read: int
    items: Sequence[ListedItem]
    findings: list[Finding]
    raw_rows: Sequence[RawRow]
