"""Formula safety: a cell of a file somebody opens must never run (formula injection)."""

_RISKY = frozenset("=+-@＝＋－＠\t\r\n")
_INVISIBLE = " \u3000\u00a0\u200b\ufeff"
_GUARD = "'"
LOOKED_AT = _RISKY.union(_INVISIBLE)
"""A text is risky only if it begins with one of these."""
GUARDED_AT = LOOKED_AT.union(_GUARD)
"""A text is guarded only if it begins with one of these."""


def is_risky(text: str) -> bool:
    """Whether a spreadsheet program might take the text for a formula or a command."""
    # Nearly every text of a list is told by its first character.
    return text[:1] in LOOKED_AT and text.lstrip(_INVISIBLE)[:1] in _RISKY


def guard(text: str) -> str:
    """Return the text as it may stand in a CSV cell: an apostrophe in front where it might run.

    `unguard` gives back exactly what was written, so that nothing is lost on the way in again.
    """
    return _GUARD + text if is_risky(text.lstrip(_GUARD)) else text


def unguard(text: str) -> str:
    """Return what `guard` was given; other text is returned as it is."""
    return text[1:] if text.startswith(_GUARD) and is_risky(text.lstrip(_GUARD)) else text
