"""Answers that are dear to work out, kept for all requests of a process."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, NoReturn, TypeVar

V = TypeVar("V")


class NotReadyError(Exception):
    """An answer would have to be worked out where nobody may wait for it."""


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

    def ready(self) -> "Kept":
        """Return the same answers for where nobody may wait; one that is not kept raises `NotReadyError`."""
        return _Ready(self)


class _Ready(Kept):
    """The answers that another keeps, and none beside them."""

    def __init__(self, kept: Kept) -> None:
        self._kept = kept

    def get(self, key: Hashable, _work_out: Callable[[], V]) -> V:
        return self._kept.get(key, _refuse)


def _refuse() -> NoReturn:
    raise NotReadyError
