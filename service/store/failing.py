"""What the store's own failures mean to whoever runs it: full, busy, read-only, damaged, away."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from sqlalchemy.exc import DBAPIError

from service.errors import StoreFailedError

_FULL = ("store-full", "磁盘已满，没有写完。", "腾出空间后重试。")
_BUSY = ("store-busy", "数据库正被另一个程序写入，等候超时。", "等那个程序做完后重试。")
_READ_ONLY = ("store-read-only", "数据库是只读的。", "检查数据库文件、文件夹或连接的权限。")
_DAMAGED = ("store-damaged", "数据库文件已损坏。", "停止服务，用最近的备份恢复（quanze db restore）。")
_UNOPENED = (
    "store-unavailable",
    "打不开数据库文件。",
    "检查它所在的文件夹是否还在，运行本程序的用户能否读写其中的文件。",
)
_DISK = ("store-unavailable", "读写数据库文件时出错。", "检查磁盘是否正常，有没有满。")
_AWAY = ("store-unavailable", "连接不上数据库，或连接中断。", "检查数据库是否在运行、地址和磁盘是否正常。")

_Told = tuple[str, str, str]
_SQLITE: dict[int, _Told] = {
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_BUSY: _BUSY,
    sqlite3.SQLITE_LOCKED: _BUSY,
    sqlite3.SQLITE_READONLY: _READ_ONLY,
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_NOTADB: _DAMAGED,
    sqlite3.SQLITE_CANTOPEN: _UNOPENED,
    sqlite3.SQLITE_IOERR: _DISK,
}
# https://www.postgresql.org/docs/current/errcodes-appendix.html, by the longest beginning that fits.
_POSTGRESQL: dict[str, _Told] = {
    "53100": _FULL,
    "25006": _READ_ONLY,
    "40": _BUSY,
    "55P03": _BUSY,
    "XX001": _DAMAGED,
    "XX002": _DAMAGED,
    "08": _AWAY,
    "53300": _AWAY,
    "57P": _AWAY,
}


@contextmanager
def failures_told(file: Path | None = None) -> Iterator[None]:
    """Raise `StoreFailedError` for what the drivers raise when the store fails; let anything else through.

    `file` is a SQLite store's: where SQLite may write nothing beside it, it cannot even open it to read.
    """
    try:
        yield
    except Exception as failure:
        tell_failure(failure, file)
        raise


def tell_failure(failure: BaseException, file: Path | None = None) -> None:
    """Raise `StoreFailedError` for a failure of the store, as `failures_told` does; nothing for any other."""
    if not isinstance(failure, DBAPIError | sqlite3.Error | psycopg.Error):
        return
    cause = failure.orig if isinstance(failure, DBAPIError) else failure
    told = _told(cause)
    if told is None:
        return
    if told is _UNOPENED and file and file.exists() and not os.access(file.parent, os.W_OK):
        told = _READ_ONLY
    raise StoreFailedError(*told) from failure


def _told(cause: BaseException | None) -> _Told | None:
    if isinstance(cause, sqlite3.Error):
        code = getattr(cause, "sqlite_errorcode", None)
        return _SQLITE.get(code & 0xFF) if code is not None else None
    if isinstance(cause, psycopg.Error):
        state = cause.sqlstate
        if state is None:  # the server said nothing: it was not reached, or went away
            return _AWAY if isinstance(cause, psycopg.OperationalError) else None
        return next((told for start, told in _POSTGRESQL.items() if state.startswith(start)), None)
    return None
