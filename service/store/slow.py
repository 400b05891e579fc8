"""Telling of statements that take long, for whoever runs the store."""

import threading
import time
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, event

from service.store.engine import Store


class _Begun(threading.local):
    """When this thread began its statement; it ends one before it begins another."""

    at = 0.0


def tell_slow_statements(store: Store, seconds: float, told: Callable[[str, float], None]) -> None:
    """Call `told` with the text and the seconds of every statement that takes longer than `seconds`.

    The text has placeholders where values go, so it holds nothing of what was asked for.
    """

    begun = _Begun()

    # One that may change statements is called as it is; another by a function around it.
    def begin(_connection: Connection, _cursor: Any, text: str, given: Any, *_: Any) -> tuple[str, Any]:
        begun.at = time.monotonic()
        return text, given

    def end(_connection: Connection, _cursor: Any, statement: str, *_: Any) -> None:
        took = time.monotonic() - begun.at
        if took > seconds:
            told(statement, took)

    for engine in store.engines:
        event.listen(engine, "before_cursor_execute", begin, retval=True)
        event.listen(engine, "after_cursor_execute", end)
