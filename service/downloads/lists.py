"""An edition of a list, or a body's part of one, written as XLSX, CSV and JSON; each loads back as it was."""

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any, BinaryIO

import msgspec

from service.documents import ABOVE, Cell, Paper, Sheet, Table, fits, write_csv, write_workbook
from service.downloads.columns import (
    DUTY,
    DUTY_BASIS,
    STAGE,
    Layout,
    cells_of,
    layout_of,
    merged,
    unmerged,
)
from service.errors import Refusal
from service.items import StandingItem
from service.reading import EditionRecord
from service.vocabulary import ListKind

SHEET = "清单"
_encode = msgspec.json.Encoder().encode


class Extract(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """What a file is of: `items` begins anew each time it is asked, in the list's order.

    `owner` is the division's name, for a body's part the body's; `until` says how far the data go; `address`
    is where its page is, as the outside names it.
    """

    owner: str
    kind: ListKind
    division: str
    edition: EditionRecord
    until: str
    address: str
    items: Callable[[], Iterator[StandingItem]]

    @cached_property
    def layout(self) -> Layout:
        """The columns of the table, for which the items are gone through once."""
        return layout_of(self.kind, self.items())

    @property
    def name(self) -> str:
        """What the file is called."""
        return f"{self.owner}{self.kind.label}（{self.edition.label}）"

    def title(self, *, titled: bool) -> str:
        """Return the title over the table; `titled` as in the layout.

        Where items say no category, loading would take one named by the title for theirs.
        """
        label = self.kind.label if titled else self.kind.label.removeprefix("行政")
        return f"{self.owner}{label}（{self.edition.label}）"


def write_list_xlsx(extract: Extract, target: BinaryIO) -> None:
    """Write the table of the official attachment: a title, one row for each duty, main items merged.

    Raises `Refusal` (`cell-too-long`) for a text that no cell of a spreadsheet gives back.
    """
    layout = extract.layout
    rows = merged(layout, _rows(extract, layout, check=True))
    table = Table(SHEET, layout.columns, rows)
    sheet = Sheet(SHEET, extract.title(titled=layout.titled), table, (extract.until,))
    write_workbook([sheet], target, created=extract.edition.published_at)


def write_list_csv(extract: Extract, target: BinaryIO) -> None:
    """Write the table as CSV; what might run as a formula bears an apostrophe, which loading takes off."""
    layout = extract.layout
    write_csv(Table(SHEET, layout.columns, unmerged(_rows(extract, layout))), target)


def write_list_json(extract: Extract, target: BinaryIO) -> None:
    """Write an object that tells what the list is, with an object for each item under `items`.

    Keys are the table's headings; an item's duties are objects of their own in a list; what an item does not
    say is left out.
    """
    layout = extract.layout
    target.write(json_head(extract, titled=layout.titled))
    titles = [column.title for column in layout.columns]
    parts = [at for at, title in enumerate(titles) if title in (STAGE, DUTY, DUTY_BASIS)]
    joint = b"\n"
    for rows in _by_item(_rows(extract, layout)):
        target.write(joint + _encode(_object(titles, parts, rows)))
        joint = b",\n"
    target.write(b"\n]}\n")


def json_head(extract: Extract, *, titled: bool) -> bytes:
    """Return what stands before the items in JSON; `titled` as in the layout."""
    edition = extract.edition
    told = {
        "title": extract.title(titled=titled),
        "url": extract.address,
        "division": extract.division,
        "kind": extract.kind.value,
        "edition": edition.label,
        "effective": edition.effective_on,
        "published": edition.published_at,
    }
    return _encode(told)[:-1] + b',"items":['


_ON_PAPER = frozenset({
    "序号", "职权类型", "事项名称", "子项名称", "职权编码", "实施主体", "设定依据", "行使层级",
    DUTY, "追责情形", "监督电话",
})  # fmt: skip


def paper_of(extract: Extract, layout: Layout) -> Paper:
    """Return the table as it is printed: what a page has room for, all duties of an item in one cell."""
    titles = [column.title for column in layout.columns]
    chosen = [place for place, title in enumerate(titles) if title in _ON_PAPER]

    def rows() -> Iterator[list[Cell]]:
        for of_item in _by_item(_rows(extract, layout)):
            yield [
                "\n".join(str(row[place]) for row in of_item) if titles[place] == DUTY else of_item[0][place]
                for place in chosen
            ]

    return Paper(
        extract.title(titled=layout.titled),
        extract.until,
        [layout.columns[place] for place in chosen],
        rows(),
    )


def _object(titles: list[str], parts: list[int], rows: list[list[Cell]]) -> dict[str, Any]:
    found: dict[str, Any] = {
        title: cell
        for at, (title, cell) in enumerate(zip(titles, rows[0], strict=True))
        if cell not in ("", None) and at not in parts
    }
    duties = [{titles[at]: row[at] for at in parts if row[at]} for row in rows]
    if any(duties):
        found[DUTY] = duties
    return found


def _by_item(rows: Iterator[list[Cell]]) -> Iterator[list[list[Cell]]]:
    of_item: list[list[Cell]] = []
    for row in rows:
        if row[0] is not ABOVE and of_item:
            yield of_item
            of_item = []
        of_item.append(row)
    if of_item:
        yield of_item


def _rows(extract: Extract, layout: Layout, *, check: bool = False) -> Iterator[list[Cell]]:
    for number, item in enumerate(extract.items(), start=1):
        for row in cells_of(layout, extract.kind, number, item):
            if check and not all(fits(cell) for cell in row if isinstance(cell, str)):
                raise Refusal(
                    "cell-too-long",
                    f"“{item.content.name[:40]}”有一格超过 32767 字，或含有表格不能存的字符，写不成 XLSX。",
                    "请下载 CSV 或 JSON，内容相同。",
                )
            yield row
