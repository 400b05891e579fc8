"""What `quanze match` works on: pairs of names judged, and queries answered from a base, row by row."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import islice
from typing import NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt

from service.matching.answering import Answers, Base, category_numbers
from service.matching.explaining import explain
from service.matching.judging import NO_EVIDENCE, Evidence, judge, verdict_of
from service.matching.reading import read_name
from service.matching.workers import Workers
from service.vocabulary import Category, Verdict

_CHUNK = 4096


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


_Asked = tuple[list[str], npt.NDArray[np.int64]]


class _Chunk(NamedTuple):
    """Queries read together, and the number each distinct one has among those asked."""

    queries: list[Query]
    number: dict[Query, int]


def match_pairs(rows: Iterable[tuple[str, str]]) -> Iterator[PairRow]:
    """Judge pairs of names one after another, in order, without holding them."""
    for name_a, name_b in rows:
        judgement = judge(name_a, name_b)
        yield PairRow(name_a, name_b, judgement.score, judgement.verdict)


def match_queries(
    base: Sequence[Query],
    queries: Iterable[Query],
    *,
    top: int = 1,
    explained: bool = False,
    processes: int = 1,
) -> Iterator[MatchRow]:
    """Answer queries from a base in order, the best `top` of each, reading the queries in chunks.

    Candidates of the query's category come before others where both state one. The rows do not depend on
    `processes`, which is how many share the work. Raises ValueError for `top` below 1.
    """
    if top < 1:
        raise ValueError(top)
    asked_of = Base([entry.name for entry in base], [entry.category for entry in base])
    waiting: deque[_Chunk] = deque()

    def asked() -> Iterator[_Asked]:
        unread = iter(queries)
        while chunk := list(islice(unread, _CHUNK)):
            distinct = list(dict.fromkeys(chunk))
            waiting.append(_Chunk(chunk, {query: n for n, query in enumerate(distinct)}))
            yield [query.name for query in distinct], category_numbers([q.category for q in distinct])

    for answers in _answered(asked_of, asked(), top, processes):
        yield from _rows(base, waiting.popleft(), answers, explained)


def _answered(base: Base, asked: Iterable[_Asked], top: int, processes: int) -> Iterator[Answers]:
    answer = partial(_answer, base, top)
    if processes <= 1:
        yield from map(answer, asked)
    else:
        with Workers(answer, processes) as workers:
            yield from workers.map(asked)


def _answer(base: Base, top: int, asked: _Asked) -> Answers:
    return base.answer(*asked, top)


def _rows(base: Sequence[Query], chunk: _Chunk, answers: Answers, explained: bool) -> Iterator[MatchRow]:
    start, places, scores = (part.tolist() for part in answers)
    for query in chunk.queries:
        n = chunk.number[query]
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
