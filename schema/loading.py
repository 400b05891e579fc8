"""Batching: what the rows of one page will ask for is fetched in one statement for all of them."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Loader(Generic[K, V]):
    """Fetches things by key, once per request and for every key wanted so far at once.

    What is fetched beside the wanted keys is kept too.
    """

    def __init__(self, fetch: Callable[[Sequence[K]], Mapping[K, V]]) -> None:
        self._fetch = fetch
        self._wanted: dict[K, None] = {}
        self._found: dict[K, V | None] = {}

    def want(self, keys: Iterable[K]) -> None:
        """Say that these keys are likely to be asked for."""
        self._wanted.update(dict.fromkeys(keys))

    def put(self, key: K, value: V) -> None:
        """Keep a thing that was fetched in another way."""
        self._found[key] = value
        self._wanted.pop(key, None)

    def get(self, key: K) -> V | None:
        """Return the thing with that key, None where there is none."""
        if key not in self._found:
            self._wanted[key] = None
            keys = [wanted for wanted in self._wanted if wanted not in self._found]
            self._wanted.clear()
            fetched = self._fetch(keys)
            self._found.update({**dict.fromkeys(keys), **fetched})
        return self._found[key]

    def known(self) -> list[K]:
        """Return the keys of all things that are there."""
        return [key for key, value in self._found.items() if value is not None]
