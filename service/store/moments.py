"""Telling cheaply whether anything was committed to a store since one looked last."""

import sqlite3
from collections.abc import Hashable
from threading import Lock

from service.store.engine import Store, sqlite_path


class Moments:
    """Tells moments of a SQLite store apart by any commit of any process; of PostgreSQL it tells none.

    A moment is asked before a snapshot is taken: what the snapshot shows is good for as long as the moment
    that was told before it is told again.
    """

    def __init__(self, store: Store) -> None:
        self._path = sqlite_path(str(store.url))
        self._lock = Lock()
        self._connection: sqlite3.Connection | None = None

    def now(self) -> Hashable | None:
        """Return the moment the store is at, None where telling it would cost as much as asking the store.

        It is SQLite's own count of others' commits, which one connection must keep asking, and costs
        microseconds.
        """
        if self._path is None:
            return None
        with self._lock:
            if self._connection is None:
                self._connection = sqlite3.connect(
                    f"{self._path.absolute().as_uri()}?mode=ro", uri=True, check_same_thread=False
                )
                self._connection.execute("SELECT 1 FROM data_version").fetchone()
            count: int = self._connection.execute("PRAGMA data_version").fetchone()[0]
            return count

    def close(self) -> None:
        """Close the connection."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None
