"""Telling of statements that take long, for whoever runs the store."""

import time
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, event

from service.store.engine import Store

_BEGUN = "quanze_begun"


def tell_slow_statements(store: Store, seconds: float, told: Callable[[str, float], None]) -> None:
    """Call `told` with the text and the seconds of every statement that takes longer than `seconds`.

    The text has placeholders where values go, so it holds nothing of what was asked for.
    """

    def begin(connection: Connection, *_: Any) -> None:
        connection.info[_BEGUN] = time.monotonic()

    def end(connection: Connection, _cursor: Any, statement: str, *_: Any) -> None:
        took = time.monotonic() - connection.info[_BEGUN]
        if took > seconds:
            told(statement, took)

    for engine in store.engines:
        event.listen(engine, "before_cursor_execute", begin)
        event.listen(engine, "after_cursor_execute", end)
