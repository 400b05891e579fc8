"""Items and rows of a file kept small: what loading looks at stands open, the rest is packed in pieces."""

import zlib
from array import array
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import overload

import msgspec

from service.items.content import ItemContent, ListedItem, decode_content, encode_content, hash_encoded
from service.items.incoming import RawRow
from service.vocabulary import Category

_ITEMS_A_PIECE = 256
_ROWS_A_PIECE = 500
_PIECES_OPEN = 4
_FAST_COMPRESSION = 1
_NOTHING_STATED = ("", "", "", "", "")


class ItemHead(msgspec.Struct, frozen=True, gc=False):
    """What tells a listed item from others, and where it stands; `content_hash` is over all it says.

    `stated` is what a body states of the row: opinion, reason, target, identity and number.
    """

    name: str
    sub_item_name: str
    codes: tuple[str, ...]
    body_name: str
    credit_code: str
    level_text: str
    category: Category | None
    sheet: str
    rows: tuple[int, ...]
    content_hash: bytes
    stated: tuple[str, str, str, str, str] = _NOTHING_STATED

    @property
    def opinion(self) -> str:
        """The opinion (处理意见) that the row bears."""
        return self.stated[0]

    @property
    def identity(self) -> str:
        """The item's identity (事项标识) that the row bears."""
        return self.stated[3]


class _Pieces:
    """Byte strings in order, many of them compressed together; those asked for last stay open."""

    def __init__(self) -> None:
        self._packed: list[tuple[bytes, array[int]]] = []
        self._tail: list[bytes] = []
        self._open: dict[int, list[bytes]] = {}

    def append(self, text: bytes) -> int:
        """Keep a byte string and return its place."""
        self._tail.append(text)
        place = len(self._packed) * _ITEMS_A_PIECE + len(self._tail) - 1
        if len(self._tail) == _ITEMS_A_PIECE:
            joined = zlib.compress(b"".join(self._tail), _FAST_COMPRESSION)
            self._packed.append((joined, array("L", map(len, self._tail))))
            self._tail = []
        return place

    def __getitem__(self, place: int) -> bytes:
        piece, at = divmod(place, _ITEMS_A_PIECE)
        if piece == len(self._packed):
            return self._tail[at]
        texts = self._open.get(piece)
        if texts is None:
            texts = self._unpacked(piece)
            while len(self._open) >= _PIECES_OPEN:
                del self._open[next(iter(self._open))]
            self._open[piece] = texts
        return texts[at]

    def _unpacked(self, piece: int) -> list[bytes]:
        packed, lengths = self._packed[piece]
        joined = zlib.decompress(packed)
        texts: list[bytes] = []
        start = 0
        for length in lengths:
            texts.append(joined[start : start + length])
            start += length
        return texts


