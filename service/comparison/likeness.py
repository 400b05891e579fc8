"""Which of several items of one name belong together: the likest text first."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from rapidfuzz import fuzz

from service.comparison.fields import field_text
from service.comparison.sides import Side, content_order
from service.items import FIELDS, StandingItem
from service.text import fold

# Beyond this many pairs of one name (a placeholder as a name) likeness is not worth its price.
_MOST_PAIRS = 400
_READ_AT_ONCE = 1_000
_Several = tuple[Sequence[int], Sequence[int]]


def likest_pairs(before: Side, after: Side, several: Iterable[_Several]) -> Iterator[tuple[int, int]]:
    """Yield pairs of places for each of `several` (places before, places after), likest first.

    A place may come again, the taker leaves what is taken. The order within a name depends on what the
    items say and on nothing else, and is the same backwards. What they say is read many at a time.
    """
    for together in _together(several):
        scored = [pair for pair in together if _is_scored(pair)]
        old_texts = _texts(before, [i for olds, _ in scored for i in olds])
        new_texts = _texts(after, [j for _, news in scored for j in news])
        for olds, news in together:
            if _is_scored((olds, news)):
                yield from _scored(
                    before, after, {i: old_texts[i] for i in olds}, {j: new_texts[j] for j in news}
                )
            else:
                yield from zip(_in_order(before, olds), _in_order(after, news), strict=False)


def _together(several: Iterable[_Several]) -> Iterator[list[_Several]]:
    """Put so many together as are read at once."""
    held: list[_Several] = []
    count = 0
    for olds, news in several:
        held.append((olds, news))
        count += len(olds) + len(news)
        if count >= _READ_AT_ONCE:
            yield held
            held, count = [], 0
    if held:
        yield held


def _is_scored(pair: _Several) -> bool:
    return len(pair[0]) * len(pair[1]) <= _MOST_PAIRS


def _scored(
    before: Side, after: Side, old_texts: Mapping[int, str], new_texts: Mapping[int, str]
) -> Iterator[tuple[int, int]]:
    olds, news = content_order(before, list(old_texts)), content_order(after, list(new_texts))
    scored = [
        (-fuzz.ratio(old, new), *_either_way(olds[i], news[j]), i, j)
        for i, old in old_texts.items()
        for j, new in new_texts.items()
    ]
    for *_, i, j in sorted(scored):
        yield i, j


def _texts(side: Side, places: Sequence[int]) -> dict[int, str]:
    return dict(zip(places, map(_whole_text, side.whole(places)), strict=True))


def _whole_text(item: StandingItem) -> str:
    return fold.__wrapped__("\n".join(field_text(item.content, field.key) for field in FIELDS))


def _either_way(old: tuple[bytes, int], new: tuple[bytes, int]) -> tuple[bytes, bytes, int, int]:
    first, second = sorted((old, new))
    return first[0], second[0], first[1], second[1]


def _in_order(side: Side, places: Sequence[int]) -> list[int]:
    return sorted(places, key=content_order(side, places).__getitem__)
