"""Which of several items of one name belong together: the likest text first."""

from collections.abc import Iterator, Sequence

from rapidfuzz import fuzz

from service.comparison.fields import field_text
from service.items import FIELDS, StandingItem
from service.text import fold

# Beyond this many pairs of one name (a placeholder as a name) likeness is not worth its price.
_MOST_PAIRS = 400


def likest_pairs(
    before: Sequence[StandingItem],
    after: Sequence[StandingItem],
    olds: Sequence[int],
    news: Sequence[int],
) -> Iterator[tuple[int, int]]:
    """Yield pairs of places, likest first; a place may come again, the taker leaves what is taken.

    The order depends on what the items say and on nothing else, and is the same backwards.
    """
    if len(olds) * len(news) > _MOST_PAIRS:
        yield from zip(_in_order(before, olds), _in_order(after, news), strict=False)
        return
    old_texts = {i: _whole_text(before[i]) for i in olds}
    new_texts = {j: _whole_text(after[j]) for j in news}
    scored = [
        (-fuzz.ratio(old, new), *_either_way(before[i], after[j]), i, j)
        for i, old in old_texts.items()
        for j, new in new_texts.items()
    ]
    for *_, i, j in sorted(scored):
        yield i, j


def _whole_text(item: StandingItem) -> str:
    return fold.__wrapped__("\n".join(field_text(item.content, field.key) for field in FIELDS))


def _either_way(old: StandingItem, new: StandingItem) -> tuple[bytes, bytes, int, int]:
    first, second = sorted(((old.content_hash, old.id), (new.content_hash, new.id)))
    return first[0], second[0], first[1], second[1]


def _in_order(items: Sequence[StandingItem], places: Sequence[int]) -> list[int]:
    return sorted(places, key=lambda place: (items[place].content_hash, items[place].id))
