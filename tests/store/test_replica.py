"""Reading from a standby: what is written goes to the store itself, what is read comes from the standby."""

import pytest
from sqlalchemy import select, text

from service.errors import Refusal
from service.settings import read_settings
from service.store import open_store
from service.store.core import division
from tests.support.stores import PostgresqlStores


def test_reads_go_to_the_standby_and_writes_to_the_store(postgresql_stores: PostgresqlStores) -> None:
    primary, standby = postgresql_stores.migrated(), postgresql_stores.migrated()
    store = open_store(primary, standby)
    with store.write() as connection:
        connection.execute(division.insert().values(code="330000", name="浙江省", level=2))
        assert connection.execute(text("SELECT current_database()")).scalar_one() in primary
    with store.read() as connection:
        assert connection.execute(text("SELECT current_database()")).scalar_one() in standby
        assert connection.execute(select(division.c.code)).all() == []
    store.close()
    for url in (primary, standby):
        postgresql_stores.remove(url)


def test_a_standby_is_for_postgresql_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUANZE_REPLICA_URL", "postgresql+psycopg://standby/quanze")
    with pytest.raises(Refusal, match="QUANZE_REPLICA_URL 只用于 PostgreSQL"):
        read_settings()
    monkeypatch.setenv("QUANZE_DATABASE_URL", "postgresql+psycopg://primary/quanze")
    assert read_settings().replica_url == "postgresql+psycopg://standby/quanze"
