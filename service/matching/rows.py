"""What `quanze match` works on: pairs of names judged, and queries answered from a base, row by row."""

import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice

import msgspec

from service.matching.answering import Answers, Base
from service.matching.explaining import explain
from service.matching.judging import NO_EVIDENCE, Evidence, judge, verdict_of
from service.matching.reading import read_name
from service.vocabulary import Category, Verdict

_CHUNK = 4096
_THREADS = min(os.cpu_count() or 1, 4)


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

    Candidates of the query's category come before others where both state one. While some chunks are
    compared by other threads the next one is read; no more than a few are held. Raises ValueError for `top`
    below 1.
    """
    if top < 1:
        raise ValueError(top)
    asked_of = Base([entry.name for entry in base], [entry.category for entry in base])
    waiting: deque[tuple[list[Query], list[Query], Future[Answers]]] = deque()
    unread = iter(queries)
    with ThreadPoolExecutor(_THREADS) as threads:
        while chunk := list(islice(unread, _CHUNK)):
            distinct = list(dict.fromkeys(chunk))
            asked = asked_of.read([q.name for q in distinct], [q.category for q in distinct], top)
            waiting.append((chunk, distinct, threads.submit(asked_of.answer, asked, top)))
            if len(waiting) > _THREADS:
                yield from _rows(base, *waiting.popleft(), explained)
        while waiting:
            yield from _rows(base, *waiting.popleft(), explained)


def _rows(
    base: Sequence[Query],
    chunk: list[Query],
    distinct: list[Query],
    answered: Future[Answers],
    explained: bool,
) -> Iterator[MatchRow]:
    start, places, scores = (part.tolist() for part in answered.result())
    number = {query: n for n, query in enumerate(distinct)}
    for query in chunk:
        n = number[query]
        if start[n] == start[n + 1]:
            yield _unanswered(query, base, explained)
        for rank, at in enumerate(range(start[n], start[n + 1]), start=1):
            match, score = base[places[at]], scores[at]
            told = _explained(query, match) if explained else ""
            yield MatchRow(query.name, match.name, score, verdict_of(score), rank, places[at], told)


def _unanswered(query: Query, base: Sequence[Query], explained: bool) -> MatchRow:
    """The row of a query that shares nothing with any name of the base: its first, for the form."""
    if not base:
        return MatchRow(query.name, "", 0.0, Verdict.DIFFERENT, 1, -1, "基准清单为空" if explained else "")
    told = "与基准清单中的名称没有共同的文字" if explained else ""
    return MatchRow(query.name, base[0].name, 0.0, Verdict.DIFFERENT, 1, 0, told)


def _explained(query: Query, match: Query) -> str:
    asked, stood = query.category, match.category
    evidence = Evidence(category_a=asked, category_b=stood) if asked or stood else NO_EVIDENCE
    return explain(judge(read_name(query.name), read_name(match.name), evidence))
