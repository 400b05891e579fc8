"""What a record says, in one line for people."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

from service.audit.acts import act_words
from service.audit.records import Record

_LONGEST_VALUE = 40
_LONGEST = 240
_LEFT_OUT = frozenset({"seal", "sha256", "hash"})
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", re.ASCII)
_KEPT = frozenset({"label", "name", "file"})


def told(record: Record) -> str:
    """Return what became of what, in Chinese: the fields that differ, and those that name it."""
    before, after = (msgspec.json.decode(text) for text in (record.before, record.after))
    if isinstance(before, dict | None) and isinstance(after, dict | None):
        said = "，".join(_fields(before or {}, after or {}, gone=after is None and before is not None))
    else:
        said = _value(after if after is not None else before)
    return f"{said[:_LONGEST]}…" if len(said) > _LONGEST else said


def _fields(before: Mapping[str, Any], after: Mapping[str, Any], *, gone: bool) -> list[str]:
    words = act_words().fields
    found = []
    for key in dict.fromkeys((*after, *before)):
        was, now = before.get(key), after.get(key)
        if key in _LEFT_OUT or not (was or now):
            continue
        name = words.get(key, key)
        if gone or was is None or (was == now and key in _KEPT):
            found.append(f"{name} {_value(was if gone else now)}")
        elif was != now and (key in after or key in _KEPT):
            found.append(f"{name} {_value(was)} → {_value(now)}")
    return found


def _value(value: object) -> str:
    words = act_words().values
    if isinstance(value, list):
        return "、".join(map(_value, value))
    text = value if isinstance(value, str) else msgspec.json.encode(value).decode()
    if _MOMENT.fullmatch(text):
        return f"{datetime.fromisoformat(text).astimezone():%Y-%m-%d %H:%M}"
    text = words.get(text, " ".join(text.split()))
    return f"{text[:_LONGEST_VALUE]}…" if len(text) > _LONGEST_VALUE else text
