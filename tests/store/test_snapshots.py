"""Snapshots: connections are kept between them, and nothing of one is left in the next."""

import time

import pytest
from sqlalchemy import text

from service.errors import DeadlineError
from service.store import Store, data_version, open_store
from tests.support.stores import SqliteStores

_ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
_PUBLISHED = text("UPDATE data_version SET version = version + 1")


def test_each_sees_what_was_committed_before_it_and_nothing_after(store: Store) -> None:
    for _ in range(3):
        with store.read() as before:
            was = data_version(before)
            with store.write() as writing:
                writing.execute(_PUBLISHED)
            assert data_version(before) == was
        with store.read() as after:
            assert data_version(after) == was + 1


def test_marks_of_one_are_not_in_the_next(store: Store) -> None:
    with store.read(within=10) as marked:
        before = marked.get_execution_options()
        marked.execution_options(quanze_drafts={1: None})
    with store.read() as another:
        assert "quanze_drafts" in marked.get_execution_options()
        assert another.get_execution_options() == before


def test_a_mapped_file_shows_what_others_commit_as_it_grows(sqlite_stores: SqliteStores) -> None:
    url = sqlite_stores.migrated()
    mapped, another = open_store(url, mapped=True), open_store(url)
    names = text("SELECT count(*), max(length(name)) FROM number_series WHERE name LIKE '第%'")
    for number in range(1, 4):
        with mapped.read() as before:
            was = before.execute(names).one()
            with another.write() as writing:
                rows = [{"name": f"第{number}号{at}" + "长" * 4_000} for at in range(200)]
                writing.execute(text("INSERT INTO number_series VALUES (:name, 1)"), rows)
            assert before.execute(names).one() == was
        with another.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        with mapped.read() as after:
            assert after.execute(names).one()[0] == number * 200
    for store in (mapped, another):
        store.close()
    sqlite_stores.remove(url)


def test_what_failed_leaves_nothing_open(store: Store) -> None:
    for _ in range(20):
        with pytest.raises(ZeroDivisionError), store.read() as connection:
            assert data_version(connection) // 0
        assert connection.closed
    with store.write() as writing:
        writing.execute(_PUBLISHED)
    with store.read() as connection:
        assert data_version(connection) == 1


def test_many_at_once_are_of_the_same_moment(store: Store) -> None:
    with store.read() as one, store.read() as two:
        assert one is not two
        assert data_version(one) == data_version(two) == 0


def test_what_keeps_the_processor_busy_is_broken_off(store: Store) -> None:
    if not store.is_sqlite:
        pytest.skip("PostgreSQL computes in another process")
    begun = time.thread_time()
    with pytest.raises(DeadlineError), store.read(within=60, busy=0.05) as connection:
        connection.execute(text(_ENDLESS))
    assert time.thread_time() - begun < 1
