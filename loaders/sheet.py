"""One sheet read row by row: which rows are items, which continue one, which are titles, sections, notes."""

from collections import deque
from collections.abc import Iterator

from loaders import messages
from loaders.cells import SPACES, column_letters
from loaders.collector import Collector, Place
from loaders.draft import Draft
from loaders.grid import Grid
from loaders.headers import known_headings, spellings
from loaders.layout import Layout, find_layout, layout_at
from loaders.marks import is_note, is_total, says_nothing
from loaders.merging import MergedRow, Merges
from loaders.options import Progress, ReadOptions
from loaders.rowkinds import heading_text
from loaders.sections import Sections
from service.items import PackedRows, RawRow
from service.text import fold, squeeze

_HEADER_WITHIN = 60
_LOOKAHEAD = 3
_PROGRESS_ROWS = 5_000
_INHERITED_BY_SUB_ITEMS = ("name", "category_text", "body_name")
_MIN_FILLED = 3


class SheetReader:
    """Reads one sheet into a collector; `has_table` tells afterwards whether it had a header at all."""

    def __init__(
        self,
        grid: Grid,
        collector: Collector,
        raw_rows: PackedRows,
        options: ReadOptions,
        progress: Progress | None,
    ) -> None:
        self.has_table = False
        self.rows_read = 0
        self._grid = grid
        self._sheet = grid.name
        self._collector = collector
        self._raw_rows = raw_rows
        self._options = options
        self._progress = progress
        self._merges = Merges(grid.merges)
        self._ahead: deque[tuple[str, ...]] = deque()
        self._at = -1
        self._current: Draft | None = None
        self._main: Draft | None = None
        self._unknown: dict[str, None] = {}
        self.sections: Sections

    def read(self, sections: Sections) -> None:
        """Read the sheet to its end; raises `UnreadableError` where a row cannot be read."""
        self.sections = sections
        self._fill(_HEADER_WITHIN)
        found = find_layout(
            list(self._ahead), self._grid.merges, self._options.mapping, self._grid.first_column
        )
        if found is None:
            for cells in self._rows():
                self._keep_raw(cells)
            return
        self.has_table = True
        top, layout = found
        sections.begin(is_working_sheet=layout.is_working_sheet)
        for _ in range(top):
            self._read_title(self._next_row())
        self._begin_table(layout)
        self._read_table()
        self._flush()
        if self._unknown:
            self._collector.find(messages.unknown_columns(self._sheet, self._header_row, list(self._unknown)))

    def _rows(self) -> Iterator[tuple[str, ...]]:
        while self._ahead:
            self._at += 1
            yield self._ahead.popleft()
        for cells in self._grid.rows:
            self._at += 1
            yield cells
            while self._ahead:
                self._at += 1
                yield self._ahead.popleft()

    def _fill(self, number: int) -> None:
        while len(self._ahead) < number:
            cells = next(self._grid.rows, None)
            if cells is None:
                return
            self._ahead.append(cells)

    def _next_row(self) -> tuple[str, ...]:
        self._at += 1
        return self._ahead.popleft()

    @property
    def _row(self) -> int:
        return self._grid.first_row + self._at

    def _keep_raw(self, cells: tuple[str, ...]) -> bool:
        if any(cell.strip() for cell in cells):
            self._raw_rows.append(RawRow(self._sheet, self._row, cells))
            return True
        return False

    def _read_title(self, cells: tuple[str, ...]) -> None:
        self._keep_raw(cells)
        merged = self._merges.row(self._at, cells)
        for cell in merged.cells:
            if cell.strip():
                self.sections.title(cell.strip(), self._row)

    def _begin_table(self, layout: Layout) -> None:
        self._layout = layout
        self._header_row = self._row + 1
        name = layout.single["name"]
        self._header = tuple(column.heading for column in layout.columns)
        self._headings = {*spellings(), layout.columns[name].heading}
        for _ in range(layout.depth):
            cells = self._next_row()
            self._keep_raw(cells)
            self._merges.row(self._at, cells)
            self._headings |= {cell.strip(SPACES) for cell in cells[name : name + 1] if cell}
        for column in layout.columns:
            if column.near:
                self._collector.find(
                    messages.near_header(self._sheet, self._header_row, column.heading, column.near)
                )
        self._unknown.update(dict.fromkeys(layout.unknown))
        self._place = Place(self._sheet, layout)
        self._settle_place()

    def _settle_place(self) -> None:
        place = self._place
        place.category, place.category_text, place.body = self.sections.holding()

    def _read_table(self) -> None:
        """The hot loop: an ordinary row, nothing of it merged, is an item."""
        merges, raw_rows, sheet = self._merges, self._raw_rows, self._sheet
        first_row = self._grid.first_row
        for row in self._rows():
            layout, at = self._layout, self._at
            cells = row if len(row) == layout.width else self._fitted(row)
            if self._progress and at % _PROGRESS_ROWS == 0:
                self._progress(sheet, at, self._grid.height)
            if merges.touches(at):
                self._read_row(merges.row(at, cells), cells)
                continue
            name = cells[layout.single["name"]].strip(SPACES)
            if not name:
                if any(cells):
                    self._read_row(MergedRow(cells, {}, frozenset(), (), ()), cells)
            elif self._is_plainly_item(name, cells):
                self.rows_read += 1
                raw_rows.append(RawRow(sheet, first_row + at, cells))
                self._open(self._draft(cells))
            else:
                self._read_row(MergedRow(cells, {}, frozenset(), (), ()), cells)

    def _is_plainly_item(self, name: str, cells: tuple[str, ...]) -> bool:
        """Whether a row with a name is an item at a glance: numbered, or unnumbered with further cells."""
        if name in self._headings or (len(name) == 1 and says_nothing(name)):
            return False
        number = self._layout.single.get("number")
        numbered = cells[number] if number is not None else ""
        return numbered.isdigit() or (not numbered and len(cells) - cells.count("") >= _MIN_FILLED)

    def _fitted(self, cells: tuple[str, ...]) -> tuple[str, ...]:
        """Bring a row of another length to the table's width; cells beyond it widen the table."""
        width = self._layout.width
        if len(cells) > width:
            if not any(cells[width:]):
                return cells[:width]
            self._layout.widen(len(cells), self._grid.first_column)
        return cells + ("",) * (self._layout.width - len(cells))

    def _draft(self, cells: tuple[str, ...]) -> Draft:
        layout = self._layout
        if layout.values:
            cells = _decoded(cells, layout)
        if layout.repeats:
            self._tell_repeats(cells)
        return Draft(layout, cells, self._row)

    def _open(self, draft: Draft) -> None:
        """Begin an item; the one before it is complete."""
        current = self._current
        if current is not None:
            self._complete(current)
        self._current = self._main = draft

    def _flush(self) -> None:
        if self._current is not None:
            self._complete(self._current)
        self._current = self._main = None

    def _complete(self, draft: Draft) -> None:
        if self._layout.unnamed and draft.extra:
            self._unknown.update(dict.fromkeys(key for key in draft.extra if key in self._layout.unnamed))
        self._collector.add(draft, self._place)

    def _read_row(self, merged: MergedRow, raw: tuple[str, ...]) -> None:
        """Read a row that is not plainly an item."""
        if not self._keep_raw(raw):
            return
        layout = self._layout
        if self._is_header(merged.cells):
            return
        self.rows_read += 1
        self._tell_hidden(merged)
        heading = heading_text(merged.cells, layout, merged.spans)
        if heading is not None:
            self._read_heading(heading)
        elif any(cell.strip() for cell in merged.cells):
            self._read_item_row(merged)

    def _is_header(self, cells: tuple[str, ...]) -> bool:
        """Whether the header stands here again, or another table's begins; then it is taken in."""
        if not self._is_header_like(cells):
            return False
        if all(
            not cell.strip() or squeeze(cell) == heading
            for cell, heading in zip(cells, self._header, strict=False)
        ):
            self._flush()
            return True
        self._fill(_LOOKAHEAD)
        rows = [cells, *self._ahead]
        first = self._at
        nearby = [
            merge._replace(top=merge.top - first, bottom=merge.bottom - first)
            for merge in self._grid.merges
            if merge.bottom >= first and merge.top <= first + _LOOKAHEAD
        ]
        again = layout_at(rows, 0, nearby, self._options.mapping, self._grid.first_column)
        if again is None:
            return False
        self._flush()
        self._raw_rows.pop()
        self._ahead.appendleft(cells)
        self._at -= 1
        self._begin_table(again)
        return True

    def _is_header_like(self, cells: tuple[str, ...]) -> bool:
        """Whether headings stand in the row, unnumbered and with no gap where the names are: what a numbered
        row or one that continues an item says may well read like a heading."""
        name = cells[self._layout.single["name"]].strip(SPACES)
        number = self._layout.single.get("number")
        if not name or (number is not None and cells[number].isdigit()):
            return False
        return known_headings(cells) > 1 or (name in self._headings and name not in spellings())

    def _read_heading(self, text: str) -> None:
        if not text or is_note(text):
            return
        self._flush()
        if not is_total(text.split(" ", maxsplit=1)[0]):
            self.sections.section(text, self._row)
            self._settle_place()

    def _read_item_row(self, merged: MergedRow) -> None:
        """Tell by what the row itself says whether it opens an item or a sub-item, or continues one."""
        layout, cells, current = self._layout, merged.cells, self._current
        own = {
            key: self._own(cells, key)
            for key in ("name", "sub_item_name", "number", "body_name", "category_text")
        }
        carried_name = merged.carried.get(layout.single["name"], "").strip(SPACES)
        name = own["name"] or carried_name
        if name and says_nothing(name) and own["sub_item_name"]:
            self._open_nameless(merged)
        elif own["name"]:
            self._open(self._draft(self._full(merged)))
        elif own["sub_item_name"] and (carried_name or self._main):
            self._open_sub_item(merged)
        elif current is None or own["sub_item_name"] or (own["number"] and not carried_name):
            self._miss_name()
        elif self._is_other(own["body_name"], current.values["body_name"]) or self._is_other(
            own["category_text"], current.values["category_text"]
        ):
            self._open_below(merged, current)
        elif own["number"] and self._says_more_than_duties(cells):
            self._open(self._draft(self._full(merged)))
        else:
            self._continue(merged, current)

    def _own(self, cells: tuple[str, ...], key: str) -> str:
        index = self._layout.single.get(key)
        text = cells[index].strip(SPACES) if index is not None else ""
        return "" if key != "name" and says_nothing(text) else text

    @staticmethod
    def _is_other(own: str, above: str) -> bool:
        return bool(own) and fold(own) != fold(above)

    def _full(self, merged: MergedRow) -> tuple[str, ...]:
        """The row's cells with what is merged down into it."""
        cells = list(merged.cells)
        for index, text in merged.carried.items():
            if index < len(cells):
                cells[index] = text
        return tuple(cells)

    def _open_nameless(self, merged: MergedRow) -> None:
        """No main item (无) but a sub-item: that is the item's name."""
        draft = self._draft(self._full(merged))
        draft.values["name"], draft.values["sub_item_name"] = draft.values["sub_item_name"], ""
        self._open(draft)

    def _open_sub_item(self, merged: MergedRow) -> None:
        draft = self._draft(self._full(merged))
        main = self._main
        draft.is_main = main is None
        if main:
            draft.inherit(main, _INHERITED_BY_SUB_ITEMS)
        self._open(draft)
        self._main = main or draft

    def _open_below(self, merged: MergedRow, above: Draft) -> None:
        """The same power of another body (or category): an item of its own under the same main item."""
        draft = self._draft(self._full(merged))
        draft.is_main = False
        draft.inherit_all(above)
        main = self._main
        self._open(draft)
        self._main = main

    def _continue(self, merged: MergedRow, current: Draft) -> None:
        layout = self._layout
        cells = _decoded(merged.cells, layout) if layout.values else merged.cells
        basis = layout.single.get("duty_basis")
        duties = layout.single.get("duties")
        basis_above = merged.carried.get(basis, "").strip(SPACES) if basis is not None else ""
        current.extend(layout, cells, self._row, basis_above, duties in merged.covered)

    def _says_more_than_duties(self, cells: tuple[str, ...]) -> bool:
        """Whether a numbered row under a merged name says anything but duties: then it is an item."""
        silent = {self._layout.single.get(key) for key in ("number", "duties", "duty_stage", "duty_basis")}
        return any(cell.strip() and index not in silent for index, cell in enumerate(cells))

    def _tell_repeats(self, cells: tuple[str, ...]) -> None:
        """Columns of one heading that say different things are told of once."""
        layout = self._layout
        for key, indexes in layout.repeats.items():
            texts = {cells[index].strip(SPACES) for index in (layout.single[key], *indexes)} - {""}
            if key != "codes" and len(texts) > 1:
                heading = layout.headings[key]
                self._collector.find_once(
                    f"repeated-header {heading}",
                    self._sheet,
                    lambda heading=heading: messages.repeated_header(self._sheet, self._row, heading),  # type: ignore[misc]
                )

    def _miss_name(self) -> None:
        heading = self._layout.heading("name")
        self._collector.find(messages.missing_name(self._sheet, self._row, heading))

    def _tell_hidden(self, merged: MergedRow) -> None:
        for index in merged.hidden:
            place = f"{column_letters(index + self._grid.first_column)}{self._row}"
            self._collector.find(messages.hidden_text(self._sheet, self._row, place))


def _decoded(cells: tuple[str, ...], layout: Layout) -> tuple[str, ...]:
    """Replace coded values by what the mapping says they mean."""
    texts = list(cells)
    for index, meanings in layout.values:
        texts[index] = meanings.get(fold(texts[index]), texts[index])
    return tuple(texts)
