"""Tables as CSV: UTF-8 with a byte order mark, which spreadsheet programs need to show Chinese."""

import csv
import io
from typing import BinaryIO

from service.documents.guarding import guard
from service.documents.tables import Cell, Table, cell_text


def write_csv(table: Table, target: BinaryIO) -> None:
    """Write the table with its column titles; text that might run as a formula is guarded."""
    text = io.TextIOWrapper(target, encoding="utf-8-sig", newline="", write_through=False)
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([column.title for column in table.columns])
    writer.writerows([_cell(cell) for cell in row] for row in table.rows)
    text.flush()
    text.detach()


def _cell(cell: Cell) -> str:
    text = cell_text(cell)
    return text if isinstance(cell, int | float) else guard(text)
