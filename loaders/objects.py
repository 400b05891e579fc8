"""JSON: a list of objects, or an object with such a list under `items`; keys are the headings.

A list of objects within an object (the duties of an item) is a row for each of them, under their own keys.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from loaders.grid import Grid, UnreadableError
from loaders.options import Limits

# An escape of half a character; two of them are one.
_HALF = re.compile(r"\\u[dD][89a-fA-F]")
_SHAPE = 'JSON 应是对象的列表，或 {"items": [对象…]}'
_FIX = '按“[{"事项名称": …}, …]”的形式导出后再装载'


def read_objects(text: str, limits: Limits) -> Grid:
    """Return the objects as a table; row 0 holds the keys, row n the n-th object or the n-th row of them.

    Numbers stay as written. Raises `UnreadableError` for anything else, nesting beyond reason too.
    """
    try:
        document = json.loads(
            text, parse_int=str, parse_float=str, parse_constant=str, object_pairs_hook=_first_filled
        )
    except RecursionError as error:
        raise UnreadableError("JSON 嵌套过深", _FIX) from error
    except ValueError as error:
        raise UnreadableError(f"JSON 有语法错误（{error}）", _FIX) from error
    if _HALF.search(text) and not _is_text(json.dumps(document, ensure_ascii=False)):
        raise UnreadableError("JSON 里有半个字符（不成对的 \\uD800 至 \\uDFFF）", _FIX)
    items = document.get("items") if isinstance(document, dict) else document
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise UnreadableError(_SHAPE, _FIX)
    headings: dict[str, None] = {}
    height = 1
    for item in items:
        if len(item) > limits.columns:
            raise UnreadableError(f"不同的键超过{limits.columns}个，不像清单", _FIX)
        for key, value in item.items():
            if _is_nested(value):
                height += len(value) - 1
                for part in value:
                    headings.update(dict.fromkeys(part))
            else:
                headings[key] = None
        height += 1
        if len(headings) > limits.columns:
            raise UnreadableError(f"不同的键超过{limits.columns}个，不像清单", _FIX)
    if len(headings) * height > limits.cells:
        raise UnreadableError("内容过大，不像清单", _FIX)
    return Grid("", _rows(list(headings), items), height, first_row=0)


def _is_text(text: str) -> bool:
    """Whether it has no half of a surrogate pair, which nothing can keep."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _first_filled(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A key that occurs twice: the first that says something, as with headings."""
    item: dict[str, Any] = {}
    for key, value in pairs:
        if item.get(key) in (None, ""):
            item[key] = value
    return item


def _rows(headings: list[str], items: list[dict[str, Any]]) -> Iterator[tuple[str, ...]]:
    yield tuple(headings)
    for item in items:
        nested = {key: value for key, value in item.items() if _is_nested(value)}
        if not nested:
            yield tuple([_text(item.get(heading)) for heading in headings])
            continue
        first = {key: value for key, value in item.items() if key not in nested}
        for place in range(max(map(len, nested.values()))):
            row = first if place == 0 else {}
            for parts in nested.values():
                row = {**row, **(parts[place] if place < len(parts) else {})}
            yield tuple([_text(row.get(heading)) for heading in headings])


def _is_nested(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(part, dict) for part in value)


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return "\n".join(value)
    return json.dumps(value, ensure_ascii=False)
