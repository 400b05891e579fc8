"""Answers that are dear to work out, kept for all requests of a process."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

V = TypeVar("V")


class Kept:
    """The answers used last, by keys that name the data they were worked out from."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = Lock()
        self._answers: OrderedDict[Hashable, Any] = OrderedDict()

    def get(self, key: Hashable, work_out: Callable[[], V]) -> V:
        """Return the answer under the key, worked out where it is not kept."""
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
                found: V = self._answers[key]
                return found
        answer = work_out()
        with self._lock:
            self._answers[key] = answer
            while len(self._answers) > self._most:
                self._answers.popitem(last=False)
        return answer
