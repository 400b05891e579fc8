"""A table's layout: where its header stands, and which column holds which field."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from loaders.cells import column_letters
from loaders.grid import Merge
from loaders.headers import (
    Reading,
    exact_field,
    further_label,
    is_further,
    rank,
    read_stacked,
    spread_fields,
)
from loaders.mapping import Mapping
from service.text import fold, squeeze

_MAX_DEPTH = 3
_MAX_SUB_HEADING = 20
_NO_VALUES = frozenset({"number", "codes", "duties", "duty_stage", "duty_basis"})
_OF_OPINIONS = frozenset({"target", "identity"})
_ALWAYS = ("name", "sub_item_name", "category_text", "body_name")


class Column(NamedTuple):
    """A column: its 0-based place, the field's key (None: a further column), its heading, and of a heading
    that is only near a known one, the known one."""

    at: int
    field: str | None
    heading: str
    near: str | None = None


@dataclass(slots=True)
class Layout:
    """Which column holds what; `depth` is the number of header rows, `width` of columns.

    `plain` pairs each field of text with its column, `absent` are those every item has and this table has
    not, `code_columns` and `duty_columns` (stage, text, basis) the others. `repeats` lists further columns of
    a field in their order, `extra` the columns nobody knows (or that a mapping keeps) with the label they
    are kept under, `unknown` the headings of these to report, `unnamed` the labels of columns without
    a heading, `single` the column of each field.
    """

    columns: list[Column]
    depth: int
    width: int
    single: dict[str, int] = field(default_factory=dict)
    plain: tuple[tuple[str, int], ...] = ()
    absent: dict[str, str] = field(default_factory=dict)
    code_columns: tuple[int, ...] = ()
    duty_columns: tuple[int | None, int | None, int | None] = (None, None, None)
    repeats: dict[str, tuple[int, ...]] = field(default_factory=dict)
    extra: tuple[tuple[str, int], ...] = ()
    unknown: list[str] = field(default_factory=list)
    unnamed: set[str] = field(default_factory=set)
    headings: dict[str, str] = field(default_factory=dict)
    values: tuple[tuple[int, dict[str, str]], ...] = ()
    constants: dict[str, str] = field(default_factory=dict)

    @property
    def is_returned(self) -> bool:
        """Whether bodies state their opinions in it (处理意见, 理由)."""
        return "opinion" in self.single or "reason" in self.single

    @property
    def is_working_sheet(self) -> bool:
        """Whether it is one that was given out to be filled in: its rows name their items themselves."""
        return "identity" in self.single

    def heading(self, key: str) -> str | None:
        """Return the heading of a field's column."""
        return self.headings.get(key)

    def widen(self, width: int, first_column: int) -> None:
        """Keep cells beyond the header as further columns, named by their letters."""
        added = [(f"{column_letters(first_column + index)}列", index) for index in range(self.width, width)]
        self.extra = (*self.extra, *added)
        self.unnamed.update(label for label, _ in added)
        self.width = width


def find_layout(
    rows: Sequence[tuple[str, ...]], merges: Sequence[Merge], mapping: Mapping | None, first_column: int = 0
) -> tuple[int, Layout] | None:
    """Return the index of the first header row among `rows` and the layout; None where none has a name."""
    for top in range(len(rows)):
        layout = layout_at(rows, top, merges, mapping, first_column)
        if layout:
            return top, layout
    return None


def layout_at(
    rows: Sequence[tuple[str, ...]],
    top: int,
    merges: Sequence[Merge],
    mapping: Mapping | None,
    first_column: int = 0,
) -> Layout | None:
    """Return the layout if a header begins at that row: a column for names and, in all, headings alone."""
    if not _may_begin(rows[top], mapping):
        return None
    is_title = sum(1 for cell in rows[top] if cell.strip()) < 2
    for depth in range(1 if is_title else min(_MAX_DEPTH, len(rows) - top), 0, -1):
        if depth > 1 and not all(_is_sub_header(rows, top, below, merges) for below in range(1, depth)):
            continue
        layout = _layout(rows, top, depth, merges, mapping, first_column)
        if layout:
            return layout
    return None


def _may_begin(row: tuple[str, ...], mapping: Mapping | None) -> bool:
    return any(
        cell
        and len(cell) <= _MAX_SUB_HEADING * 2
        and (exact_field(cell) or (mapping and fold(cell) in mapping.columns))
        for cell in row
    )


def _is_sub_header(rows: Sequence[tuple[str, ...]], top: int, below: int, merges: Sequence[Merge]) -> bool:
    """Whether that row still belongs to the header: nothing visible in it but headings below headings."""
    number = top + below
    found = False
    for index, cell in enumerate(rows[number]):
        merge = _covering(merges, number, index)
        if not cell.strip() or (merge and merge.top < number):
            continue
        above = [m for m in merges if top <= m.top and m.bottom < number and m.left < m.right]
        is_under = any(m.left <= index <= m.right for m in above)
        if len(cell) > _MAX_SUB_HEADING or not (is_under or exact_field(cell)):
            return False
        found = True
    return found


def _covering(merges: Sequence[Merge], row: int, column: int) -> Merge | None:
    for merge in merges:
        if merge.top <= row <= merge.bottom and merge.left <= column <= merge.right:
            return merge
    return None


