"""JSON: a list of objects, or an object with such a list under `items`; keys are the headings."""

import json
from collections.abc import Iterator
from typing import Any

from loaders.grid import Grid, UnreadableError
from loaders.options import Limits

_SHAPE = 'JSON 应是对象的列表，或 {"items": [对象…]}'
_FIX = '按“[{"事项名称": …}, …]”的形式导出后再装载'


def read_objects(text: str, limits: Limits) -> Grid:
    """Return the objects as a table; row 0 holds the keys, row n the n-th object.

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
    items = document.get("items") if isinstance(document, dict) else document
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise UnreadableError(_SHAPE, _FIX)
    headings: dict[str, None] = {}
    for item in items:
        headings.update(dict.fromkeys(item))
        if len(headings) > limits.columns:
            raise UnreadableError(f"不同的键超过{limits.columns}个，不像清单", _FIX)
    if len(headings) * len(items) > limits.cells:
        raise UnreadableError("内容过大，不像清单", _FIX)
    return Grid("", _rows(list(headings), items), len(items) + 1, first_row=0)


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
        yield tuple([_text(item.get(heading)) for heading in headings])


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
