"""The example lists as their files have them: rows by column, without the product's own readers."""

import csv
from functools import lru_cache
from io import StringIO

from seeds import seed
from service.vocabulary import Level

Row = dict[str, str]
DIVISIONS = ("330000", "330800", "330824")
EDITIONS = ("2024", "2025")
LEVEL_OF = {"330000": Level.PROVINCE, "330800": Level.CITY, "330824": Level.COUNTY}
TITLE_ROWS = 1


@lru_cache(maxsize=8)
def example_cells(division: str, edition: str) -> tuple[tuple[str, ...], ...]:
    """Every row of the file, title and header included."""
    text = seed("examples", f"{division}-{edition}.csv").read_text("utf-8")
    return tuple(tuple(row) for row in csv.reader(StringIO(text)))


@lru_cache(maxsize=8)
def example_rows(division: str, edition: str) -> tuple[Row, ...]:
    """The items of an example list."""
    header, *rows = example_cells(division, edition)[TITLE_ROWS:]
    return tuple(dict(zip(header, row, strict=True)) for row in rows)


def shown(row: Row) -> str:
    """An item as differences.toml names it."""
    return f"{row['事项名称']}（{row['子项名称']}）" if row["子项名称"] else row["事项名称"]


@lru_cache(maxsize=1)
def registry() -> dict[str, Row]:
    """The seed of instruments by title."""
    header, *lines = seed("reference", "instruments.tsv").read_text("utf-8").splitlines()
    rows = (dict(zip(header.split("\t"), line.split("\t"), strict=True)) for line in lines)
    return {row["title"]: row for row in rows}
