"""A deadline breaks off the statement that runs and lets none begin after it."""

import time
from collections.abc import Callable

import pytest
from sqlalchemy import Connection, text

from service.errors import DeadlineError
from service.store import Store, data_version

ENDLESS = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n",
    "postgresql": "SELECT pg_sleep(60)",
}


def endless(connection: Connection) -> None:
    connection.execute(text(ENDLESS[connection.dialect.name]))


def sleeping(connection: Connection) -> None:
    time.sleep(0.15)
    connection.execute(text("SELECT 1"))


@pytest.mark.parametrize("slow", [endless, sleeping])
def test_what_takes_too_long_is_broken_off(store: Store, slow: Callable[[Connection], None]) -> None:
    started = time.monotonic()
    with store.read(within=0.1) as connection:
        with pytest.raises(DeadlineError):
            slow(connection)
        with pytest.raises(DeadlineError):
            connection.execute(text("SELECT 1"))
    assert time.monotonic() - started < 10


def test_a_deadline_is_over_with_its_reading(store: Store) -> None:
    with store.read(within=0.05) as connection:
        assert data_version(connection) == 0
    time.sleep(0.1)
    for within in (None, 5):
        with store.read(within=within) as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_sleep(0.1)"))
            assert data_version(connection) == 0
    with store.write() as connection:
        if connection.dialect.name == "postgresql":
            assert connection.execute(text("SHOW statement_timeout")).scalar_one() == "0"
