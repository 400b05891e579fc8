"""Working spreadsheets (清理工作表): an edition's rows with room for what the body states of each."""

from collections.abc import Callable, Iterable, Iterator, Sequence

import msgspec

from service import node_ids
from service.cleanup.messages import IDENTITY, OPINION, REASON, TARGET
from service.errors import Refusal
from service.items import FIELD_LABELS, FIELDS, ItemContent, StandingItem

NUMBER = "序号"
_DUTY_COLUMNS = ("责任环节", "责任事项", "责任事项依据")
_WIDTHS = {
    "name": 32,
    "sub_item_name": 16,
    "setting_basis": 40,
    "accountability": 24,
    "codes": 20,
    "duties": 40,
}
_LONGEST = 32_767
_NO_CHARACTERS = frozenset("\ufffe\uffff")
_FIRST = ("name", "sub_item_name")
_REST = ("category_text", *(field.key for field in FIELDS if field.key not in (*_FIRST, "category_text")))

Cell = str | int


class WorkingColumn(msgspec.Struct, frozen=True):
    """A column: its title, its width in half-width characters, and whether its cells are protected."""

    title: str
    width: int = 12
    locked: bool = False


class WorkingSheet(msgspec.Struct, frozen=True, kw_only=True):
    """One workbook's list: its title, the body it is of (empty for a whole edition), and its items."""

    title: str
    body: str
    items: Iterable[StandingItem]
    extra: Sequence[str]


def extra_labels(items: Iterable[StandingItem]) -> list[str]:
    """Return the labels of all further columns the items have, in the order they are met."""
    found: dict[str, None] = {}
    for item in items:
        if item.content.extra:
            found.update(dict.fromkeys(item.content.extra))
    return list(found)


def working_columns(extra: Sequence[str], heading_of: Callable[[str], str]) -> list[WorkingColumn]:
    """Return the columns of a working spreadsheet.

    First who the row is and what is stated of it, then every field there is, the further columns, and the
    item's identity. `heading_of` gives a heading that is read back as a further column under the label.
    """
    return [
        WorkingColumn(NUMBER, 6),
        *(WorkingColumn(FIELD_LABELS[key], _WIDTHS[key]) for key in _FIRST),
        WorkingColumn(OPINION, 10),
        WorkingColumn(TARGET, 18),
        WorkingColumn(REASON, 24),
        *_field_columns(),
        *(WorkingColumn(heading_of(label), 16) for label in extra),
        WorkingColumn(IDENTITY, 18, locked=True),
    ]


def _field_columns() -> Iterator[WorkingColumn]:
    for key in _REST:
        titles = _DUTY_COLUMNS if key == "duties" else (FIELD_LABELS[key],)
        for title in titles:
            yield WorkingColumn(title, _WIDTHS.get(key, 12))


def working_rows(number: int, item: StandingItem, extra: Sequence[str]) -> list[dict[int, Cell]]:
    """Return the item's rows: cells by column, empty ones left out.

    Duties beyond the first stand in rows of their own below. Raises `Refusal` (`cell-too-long`) for a text
    that no cell of a spreadsheet holds.
    """
    content = item.content
    cells: list[Cell] = [number, content.name, content.sub_item_name, "", "", ""]
    duties_at = 0
    for key in _REST:
        if key == "duties":
            duties_at = len(cells)
            cells += _duty_cells(content, 0)
        else:
            value = getattr(content, key)
            cells.append(value if isinstance(value, str) else "\n".join(value))
    cells += [content.extra.get(label, "") for label in extra]
    cells.append(node_ids.encode("PowerItem", item.id))
    rows = [{at: cell for at, cell in enumerate(cells) if cell != ""}]
    for place in range(1, len(content.duties)):
        duty = _duty_cells(content, place)
        rows.append({duties_at + at: cell for at, cell in enumerate(duty) if cell})
    for row in rows:
        for cell in row.values():
            if isinstance(cell, str):
                _require_writable(cell, item)
    return rows


def _duty_cells(content: ItemContent, place: int) -> tuple[str, str, str]:
    if place >= len(content.duties):
        return ("", "", "")
    duty = content.duties[place]
    return (duty.stage, duty.text, duty.basis)


def _require_writable(text: str, item: StandingItem) -> None:
    """Refuse what a spreadsheet would not give back as it was."""
    too_long = len(text) > _LONGEST // 2 and len(text.encode("utf-16-le", "surrogatepass")) > 2 * _LONGEST
    if too_long or not _NO_CHARACTERS.isdisjoint(text):
        what = f"一个单元格超过 {_LONGEST} 个字" if too_long else "含有电子表格不能保存的字符"
        raise Refusal(
            "cell-too-long" if too_long else "cell-unwritable",
            f"{item.body.name}的“{item.content.name}”{what}，不能导出。",
            "请在清单中精简该事项的内容后另建版本。",
        )
