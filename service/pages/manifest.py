"""What was written into a folder: by file its key, its content's hash, and the section that it belongs to."""

import fcntl
import os
import sqlite3
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from service.errors import Refusal

NAME = ".quanze-manifest.db"
_FORMAT = 1
_PATIENCE_SECONDS, _LOOKED_EVERY_SECONDS = 60.0, 0.05
_SCHEMA = """
CREATE TABLE IF NOT EXISTS about (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS section (
    name TEXT PRIMARY KEY, key BLOB NOT NULL, run INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS file (
    path TEXT PRIMARY KEY, section TEXT NOT NULL, key BLOB NOT NULL, hash BLOB NOT NULL,
    size INTEGER NOT NULL, run INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS file_of_section ON file (section, run);
"""


class Written(NamedTuple):
    """A file that the last publication left: its path, SHA-256 and size in bytes."""

    path: str
    hash: bytes
    size: int


class Manifest:
    """The manifest of a folder, held by one publication at a time.

    Every method raises `Refusal` where it cannot be read or written: `not-a-site`, `disk-full`.
    """

    def __init__(self, folder: Path, scope: str) -> None:
        """Open or begin it. Raises `Refusal` too: `other-scope`, `already-publishing`."""
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except (FileExistsError, NotADirectoryError) as error:
            raise Refusal("not-a-site", f"{folder} 不是文件夹。", "换一个文件夹。") from error
        path = folder / NAME
        if not path.is_file() and any(folder.iterdir()):
            raise Refusal("not-a-site", f"{folder} 里已有别的文件。", "换一个空文件夹。")
        self._folder = folder
        with _failures_told(folder):
            self._connection = sqlite3.connect(path, isolation_level=None, timeout=0)
            try:
                self._begin(scope)
                self._held = _hold(folder)
            except BaseException:
                self._connection.close()
                raise

    def _begin(self, scope: str) -> None:
        self._connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = NORMAL")
        self._connection.executescript(_SCHEMA)
        self._connection.execute("BEGIN IMMEDIATE")
        about = dict(self._ask("SELECT name, value FROM about"))
        if about.get("format", str(_FORMAT)) != str(_FORMAT):
            raise Refusal("not-a-site", f"{self._folder} 是别的版本发布的。", "换一个空文件夹。")
        if about.get("scope", scope) != scope:
            raise Refusal(
                "other-scope",
                f"{self._folder} 里发布的范围是{about['scope'] or '全部区划'}。",
                "换一个文件夹，或用原来的 --division。",
            )
        self._run = int(about.get("run", 0)) + 1
        self._note(
            "INSERT OR REPLACE INTO about VALUES (?, ?)",
            [("format", str(_FORMAT)), ("scope", scope), ("run", str(self._run))],
        )

    def _ask(self, statement: str, values: Sequence[object] = ()) -> list[Any]:
        with _failures_told(self._folder):
            return self._connection.execute(statement, values).fetchall()

    def _note(self, statement: str, rows: Sequence[Sequence[object]]) -> None:
        with _failures_told(self._folder):
            self._connection.executemany(statement, rows)

    def has_section(self, name: str, key: bytes) -> bool:
        """Whether all of the section was written under that key; if so its files stand as they are."""
        if self._ask("SELECT key FROM section WHERE name = ?", (name,)) != [(key,)]:
            return False
        self._ask("UPDATE section SET run = ? WHERE name = ?", (self._run, name))
        return True

    def open_section(self, name: str) -> None:
        """Note that the section is being written: until it is closed it is not whole."""
        self._ask("DELETE FROM section WHERE name = ?", (name,))

    def known(self, paths: Sequence[str]) -> dict[str, tuple[bytes, bytes]]:
        """Return key and hash of those of the files that were written before."""
        marks = ",".join("?" * len(paths))
        rows = self._ask(
            f"SELECT path, key, hash FROM file WHERE path IN ({marks})",  # noqa: S608 - only marks are put in
            paths,
        )
        return {path: (key, content) for path, key, content in rows}

    def begin(self, section: str, paths: Iterable[str]) -> None:
        """Note that files are about to be made: until they are put, what stands there is not known."""
        self._note(
            "INSERT OR REPLACE INTO file VALUES (?, ?, x'', x'', 0, 0)", [(path, section) for path in paths]
        )
        self.save()

    def unfinished(self) -> list[str]:
        """Return the files that a publication was broken off at."""
        return [path for (path,) in self._ask("SELECT path FROM file WHERE key = x''")]

    def keep(self, section: str, paths: Iterable[str]) -> None:
        """Note that files stand as they are."""
        self._note(
            "UPDATE file SET run = ?, section = ? WHERE path = ?",
            [(self._run, section, path) for path in paths],
        )

    def put(self, section: str, files: Iterable[tuple[str, bytes, bytes, int]]) -> None:
        """Note files that were written, or found to say the same: path, key, hash and size of each."""
        self._note(
            "UPDATE file SET section = ?, key = ?, hash = ?, size = ?, run = ? WHERE path = ?",
            [(section, key, content, size, self._run, path) for path, key, content, size in files],
        )
        self.save()

    def close_section(self, name: str, key: bytes) -> list[str]:
        """Note that the section is whole; return the files that it has no more."""
        gone = self._ask("DELETE FROM file WHERE section = ? AND run <> ? RETURNING path", (name, self._run))
        self._ask("INSERT OR REPLACE INTO section VALUES (?, ?, ?)", (name, key, self._run))
        return [path for (path,) in gone]

    def close_run(self) -> list[str]:
        """Note that every section was gone through; return the files of those that are no more."""
        gone = self._ask(
            "DELETE FROM file WHERE section NOT IN (SELECT name FROM section WHERE run = ?) RETURNING path",
            (self._run,),
        )
        self._ask("DELETE FROM section WHERE run <> ?", (self._run,))
        return [path for (path,) in gone]

    def save(self) -> None:
        """Make what was noted so far last."""
        self._ask("COMMIT")
        self._ask("BEGIN IMMEDIATE")

    def files(self) -> Iterator[Written]:
        """Yield every file that stands, by path."""
        with _failures_told(self._folder):
            for row in self._connection.execute("SELECT path, hash, size FROM file ORDER BY path"):
                yield Written(*row)

    def close(self) -> None:
        """Save and let go. Where the disk was full SQLite has taken back what was not saved."""
        try:
            if self._connection.in_transaction:
                self._ask("COMMIT")
        finally:
            self._connection.close()
            os.close(self._held)


