"""Which fields of one item differ between two editions, and what kind of change that is."""

from collections.abc import Iterator
from itertools import compress
from operator import attrgetter, ne

import msgspec

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


def field_text(content: ItemContent, key: str) -> str:
    """Return what the field says, as one text."""
    value = getattr(content, key)
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


def is_changed(before: StandingItem, after: StandingItem, *, same_body: bool) -> bool:
    """Whether `field_differences` would find any: the first tells."""
    return next(_differences(before, after, same_body=same_body), None) is not None


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
        before_text, after_text = field_text(old, key), field_text(new, key)
        if not _says_the_same(key, old, new, before_text, after_text):
            yield FieldDifference(key, before_text, after_text)


def kind_of_pair(fields: tuple[FieldDifference, ...], *, same_body: bool) -> ChangeKind | None:
    """Return the one kind of a pair, the first that applies (contract §3); None where nothing differs."""
    if not same_body:
        return ChangeKind.TRANSFERRED
    if any(difference.field in NAME_FIELDS for difference in fields):
        return ChangeKind.RENAMED
    return ChangeKind.CHANGED if fields else None


_COLUMNS = {field.key: number for number, field in enumerate(FIELDS)}
_COLUMNS["category"] = _COLUMNS["category_text"]


def _column(difference: FieldDifference) -> int:
    return _COLUMNS[difference.field]


def _duty_text(duty: Duty) -> str:
    head = f"{duty.stage}：" if duty.stage else ""
    return f"{head}{duty.text}" + (f"（{duty.basis}）" if duty.basis else "")


def _says_the_same(key: str, old: ItemContent, new: ItemContent, was: str, now: str) -> bool:
    if key == "codes":
        return {fold(code) for code in old.codes} == {fold(code) for code in new.codes}
    return fold_alike(was, now)


def _other_kind(was: str, now: str) -> bool:
    """Whether two category cells of one category say different things (强制措施, 强制执行)."""
    if was == now or not was or not now:
        return False
    old, new = read_category(was), read_category(now)
    if old.category is None or new.category is None:
        return fold(was) != fold(now)
    return old.kind != new.kind
