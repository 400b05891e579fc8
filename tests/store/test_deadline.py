"""A deadline breaks off the statement that runs and lets none begin after it."""

import time
from collections.abc import Callable
from types import SimpleNamespace

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


def test_a_deadline_is_over_with_its_reading(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A minute later nothing is left of it, whether the next reading sets one or none."""
    with store.read(within=30) as connection:
        assert data_version(connection) == 0
    later = time.monotonic() + 60
    clock = SimpleNamespace(monotonic=lambda: later, thread_time=time.thread_time)
    monkeypatch.setattr("service.store.deadline.time", clock)
    for within, told in ((None, "0"), (30, "30s")):
        with store.read(within=within) as connection:
            assert data_version(connection) == 0
            if connection.dialect.name == "postgresql":
                assert connection.execute(text("SHOW statement_timeout")).scalar_one() == told
    with store.write() as connection:
        if connection.dialect.name == "postgresql":
            assert connection.execute(text("SHOW statement_timeout")).scalar_one() == "0"
