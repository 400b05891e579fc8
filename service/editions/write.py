"""Writing planned body lists, and the raw rows of a file, into the store."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from sqlalchemy import Connection, insert, select

from service.editions.plan import BodyListPlan, Written
from service.items import FileContent, PackedItems, PackedRows, RawRow, read_outline
from service.store import insert_rows, take_numbers
from service.store.core import body_list_layer
from service.store.tables import (
    BodyList,
    BodyListCount,
    PowerItem,
    Revision,
    RevisionCode,
    SourceRows,
)
from service.text import fold, fold_all
from service.vocabulary import Category, Level

# So much of what items say is unpacked at once; where a file names its bodies in any order, more, for its
# pieces are unpacked again for every batch.
_BYTES_AT_ONCE, _ITEMS_AT_ONCE = 4 << 20, 4_096
_SCATTERED_AT_ONCE = 8
_NEIGHBOURS = 256
_REVISION_COLUMNS = (
    "id", "body_list_id", "item_id", "list_id", "body_id", "removed", "position", "category",
    "level", "name", "sub_item_name", "folded_name", "content", "content_hash", "source_file_id",
    "source_sheet", "source_row",
)  # fmt: skip


_CATEGORIES = {None: None} | {category: category.value for category in Category}
_LEVELS = {None: None} | {level: int(level) for level in Level}


def _unheard(_done: int, _whole: int) -> None:
    """Progress that nobody follows."""


def write_body_lists(
    connection: Connection,
    list_id: int,
    source_file_id: int | None,
    plans: Sequence[BodyListPlan],
    progress: Callable[[int, int], object] = _unheard,
) -> dict[int, int]:
    """Write the plans; return, by body id, the body list that stands for it now.

    `source_file_id` is the file they come from, None where they come from none. `progress` is told how many
    revisions of how many are written.
    """
    stand: dict[int, int] = {}
    for plan in plans:
        if plan.is_unchanged and plan.parent:
            stand[plan.body.id] = plan.parent.body_list
    fresh = [plan for plan in plans if not plan.is_unchanged]
    numbers = take_numbers(connection, BodyList, len(fresh)) if fresh else range(0)
    stand |= {plan.body.id: number for plan, number in zip(fresh, numbers, strict=True)}
    insert_rows(
        connection,
        BodyList,
        ("id", "body_id", "parent_id", "items", "seal"),
        [
            (
                number,
                plan.body.id,
                plan.parent.body_list if plan.parent else None,
                plan.items,
                plan.seal,
            )
            for plan, number in zip(fresh, numbers, strict=True)
        ],
    )
    insert_rows(
        connection,
        BodyListCount,
        ("body_list_id", "category", "level", "items"),
        [
            (number, category.value if category else "", int(level or 0), count)
            for plan, number in zip(fresh, numbers, strict=True)
            for (category, level), count in plan.counts.items()
        ],
    )
    for plan, number in zip(fresh, numbers, strict=True):
        _write_layers(connection, plan, number)
    _write_revisions(connection, list_id, source_file_id, list(zip(fresh, numbers, strict=True)), progress)
    return stand


def _write_layers(connection: Connection, plan: BodyListPlan, number: int) -> None:
    layers = [{"body_list_id": number, "depth": 0, "layer_id": number}]
    if plan.parent:
        above = connection.execute(
            select(body_list_layer.c.depth, body_list_layer.c.layer_id).where(
                body_list_layer.c.body_list_id == plan.parent.body_list
            )
        )
        layers += [{"body_list_id": number, "depth": depth + 1, "layer_id": layer} for depth, layer in above]
    connection.execute(insert(body_list_layer), layers)


def _write_revisions(
    connection: Connection,
    list_id: int,
    source_file_id: int | None,
    plans: Sequence[tuple[BodyListPlan, int]],
    progress: Callable[[int, int], object],
) -> None:
    new = sum(plan.written.beginning for plan, _ in plans)
    revisions = sum(len(plan.written) + len(plan.removed) for plan, _ in plans)
    if not revisions:
        return
    items = take_numbers(connection, PowerItem, new) if new else range(0)
    insert_rows(connection, PowerItem, ("id", "list_id"), ((item, list_id) for item in items))
    numbers, new_items = iter(take_numbers(connection, Revision, revisions)), iter(items)
    done = 0
    for batch in _batches(plans):
        codes: list[tuple[str, int]] = []
        rows = _revisions(batch, list_id, source_file_id, numbers, new_items, codes)
        insert_rows(connection, Revision, _REVISION_COLUMNS, rows)
        insert_rows(connection, RevisionCode, ("folded_code", "revision_id"), codes)
        done += len(batch)
        progress(done, revisions)


class _Entry(NamedTuple):
    """A revision of a body's list to write: an item's wording, or the removal of a power."""

    body: int
    body_list: int
    what: Written | int


def _batches(plans: Sequence[tuple[BodyListPlan, int]]) -> Iterator[list[_Entry]]:
    """All that is to be written, in order, so much at a time as may be held."""
    batch: list[_Entry] = []
    size, near = 0, set[int]()
    for plan, body_list in plans:
        for each in chain[Written | int](plan.written, plan.removed):
            batch.append(_Entry(plan.body.id, body_list, each))
            if isinstance(each, Written):
                size += each.incoming.items.size(each.incoming.place)
                near.add(each.incoming.place // _NEIGHBOURS)
            fold_of_most = max(size / _BYTES_AT_ONCE, len(batch) / _ITEMS_AT_ONCE)
            is_scattered = len(near) * _NEIGHBOURS > len(batch) * _SCATTERED_AT_ONCE
            if fold_of_most >= (_SCATTERED_AT_ONCE if is_scattered else 1):
                yield batch
                batch, size, near = [], 0, set()
    if batch:
        yield batch


def _revisions(
    batch: Sequence[_Entry],
    list_id: int,
    source_file_id: int | None,
    numbers: Iterator[int],
    new_items: Iterator[int],
    codes: list[tuple[str, int]],
) -> Iterator[tuple[object, ...]]:
    """The rows of the revisions, made as they are written; their codes are put on `codes`."""
    contents = _contents([entry.what for entry in batch if isinstance(entry.what, Written)])
    outlines = list(map(read_outline, contents))
    names = iter(fold_all([outline.name + outline.sub_item_name for outline in outlines]))
    worded = zip(contents, outlines, strict=True)
    for body, body_list, what in batch:
        number = next(numbers)
        if not isinstance(what, Written):
            yield (
                number, body_list, what, list_id, body, True, 0.0, None, None,
                "", "", "", "{}", b"", None, "", 0,
            )  # fmt: skip
            continue
        content, outline = next(worded)
        arriving = what.incoming
        items, place = arriving.items, arriving.place
        yield (
            number,
            body_list,
            what.item_id if what.item_id is not None else next(new_items),
            list_id,
            arriving.body.id,
            False,
            what.position,
            _CATEGORIES[items.categories[place]],
            _LEVELS[arriving.level],
            outline.name,
            outline.sub_item_name,
            next(names),
            content.decode(),
            items.content_hash(place),
            source_file_id if arriving.source_file is None else arriving.source_file,
            items.sheet(place),
            items.rows(place)[0],
        )
        codes += [(code, number) for code in {*map(_folded_code, outline.codes)} if code]


def _contents(batch: Sequence[Written]) -> list[bytes]:
    """The contents as stored, in order; of each file's items together."""
    by_items: dict[int, list[Written]] = {}
    for each in batch:
        by_items.setdefault(id(each.incoming.items), []).append(each)
    found = {
        number: iter(own[0].incoming.items.each_encoded([each.incoming.place for each in own]))
        for number, own in by_items.items()
    }
    return [next(found[id(each.incoming.items)]) for each in batch]