def _layout(
    rows: Sequence[tuple[str, ...]],
    top: int,
    depth: int,
    merges: Sequence[Merge],
    mapping: Mapping | None,
    first_column: int,
) -> Layout | None:
    width = max(len(row) for row in rows[top : top + depth])
    nearby = [merge for merge in merges if merge.top <= top + depth - 1 and merge.bottom >= top]
    columns: list[Column] = []
    spread: tuple[Merge, int] | None = None
    for index in range(width):
        texts, anchor = _stack(rows, top, depth, index, nearby)
        heading = texts[-1] if texts and is_further(texts[-1]) else squeeze(texts[-1]) if texts else ""
        reading = _mapped(heading, mapping) or read_stacked(texts)
        field_key = reading.field
        if field_key and anchor and anchor.left < anchor.right and spread_fields(field_key):
            place = spread[1] + 1 if spread and spread[0] is anchor else 0
            spread = (anchor, place)
            fields = spread_fields(field_key)
            field_key = fields[min(place, len(fields) - 1)]
        columns.append(Column(index, field_key, heading, reading.near))
    known = [column for column in columns if column.field]
    has_name = any(column.field in ("name", "main_item") for column in known)
    if not has_name or (len(known) < 2 and max(map(len, rows)) > 1):
        return None
    return _arranged(columns, depth, width, mapping, first_column)


def _stack(
    rows: Sequence[tuple[str, ...]], top: int, depth: int, index: int, merges: Sequence[Merge]
) -> tuple[tuple[str, ...], Merge | None]:
    """Return a column's headings from the top down, and the merge its lowest one stands in."""
    texts: list[str] = []
    anchor: Merge | None = None
    for number in range(top, top + depth):
        merge = _covering(merges, number, index)
        row = rows[number]
        if merge:
            text = (
                rows[merge.top][merge.left] if merge.top >= top and merge.left < len(rows[merge.top]) else ""
            )
        else:
            text = row[index] if index < len(row) else ""
            if (
                not text.strip()
                and number < top + depth - 1
                and _text_below(rows, number, top + depth, index)
            ):
                text = next((cell for cell in reversed(row[:index]) if cell.strip()), "")
        text = text.strip()
        if text and (not texts or texts[-1] != text):
            texts.append(text)
            anchor = merge
    return tuple(texts), anchor


def _text_below(rows: Sequence[tuple[str, ...]], number: int, end: int, index: int) -> bool:
    return any(index < len(row) and row[index].strip() for row in rows[number + 1 : end])


def _mapped(heading: str, mapping: Mapping | None) -> Reading | None:
    if mapping is None:
        return None
    folded = fold(heading)
    if folded in mapping.columns:
        return Reading(mapping.columns[folded])
    return Reading(None) if folded in mapping.keep or folded in mapping.ignore else None


def _arranged(
    columns: list[Column], depth: int, width: int, mapping: Mapping | None, first_column: int
) -> Layout:
    layout = Layout(columns, depth, width)
    by_field: dict[str, list[Column]] = {}
    extra: list[tuple[str, int]] = []
    for column in _without_opinions(_levelled(columns)):
        if column.field:
            by_field.setdefault(column.field, []).append(column)
        elif not mapping or fold(column.heading) not in mapping.ignore:
            label = (mapping.keep.get(fold(column.heading)) if mapping else None) or further_label(
                column.heading
            )
            if not column.heading:
                label = f"{column_letters(column.at + first_column)}列"
                layout.unnamed.add(label)
            elif label == column.heading:
                layout.unknown.append(column.heading)
            extra.append((label, column.at))
    for key, group in by_field.items():
        first = min(group, key=lambda column: (not _is_mapped(column, mapping), rank(column.heading)))
        same = [c for c in group if key == "codes" or fold(c.heading) == fold(first.heading)]
        others = [column for column in group if column not in same]
        extra += [(column.heading, column.at) for column in others]
        layout.unknown += [column.heading for column in others]
        layout.single[key] = same[0].at
        layout.headings[key] = first.heading
        if len(same) > 1:
            layout.repeats[key] = tuple(column.at for column in same[1:])
    single = layout.single
    values_of = _NO_VALUES - {"number"} if layout.is_returned else _NO_VALUES
    layout.plain = tuple((key, index) for key, index in single.items() if key not in values_of)
    layout.absent = {key: "" for key in _ALWAYS if key not in single}
    layout.duty_columns = (single.get("duty_stage"), single.get("duties"), single.get("duty_basis"))
    if "codes" in single:
        layout.code_columns = (single["codes"], *layout.repeats.pop("codes", ()))
    layout.extra = tuple(sorted(extra, key=lambda pair: pair[1]))
    if mapping:
        layout.constants = dict(mapping.constants)
        layout.values = tuple(
            (column.at, dict(mapping.values[fold(column.heading)]))
            for column in columns
            if fold(column.heading) in mapping.values
        )
    return layout


def _without_opinions(columns: list[Column]) -> list[Column]:
    """What looks like a working spreadsheet's own columns are further ones where nobody states an opinion."""
    if any(column.field == "opinion" for column in columns):
        return columns
    return [column._replace(field=None) if column.field in _OF_OPINIONS else column for column in columns]


def _is_mapped(column: Column, mapping: Mapping | None) -> bool:
    return mapping is not None and fold(column.heading) in mapping.columns


def _levelled(columns: list[Column]) -> list[Column]:
    """Tell main items from items: with a main-item column alone it holds the name; beside a column of names
    and without one of sub-items, the names are those of the sub-items."""
    fields = {column.field for column in columns}
    if "main_item" not in fields:
        return columns
    roles: dict[str | None, str | None]
    if "name" not in fields:
        roles = {"main_item": "name"}
    elif "sub_item_name" not in fields:
        roles = {"main_item": "name", "name": "sub_item_name"}
    else:
        roles = {"main_item": None}
    return [column._replace(field=roles.get(column.field, column.field)) for column in columns]
