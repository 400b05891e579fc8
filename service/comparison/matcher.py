"""The matcher as the comparison asks for it: one block of unexplained items at a time."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple, Protocol

from service.comparison.ledger import Ledger
from service.comparison.links import PossibleLineage
from service.comparison.outcome import Progress
from service.comparison.sides import content_order
from service.items import StandingItem
from service.matching import pair_items
from service.vocabulary import Decision, Verdict


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


def pair_by_matching(ledger: Ledger, matcher: Matcher, progress: Progress | None) -> list[PossibleLineage]:
    """Enter what the matcher calls the same, within one category and one body or bodies the map connects.

    What it would only have reviewed is returned, not entered. The matcher sees every block from the
    same side and in the same order whichever way the lists are compared.
    """
    if matcher is without_matching:
        return []
    group, before, after = ledger.bodies.group, ledger.before, ledger.after
    blocks: dict[tuple[int, int], tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for i in ledger.open_before().tolist():
        blocks[group[before.bodies[i]], before.categories[i]][0].append(i)
    for j in ledger.open_after().tolist():
        blocks[group[after.bodies[j]], after.categories[j]][1].append(j)
    possible: list[PossibleLineage] = []
    done, whole = 0, sum(len(olds) for olds, news in blocks.values() if news)
    for olds, news in blocks.values():
        if olds and news:
            possible.extend(_match_block(ledger, matcher, olds, news))
            done += len(olds)
            if progress:
                progress(done, whole)
    return possible


def _match_block(
    ledger: Ledger, matcher: Matcher, olds: list[int], news: list[int]
) -> Iterable[PossibleLineage]:
    old_marks, new_marks = content_order(ledger.before, olds), content_order(ledger.after, news)
    olds.sort(key=old_marks.__getitem__)
    news.sort(key=new_marks.__getitem__)
    old_items, new_items = ledger.before.whole(olds), ledger.after.whole(news)
    backwards = [new_marks[j] for j in news] < [old_marks[i] for i in olds]
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
            yield PossibleLineage(i, j, match.score)
