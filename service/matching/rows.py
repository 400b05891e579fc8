"""What `quanze match` works on: pairs of names judged, and queries answered from a base, row by row."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice, pairwise
from typing import Generic, TypeVar

import msgspec

from service.matching.answering import Base, category_numbers
from service.matching.explaining import explain
from service.matching.judging import NO_EVIDENCE, Evidence, judge, verdict_of
from service.matching.reading import read_name
from service.vocabulary import Category, Verdict

R = TypeVar("R")

_CHUNK = 2048
# How many queries' rows are kept, should they be asked again: lists of one kind have most names in common.
_KEPT = 32_768


class PairRow(msgspec.Struct, frozen=True):
    """One row of `match --pairs`: the names verbatim, score (0–100) and verdict."""

    name_a: str
    name_b: str
    score: float
    verdict: Verdict


class Query(msgspec.Struct, frozen=True, gc=False):
    """A name of a base or a query, verbatim, with its category where one is stated."""

    name: str
    category: Category | None = None


class MatchRow(msgspec.Struct, frozen=True, gc=False):
    """One row of `match BASE QUERIES`: query and match verbatim, its place in the base, its rank from 1.

    An empty base gives rows with `match` "", `place` −1, score 0 and verdict DIFFERENT. `explanation` is
    empty unless asked for.
    """

    query: str
    match: str
    score: float
    verdict: Verdict
    rank: int
    place: int
    explanation: str = ""


def match_pairs(rows: Iterable[tuple[str, str]]) -> Iterator[PairRow]:
    """Judge pairs of names one after another, in order, without holding them."""
    for name_a, name_b in rows:
        judgement = judge(name_a, name_b)
        yield PairRow(name_a, name_b, judgement.score, judgement.verdict)


def match_queries(
    base: Sequence[Query], queries: Iterable[Query], *, top: int = 1, explained: bool = False
) -> Iterator[MatchRow]:
    """Answer queries from a base in order, the best `top` of each, reading the queries in chunks.

    Candidates of the query's category come before others where both state one. Raises ValueError for `top`
    below 1.
    """
    asked_of = Matcher(base, _row, top=top, explained=explained)
    unread = iter(queries)
    while chunk := list(islice(unread, _CHUNK)):
        yield from asked_of.rows(chunk)


def _row(query: str, match: str, score: float, rank: int, place: int, explanation: str) -> MatchRow:
    return MatchRow(query, match, score, verdict_of(score), rank, place, explanation)


class Matcher(Generic[R]):
    """A base that answers queries, each with its best `top`; `explained` says why.

    `tell` makes an answer's row: of query and match, score, rank, place and explanation, which are those of
    `MatchRow`.
    """

    def __init__(
        self,
        base: Sequence[Query],
        tell: Callable[[str, str, float, int, int, str], R],
        *,
        top: int = 1,
        explained: bool = False,
    ) -> None:
        """Raises ValueError for `top` below 1."""
        if top < 1:
            raise ValueError(top)
        self._entries = base
        self._tell = tell
        self._base = Base([entry.name for entry in base], [entry.category for entry in base])
        self._top = top
        self._explained = explained
        self._kept: dict[Query, list[R]] = {}

    def prepare(self) -> None:
        """Make ready for many queries now: processes begun afterwards then share what was made."""
        self._base.prepare()

    def rows(self, queries: Sequence[Query]) -> Iterator[R]:
        """The rows of some queries (a few thousand at a time), in order; one at least for each."""
        if len(self._kept) > _KEPT:
            self._kept.clear()
        new = [query for query in dict.fromkeys(queries) if query not in self._kept]
        categories = category_numbers([query.category for query in new])
        answers = self._base.answer([query.name for query in new], categories, self._top)
        start, places, scores = (part.tolist() for part in answers)
        for query, (begin, end) in zip(new, pairwise(start), strict=True):
            self._kept[query] = [
                self._answered(query, scores[at], at - begin + 1, places[at]) for at in range(begin, end)
            ] or [self._unanswered(query)]
        return chain.from_iterable(map(self._kept.__getitem__, queries))

    def _answered(self, query: Query, score: float, rank: int, place: int) -> R:
        match = self._entries[place]
        told = _explained(query, match) if self._explained else ""
        return self._tell(query.name, match.name, score, rank, place, told)

    def _unanswered(self, query: Query) -> R:
        """The row of a query that shares nothing with any name of the base: its first, for the form."""
        if not self._entries:
            told = "基准清单为空" if self._explained else ""
            return self._tell(query.name, "", 0.0, 1, -1, told)
        told = "与基准清单中的名称没有共同的文字" if self._explained else ""
        return self._tell(query.name, self._entries[0].name, 0.0, 1, 0, told)


def _explained(query: Query, match: Query) -> str:
    asked, stood = query.category, match.category
    evidence = Evidence(category_a=asked, category_b=stood) if asked or stood else NO_EVIDENCE
    return explain(judge(read_name(query.name), read_name(match.name), evidence))
