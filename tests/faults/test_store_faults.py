"""The store full, busy, read-only, damaged or away: told plainly, nothing half-written, well again after."""

import os
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection, event, text

from loaders import ReadOptions, read_list
from service.cli import main
from service.editions import LoadRequest, LoadState, editions, load
from service.errors import Refusal
from service.items import FileContent
from service.store import Store, engine, open_store
from service.store.reference import load_reference
from service.vocabulary import ListKind
from tests.bench.corpus import DIVISION, list_rows, write_csv
from tests.support.postgresql import PostgresqlServer
from tests.support.stores import PostgresqlStores, SqliteStores


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> FileContent:
    """A list of 400 items."""
    path = tmp_path_factory.mktemp("lists") / "list.csv"
    write_csv(path, list_rows(400, 7))
    return read_list(path, ReadOptions(kind=ListKind.COMBINED))


def codes_of_load(store: Store, file: FileContent, label: str = "2026") -> list[str]:
    """Load and publish; the codes of what refused it, none where it is published."""
    request = LoadRequest(division=DIVISION, kind=ListKind.COMBINED, label=label, publish=True)
    report = load(store, file, request)
    if report.state is LoadState.PUBLISHED:
        return []
    assert report.state is LoadState.REFUSED
    return [report.findings[0].code]


def labels(store: Store) -> list[str]:
    with store.read() as connection:
        return [row.label for row in editions(connection, DIVISION)]


@contextmanager
def small_disk(place: Path) -> Iterator[Path]:
    """A file system of 48 MB."""
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=48m", "tmpfs", place], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("mounting a small file system needs root")
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", place], check=True)


def store_on(disk: Path, stores: SqliteStores) -> Store:
    """A SQLite store on that disk, with reference data."""
    made = Path(stores.migrated().removeprefix("sqlite:///"))
    moved = disk / "store.db"
    moved.write_bytes(made.read_bytes())
    store = open_store(f"sqlite:///{moved}")
    with store.write() as connection:
        load_reference(connection)
    return store


def free_bytes(disk: Path) -> int:
    found = os.statvfs(disk)
    return found.f_bavail * found.f_frsize


def assert_loads_once_there_is_room(store: Store, disk: Path, file: FileContent) -> None:
    ballast = disk / "ballast"
    ballast.write_bytes(b"\0" * (free_bytes(disk) - 300_000))
    assert codes_of_load(store, file) == ["store-full"]
    assert labels(store) == []
    ballast.unlink()
    assert codes_of_load(store, file) == []
    assert labels(store) == ["2026"]
    store.close()


def test_a_full_disk(sqlite_stores: SqliteStores, tmp_path: Path, file: FileContent) -> None:
    with small_disk(tmp_path / "disk") as disk:
        assert_loads_once_there_is_room(store_on(disk, sqlite_stores), disk, file)


@pytest.mark.parametrize(
    "words",
    [
        ["db", "backup", "{}/backup"],
        ["publish", "{}/site"],
        ["align", "--reference", DIVISION, "--targets", DIVISION, "--output", "{}/report.json",
         "--format", "json", "--work", "{}/work"],
    ],
    ids=lambda words: words[0],
)  # fmt: skip
def test_what_is_written_from_the_store_to_a_full_disk(
    sqlite_stores: SqliteStores,
    tmp_path: Path,
    file: FileContent,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
) -> None:
    store = store_on(tmp_path, sqlite_stores)
    assert codes_of_load(store, file) == []
    store.close()
    monkeypatch.setenv("QUANZE_DATABASE_URL", str(store.url))
    with small_disk(tmp_path / "disk") as disk:
        (disk / "ballast").write_bytes(b"\0" * (free_bytes(disk) - 200_000))
        with pytest.raises(SystemExit) as ended:
            main([word.format(disk) for word in words])
        assert ended.value.code == 1
        assert "磁盘已满" in "".join(capsys.readouterr())
        assert not (disk / "backup").exists()
        assert not (disk / "report.json").exists()
        (disk / "ballast").unlink()
        with pytest.raises(SystemExit) as ended:
            main([word.format(disk) for word in words])
        assert not ended.value.code


def test_a_full_disk_of_the_server(
    postgresql_server: PostgresqlServer, postgresql_stores: PostgresqlStores, file: FileContent
) -> None:
    template = postgresql_stores.migrated()
    store = open_store(template)
    with store.write() as connection:
        load_reference(connection)
    store.close()
    with small_disk(postgresql_server.home / "disk") as disk:
        owner = postgresql_server.home.stat()
        os.chown(disk, owner.st_uid, owner.st_gid)
        postgresql_server.execute(f"CREATE TABLESPACE small LOCATION '{disk}'")
        postgresql_server.execute(
            f"CREATE DATABASE on_small TEMPLATE {store.url.database} TABLESPACE small STRATEGY file_copy"
        )
        assert_loads_once_there_is_room(open_store(postgresql_server.url("on_small")), disk, file)
        postgresql_server.execute("DROP DATABASE on_small WITH (FORCE)")
        postgresql_server.execute("DROP TABLESPACE small")
    postgresql_stores.remove(template)


