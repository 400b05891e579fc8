"""Tables as CSV: UTF-8 with a byte order mark, which spreadsheet programs need to show Chinese."""

import csv
import io
from collections.abc import Sequence
from typing import BinaryIO

from service.documents.guarding import GUARDED_AT, guard
from service.documents.tables import Cell, Table, cell_text


def write_csv(table: Table, target: BinaryIO) -> None:
    """Write the table with its column titles; text that might run as a formula is guarded."""
    text = io.TextIOWrapper(target, encoding="utf-8-sig", newline="", write_through=False)
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([column.title for column in table.columns])
    writer.writerows(map(_row, table.rows))
    text.flush()
    text.detach()


def _row(row: Sequence[Cell]) -> list[Cell]:
    return [
        # Nearly every cell is one of these.
        cell if cell is None or (isinstance(cell, str) and cell[:1] not in GUARDED_AT) else _cell(cell)
        for cell in row
    ]


def _cell(cell: Cell) -> Cell:
    return cell if isinstance(cell, int | float) else guard(cell_text(cell))
