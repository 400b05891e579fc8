"""Connections: one store, SQLite or PostgreSQL, reading in snapshots and writing one at a time."""

import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from types import TracebackType

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from service.errors import StoreMissingError
from service.store.deadline import SqliteConnection, break_off_at, hold_to_deadlines
from service.store.driver import driver_rows, sqlite_driver
from service.store.failing import failures_told, tell_failure

_BUSY_TIMEOUT_MS = 30_000
_CACHE_KIB = 64 * 1024
# As much as SQLite takes; what lies beyond it is copied.
_MAPPED_BYTES = 2**31
_STATEMENT_CACHE = 1024
# As many stay open as threads read at once: beyond them each reading would open one anew. The one used
# last is taken first, for its cache is warm.
_POOL = 8
# On SQLite readers keep as many to themselves; so many more there may be for others, who write.
_OTHERS = 32


class Store:
    """A store that exists. `read` gives a consistent snapshot, `write` a transaction that is whole or not.

    Either raises `StoreFailedError` where the store itself fails.
    """

    def __init__(self, url: str, replica_url: str = "", *, mapped: bool = False) -> None:
        """`replica_url` is where to read from: a PostgreSQL standby of the store, which may lag behind it.

        With `mapped` a SQLite store is read from the system's own memory of the file, where each page that
        is met would else be copied: for whoever serves it for long.
        """
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = _sqlite_engine(url, mapped) if self.is_sqlite else _postgresql_engine(url)
        self._readers = _postgresql_engine(replica_url) if replica_url else self.engine
        self._idle: list[Connection] = []
        self.engines = frozenset({self.engine, self._readers})
        for engine in self.engines:
            hold_to_deadlines(engine)
        self._file = sqlite_path(url)

    def read(
        self, *, within: float | None = None, busy: float | None = None
    ) -> AbstractContextManager[Connection]:
        """A read-only snapshot: every statement in it sees the same moment.

        With `within` (seconds) a statement that runs on when they have passed is broken off and none is
        begun after them; either raises `DeadlineError`. With `busy` (seconds of this thread's processor time)
        SQLite breaks off what keeps it busy for longer, too.
        """
        if self.is_sqlite:
            return _SqliteSnapshot(self.engine, self._idle, self._file, within, busy)
        return self._postgresql_snapshot(within)

    @contextmanager
    def _postgresql_snapshot(self, within: float | None) -> Iterator[Connection]:
        with failures_told(), self._readers.connect() as connection:
            connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            with connection.begin(), break_off_at(connection, within):
                yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction: committed when the block ends, rolled back whole when it raises.

        On SQLite it takes the writer's place at once (BEGIN IMMEDIATE), so that it never fails half-way
        for want of it. On either store it waits half a minute for what another program holds, and then fails.
        """
        with (
            failures_told(self._file),
            self.engine.connect().execution_options(quanze_write=True) as connection,
            connection.begin(),
        ):
            if not self.is_sqlite:
                connection.exec_driver_sql(f"SET LOCAL lock_timeout = {_BUSY_TIMEOUT_MS}")
            yield connection

    def close(self) -> None:
        """Close every connection."""
        while self._idle:
            self._idle.pop().close()
        for engine in self.engines:
            engine.dispose()


class _SqliteSnapshot:
    """A transaction of a connection that is kept for the next reader, unless it was marked or failed.

    The driver begins and ends it: SQLAlchemy's own transaction, begun only by statements that go by it,
    takes ten times as long as SQLite's. It is a class, for what a request does once is slow each time:
    four generators around one another took longer than the statements of a short question.
    """

    __slots__ = ("_busy", "_connection", "_driver", "_engine", "_file", "_idle", "_within")
    _connection: Connection
    _driver: SqliteConnection

    def __init__(
        self,
        engine: Engine,
        idle: list[Connection],
        file: Path | None,
        within: float | None,
        busy: float | None,
    ) -> None:
        self._engine = engine
        self._idle = idle
        self._file = file
        self._within = within
        self._busy = busy

    def __enter__(self) -> Connection:
        connection: Connection | None = None
        try:
            try:
                connection = self._idle.pop()
            except IndexError:
                connection = self._engine.connect()
            driver = sqlite_driver(connection)
            driver.execute("BEGIN")
            if self._within is not None:
                driver.break_off_at(self._within, self._busy)
        except BaseException as failure:
            self._give_up(connection, failure)
            raise
        self._connection, self._driver = connection, driver
        return connection

    def __exit__(
        self, _type: type[BaseException] | None, failure: BaseException | None, _where: TracebackType | None
    ) -> None:
        connection, driver = self._connection, self._driver
        try:
            if self._within is not None:
                driver.break_off_at(None)
            if failure is None:
                connection.rollback()
                if driver.in_transaction:
                    driver.execute("ROLLBACK")
        except BaseException as failed:
            self._give_up(connection, failed)
            raise
        if failure is not None:
            self._give_up(connection, failure)
        elif connection.get_execution_options() or len(self._idle) >= _POOL:
            connection.close()
        else:
            self._idle.append(connection)

    def _give_up(self, connection: Connection | None, failure: BaseException) -> None:
        """Close the connection; raises `StoreFailedError` where it was the store that failed."""
        if connection is not None:
            connection.close()
        tell_failure(failure, self._file)


def open_store(url: str, replica_url: str = "", *, mapped: bool = False) -> Store:
    """Return the store at that address, opened as `Store` says; raises `StoreMissingError` for none."""
    store = Store(url, replica_url, mapped=mapped)
    path = sqlite_path(url)
    if path is not None and not path.exists():
        raise StoreMissingError(
            "store-missing",
            f"数据库 {path} 不存在。",
            "先运行 quanze db upgrade（或 make serve）建立数据库。",
        )
    return store


def sqlite_path(url: str) -> Path | None:
    """The file of a SQLite address, None for PostgreSQL."""
    parsed = make_url(url)
    return Path(parsed.database or "") if parsed.get_backend_name() == "sqlite" else None


def _sqlite_engine(url: str, mapped: bool) -> Engine:
    engine = create_engine(
        url,
        connect_args={"factory": SqliteConnection},
        query_cache_size=_STATEMENT_CACHE,
        pool_size=_POOL,
        max_overflow=_OTHERS,
        pool_use_lifo=True,
    )

    @event.listens_for(engine, "connect")
    def _configure(dbapi_connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        assert isinstance(dbapi_connection, sqlite3.Connection)  # noqa: S101 - narrows the driver's type
        dbapi_connection.isolation_level = None  # transactions are begun below, not by the driver
        for pragma in (
            f"busy_timeout={_BUSY_TIMEOUT_MS}",
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            f"cache_size=-{_CACHE_KIB}",
            "temp_store=MEMORY",
            f"mmap_size={_MAPPED_BYTES if mapped else 0}",
        ):
            dbapi_connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        driver = sqlite_driver(connection)
        if connection.get_execution_options().get("quanze_write"):
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        elif not driver.in_transaction:  # `read` has begun its own
            driver.execute("BEGIN")

    return engine


def _postgresql_engine(url: str) -> Engine:
    return create_engine(
        url,
        query_cache_size=_STATEMENT_CACHE,
        pool_size=_POOL,
        max_overflow=_POOL,
        pool_pre_ping=True,  # a server that was restarted is not noticed by those who ask
    )


def data_version(connection: Connection) -> int:
    """How many publications the store has seen; what a cache keys what it holds to."""
    ((version,),) = driver_rows(connection, "SELECT version FROM data_version")
    return int(version)
