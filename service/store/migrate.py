"""Bringing a store to this release's schema, and telling whether it is there."""

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from service.errors import StoreOutdatedError
from service.store.core import data_version
from service.store.engine import Store, sqlite_path
from service.store.failing import failures_told


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
    config.attributes["connection"] = connection
    return config


def migrate(url: str, to: str = "head") -> Store:
    """Create the store if absent and bring it to the newest schema, whole or not at all.

    `to` names the revision of a schema before the newest, which only tests of upgrading want.
    """
    path = sqlite_path(url)
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
    store = Store(url)
    try:
        if path is not None:
            _sort(store, path, "FILE")
        with store.write() as connection:
            command.upgrade(_config(connection), to)
        if path is not None:
            _sort(store, path, "MEMORY")
    except BaseException:
        store.close()
        raise
    return store


def _sort(store: Store, path: Path, where: str) -> None:
    """Let the connection that is taken next sort there: what a migration sorts may not fit in memory.

    SQLite refuses to be told so within a transaction once it has begun to sort.
    """
    with failures_told(path), store.engine.connect() as connection:
        connection.connection.cursor().execute(f"PRAGMA temp_store={where}")


def is_newest(connection: Connection) -> bool:
    """Whether what the connection sees has this release's schema."""
    return _found(connection) == _newest()


def require_newest(store: Store) -> None:
    """Raise `StoreOutdatedError` unless the store has this release's schema."""
    with store.read() as connection:
        found = _found(connection)
    if found != _newest():
        raise StoreOutdatedError(
            "store-outdated",
            f"数据库的结构版本为 {found or '无'}，本程序需要 {_newest()}。",
            "运行 quanze db upgrade。",
        )


def _newest() -> str | None:
    return ScriptDirectory.from_config(_config()).get_current_head()


def _found(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def differences(store: Store) -> list[object]:
    """What the tables as declared have that the migrated store has not, and the other way round."""
    with store.read() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "compare_type": True,
                "include_name": lambda name, kind, _: (
                    kind != "table" or not str(name).startswith("revision_search")
                ),
            },
        )
        return list(compare_metadata(context, data_version.metadata))