@contextmanager
def _failures_told(folder: Path) -> Iterator[None]:
    """Raise what SQLite says of a folder's manifest: `already-publishing`, `disk-full`, else `not-a-site`.

    Within a snapshot of the store it would be taken for the store's.
    """
    try:
        yield
    except sqlite3.DatabaseError as error:
        code = getattr(error, "sqlite_errorcode", None)
        if code == sqlite3.SQLITE_BUSY:
            told = "already-publishing", f"另一个进程正在写 {folder}。", "等它结束再运行。"
        elif code == sqlite3.SQLITE_FULL:
            told = "disk-full", "磁盘已满，没有写完。", "腾出空间后重试，已完成的不会重做。"
        else:
            problem = f"{folder / NAME} 读写不了，或者已损坏。"
            told = "not-a-site", problem, "检查磁盘和权限；不然换一个空文件夹，重新发布。"
        raise Refusal(*told) from error


def _hold(folder: Path) -> int:
    """Hold the folder, with every process begun from now on, until the last of them closes it.

    So what helped a publication that was killed is waited for: it ends as soon as it notices.
    """
    held = os.open(folder, os.O_RDONLY)
    for _ in range(int(_PATIENCE_SECONDS / _LOOKED_EVERY_SECONDS)):
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(_LOOKED_EVERY_SECONDS)
        else:
            return held
    os.close(held)
    raise Refusal("already-publishing", f"另一个进程还在写 {folder}。", "等它结束再运行。")
