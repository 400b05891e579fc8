"""What cutting works on, the known words, and what it makes of names: their fields as arrays."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from service.matching.texts import Flags, Ints, Letters, Texts, Trie

# What a known word is; brackets that count open and close.
PLAIN, FILLER, WEAK, CLASS, ACT, NEGATION = range(6)


class Vocabulary(NamedTuple):
    """The known words: of each its kind, its feature (`service.matching.coding`), its group and its act.

    What word w stands for is `value[values[w]:values[w + 1]]`, of `longest` characters at most. Words but
    numbers are found by `trie`. `bound` says of a group what it is among bindings; `handling` is the group of
    handlings, `licence` the act of licensing; `opening`, `closing` and `ending` are code points. `bracket`
    says of a code point whether it is a bracket, `numeral` whether it may be part of a number, `trailing`
    whether it is left out at a name's end; what lies beyond these arrays is not.
    """

    trie: Trie
    kind: Letters
    feature: Ints
    group: Ints
    bound: Ints
    act: Ints
    value: Letters
    values: Ints
    longest: int
    handling: int
    licence: int
    opening: int
    closing: int
    ending: int
    bracket: Flags
    numeral: Flags
    trailing: Flags


class Desk(NamedTuple):
    """What cutting works on: one name's tokens, the plain text they consist of, and one of its fields."""

    tokens: Ints
    text: Letters
    field: Ints


class Cut(NamedTuple):
    """Names cut: those fields of `service.matching.coding.Coded` that the words decide."""

    act: Ints
    numeral: Flags
    feature: Ints
    features: Ints
    binding: Ints
    bindings: Ints
    part: Ints
    parts: Ints
    matter: Letters
    matters: Ints
    core: Texts


def longest(texts: Texts) -> int:
    """The length of the longest text, 0 where there is none."""
    return int(np.diff(texts.start).max(initial=0))


def with_room(count: int, room: Sequence[int]) -> Cut:
    """So many names to be cut, with room for their features, bindings, parts, matters and cores."""
    ends = np.zeros((5, count + 1), np.int64)
    return Cut(
        act=np.zeros(count, np.int64),
        numeral=np.zeros(count, np.bool_),
        feature=np.empty(room[0], np.int64),
        features=ends[0],
        binding=np.empty(room[1], np.int64),
        bindings=ends[1],
        part=np.empty(room[2], np.int64),
        parts=ends[2],
        matter=np.empty(room[3], np.int32),
        matters=ends[3],
        core=Texts(np.empty(room[4], np.int32), ends[4]),
    )


def without_room(made: Cut, needed: Sequence[int]) -> Cut:
    """What was cut, without the room that was not needed."""
    features, bindings, parts, matters, cores = needed
    return made._replace(
        feature=made.feature[:features],
        binding=made.binding[:bindings],
        part=made.part[:parts],
        matter=made.matter[:matters],
        core=Texts(made.core.point[:cores], made.core.start),
    )