def _folded_code(code: str) -> str:
    return code if code.isascii() and code.isdecimal() else fold(code)


def write_raw_rows(
    connection: Connection,
    source_file_id: int,
    file: FileContent,
    items: PackedItems,
    plans: Sequence[BodyListPlan],
    progress: Callable[[int, int], object] = _unheard,
) -> None:
    """Keep the file's raw rows, but those of `items` that stand unchanged: they are kept already.

    `progress` is told how many pieces of how many are kept.
    """
    is_written = bytearray(len(items))
    for plan in plans:
        for each in plan.written:
            if each.incoming.source_file is None:
                is_written[each.incoming.place] = 1
    kept = file.raw_rows
    if not all(is_written):
        kept = _without_standing(kept, items, is_written)
    elif not isinstance(kept, PackedRows):
        kept = PackedRows(kept)
    insert_rows(
        connection,
        SourceRows,
        ("source_file_id", "ordinal", "rows"),
        _numbered(source_file_id, kept, progress),
    )


def _numbered(
    source_file_id: int, rows: PackedRows, progress: Callable[[int, int], object]
) -> Iterator[tuple[int, int, bytes]]:
    for ordinal, piece in enumerate(rows.pieces()):
        progress(ordinal, rows.piece_count)
        yield source_file_id, ordinal, piece


_OF_STANDING, _OF_WRITTEN = 1, 2
_NO_MARKS = bytearray()


def _without_standing(rows: Iterable[RawRow], items: PackedItems, is_written: Sequence[int]) -> PackedRows:
    """The rows but those that belong to items of which nothing is written, and to no other."""
    of_sheet: dict[str, bytearray] = {}
    for place, written in enumerate(is_written):
        marks = of_sheet.setdefault(items.sheet(place), bytearray())
        for row in items.rows(place):
            marks.extend(bytes(max(row + 1 - len(marks), 0)))
            marks[row] = max(marks[row], _OF_WRITTEN if written else _OF_STANDING)
    kept = PackedRows()
    for raw in rows:
        marks = of_sheet.get(raw.sheet, _NO_MARKS)
        if raw.row >= len(marks) or marks[raw.row] != _OF_STANDING:
            kept.append(raw)
    return kept
