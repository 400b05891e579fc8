"""Opaque ids of things (节点标识): they name the power, body or edition, never one revision of it."""

import base64
import binascii


class BadNodeIdError(ValueError):
    """The text is no node id."""


def encode(kind: str, number: int) -> str:
    """Return the id of the thing of that kind (`PowerItem`, `ImplementingBody`, …) with that number."""
    # Letters, digits and a colon: nothing in them makes + or /, so plain base64 is the one for addresses too.
    return binascii.b2a_base64(f"{kind}:{number}".encode(), newline=False).decode().rstrip("=")


def decode(text: str) -> tuple[str, int]:
    """Return kind and number; raises `BadNodeIdError` for anything `encode` did not make."""
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode("ascii")
        kind, _, digits = raw.partition(":")
        number = int(digits)
    except (ValueError, binascii.Error, UnicodeError) as error:
        raise BadNodeIdError(text) from error
    if not kind.isalpha() or not 0 < number < 2**63 or encode(kind, number) != text:
        raise BadNodeIdError(text)
    return kind, number
