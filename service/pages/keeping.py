"""Figures that take work to find, kept until what they were found from is another."""

import sqlite3
import threading
from contextlib import suppress
from pathlib import Path

_PATIENCE_SECONDS = 10.0


class Kept:
    """Figures by name, each under the key of all that it was made of; any number of processes may share them.

    They are a convenience: what cannot be kept, or is kept no more, is worked out again.
    """

    def __init__(self, path: Path | None, patience: float = _PATIENCE_SECONDS) -> None:
        """Open or begin the file; None keeps them in memory. `patience`: seconds to wait for others."""
        self._lock = threading.Lock()
        self._connection = _opened(path, patience)

    def get(self, name: str, key: bytes) -> bytes | None:
        """Return what is kept by that name, if it was made of the same."""
        try:
            with self._lock:
                row = self._connection.execute(
                    "SELECT key, value FROM kept WHERE name = ?", (name,)
                ).fetchone()
        except sqlite3.Error:
            return None
        return bytes(row[1]) if row is not None and row[0] == key else None

    def put(self, name: str, key: bytes, value: bytes) -> None:
        """Keep it by that name, instead of what was made of something else."""
        with suppress(sqlite3.Error), self._lock:
            self._connection.execute("INSERT OR REPLACE INTO kept VALUES (?, ?, ?)", (name, key, value))


def _opened(path: Path | None, patience: float) -> sqlite3.Connection:
    if path is None:
        return _begun(":memory:", patience)
    try:
        return _begun(str(path), patience)
    except sqlite3.OperationalError:
        return _begun(":memory:", patience)
    except sqlite3.DatabaseError:  # not ours, or not whole
        with suppress(OSError):
            path.unlink()
        return _begun(":memory:", patience)


def _begun(path: str, patience: float) -> sqlite3.Connection:
    # Threads of the serving process ask in turn.
    connection = sqlite3.connect(path, isolation_level=None, timeout=patience, check_same_thread=False)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute(
            "CREATE TABLE IF NOT EXISTS kept (name TEXT PRIMARY KEY, key BLOB NOT NULL, value BLOB NOT NULL)"
        )
    except sqlite3.Error:
        connection.close()
        raise
    return connection