class PackedItems(Sequence[ListedItem]):
    """Listed items in order, each made anew whenever it is asked for: cheaply so one after another.

    `heads` are open at any time.
    """

    def __init__(self, items: Iterable[ListedItem] = ()) -> None:
        self.heads: list[ItemHead] = []
        self._contents = _Pieces()
        self._places = array("L")
        self._bodies: dict[str, str] = {}
        for item in items:
            self.append(item)

    def append(self, item: ListedItem) -> None:
        """Take in one more item."""
        content = item.content
        encoded = encode_content(content)
        stated = (item.opinion, item.reason, item.target, item.identity, item.number)
        self.heads.append(
            ItemHead(
                content.name,
                content.sub_item_name,
                content.codes,
                self._bodies.setdefault(content.body_name, content.body_name),
                content.credit_code,
                content.level_text,
                item.category,
                item.sheet,
                item.rows,
                hash_encoded(encoded, item.category),
                stated if any(stated) else _NOTHING_STATED,
            )
        )
        self._places.append(self._contents.append(encoded))

    def encoded(self, place: int) -> bytes:
        """Return what `encode_content` makes of the item's content."""
        return self._contents[self._places[place]]

    def each_encoded(self, places: Sequence[int]) -> list[bytes]:
        """Return the same of many items, in the order asked for; each piece is unpacked once at most."""
        found = dict.fromkeys(places, b"")
        for place in sorted(found):
            found[place] = self.encoded(place)
        return [found[place] for place in places]

    def content(self, place: int) -> ItemContent:
        """Return the item's content."""
        return decode_content(self.encoded(place))

    def without(self, dropped: Collection[int]) -> "PackedItems":
        """Return the items but those at these places."""
        kept = PackedItems()
        kept._contents = self._contents
        for place, (head, at) in enumerate(zip(self.heads, self._places, strict=True)):
            if place not in dropped:
                kept.heads.append(head)
                kept._places.append(at)
        return kept

    def __len__(self) -> int:
        return len(self.heads)

    @overload
    def __getitem__(self, place: int) -> ListedItem: ...
    @overload
    def __getitem__(self, place: slice) -> list[ListedItem]: ...
    def __getitem__(self, place: int | slice) -> ListedItem | list[ListedItem]:
        if isinstance(place, slice):
            return [self[at] for at in range(*place.indices(len(self)))]
        head = self.heads[place]
        opinion, reason, target, identity, number = head.stated
        return ListedItem(
            content=self.content(place),
            category=head.category,
            sheet=head.sheet,
            rows=head.rows,
            opinion=opinion,
            reason=reason,
            target=target,
            identity=identity,
            number=number,
        )


def packed(items: Iterable[ListedItem]) -> PackedItems:
    """Return the items packed, which they may be already."""
    return items if isinstance(items, PackedItems) else PackedItems(items)


class PackedRows(Sequence[RawRow]):
    """Raw rows in order, compressed in the pieces they are stored in."""

    def __init__(self, rows: Iterable[RawRow] = ()) -> None:
        self._packed: list[bytes] = []
        self._tail: list[RawRow] = []
        self._open: tuple[int, list[RawRow]] = (-1, [])
        for row in rows:
            self.append(row)

    def append(self, row: RawRow) -> None:
        """Take in one more row."""
        if len(self._tail) == _ROWS_A_PIECE:
            self._packed.append(_packed_rows(self._tail))
            self._tail = []
        self._tail.append(row)

    def pop(self) -> RawRow:
        """Take back the row that was appended last; not twice in a row."""
        return self._tail.pop()

    def pieces(self) -> Iterator[bytes]:
        """Yield the rows as they are stored: JSON of `[sheet, row, cells]`, compressed, many at a time."""
        yield from self._packed
        if self._tail:
            yield _packed_rows(self._tail)

    def __len__(self) -> int:
        return len(self._packed) * _ROWS_A_PIECE + len(self._tail)

    @overload
    def __getitem__(self, place: int) -> RawRow: ...
    @overload
    def __getitem__(self, place: slice) -> list[RawRow]: ...
    def __getitem__(self, place: int | slice) -> RawRow | list[RawRow]:
        if isinstance(place, slice):
            return [self[at] for at in range(*place.indices(len(self)))]
        piece, at = divmod(range(len(self))[place], _ROWS_A_PIECE)
        if piece == len(self._packed):
            return self._tail[at]
        if self._open[0] != piece:
            self._open = (piece, _unpacked_rows(self._packed[piece]))
        return self._open[1][at]


_decode_rows = msgspec.json.Decoder(list[tuple[str, int, tuple[str, ...]]]).decode


def _packed_rows(rows: Sequence[RawRow]) -> bytes:
    encoded = msgspec.json.encode([(raw.sheet, raw.row, raw.cells) for raw in rows])
    return zlib.compress(encoded, _FAST_COMPRESSION)


def _unpacked_rows(packed_rows: bytes) -> list[RawRow]:
    return [RawRow(*row) for row in _decode_rows(zlib.decompress(packed_rows))]
