"""Power items as they stand in a list: their fields, verbatim, and the hash of their content."""

from service.items.content import (
    Duty,
    ItemContent,
    ListedItem,
    Outline,
    content_hash,
    decode_content,
    encode_content,
    hash_encoded,
    read_outline,
)
from service.items.duties import read_duties
from service.items.fields import FIELD_LABELS, FIELDS, Field
from service.items.incoming import FileContent, RawRow
from service.items.packed import Named, PackedItems, PackedRows, Stated, packed
from service.items.standing import Body, StandingItem

__all__ = [
    "FIELDS",
    "FIELD_LABELS",
    "Body",
    "Duty",
    "Field",
    "FileContent",
    "ItemContent",
    "ListedItem",
    "Named",
    "Outline",
    "PackedItems",
    "PackedRows",
    "RawRow",
    "StandingItem",
    "Stated",
    "content_hash",
    "decode_content",
    "encode_content",
    "hash_encoded",
    "packed",
    "read_duties",
    "read_outline",
]
