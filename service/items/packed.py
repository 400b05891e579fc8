"""Items and rows of a file kept small: what loading looks at is at hand, the rest is packed in pieces."""

from array import array
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import overload

import msgspec

from service.items.content import (
    ItemContent,
    ListedItem,
    Outline,
    decode_content,
    encode_content,
    hash_encoded,
    read_outline,
)
from service.items.incoming import RawRow
from service.items.pieces import Pieces
from service.vocabulary import Category

_ITEMS_A_PIECE = 256
_ROWS_A_PIECE = 500
_HASH_SIZE = 32


class Named(msgspec.Struct, frozen=True, gc=False):
    """Whose an item is and at which level, as its row says it."""

    body_name: str
    credit_code: str
    level_text: str


class Stated(msgspec.Struct, frozen=True, gc=False):
    """What a body states of an item's row; see `ListedItem`."""

    opinion: str
    reason: str
    target: str
    identity: str
    number: str


class PackedItems(Sequence[ListedItem]):
    """Listed items in order, each made anew whenever it is asked for: cheaply so one after another.

    An item takes some 80 bytes of memory, whatever it says. What tells it from others and where it stands is
    at hand by its place; what it says is packed away, and unpacked many items at a time.
    """

    def __init__(self, items: Iterable[ListedItem] = ()) -> None:
        self.categories: list[Category | None] = []
        self._hashes = bytearray()
        self._named, self._numbers = array("L"), dict[Named, int]()
        self._sheets, self._sheet_numbers = array("L"), dict[str, int]()
        self._rows, self._row_ends = array("L"), array("L")
        self._stated: dict[int, Stated] = {}
        self._contents = Pieces(_ITEMS_A_PIECE)
        self._places, self._sizes = array("L"), array("L")
        self._names: list[Named] = []
        self._sheet_names: list[str] = []
        for item in items:
            self.append(item)

    def append(self, item: ListedItem) -> None:
        """Take in one more item; raises `Refusal` where it can be kept nowhere."""
        content = item.content
        encoded = encode_content(content)
        self._append_head(
            item.category,
            hash_encoded(encoded, item.category),
            self._number_of(Named(content.body_name, content.credit_code, content.level_text)),
            self._sheet_number(item.sheet),
            item.rows,
        )
        if item.opinion or item.reason or item.target or item.identity or item.number:
            stated = Stated(item.opinion, item.reason, item.target, item.identity, item.number)
            self._stated[len(self) - 1] = stated
        self._places.append(self._contents.append(encoded))
        self._sizes.append(len(encoded))

    def _append_head(
        self, category: Category | None, digest: bytes, named: int, sheet: int, rows: Iterable[int]
    ) -> None:
        self.categories.append(category)
        self._hashes += digest
        self._named.append(named)
        self._sheets.append(sheet)
        self._rows.extend(rows)
        self._row_ends.append(len(self._rows))

    def _number_of(self, named: Named) -> int:
        number = self._numbers.setdefault(named, len(self._names))
        if number == len(self._names):
            self._names.append(named)
        return number

    def _sheet_number(self, sheet: str) -> int:
        number = self._sheet_numbers.setdefault(sheet, len(self._sheet_names))
        if number == len(self._sheet_names):
            self._sheet_names.append(sheet)
        return number

    @property
    def stated(self) -> Collection[Stated]:
        """What is stated of rows, those alone of which anything is."""
        return self._stated.values()

    def named(self, place: int) -> Named:
        """Return whose the item is; few differ, and those that do not are one object."""
        return self._names[self._named[place]]

    def content_hash(self, place: int) -> bytes:
        """Return the hash over all the item says."""
        return bytes(self._hashes[place * _HASH_SIZE : (place + 1) * _HASH_SIZE])

    def sheet(self, place: int) -> str:
        """Return the sheet the item stands in."""
        return self._sheet_names[self._sheets[place]]

    def rows(self, place: int) -> Sequence[int]:
        """Return the 1-based rows it was read from."""
        return self._rows[self._row_ends[place - 1] if place else 0 : self._row_ends[place]]

    def size(self, place: int) -> int:
        """Return how many bytes the item's content takes."""
        return self._sizes[place]

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

    def outline(self, place: int) -> Outline:
        """Return what the item is told from others by."""
        return read_outline(self.encoded(place))

    def without(self, dropped: Collection[int]) -> "PackedItems":
        """Return the items but those at these places."""
        kept = PackedItems()
        kept._contents = self._contents
        kept._numbers, kept._names = dict(self._numbers), list(self._names)
        kept._sheet_numbers, kept._sheet_names = dict(self._sheet_numbers), list(self._sheet_names)
        for place in range(len(self)):
            if place in dropped:
                continue
            if place in self._stated:
                kept._stated[len(kept)] = self._stated[place]
            kept._append_head(
                self.categories[place],
                self.content_hash(place),
                self._named[place],
                self._sheets[place],
                self.rows(place),
            )
            kept._places.append(self._places[place])
            kept._sizes.append(self._sizes[place])
        return kept

    def __len__(self) -> int:
        return len(self.categories)

    @overload
    def __getitem__(self, place: int) -> ListedItem: ...
    @overload
    def __getitem__(self, place: slice) -> list[ListedItem]: ...
    def __getitem__(self, place: int | slice) -> ListedItem | list[ListedItem]:
        if isinstance(place, slice):
            return [self[at] for at in range(*place.indices(len(self)))]
        at = range(len(self))[place]
        stated = self._stated.get(at, _NOTHING_STATED)
        return ListedItem(
            content=self.content(at),
            category=self.categories[at],
            sheet=self.sheet(at),
            rows=tuple(self.rows(at)),
            opinion=stated.opinion,
            reason=stated.reason,
            target=stated.target,
            identity=stated.identity,
            number=stated.number,
        )


_NOTHING_STATED = Stated("", "", "", "", "")


def packed(items: Iterable[ListedItem]) -> PackedItems:
    """Return the items packed, which they may be already."""
    return items if isinstance(items, PackedItems) else PackedItems(items)


class PackedRows(Sequence[RawRow]):
    """Raw rows in order, compressed in the pieces they are stored in."""

    def __init__(self, rows: Iterable[RawRow] = ()) -> None:
        self._pieces = Pieces(_ROWS_A_PIECE)
        for row in rows:
            self.append(row)

    def append(self, row: RawRow) -> None:
        """Take in one more row; raises `Refusal` where it can be kept nowhere."""
        self._pieces.append(_encode_row((row.sheet, row.row, row.cells)))

    def pop(self) -> RawRow:
        """Take back the row that was appended last; not twice in a row."""
        return RawRow(*_decode_row(self._pieces.pop()))

    def pieces(self) -> Iterator[bytes]:
        """Yield the rows as they are stored: JSON of `[sheet, row, cells]`, compressed, many at a time."""
        return self._pieces.packed()

    @property
    def piece_count(self) -> int:
        """How many pieces these are."""
        return self._pieces.count

    def __len__(self) -> int:
        return len(self._pieces)

    @overload
    def __getitem__(self, place: int) -> RawRow: ...
    @overload
    def __getitem__(self, place: slice) -> list[RawRow]: ...
    def __getitem__(self, place: int | slice) -> RawRow | list[RawRow]:
        if isinstance(place, slice):
            return [self[at] for at in range(*place.indices(len(self)))]
        return RawRow(*_decode_row(self._pieces[range(len(self))[place]]))


_encode_row = msgspec.json.Encoder().encode
_decode_row = msgspec.json.Decoder(tuple[str, int, tuple[str, ...]]).decode
