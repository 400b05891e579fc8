"""Batching: what the rows of one page will ask for is fetched in one statement for all of them."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from itertools import chain
from typing import Generic, TypeVar

import msgspec

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Loader(msgspec.Struct, Generic[K, V], eq=False):
    """Fetches things by key, once per request and for every key wanted so far at once.

    What is fetched beside the wanted keys is kept too. A struct, for each request makes many of them.
    """

    _fetch: Callable[[Sequence[K]], Mapping[K, V]]
    _wanted: list[Iterable[K]] = []
    _found: dict[K, V | None] = {}

    def want(self, keys: Iterable[K]) -> None:
        """Say that these keys are likely to be asked for; they are not looked at before anything is."""
        self._wanted.append(keys)

    def put(self, key: K, value: V) -> None:
        """Keep a thing that was fetched in another way."""
        self._found[key] = value

    def get(self, key: K) -> V | None:
        """Return the thing with that key, None where there is none."""
        if key not in self._found:
            wanted = dict.fromkeys(chain(*self._wanted, (key,)))
            self._wanted.clear()
            keys = [each for each in wanted if each not in self._found]
            fetched = self._fetch(keys)
            self._found.update({**dict.fromkeys(keys), **fetched})
        return self._found[key]

    def known(self) -> list[K]:
        """Return the keys of all things that are there."""
        return [key for key, value in self._found.items() if value is not None]
