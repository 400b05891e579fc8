"""A backup is taken while writing goes on, says itself what it must hold, and restores into either store."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from service.editions import editions
from service.errors import Refusal
from service.moving import back_up, check_backup, copy_store, restore
from service.store import open_store
from tests.moving.conftest import COUNTY
from tests.support.stores import StoreMaker


def test_a_backup_restores_what_was_there_when_it_began(
    filled_url: str, store_maker: StoreMaker, tmp_path: Path
) -> None:
    path, target = tmp_path / "备份 1.quanze", store_maker.bare()
    store, writer = open_store(filled_url), open_store(filled_url)
    with store.read() as connection:
        before = editions(connection, COUNTY)

    def writing(done: int, rows: int) -> None:
        if done == 1000:
            with writer.write() as connection:
                connection.execute(text("UPDATE edition SET label = label || '+'"))

    moved = back_up(store, path, writing)
    with store.read() as connection:
        assert {row.label for row in editions(connection, COUNTY)} == {"2024+", "2025+", "2026+"}
    assert check_backup(path) == moved
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]
    assert restore(path, target) == moved
    restored = open_store(target)
    with restored.read() as connection:
        assert editions(connection, COUNTY) == before
    for opened in (store, writer, restored):
        opened.close()
    store_maker.remove(target)


def test_a_restored_store_is_the_copied_store(
    filled_url: str, sqlite_stores: StoreMaker, tmp_path: Path
) -> None:
    store, copied, restored = open_store(filled_url), sqlite_stores.bare(), sqlite_stores.bare()
    back_up(store, tmp_path / "b")
    assert restore(tmp_path / "b", restored) == copy_store(store, copied)
    store.close()
    for url in (copied, restored):
        sqlite_stores.remove(url)


def _truncated(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: len(content) * 2 // 3])


def _one_word_changed(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE edition SET label = '2099' WHERE label = '2024'")
        connection.commit()


def _one_row_less(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DELETE FROM change WHERE rowid = (SELECT max(rowid) FROM change)")
        connection.commit()


def _one_table_less(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TABLE change")


def _overwritten(path: Path) -> None:
    content = bytearray(path.read_bytes())
    # Less might hit an index alone, which is no part of what a backup keeps.
    middle = len(content) // 2
    content[middle:] = bytes(len(content) - middle)
    path.write_bytes(content)


def _garbage(path: Path) -> None:
    path.write_bytes(b"PK\3\4" + bytes(range(256)) * 64)


def _no_manifest(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TABLE backup_manifest")


def _strange_manifest(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE backup_manifest SET manifest = '[]'")
        connection.commit()


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        (_truncated, "backup-damaged"),
        (_one_word_changed, "backup-damaged"),
        (_one_row_less, "backup-damaged"),
        (_one_table_less, "backup-damaged"),
        (_overwritten, "backup-damaged"),
        (_garbage, "backup-damaged"),
        (_strange_manifest, "backup-damaged"),
        (_no_manifest, "not-a-backup"),
        (Path.unlink, "unreadable-file"),
    ],
)
def test_a_damaged_backup_is_told_and_not_restored(
    backup: Path, sqlite_stores: StoreMaker, tmp_path: Path, damage: Callable[[Path], None], code: str
) -> None:
    path = tmp_path / "backup"
    path.write_bytes(backup.read_bytes())
    damage(path)
    target = tmp_path / "target.db"
    with pytest.raises(Refusal) as refused:
        restore(path, f"sqlite:///{target}")
    assert refused.value.code == code
    assert not target.exists()


def test_a_backup_overwrites_nothing_and_needs_a_folder(filled_url: str, tmp_path: Path) -> None:
    store = open_store(filled_url)
    there = tmp_path / "there"
    there.write_text("mine")
    with pytest.raises(Refusal, match="file-exists"):
        back_up(store, there)
    assert there.read_text() == "mine"
    with pytest.raises(Refusal, match="unwritable-file"):
        back_up(store, tmp_path / "no" / "folder")
    store.close()


def test_a_backup_that_fails_leaves_no_file(filled_url: str, tmp_path: Path) -> None:
    def broken(done: int, rows: int) -> None:
        raise KeyboardInterrupt

    store = open_store(filled_url)
    with pytest.raises(KeyboardInterrupt):
        back_up(store, tmp_path / "backup", broken)
    assert list(tmp_path.iterdir()) == []
    store.close()
