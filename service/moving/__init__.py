"""Moving a store: copied between SQLite and PostgreSQL, backed up into one file and restored, verified."""

from service.moving.backup import back_up, check_backup, restore
from service.moving.copying import Moved, copy_store

__all__ = ["Moved", "back_up", "check_backup", "copy_store", "restore"]
