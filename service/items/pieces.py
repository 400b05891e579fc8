"""Texts in JSON kept small: many of them compressed together, out of memory where they are many."""

import zlib
from array import array
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Iterator

import msgspec

from service.items.spool import Spool

_BYTES_A_PIECE = 1 << 20
_PIECES_OPEN = 4
_FAST_COMPRESSION = 1
_split = msgspec.json.Decoder(list[msgspec.Raw]).decode


class Pieces:
    """JSON texts by their places, in order; the pieces unpacked last stay open."""

    def __init__(self, texts_a_piece: int) -> None:
        """A piece holds that many, or fewer of long ones."""
        self._texts_a_piece = texts_a_piece
        self._spool = Spool()
        self._firsts, self._starts, self._sizes = array("L"), array("L"), array("L")
        self._tail: list[bytes] = []
        self._tail_first, self._tail_size = 0, 0
        self._open: OrderedDict[int, list[msgspec.Raw]] = OrderedDict()

    def append(self, text: bytes) -> int:
        """Keep a text and return its place."""
        if len(self._tail) >= self._texts_a_piece or self._tail_size >= _BYTES_A_PIECE:
            self._close_tail()
        self._tail.append(text)
        self._tail_size += len(text)
        return self._tail_first + len(self._tail) - 1

    def pop(self) -> bytes:
        """Take back the text that was appended last; not twice in a row."""
        text = self._tail.pop()
        self._tail_size -= len(text)
        return text

    def packed(self) -> Iterator[bytes]:
        """Yield each piece as it is kept: a JSON array of its texts, compressed by zlib."""
        for start, size in zip(self._starts, self._sizes, strict=True):
            yield self._spool.read(start, size)
        if self._tail:
            yield _packed(self._tail)

    @property
    def count(self) -> int:
        """How many pieces there are."""
        return len(self._starts) + bool(self._tail)

    def __len__(self) -> int:
        return self._tail_first + len(self._tail)

    def __getitem__(self, place: int) -> bytes:
        if place >= self._tail_first:
            return self._tail[place - self._tail_first]
        piece = bisect_right(self._firsts, place) - 1
        texts = self._open.get(piece)
        if texts is None:
            texts = _split(zlib.decompress(self._spool.read(self._starts[piece], self._sizes[piece])))
            while len(self._open) >= _PIECES_OPEN:
                self._open.popitem(last=False)
            self._open[piece] = texts
        return bytes(texts[place - self._firsts[piece]])

    def _close_tail(self) -> None:
        packed = _packed(self._tail)
        self._firsts.append(self._tail_first)
        self._starts.append(self._spool.append(packed))
        self._sizes.append(len(packed))
        self._tail_first += len(self._tail)
        self._tail, self._tail_size = [], 0


def _packed(texts: list[bytes]) -> bytes:
    return zlib.compress(b"[" + b",".join(texts) + b"]", _FAST_COMPRESSION)
