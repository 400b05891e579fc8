"""A published list as a table: the columns its items fill, and the rows of an item.

What stands in a row is what the item says, verbatim, under headings that loading reads as the same fields.
"""

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from loaders import further_heading
from service.documents import ABOVE, Cell, Column
from service.items import FIELD_LABELS, FIELDS, Duty, StandingItem
from service.vocabulary import ListKind

NUMBER = "序号"
STAGE, DUTY, DUTY_BASIS = "责任环节", "责任事项", "责任事项依据"
_WIDTHS = {
    "category_text": 14,
    "name": 32,
    "sub_item_name": 20,
    "codes": 26,
    "body_name": 18,
    "setting_basis": 48,
    "accountability": 32,
    "discretion": 32,
    "level_text": 14,
    "supervision": 20,
}
_FIRST = ("category_text", "name", "sub_item_name")
_ALWAYS = frozenset({"category_text", "name", "body_name", "setting_basis"})
_KEYS = (*_FIRST, *(field.key for field in FIELDS if field.key not in _FIRST))
_TEXTS = tuple(key for key in _KEYS if key not in ("codes", "duties", "category_text"))
_MOST_LABELS = 200


class Layout(msgspec.Struct, frozen=True):
    """The columns of a list: the fields that its items fill, their duties' parts, its further columns.

    `titled` tells whether every item says its category in a cell; else the table's title must not.
    """

    fields: tuple[str, ...]
    stages: bool
    duty_bases: bool
    extra: tuple[str, ...]
    titled: bool

    @property
    def columns(self) -> list[Column]:
        """The columns, each with a heading that is read back as what it holds."""
        found = [Column(NUMBER, 9)]
        for key in self.fields:
            if key == "duties":
                found += [Column(STAGE, 10)] if self.stages else []
                found.append(Column(DUTY, 48))
                found += [Column(DUTY_BASIS, 32)] if self.duty_bases else []
            else:
                found.append(Column(FIELD_LABELS[key], _WIDTHS.get(key, 12)))
        return found + [Column(further_heading(label), 16) for label in self.extra]


def layout_of(kind: ListKind, items: Iterable[StandingItem]) -> Layout:
    """Go through the items and return the columns that they fill; those that make a list are always there."""
    used = set(_ALWAYS)
    extra: dict[str, None] = {}
    unused = [key for key in _TEXTS if key not in used]
    stages = duty_bases = False
    titled = True
    for item in items:
        content = item.content
        found = [key for key in unused if getattr(content, key)]
        if found:
            used.update(found)
            unused = [key for key in unused if key not in used]
        if content.codes:
            used.add("codes")
        if content.duties:
            used.add("duties")
            stages = stages or any(duty.stage for duty in content.duties)
            duty_bases = duty_bases or any(duty.basis for duty in content.duties)
        if content.extra and len(extra) < _MOST_LABELS:
            extra.update(dict.fromkeys(content.extra))
        titled = titled and bool(category_cell(kind, item))
    return Layout(tuple(key for key in _KEYS if key in used), stages, duty_bases, tuple(extra), titled)


def category_cell(kind: ListKind, item: StandingItem) -> str:
    """Return what stands under 职权类型: the item's own text; where it has none, what loading needs to know.

    A list of licensing items needs none: its items are of that category where they do not say another.
    """
    content = item.content
    if content.category_text or item.category is None or kind is ListKind.LICENSING:
        return content.category_text
    return item.category.label


def cells_of(layout: Layout, kind: ListKind, number: int, item: StandingItem) -> Iterator[list[Cell]]:
    """Yield the item's rows: the first with everything and its first duty, then a row for each further duty.

    A cell that the first row speaks for is `ABOVE`.
    """
    content = item.content
    duties = content.duties or (None,)
    yield _row(layout, kind, number, item, duties[0])
    for duty in duties[1:]:
        row: list[Cell] = [ABOVE]
        for key in layout.fields:
            row += _duty(layout, duty) if key == "duties" else [ABOVE]
        yield row + [ABOVE] * len(layout.extra)


def _row(layout: Layout, kind: ListKind, number: int, item: StandingItem, duty: Duty | None) -> list[Cell]:
    content = item.content
    row: list[Cell] = [number]
    for key in layout.fields:
        if key == "duties":
            row += _duty(layout, duty)
        elif key == "codes":
            row.append("\n".join(content.codes))
        elif key == "category_text":
            row.append(category_cell(kind, item))
        elif key == "body_name":
            row.append(content.body_name or item.body.name)
        else:
            row.append(getattr(content, key))
    row += [content.extra.get(label, "") for label in layout.extra]
    return row


def _duty(layout: Layout, duty: Duty | None) -> list[Cell]:
    parts: list[Cell] = [duty.stage if duty else ""] if layout.stages else []
    parts.append(duty.text if duty else "")
    return parts + ([duty.basis if duty else ""] if layout.duty_bases else [])


def merged(layout: Layout, rows: Iterable[Sequence[Cell]]) -> Iterator[Sequence[Cell]]:
    """Yield the rows with a main item's name over all of its sub-items, where they follow one another.

    Only rows that say the same category and body, so that each still reads as what it is.
    """
    # These stand before the duties, which may take several columns.
    name = 1 + layout.fields.index("name")
    sub = 1 + layout.fields.index("sub_item_name") if "sub_item_name" in layout.fields else None
    told = [1 + layout.fields.index(key) for key in ("category_text", "name", "body_name")]
    above: list[Cell] | None = None
    for row in rows:
        if row[0] is ABOVE or sub is None:
            yield row
            continue
        own = [row[at] for at in told] if row[sub] else None
        if own is not None and own == above:
            yield [*row[:name], ABOVE, *row[name + 1 :]]
        else:
            yield row
        above = own


def unmerged(rows: Iterable[Sequence[Cell]]) -> Iterator[Sequence[Cell]]:
    """Yield the rows as text has them: what the row above speaks for stays empty."""
    return ([None if cell is ABOVE else cell for cell in row] for row in rows)
