"""What `quanze match` works on: pairs of names judged, and queries answered from a base, row by row."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

import msgspec

from service.matching.candidates import Candidates
from service.matching.explaining import explain
from service.matching.judging import NO_EVIDENCE, Evidence, Judgement, judge
from service.matching.reading import ReadName, read_name
from service.vocabulary import Category, Verdict

_CHUNK = 4096
# Judged beyond what is asked for: the likest by characters is not always the best by matter.
_SPARE = 5


class PairRow(msgspec.Struct, frozen=True):
    """One row of `match --pairs`: the names verbatim, score (0–100) and verdict."""

    name_a: str
    name_b: str
    score: float
    verdict: Verdict


class Query(msgspec.Struct, frozen=True):
    """A name of a base or a query, verbatim, with its category where one is stated."""

    name: str
    category: Category | None = None


class MatchRow(msgspec.Struct, frozen=True):
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
    if top < 1:
        raise ValueError(top)
    read_base = [read_name(entry.name) for entry in base]
    candidates = Candidates([name.core for name in read_base])
    waiting = iter(queries)
    while chunk := list(islice(waiting, _CHUNK)):
        read = [read_name(query.name) for query in chunk]
        found = candidates.best([name.core for name in read], top + _SPARE)
        for query, name, places in zip(chunk, read, found.index.tolist(), strict=True):
            yield from _answer(query, name, places, base, read_base, top, explained)


def _answer(
    query: Query,
    name: ReadName,
    places: list[int],
    base: Sequence[Query],
    read_base: Sequence[ReadName],
    top: int,
    explained: bool,
) -> Iterator[MatchRow]:
    judged: list[tuple[float, int, Judgement]] = []
    for order, place in enumerate(places):
        if place < 0:
            break
        judgement = judge(name, read_base[place], _evidence(query.category, base[place].category))
        judged.append((-judgement.score, order, judgement))
    judged.sort(key=lambda found: found[:2])
    if not judged:
        yield _unanswered(query, base, explained)
    for rank, (_, order, judgement) in enumerate(judged[:top], start=1):
        place = places[order]
        told = explain(judgement) if explained else ""
        yield MatchRow(query.name, base[place].name, judgement.score, judgement.verdict, rank, place, told)


def _unanswered(query: Query, base: Sequence[Query], explained: bool) -> MatchRow:
    """The row of a query that shares nothing with any name of the base: its first, for the form."""
    if not base:
        return MatchRow(query.name, "", 0.0, Verdict.DIFFERENT, 1, -1, "基准清单为空" if explained else "")
    told = "与基准清单中的名称没有共同的文字" if explained else ""
    return MatchRow(query.name, base[0].name, 0.0, Verdict.DIFFERENT, 1, 0, told)


def _evidence(asked: Category | None, stood: Category | None) -> Evidence:
    return Evidence(category_a=asked, category_b=stood) if asked or stood else NO_EVIDENCE
