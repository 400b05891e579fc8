"""Folding many texts at once: the same outcome as one by one, at a fraction of the price."""

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from service.text.folding import changes_by_context, fold

_SPACE = re.compile(r"\s").search
_CHUNK = 5_000
_SEPARATOR, _BY_ITSELF = "\ue000", "\ue001"
_DROPPED = 0xFFFFFFFF


def fold_all(texts: Sequence[str]) -> list[str]:
    """Return `[fold(text) for text in texts]`.

    Characters are replaced by a table over the joined texts; a text with a character whose folding
    depends on its neighbours (traditional script) or is several characters long is folded by itself.
    """
    folded: list[str] = []
    for start in range(0, len(texts), _CHUNK):
        folded.extend(_fold_chunk(texts[start : start + _CHUNK]))
    return folded


def _fold_chunk(texts: Sequence[str]) -> list[str]:
    plain = "".join(texts)
    if plain.isascii() and not _SPACE(plain):
        return [text.lower() for text in texts]
    joined = _SEPARATOR.join(texts)
    if _BY_ITSELF in joined or joined.count(_SEPARATOR) != len(texts) - 1:
        return [fold(text) for text in texts]
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    replaced = _table(codes)[codes]
    kept = replaced[replaced != _DROPPED]
    result: str = kept.tobytes().decode("utf-32-le", "surrogatepass")
    parts = result.split(_SEPARATOR)
    if _BY_ITSELF not in result:
        return parts
    return [fold(text) if _BY_ITSELF in part else part for text, part in zip(texts, parts, strict=True)]


def _table(codes: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint32]:
    """Return by character code what it folds to, for the codes that occur."""
    seen = np.flatnonzero(np.bincount(codes))
    table = np.zeros(int(seen[-1]) + 1 if len(seen) else 1, dtype=np.uint32)
    table[seen] = [*map(_REPLACEMENTS.__getitem__, seen.tolist())]
    return table


class _Replacements(dict[int, int]):
    """What each character is replaced by, filled in as characters are met."""

    def __missing__(self, code: int) -> int:
        char = chr(code)
        folded = char if char == _SEPARATOR else fold(char)
        if changes_by_context(char) or len(folded) > 1:
            self[code] = ord(_BY_ITSELF)
        else:
            self[code] = ord(folded) if folded else _DROPPED
        return self[code]


_REPLACEMENTS = _Replacements()
