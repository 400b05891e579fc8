"""Copying a store into a new one, whole or not at all, and reading back what was written."""

import hashlib
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Connection, delete, func, select, text
from sqlalchemy import Table as SqlTable

from service.editions import index_search
from service.errors import Refusal
from service.moving.rows import binder, row_bytes, rows_of
from service.store import Store, insert_rows, migrate, require_newest
from service.store.base import Table

# How many rows are moved, of how many; called now and then.
Progress = Callable[[int, int], None]
_TOLD_EVERY = 1000


class Moved(msgspec.Struct, frozen=True):
    """What was moved: rows, and a SHA-256 over every table's name and rows that holds in any store."""

    tables: int
    rows: int
    sha256: str


def unheard(_moved: int, _rows: int) -> None:
    """Progress that nobody follows."""


def copy_store(source: Store, target_url: str, progress: Progress = unheard) -> Moved:
    """Copy everything in the store into a new one at the address, and verify it.

    The source is read in one snapshot and may be written to meanwhile. Raises `Refusal`: `store-outdated`
    where the source is not of this release, `target-not-empty` where there is a store with anything in it,
    `copy-differs` where what was written does not read back the same (then nothing stays written).
    """
    require_newest(source)
    target = migrate(target_url)
    try:
        with source.read() as reading:
            return copy_into(reading, target, progress)
    finally:
        target.close()


def copy_into(
    source: Connection, target: Store, progress: Progress = unheard, *, searchable: bool = True
) -> Moved:
    """Copy what the connection sees into a newly migrated store; with its search index if `searchable`."""
    with target.write() as writing:
        _require_fresh(writing)
        if target.is_sqlite:  # rows may name others of their own table that come later
            writing.execute(text("PRAGMA defer_foreign_keys=ON"))
        moved = _copy_tables(source, writing, progress)
        if searchable:
            index_search(writing)
    if not target.is_sqlite:
        with target.write() as writing:
            writing.execute(text("ANALYZE"))
    return moved


def _copy_tables(source: Connection, target: Connection, progress: Progress) -> Moved:
    tables = Table.metadata.sorted_tables
    for table in reversed(tables):
        target.execute(delete(table))
    total = sum(source.execute(select(func.count()).select_from(table)).scalar_one() for table in tables)
    classes = {cls.__tablename__: cls for cls in Table.__subclasses__()}
    whole, moved = hashlib.sha256(), 0
    for table in tables:
        columns = [column.name for column in table.columns]
        with rows_of(source, table) as rows:
            passing = _Passing(rows, binder(table, target.dialect), lambda done: progress(done, total), moved)
            insert_rows(target, classes[table.name], columns, passing)
        if _hash_of(target, table) != passing.hash.digest():
            raise Refusal(
                "copy-differs",
                f"数据表 {table.name} 写入后读回的内容与原来不同。",
                "目标库没有写入任何内容；请检查磁盘和数据库后重试。",
            )
        moved = passing.moved
        whole.update(table.name.encode() + b"\0" + passing.hash.digest())
    progress(moved, total)
    return Moved(tables=len(tables), rows=moved, sha256=whole.hexdigest())


class _Passing:
    """Rows on their way: hashed as they were read, given on as the target's driver takes them."""

    def __init__(
        self,
        rows: Iterator[tuple[Any, ...]],
        bound: Callable[[tuple[Any, ...]], tuple[Any, ...]],
        told: Callable[[int], None],
        moved: int,
    ) -> None:
        self._rows, self._bound, self._told = rows, bound, told
        self.hash = hashlib.sha256()
        self.moved = moved

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        for row in self._rows:
            self.hash.update(row_bytes(row))
            self.moved += 1
            if self.moved % _TOLD_EVERY == 0:
                self._told(self.moved)
            yield self._bound(row)


def _hash_of(connection: Connection, table: SqlTable) -> bytes:
    found = hashlib.sha256()
    with rows_of(connection, table) as rows:
        for row in rows:
            found.update(row_bytes(row))
    return found.digest()


def _require_fresh(connection: Connection) -> None:
    """Refuse a store that holds more than migration puts there."""
    with tempfile.TemporaryDirectory() as directory:
        pristine = migrate(f"sqlite:///{Path(directory) / 'pristine.db'}")
        with pristine.read() as reading:
            seeded = {
                table.name: reading.execute(select(table)).all() for table in Table.metadata.sorted_tables
            }
        pristine.close()
    for table in Table.metadata.sorted_tables:
        expected = seeded[table.name]
        found = connection.execute(select(table).limit(len(expected) + 1)).all()
        if sorted(found, key=repr) != sorted(expected, key=repr):
            raise Refusal(
                "target-not-empty",
                "目标数据库里已有内容。",
                "换一个新的地址：复制和恢复只写入新库，不覆盖已有的库。",
            )
