"""Whole answers to queries asked again, kept for as long as nothing is committed to the store."""

import asyncio
import sqlite3
from collections import OrderedDict
from collections.abc import Hashable, Sequence
from typing import NamedTuple

import msgspec

from service.store import Store
from service.store.moments import Moments

_MOST_BYTES = 32 * 1024 * 1024
_MOST_ONCE = 20_000
# What headers and places take besides, measured: of small answers it is nearly all.
_BESIDE = 1_200


class Key(msgspec.Struct, frozen=True, cache_hash=True):
    """What an answer is kept by: the request's parameters as they came, who asks, how the client takes it."""

    by_get: bool
    written: bytes
    origin: bytes | None
    media: str
    gzip: bool

    @property
    def size(self) -> int:
        """How many bytes it takes."""
        return len(self.written) + len(self.origin or b"")


class SentAnswer(NamedTuple):
    """An answer as it was sent; its headers are not to be changed."""

    status: int
    headers: Sequence[tuple[bytes, bytes]]
    body: bytes

    @property
    def size(self) -> int:
        """How many bytes it takes."""
        return len(self.body) + _BESIDE


class KeptAnswers:
    """The answers given last to what was asked, each with the moment told before it was read.

    Used by the event loop alone. Only answers that went through whole are put here, so that limits have
    been applied to what they answer.
    """

    def __init__(self, store: Store, most_bytes: int = _MOST_BYTES) -> None:
        self._moments = Moments(store)
        self._most_bytes = most_bytes
        self._bytes = 0
        self._moment: Hashable | None = None
        self._answers: OrderedDict[Key, SentAnswer] = OrderedDict()
        self._once: set[int] = set()
        self._told_in: asyncio.AbstractEventLoop | None = None

    def moment(self) -> Hashable | None:
        """Return the moment the store is at, None where answers cannot be kept; forget what it superseded.

        It is asked once for each turn of the event loop: all that goes on in a turn came before it.
        """
        turning = asyncio.get_running_loop()
        if self._told_in is turning:
            return self._moment
        try:
            now = self._moments.now()
        except sqlite3.Error:  # whoever asks the store itself tells what is wrong with it
            now = None
        self._told_in = turning
        turning.call_soon(self._ask_anew)
        if now != self._moment:
            self._answers.clear()
            self._bytes = 0
            self._moment = now
        return now

    def _ask_anew(self) -> None:
        self._told_in = None

    def is_asked_again(self, key: Key) -> bool:
        """Whether the same has been asked before, as far as that is still known.

        What is asked once only is not worth keeping: it would take the others' place, and fresh memory.
        """
        if hash(key) in self._once:
            return True
        if len(self._once) >= _MOST_ONCE:
            self._once.clear()
        self._once.add(hash(key))
        return False

    def get(self, key: Key) -> SentAnswer | None:
        """Return the answer kept for the moment told last."""
        kept = self._answers.get(key)
        if kept is not None:
            self._answers.move_to_end(key)
        return kept

    def put(self, key: Key, moment: Hashable, answer: SentAnswer) -> None:
        """Keep an answer that was read after that moment was told, unless another has been told since."""
        size = key.size + answer.size
        if moment != self._moment or size > self._most_bytes or key in self._answers:
            return
        self._answers[key] = answer
        self._bytes += size
        while self._bytes > self._most_bytes:
            old, oldest = self._answers.popitem(last=False)
            self._bytes -= old.size + oldest.size

    def close(self) -> None:
        """Let go of the store."""
        self._moments.close()
