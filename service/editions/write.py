"""Writing planned body lists, and the raw rows of a file, into the store."""

import hashlib
from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, insert, select

from service.editions.plan import BodyListPlan, Incoming, Written
from service.items import FileContent, ItemHead, PackedRows
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

_CONTENTS_AT_ONCE = 32_768
_REVISION_COLUMNS = (
    "id", "body_list_id", "item_id", "list_id", "body_id", "removed", "position", "category",
    "level", "name", "sub_item_name", "folded_name", "content", "content_hash", "source_file_id",
    "source_sheet", "source_row",
)  # fmt: skip


_CATEGORIES = {None: None} | {category: category.value for category in Category}
_LEVELS = {None: None} | {level: int(level) for level in Level}


def list_seal(hashes: Sequence[bytes]) -> bytes:
    """The hash of a body list: SHA-256 over its items' content hashes in ascending order."""
    return hashlib.sha256(b"".join(sorted(hashes))).digest()


def write_body_lists(
    connection: Connection, list_id: int, source_file_id: int | None, plans: Sequence[BodyListPlan]
) -> dict[int, int]:
    """Write the plans; return, by body id, the body list that stands for it now.

    `source_file_id` is the file they come from, None where they come from none.
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
                list_seal(plan.hashes),
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
    _write_revisions(connection, list_id, source_file_id, list(zip(fresh, numbers, strict=True)))
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
) -> None:
    new = sum(1 for plan, _ in plans for written in plan.written if written.item_id is None)
    revisions = sum(len(plan.written) + len(plan.removed) for plan, _ in plans)
    if not revisions:
        return
    items = take_numbers(connection, PowerItem, new) if new else range(0)
    insert_rows(connection, PowerItem, ("id", "list_id"), ((item, list_id) for item in items))
    numbers = take_numbers(connection, Revision, revisions)
    codes: list[tuple[str, int]] = []
    rows = _revisions(plans, list_id, source_file_id, iter(numbers), iter(items), codes)
    insert_rows(connection, Revision, _REVISION_COLUMNS, rows)
    insert_rows(connection, RevisionCode, ("folded_code", "revision_id"), codes)


def _revisions(
    plans: Sequence[tuple[BodyListPlan, int]],
    list_id: int,
    source_file_id: int | None,
    numbers: Iterator[int],
    new_items: Iterator[int],
    codes: list[tuple[str, int]],
) -> Iterator[tuple[object, ...]]:
    """The rows of the revisions, made as they are written; their codes are put on `codes`."""
    contents = _contents([written.incoming for plan, _ in plans for written in plan.written])
    for plan, body_list_id in plans:
        heads = [written.incoming.head for written in plan.written]
        names = fold_all([head.name + head.sub_item_name for head in heads])
        for written, item, folded_name in zip(plan.written, heads, names, strict=True):
            number = next(numbers)
            item_id = written.item_id if written.item_id is not None else next(new_items)
            head = (number, body_list_id, item_id, list_id)
            yield _revision(head, written, folded_name, next(contents), source_file_id)
            codes += [(code, number) for code in {*map(_folded_code, item.codes)} if code]
        yield from _removals(plan, numbers, body_list_id, list_id)


def _contents(entries: Sequence[Incoming]) -> Iterator[bytes]:
    """The entries' contents as stored: many at a time, for a file may name its bodies in any order."""
    for start in range(0, len(entries), _CONTENTS_AT_ONCE):
        some = entries[start : start + _CONTENTS_AT_ONCE]
        by_items: dict[int, list[Incoming]] = {}
        for entry in some:
            by_items.setdefault(id(entry.items), []).append(entry)
        found = {
            number: iter(own[0].items.each_encoded([entry.place for entry in own]))
            for number, own in by_items.items()
        }
        yield from (next(found[id(entry.items)]) for entry in some)


def _folded_code(code: str) -> str:
    return code if code.isascii() and code.isdecimal() else fold(code)


def _revision(
    head: tuple[int, int, int, int],
    written: Written,
    folded_name: str,
    content: bytes,
    source_file_id: int | None,
) -> tuple[object, ...]:
    arriving = written.incoming
    item = arriving.head
    return (
        *head,
        arriving.body.id,
        False,
        written.position,
        _CATEGORIES[item.category],
        _LEVELS[arriving.level],
        item.name,
        item.sub_item_name,
        folded_name,
        content.decode(),
        item.content_hash,
        source_file_id if arriving.source_file is None else arriving.source_file,
        item.sheet,
        item.rows[0],
    )


def _removals(
    plan: BodyListPlan, numbers: Iterator[int], body_list_id: int, list_id: int
) -> Iterator[tuple[object, ...]]:
    for item in plan.removed:
        yield (
            next(numbers), body_list_id, item.id, list_id, plan.body.id, True, 0.0, None, None,
            "", "", "", "{}", b"", None, "", 0,
        )  # fmt: skip


def write_raw_rows(
    connection: Connection,
    source_file_id: int,
    file: FileContent,
    items: Sequence[ItemHead],
    plans: Sequence[BodyListPlan],
) -> None:
    """Keep the file's raw rows, but those of `items` that stand unchanged: they are kept already."""
    written = [
        entry.incoming.head for plan in plans for entry in plan.written if entry.incoming.source_file is None
    ]
    kept = file.raw_rows
    if len(written) < len(items):
        standing_rows = _rows(items) - _rows(written)
        kept = PackedRows(raw for raw in kept if (raw.sheet, raw.row) not in standing_rows)
    elif not isinstance(kept, PackedRows):
        kept = PackedRows(kept)
    insert_rows(
        connection,
        SourceRows,
        ("source_file_id", "ordinal", "rows"),
        ((source_file_id, ordinal, piece) for ordinal, piece in enumerate(kept.pieces())),
    )


def _rows(items: Sequence[ItemHead]) -> set[tuple[str, int]]:
    return {(item.sheet, row) for item in items for row in item.rows}