def test_a_disk_that_may_only_be_read(sqlite_stores: SqliteStores, tmp_path: Path, file: FileContent) -> None:
    with small_disk(tmp_path / "disk") as disk:
        store = store_on(disk, sqlite_stores)
        store.close()
        subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
        assert codes_of_load(store, file) == ["store-read-only"]
        with pytest.raises(Refusal, match="store-read-only"):
            labels(store)
        subprocess.run(["mount", "-o", "remount,rw", disk], check=True)
        assert labels(store) == []
        assert codes_of_load(store, file) == []
        store.close()


def test_a_folder_that_goes_away_and_comes_back(
    sqlite_stores: SqliteStores, tmp_path: Path, file: FileContent
) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    store = store_on(disk, sqlite_stores)
    store.close()
    away = disk.rename(tmp_path / "away")
    assert codes_of_load(store, file) == ["store-unavailable"]
    away.rename(disk)
    assert codes_of_load(store, file) == []
    assert labels(store) == ["2026"]
    store.close()


def test_a_store_that_another_program_writes_to(
    store: Store, file: FileContent, monkeypatch: pytest.MonkeyPatch
) -> None:
    with store.write() as connection:
        load_reference(connection)
    store.close()
    monkeypatch.setattr(engine, "_BUSY_TIMEOUT_MS", 50)
    opened = open_store(store.url.render_as_string(hide_password=False))
    with holding(store):
        assert codes_of_load(opened, file) == ["store-busy"]
        assert labels(opened) == []
    assert codes_of_load(opened, file) == []
    assert labels(opened) == ["2026"]
    opened.close()


@contextmanager
def holding(store: Store) -> Iterator[None]:
    """Another program that has begun to write to the store, or to its lists, and does not end."""
    if store.is_sqlite:
        other = sqlite3.connect(store.url.database or "", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")
        other.close()
        return
    with store.engine.connect() as another, another.begin():
        another.execute(text("LOCK TABLE edition IN SHARE ROW EXCLUSIVE MODE"))
        yield


def test_a_store_that_may_only_be_read(store: Store, file: FileContent) -> None:
    with store.write() as connection:
        load_reference(connection)
    read_only = {
        "sqlite": "PRAGMA query_only=ON",
        "postgresql": "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY",
    }
    store.close()

    @event.listens_for(store.engine, "connect")
    def _connected(connection: object, _: object) -> None:
        connection.cursor().execute(read_only[store.engine.dialect.name])  # type: ignore[attr-defined]
        if not store.is_sqlite:
            connection.commit()  # type: ignore[attr-defined]

    assert codes_of_load(store, file) == ["store-read-only"]
    assert labels(store) == []
    event.remove(store.engine, "connect", _connected)
    store.close()
    assert codes_of_load(store, file) == []


def test_a_damaged_file(sqlite_store: Store, file: FileContent) -> None:
    with sqlite_store.write() as connection:
        load_reference(connection)
    assert codes_of_load(sqlite_store, file) == []
    with sqlite_store.write() as connection:
        root = connection.execute(
            text("SELECT rootpage FROM sqlite_master WHERE name = 'revision'")
        ).scalar_one()
        size = connection.execute(text("PRAGMA page_size")).scalar_one()
    with sqlite_store.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    sqlite_store.close()
    path = Path(sqlite_store.url.database or "")
    with path.open("r+b") as damaged:
        damaged.seek((root - 1) * size)
        damaged.write(b"\xff" * size)
    with pytest.raises(Refusal) as refused, sqlite_store.read() as connection:
        connection.execute(text("SELECT count(content) FROM revision")).all()
    assert refused.value.code == "store-damaged"
    assert "quanze db restore" in refused.value.fix


def test_a_file_that_is_no_store(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "store.db"
    path.write_bytes(b"not a database at all" * 500)
    monkeypatch.setenv("QUANZE_DATABASE_URL", f"sqlite:///{path}")
    for words in (["edition", "list"], ["db", "upgrade"]):
        with pytest.raises(SystemExit) as ended:
            main(words)
        assert ended.value.code == 1
        assert "store-damaged" in capsys.readouterr().err
    assert path.read_bytes() == b"not a database at all" * 500


def test_a_server_that_goes_away_and_comes_back(
    postgresql_server: PostgresqlServer, postgresql_stores: PostgresqlStores, file: FileContent
) -> None:
    url = postgresql_stores.migrated()
    store = open_store(url)
    name = store.url.database
    with store.write() as connection:
        load_reference(connection)
    assert codes_of_load(store, file, "2025") == []
    gone = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"

    def interrupted(connection: Connection) -> None:
        connection.execute(text("UPDATE edition SET label = 'half'"))
        postgresql_server.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        postgresql_server.execute(gone)
        connection.execute(text("UPDATE edition SET label = 'whole'"))

    with pytest.raises(Refusal) as refused, store.write() as connection:
        interrupted(connection)
    assert refused.value.code == "store-unavailable"
    assert codes_of_load(store, file) == ["store-unavailable"]
    postgresql_server.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    assert labels(store) == ["2025"]
    assert codes_of_load(store, file) == []
    store.close()
    postgresql_stores.remove(url)


def test_a_server_that_is_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("QUANZE_DATABASE_URL", f"postgresql+psycopg://u:secret@/d?host={tmp_path}")
    with pytest.raises(SystemExit) as ended:
        main(["edition", "list", "--format", "json"])
    assert ended.value.code == 1
    out, err = capsys.readouterr()
    assert '"store-unavailable"' in out
    assert "secret" not in out + err
