"""Which fields of one item differ between two editions, and what kind of change that is."""

from collections.abc import Iterator, Mapping
from itertools import compress
from operator import attrgetter, ne
from typing import Any

import msgspec
from rapidfuzz.distance import Prefix

from service.items import FIELDS, Duty, ItemContent, StandingItem
from service.text import fold, fold_alike
from service.vocabulary import ChangeKind, read_category


class FieldDifference(msgspec.Struct, frozen=True, gc=False):
    """One field before and after: a key of `service.items.FIELDS`, or `category` for the category read.

    Texts are verbatim; several codes or duties stand on lines of their own; an empty text is a blank.
    """

    field: str
    before: str
    after: str


NAME_FIELDS = frozenset({"name", "sub_item_name"})
# What says where an item stands is judged by identity below, not by the cell's wording.
_PLACE_FIELDS = frozenset({"body_name", "category_text"})
_TEXT_FIELDS = tuple(field.key for field in FIELDS if field.key not in _PLACE_FIELDS)
_texts = attrgetter(*_TEXT_FIELDS)
_Value = str | tuple[str, ...] | tuple[Duty, ...]
_VALUES = {
    field.name: (msgspec.json.Decoder(field.type).decode, field.default)
    for field in msgspec.structs.fields(ItemContent)
}
_WORDED = frozenset({*_TEXT_FIELDS, "category_text"})
_WORDED_BUT_CREDIT_CODE = _WORDED - {"credit_code"}
_TEXTS_BY_KEY = {
    field.name.encode(): field.name for field in msgspec.structs.fields(ItemContent) if field.type is str
}
_BACKSLASH = ord("\\")
# The last field is an object whose keys are whatever a file has as headers; a duty's keys are no field's.
_WITH_EXTRA = b"}}"
_text_written = msgspec.json.Decoder(str).decode
_fields_written = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode


def field_text(content: ItemContent, key: str) -> str:
    """Return what the field says, as one text."""
    return _text(getattr(content, key))


def _text(value: _Value) -> str:
    if isinstance(value, str):
        return value
    return "\n".join(_duty_text(part) if isinstance(part, Duty) else part for part in value)


def field_differences(
    before: StandingItem, after: StandingItem, *, same_body: bool
) -> tuple[FieldDifference, ...]:
    """Return every field that differs by more than width, script, case and spaces, in column order.

    `body_name` differs exactly when the body does (`same_body` false) and gives the standing names: a
    body spelt otherwise or merely renamed is no change of its items, nor is then its credit code.
    `category` differs when the category read does; a section row instead of a column is layout.
    """
    found = _differences(before, after, same_body=same_body)
    return tuple(sorted(found, key=_column))


def _differences(before: StandingItem, after: StandingItem, *, same_body: bool) -> Iterator[FieldDifference]:
    old, new = before.content, after.content
    if before.category is not after.category:
        yield FieldDifference("category", before.category or "", after.category or "")
    elif _other_kind(old.category_text, new.category_text):
        yield FieldDifference("category_text", old.category_text, new.category_text)
    if not same_body:
        yield FieldDifference("body_name", before.body.name, after.body.name)
    renamed_body = same_body and before.body.id != after.body.id
    for key in compress(_TEXT_FIELDS, map(ne, _texts(old), _texts(new))):
        if renamed_body and key == "credit_code":
            continue
        was, now = getattr(old, key), getattr(new, key)
        if not _says_the_same(key, was, now):
            yield FieldDifference(key, _text(was), _text(now))


def kind_of_pair(fields: tuple[FieldDifference, ...], *, same_body: bool) -> ChangeKind | None:
    """Return the one kind of a pair, the first that applies (contract §3); None where nothing differs."""
    if not same_body:
        return ChangeKind.TRANSFERRED
    if any(difference.field in NAME_FIELDS for difference in fields):
        return ChangeKind.RENAMED
    return ChangeKind.CHANGED if fields else None


def kind_of_wordings(before: bytes, after: bytes, *, renamed_body: bool) -> ChangeKind | None:
    """Return the same kind for two items of one body and category by their contents in JSON.

    Of these, fields that are written alike are not read.
    """
    looked_at = _WORDED_BUT_CREDIT_CODE if renamed_body else _WORDED
    alone = _written_alone(before, after)
    if alone is not None:
        key, was, now = alone
        told = {key} if key in looked_at and not _says_the_same(key, was, now) else set()
    else:
        old, new = _fields_written(before), _fields_written(after)
        unlike = {key for key, written in old.items() if new.get(key) != written} | (new.keys() - old.keys())
        told = {
            key for key in unlike & looked_at if not _says_the_same(key, _value(old, key), _value(new, key))
        }
    if not told:
        return None
    return ChangeKind.CHANGED if told.isdisjoint(NAME_FIELDS) else ChangeKind.RENAMED


def _written_alone(old: bytes, new: bytes) -> tuple[str, str, str] | None:
    """Return which field of one text is all that two contents write otherwise, with the texts.

    None where it is not: then both are to be read. In JSON a quotation mark that a backslash does not come
    before begins or ends a text, and what a colon follows is a key: so the last `":"` before the first
    difference tells the field, unless it stands in a text itself, and then what is before it is no key.
    """
    parted = Prefix.similarity(old, new)
    ends = old.rfind(b'":"', 0, parted)
    begins = ends + 3
    key = _TEXTS_BY_KEY.get(old[old.rfind(b'"', 0, max(ends, 0)) + 1 : ends])
    if key is None:
        return None
    old_end, new_end = old.find(b'"', begins), new.find(b'"', begins)
    if _BACKSLASH in (old[old_end - 1], new[new_end - 1]):
        return None
    if old[old_end:] != new[new_end:] or old.endswith(_WITH_EXTRA):
        return None
    return key, _text_written(old[begins - 1 : old_end + 1]), _text_written(new[begins - 1 : new_end + 1])


def _value(fields: Mapping[str, msgspec.Raw], key: str) -> Any:
    read, default = _VALUES[key]
    return read(fields[key]) if key in fields else default


_COLUMNS = {field.key: number for number, field in enumerate(FIELDS)}
_COLUMNS["category"] = _COLUMNS["category_text"]


def _column(difference: FieldDifference) -> int:
    return _COLUMNS[difference.field]


def _duty_text(duty: Duty) -> str:
    head = f"{duty.stage}：" if duty.stage else ""
    return f"{head}{duty.text}" + (f"（{duty.basis}）" if duty.basis else "")


def _says_the_same(key: str, was: Any, now: Any) -> bool:
    if key == "codes":
        return set(map(fold, was)) == set(map(fold, now))
    if key == "category_text":
        return not _other_kind(was, now)
    return fold_alike(_text(was), _text(now))


def _other_kind(was: str, now: str) -> bool:
    """Whether two category cells of one category say different things (强制措施, 强制执行)."""
    if was == now or not was or not now:
        return False
    old, new = read_category(was), read_category(now)
    if old.category is None or new.category is None:
        return fold(was) != fold(now)
    return old.kind != new.kind
