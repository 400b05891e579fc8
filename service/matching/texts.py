"""Texts and words as arrays: what compiled loops read."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Letters = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]

CHARACTER_BITS = 21
SPREAD = 40503


class Texts(NamedTuple):
    """Texts one after another: text n is `point[start[n]:start[n + 1]]`, its characters' code points."""

    point: Letters
    start: Ints


class Trie(NamedTuple):
    """Words to be found at a place in a text.

    A step from node n by character c is the slot of `key` (slots, a power of two) with n·2²¹ + c, which
    leads to `child` there; a slot without a step is −1. A step stands at the first free slot from
    (key ^ (key >> 21)·`SPREAD`) mod slots on. `word` is the word that ends at a node, −1 for none.
    """

    key: Ints
    child: Letters
    word: Letters


def texts_of(strings: Sequence[str]) -> Texts:
    """Strings as code points."""
    lengths = np.fromiter(map(len, strings), np.int64, len(strings))
    points = np.frombuffer("".join(strings).encode("utf-32-le", "surrogatepass"), np.int32)
    return Texts(points, np.concatenate((np.zeros(1, np.int64), np.cumsum(lengths))))


def strings_of(texts: Texts) -> list[str]:
    """Code points as strings."""
    joined = texts.point.tobytes().decode("utf-32-le", "surrogatepass")
    bounds = texts.start.tolist()
    return [joined[begin:end] for begin, end in pairwise(bounds)]


def trie_of(words: Sequence[str]) -> Trie:
    """Words, none twice, as a trie; a word is its place among them."""
    steps: dict[int, int] = {}
    ends = [-1]
    for number, word in enumerate(words):
        node = 0
        for character in word:
            key = node << CHARACTER_BITS | ord(character)
            if key not in steps:
                steps[key] = len(ends)
                ends.append(-1)
            node = steps[key]
        ends[node] = number
    slots = 4
    while slots < 3 * len(steps):
        slots *= 2
    keys, children = np.full(slots, -1, np.int64), np.full(slots, -1, np.int32)
    for key, child in steps.items():
        slot = (key ^ (key >> CHARACTER_BITS) * SPREAD) & (slots - 1)
        while keys[slot] != -1:
            slot = (slot + 1) & (slots - 1)
        keys[slot], children[slot] = key, child
    return Trie(keys, children, np.array(ends, np.int32))
