"""Writing planned body lists, and the raw rows of a file, into the store."""

import hashlib
import zlib
from collections.abc import Collection, Iterator, Sequence

import msgspec
from sqlalchemy import Connection, insert, select

from service.editions.plan import BodyListPlan, Written
from service.items import FileContent, ListedItem, RawRow
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

_RAW_ROWS_A_PIECE = 500
_FAST_COMPRESSION = 1
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
    for plan, body_list_id in plans:
        contents = [written.incoming.item.content for written in plan.written]
        names = fold_all([content.name + content.sub_item_name for content in contents])
        for written, content, folded_name in zip(plan.written, contents, names, strict=True):
            number = next(numbers)
            item_id = written.item_id if written.item_id is not None else next(new_items)
            head = (number, body_list_id, item_id, list_id)
            yield _revision(head, written, folded_name, source_file_id)
            codes += [(code, number) for code in {*map(_folded_code, content.codes)} if code]
        yield from _removals(plan, numbers, body_list_id, list_id)


def _folded_code(code: str) -> str:
    return code if code.isascii() and code.isdecimal() else fold(code)


def _revision(
    head: tuple[int, int, int, int], written: Written, folded_name: str, source_file_id: int | None
) -> tuple[object, ...]:
    arriving = written.incoming
    item = arriving.item
    content = item.content
    return (
        *head,
        arriving.body.id,
        False,
        written.position,
        _CATEGORIES[item.category],
        _LEVELS[arriving.level],
        content.name,
        content.sub_item_name,
        folded_name,
        arriving.encoded.decode(),
        arriving.content_hash,
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
    items: Sequence[ListedItem],
    plans: Sequence[BodyListPlan],
) -> None:
    """Keep the file's raw rows, but those of `items` that stand unchanged: they are kept already."""
    written = {
        (written.incoming.item.sheet, row)
        for plan in plans
        for written in plan.written
        for row in written.incoming.item.rows
    }
    of_items = {(item.sheet, row) for item in items for row in item.rows}
    unchanged: Collection[tuple[str, int]] = of_items - written
    kept = file.raw_rows
    if unchanged:
        kept = [raw for raw in kept if (raw.sheet, raw.row) not in unchanged]
    insert_rows(
        connection,
        SourceRows,
        ("source_file_id", "ordinal", "rows"),
        (
            (source_file_id, ordinal, _packed(kept[start : start + _RAW_ROWS_A_PIECE]))
            for ordinal, start in enumerate(range(0, len(kept), _RAW_ROWS_A_PIECE))
        ),
    )


def _packed(rows: Sequence[RawRow]) -> bytes:
    encoded = msgspec.json.encode([(raw.sheet, raw.row, raw.cells) for raw in rows])
    return zlib.compress(encoded, _FAST_COMPRESSION)
