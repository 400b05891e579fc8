"""Formula safety: a cell of a file somebody opens must never run (formula injection)."""

_RISKY = frozenset("=+-@＝＋－＠\t\r\n")
_INVISIBLE = " \u3000\u00a0\u200b\ufeff"
_GUARD = "'"


def is_risky(text: str) -> bool:
    """Whether a spreadsheet program might take the text for a formula or a command."""
    seen = text.lstrip(_INVISIBLE)
    return seen[:1] in _RISKY if seen else False


def guard(text: str) -> str:
    """Return the text as it may stand in a CSV cell: an apostrophe in front where it might run.

    `unguard` gives back exactly what was written, so that nothing is lost on the way in again.
    """
    return _GUARD + text if is_risky(text.lstrip(_GUARD)) else text


def unguard(text: str) -> str:
    """Return what `guard` was given; other text is returned as it is."""
    return text[1:] if text.startswith(_GUARD) and is_risky(text.lstrip(_GUARD)) else text
