"""A list as PDF: the official table on paper, set by Typst with a font of this machine, which it embeds."""

import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import msgspec

from seeds import seed, seed_toml
from service.documents.tables import Cell, Column
from service.errors import Refusal

if TYPE_CHECKING:
    from typst import Fonts

MOST_ROWS = 5_000
"""How many rows a PDF has at most: what sets it holds all of them in memory, some 120 KB for each."""
# Tags for screen readers take 1.5 KB a row; a longer table is for printing, and its page is there to be read.
_MOST_TAGGED = 1_000


_makers: set[int] = set()
"""The processes in which typst has set something, by their ids."""


class Paper(msgspec.Struct, frozen=True):
    """What is set: a title, a line under it, the columns with their widths' shares, rows of text."""

    title: str
    note: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Cell]]


@cache
def _fonts() -> "Fonts":
    """The fonts of this machine; looking through them takes most of a second, so it is done once."""
    from typst import Fonts  # some 30 MB, which most commands have no need of

    return Fonts()


@cache
def chinese_font() -> str | None:
    """Return the first family of seeds/publication/fonts.toml that this machine has; None where it has none.

    Without one Chinese text would vanish from the page with no error.
    """
    there = set(_fonts().families())
    known: list[str] = seed_toml("publication", "fonts.toml")["families"]
    return next((family for family in known if family in there), None)


def may_be_copied() -> bool:
    """Whether a copy of this process (`fork`) could write PDFs.

    typst keeps threads from its first work on, which a copy lacks and would wait for without end.
    """
    return os.getpid() not in _makers


def write_pdf(paper: Paper, target: BinaryIO) -> None:
    """Write it; the same paper is the same bytes with the same font.

    Raises `Refusal`: `no-chinese-font`; `too-long-for-pdf` for more than `MOST_ROWS` rows.
    """
    import typst

    font = chinese_font()
    if font is None:
        raise Refusal(
            "no-chinese-font",
            "这台服务器没有中文字体，生成不了 PDF。",
            "装一种中文字体（如 fonts-noto-cjk）后重启服务；在此之前请下载 XLSX 或 CSV。",
        )
    data: dict[str, Any] = {
        "font": font,
        "title": paper.title,
        "note": paper.note,
        "widths": [column.width for column in paper.columns],
        "header": [column.title for column in paper.columns],
        "rows": list(_bounded(paper.rows)),
    }
    with tempfile.TemporaryDirectory(prefix="quanze-") as name:
        folder = Path(name)
        (folder / "data.json").write_bytes(msgspec.json.encode(data))
        (folder / "list.typ").write_bytes(seed("publication", "list.typ").read_bytes())
        _makers.add(os.getpid())
        made: Any = typst.compile(
            folder / "list.typ",
            root=folder,
            font_paths=_fonts(),
            format="pdf",
            pdf_tags=len(data["rows"]) <= _MOST_TAGGED,
        )
    target.write(made)


def _bounded(rows: Iterable[Sequence[Cell]]) -> Iterator[list[str]]:
    for number, row in enumerate(rows):
        if number >= MOST_ROWS:
            raise Refusal(
                "too-long-for-pdf",
                f"清单超过 {MOST_ROWS} 行，不生成 PDF。",
                "请下载 XLSX，或按部门下载 PDF。",
            )
        yield ["" if cell is None else str(cell) for cell in row]
