"""Cursors: the place of one row in a named order, as text that only this module reads."""

import binascii
import math
from collections.abc import Sequence
from datetime import date

import msgspec

from service.reading.refusals import BadCursorError

Key = int | float | str | date
_LONGEST = 2048
_FOR_ADDRESSES, _PLAIN = bytes.maketrans(b"+/", b"-_"), bytes.maketrans(b"-_", b"+/")


def encode_cursor(order: str, keys: Sequence[Key]) -> str:
    """Return the cursor of the row with those keys in that order."""
    written = binascii.b2a_base64(msgspec.json.encode([order, *keys]), newline=False)
    return written.rstrip(b"=").translate(_FOR_ADDRESSES).decode()


def decode_cursor(cursor: str, order: str, types: Sequence[type[Key]]) -> tuple[Key, ...]:
    """Return the keys of a cursor; raises `BadCursorError` unless `encode_cursor` made it for that order."""
    if not cursor.isascii() or len(cursor) > _LONGEST:
        raise BadCursorError
    try:
        padded = cursor.encode() + b"=" * (-len(cursor) % 4)
        found = msgspec.json.decode(binascii.a2b_base64(padded.translate(_PLAIN), strict_mode=True))
    except (binascii.Error, msgspec.DecodeError, RecursionError) as error:
        raise BadCursorError from error
    if not isinstance(found, list) or len(found) != len(types) + 1 or found[0] != order:
        raise BadCursorError
    return tuple(map(_key, found[1:], types))


def _key(value: object, expected: type[Key]) -> Key:
    if expected is date and isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError as error:
            raise BadCursorError from error
    if type(value) is int and expected is float:
        value = float(value) if abs(value) < 2**63 else math.inf
    if type(value) is not expected:
        raise BadCursorError
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        raise BadCursorError
    if isinstance(value, float) and not math.isfinite(value):
        raise BadCursorError
    if isinstance(value, str) and "\0" in value:
        raise BadCursorError
    assert isinstance(value, int | float | str)  # noqa: S101 - narrows what the checks above leave
    return value
