"""The matcher as the comparison asks for it: one block of unexplained items at a time."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple, Protocol

from service.comparison.links import Ledger, Possible
from service.items import StandingItem
from service.matching import pair_items
from service.vocabulary import Category, Decision, Verdict


class Match(NamedTuple):
    """Two items by their places in the matcher's arguments; `score` from 0 to 100."""

    before: int
    after: int
    score: float
    verdict: Verdict


class Matcher(Protocol):
    """Finds which of the items before became which after, one to one, by name and evidence."""

    def __call__(
        self,
        before: Sequence[StandingItem],
        after: Sequence[StandingItem],
        apart: Collection[tuple[int, int]],
    ) -> Iterable[Match]:
        """Return the matches: of verdict `same` one per item at most, of verdict `review` any number.

        `apart` are pairs of item ids that a person said are not one.
        """


def match_by_name(
    before: Sequence[StandingItem], after: Sequence[StandingItem], apart: Collection[tuple[int, int]]
) -> Iterator[Match]:
    """Match as `service.matching` pairs items: by what the names say, by codes, bases and bodies.

    What one to one left no room for, such as the other parts of a split, is for a person to look at.
    """
    pairing = pair_items(before, after, decisions=dict.fromkeys(apart, Decision.REJECTED))
    for pair in pairing.pairs:
        yield Match(pair.before, pair.after, pair.judgement.score, pair.verdict)
    for pair in pairing.also:
        yield Match(pair.before, pair.after, pair.judgement.score, Verdict.REVIEW)


def without_matching(
    before: Sequence[StandingItem], after: Sequence[StandingItem], apart: Collection[tuple[int, int]]
) -> Iterator[Match]:
    """Match nothing: what code and name do not tell was added and removed."""
    yield from ()


def pair_by_matching(ledger: Ledger, matcher: Matcher) -> list[Possible]:
    """Enter what the matcher calls the same, within one category and one body or bodies the map connects.

    What it would only have reviewed is returned, not entered. The matcher sees every block from the
    same side and in the same order whichever way the lists are compared.
    """
    if matcher is without_matching:
        return []
    blocks: dict[tuple[int, Category | None], tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    group = ledger.bodies.group
    for i in ledger.open_before():
        blocks[group[ledger.before[i].body.id], ledger.before[i].category][0].append(i)
    for j in ledger.open_after():
        blocks[group[ledger.after[j].body.id], ledger.after[j].category][1].append(j)
    possible: list[Possible] = []
    for olds, news in blocks.values():
        if olds and news:
            possible.extend(_match_block(ledger, matcher, olds, news))
    return possible


def _match_block(ledger: Ledger, matcher: Matcher, olds: list[int], news: list[int]) -> Iterable[Possible]:
    olds.sort(key=lambda i: _place(ledger.before[i]))
    news.sort(key=lambda j: _place(ledger.after[j]))
    old_items = [ledger.before[i] for i in olds]
    new_items = [ledger.after[j] for j in news]
    backwards = list(map(_place, new_items)) < list(map(_place, old_items))
    apart = ledger.held_apart
    if backwards:
        matches = matcher(new_items, old_items, {(new, old) for old, new in apart})
    else:
        matches = matcher(old_items, new_items, apart)
    for match in matches:
        at, to = (match.after, match.before) if backwards else (match.before, match.after)
        i, j = olds[at], news[to]
        if match.verdict is Verdict.SAME:
            ledger.pair(i, j, score=match.score)
        elif match.verdict is Verdict.REVIEW and ledger.may_pair(i, j):
            yield Possible(ledger.before[i], ledger.after[j], match.score)


def _place(item: StandingItem) -> tuple[bytes, int]:
    return item.content_hash, item.id
