"""The store: tables, migrations, connections and bulk writing on SQLite and PostgreSQL."""

from service.store.bulk import insert_rows, take_numbers
from service.store.engine import Store, data_version, open_store, sqlite_path
from service.store.migrate import is_newest, migrate, require_newest

__all__ = [
    "Store",
    "data_version",
    "insert_rows",
    "is_newest",
    "migrate",
    "open_store",
    "require_newest",
    "sqlite_path",
    "take_numbers",
]
