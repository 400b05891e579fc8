"""An item that arrives, with its body settled."""

import msgspec

from service.items import Body, ListedItem, PackedItems, packed
from service.vocabulary import Category, Level


class Incoming(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """An item with its body settled: the one at `place` among `items`.

    `source_file` is another file than the one being loaded, where the item comes from there.
    """

    items: PackedItems
    place: int
    body: Body
    level: Level | None
    source_file: int | None = None

    @property
    def item(self) -> ListedItem:
        """The whole item, made anew."""
        return self.items[self.place]

    @property
    def category(self) -> Category | None:
        """The category that was read."""
        return self.items.categories[self.place]

    @property
    def content_hash(self) -> bytes:
        """The hash over all the item says."""
        return self.items.content_hash(self.place)


def incoming(item: ListedItem, body: Body, level: Level | None) -> Incoming:
    """Return one item for its body."""
    return Incoming(items=packed([item]), place=0, body=body, level=level)
