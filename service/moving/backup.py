"""Backing a store up into one file and restoring it: a SQLite file that says itself what it must hold.

It is taken in one snapshot while writing goes on, from either store, and restores into either.
"""

import hashlib
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import msgspec
from sqlalchemy import Connection, StaticPool, create_engine

from service.errors import Refusal
from service.moving.copying import Moved, Progress, copy_into, unheard
from service.store import Store, is_newest, migrate, require_newest

_MANIFEST = "backup_manifest"


class _Manifest(msgspec.Struct, frozen=True):
    """When the backup was taken, what was copied, and the SHA-256 of each of the file's tables."""

    taken_at: datetime
    moved: Moved
    tables: dict[str, str]


def back_up(store: Store, path: Path, progress: Progress = unheard) -> Moved:
    """Write a backup of the store into a new file, which appears under its name only when it is whole.

    Raises `Refusal`: `file-exists`, `unwritable-file`, and those of `copy_store`.
    """
    require_newest(store)
    if path.exists():
        raise Refusal("file-exists", f"{path} 已存在。", "换一个文件名：备份不覆盖已有的文件。")
    try:
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.name}-") as directory:
            partial = Path(directory) / "backup"
            moved = _write(store, partial, progress)
            _force_to_disk(partial)
            partial.rename(path)
        _force_to_disk(path.parent)
    except OSError as error:
        raise Refusal(
            "unwritable-file", f"不能写入 {path}：{error.strerror}。", "检查文件夹和磁盘空间。"
        ) from error
    return moved


def check_backup(path: Path) -> Moved:
    """Return what the backup holds after reading all of it.

    Raises `Refusal`: `unreadable-file`, `not-a-backup`, `backup-damaged` where anything differs from what
    was written.
    """
    if not path.is_file():
        raise Refusal("unreadable-file", f"{path} 不存在，或不是文件。", "核对文件名。")
    with closing(_opened(path)) as connection:
        try:
            manifest = _manifest(connection, path)
            found = _table_hashes(connection)
        except sqlite3.DatabaseError as error:
            raise _damaged(path) from error
    if found != manifest.tables:
        raise _damaged(path)
    return manifest.moved


def restore(path: Path, url: str, progress: Progress = unheard) -> Moved:
    """Restore a backup into a new store at the address; one of an earlier release is brought up to date.

    Raises `Refusal`: those of `check_backup` and `copy_store`.
    """
    check_backup(path)
    target = migrate(url)
    try:
        with _as_newest(path) as source:
            return copy_into(source, target, progress)
    finally:
        target.close()


def _write(store: Store, path: Path, progress: Progress) -> Moved:
    target = migrate(f"sqlite:///{path}")
    with store.read() as source:
        moved = copy_into(source, target, progress, searchable=False)
    target.close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")  # one file, nothing beside it
        manifest = _Manifest(taken_at=datetime.now(UTC), moved=moved, tables=_table_hashes(connection))
        connection.execute(f"CREATE TABLE {_MANIFEST} (manifest TEXT NOT NULL)")
        connection.execute(
            f"INSERT INTO {_MANIFEST} VALUES (?)",  # noqa: S608 - a name of our own
            (msgspec.json.encode(manifest).decode(),),
        )
        connection.commit()
    return moved


@contextmanager
def _as_newest(path: Path) -> Iterator[Connection]:
    """The backup's rows by this release's schema; the file itself is never written to."""
    engine = create_engine("sqlite://", creator=lambda: _opened(path), poolclass=StaticPool)
    with engine.connect() as connection:
        newest = is_newest(connection)
        if newest:
            yield connection
    engine.dispose()
    if newest:
        return
    with tempfile.TemporaryDirectory() as directory:
        copy = Path(directory) / "backup"
        shutil.copyfile(path, copy)
        store = migrate(f"sqlite:///{copy}")
        with store.read() as connection:
            yield connection
        store.close()


def _opened(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{quote(str(path.resolve()))}?mode=ro&immutable=1", uri=True)


def _manifest(connection: sqlite3.Connection, path: Path) -> _Manifest:
    if _MANIFEST not in _tables(connection):
        raise Refusal("not-a-backup", f"{path} 不是 quanze db backup 写的备份。", "核对文件名。")
    rows = connection.execute(f"SELECT manifest FROM {_MANIFEST}").fetchall()  # noqa: S608 - a name of our own
    try:
        ((text,),) = rows
        return msgspec.json.decode(text, type=_Manifest)
    except ValueError as error:
        raise _damaged(path) from error


def _tables(connection: sqlite3.Connection) -> list[str]:
    found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    return [name for (name,) in found]


def _table_hashes(connection: sqlite3.Connection) -> dict[str, str]:
    """SHA-256 of each table's rows as they are kept, whatever release wrote them."""
    hashes = {}
    for name in _tables(connection):
        if name == _MANIFEST or name.startswith(("sqlite_", "revision_search")):
            continue
        quoted = name.replace('"', '""')
        found = hashlib.sha256()
        for row in connection.execute(f'SELECT * FROM "{quoted}" ORDER BY rowid'):  # noqa: S608 - quoted
            found.update(msgspec.msgpack.encode(row))
        hashes[name] = found.hexdigest()
    return hashes


def _force_to_disk(path: Path) -> None:
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def _damaged(path: Path) -> Refusal:
    return Refusal(
        "backup-damaged", f"备份 {path} 不完整或已损坏。", "换用另一份备份；这一份没有恢复任何内容。"
    )
