"""Statements handed to the driver: their rows, their deadline, and that those who listen hear of them."""

from typing import Any

import pytest
from sqlalchemy import event

from service.errors import DeadlineError
from service.store import Store
from service.store.driver import driver_rows

_ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"


def test_rows_are_as_the_driver_gives_them(store: Store) -> None:
    with store.read() as connection:
        assert [tuple(row) for row in driver_rows(connection, "SELECT 1, 'a' UNION SELECT 2, 'b'")] == [
            (1, "a"),
            (2, "b"),
        ]


def test_what_runs_on_is_broken_off_and_nothing_is_begun_after(store: Store) -> None:
    with pytest.raises(DeadlineError), store.read(within=0.1) as connection:
        driver_rows(connection, _ENDLESS)
    with pytest.raises(DeadlineError), store.read(within=0.0) as connection:
        driver_rows(connection, "SELECT 1")


def test_those_who_listen_hear_of_it(store: Store) -> None:
    heard: list[tuple[str, str]] = []
    with store.read() as connection:
        for when in ("before_cursor_execute", "after_cursor_execute"):

            def note(*given: Any, when: str = when) -> None:
                heard.append((when, given[2]))

            event.listen(store.engine, when, note)
        driver_rows(connection, "SELECT 1")
    assert heard == [("before_cursor_execute", "SELECT 1"), ("after_cursor_execute", "SELECT 1")]
