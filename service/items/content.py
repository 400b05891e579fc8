"""The content of one revision: every field verbatim, as the published row has it."""

import hashlib

import msgspec

from service.vocabulary import Category


class Duty(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """One responsibility (责任事项): its stage where one is named, its text, its basis."""

    text: str
    stage: str = ""
    basis: str = ""


class ItemContent(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """What a row (or the rows of one item) says, cell by cell, verbatim but for white space at the ends.

    Several cells of one field (an item over several rows) are joined by a line break, repeats dropped.
    `codes` are the code cells as written; `level_text` and `level_scope` the two columns that may stand
    under 实施层级及权限; `extra` holds columns nobody knows, by their header. 序号 is no field.
    """

    name: str
    sub_item_name: str = ""
    category_text: str = ""
    codes: tuple[str, ...] = ()
    body_name: str = ""
    credit_code: str = ""
    setting_basis: str = ""
    level_text: str = ""
    level_scope: str = ""
    department_duties: str = ""
    duties: tuple[Duty, ...] = ()
    accountable_persons: str = ""
    accountability: str = ""
    accountability_basis: str = ""
    discretion: str = ""
    handling_unit: str = ""
    handling_type: str = ""
    legal_time_limit: str = ""
    promised_time_limit: str = ""
    fee_standard: str = ""
    fee_basis: str = ""
    fee_state: str = ""
    visits: str = ""
    online_depth: str = ""
    service_hall: str = ""
    one_network: str = ""
    reach: str = ""
    claim_state: str = ""
    publication_state: str = ""
    supervision: str = ""
    remedy: str = ""
    remarks: str = ""
    extra: dict[str, str] = {}


encode_content = msgspec.json.Encoder(order="deterministic").encode
"""Content as canonical JSON (UTF-8): what is stored and hashed."""
_decode = msgspec.json.Decoder(ItemContent).decode


class ListedItem(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """An item as a file brings it: content, what was read from it, and where it stands in the file.

    `rows` are the sheet's 1-based rows it was read from. What a body states in a working spreadsheet belongs
    to the cleanup, not to the item's content: `opinion` and `reason` (处理意见, 理由), `target` the item or
    body the opinion is about, `identity` the row's item (事项标识, a node id), `number` its 序号. They are
    empty for a table without a column of opinions.
    """

    content: ItemContent
    category: Category | None
    sheet: str
    rows: tuple[int, ...]
    opinion: str = ""
    reason: str = ""
    target: str = ""
    identity: str = ""
    number: str = ""


_HEADS = {category: category.value.encode() + b"\n" for category in Category}


def content_hash(content: ItemContent, category: Category | None) -> bytes:
    """SHA-256 (32 bytes) over the whole content and the category read.

    Identity links stand outside it: which power an item is may be corrected, what it says may not.
    """
    return hash_encoded(encode_content(content), category)


def hash_encoded(encoded: bytes, category: Category | None) -> bytes:
    """The same over what `encode_content` made of the content."""
    return hashlib.sha256(_HEADS[category] + encoded if category else encoded).digest()


def decode_content(encoded: str | bytes) -> ItemContent:
    """Read back what `encode_content` wrote."""
    return _decode(encoded)


class Outline(msgspec.Struct, frozen=True, gc=False):
    """What an item is told from others by, of all it says."""

    name: str
    sub_item_name: str = ""
    codes: tuple[str, ...] = ()


read_outline = msgspec.json.Decoder(Outline).decode
"""The same, read from what `encode_content` wrote, at a fraction of the price of the whole."""
