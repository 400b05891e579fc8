"""Power items as they stand in a list: their fields, verbatim, and the hash of their content."""

from service.items.content import (
    Duty,
    ItemContent,
    ListedItem,
    content_hash,
    decode_content,
    encode_content,
    hash_encoded,
)
from service.items.duties import read_duties
from service.items.fields import FIELD_LABELS, FIELDS, Field
from service.items.incoming import FileContent, RawRow
from service.items.packed import ItemHead, PackedItems, PackedRows, packed
from service.items.standing import Body, StandingItem

__all__ = [
    "FIELDS",
    "FIELD_LABELS",
    "Body",
    "Duty",
    "Field",
    "FileContent",
    "ItemContent",
    "ItemHead",
    "ListedItem",
    "PackedItems",
    "PackedRows",
    "RawRow",
    "StandingItem",
    "content_hash",
    "decode_content",
    "encode_content",
    "hash_encoded",
    "packed",
    "read_duties",
]
