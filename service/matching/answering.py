"""Answering names from a base: candidates found, every one judged, the best first."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from service.matching.candidates import Candidates, Likest
from service.matching.coding import Coded, Coder, Rules
from service.matching.costs import COSTS
from service.matching.judging import judge
from service.matching.reading import ReadName, read_names
from service.vocabulary import Category

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

# Judged beyond what is asked for: the likest by characters is not always the best by matter.
_SPARE = 5
# Up to this many judgements are made one by one: the compiled scoring would have to be loaded first.
_LOADED_FROM = 20_000
_CATEGORIES = {category: number for number, category in enumerate(Category, start=1)}


class Asked(NamedTuple):
    """Names to be answered, read; `coded` where they are to be scored together, by `rules`."""

    names: list[ReadName]
    categories: Ints
    coded: Coded | None
    rules: Rules | None


class Answers(NamedTuple):
    """What was found: the answers to query q stand at `start[q]:start[q + 1]`, the best first.

    `place` is in the base; `score` is that of `judge` with the categories as evidence (0–100, one decimal).
    """

    start: Ints
    place: Ints
    score: Floats


class Base:
    """A base list made ready to be asked: its names, and of each its category where one is stated."""

    def __init__(self, names: Sequence[str], categories: Sequence[Category | None]) -> None:
        self.names = read_names(names)
        self._categories = _numbers(categories)
        self._candidates = Candidates([name.core for name in self.names])
        self._coder: Coder | None = None
        self._judgements = 0

    def read(self, names: Sequence[str], categories: Sequence[Category | None], top: int) -> Asked:
        """Read names that are to be answered with the best `top`; by one thread at a time."""
        read = read_names(names)
        self._judgements += len(read) * min(top + _SPARE, len(self.names))
        if self._judgements <= _LOADED_FROM:
            return Asked(read, _numbers(categories), None, None)
        self._coder = self._coder or Coder(self.names)
        return Asked(read, _numbers(categories), self._coder.coded(read), self._coder.rules())

    def answer(self, asked: Asked, top: int) -> Answers:
        """Return the best `top` of every query, by several threads at once if need be.

        Of equal scores the likelier by characters comes first, then the earlier in the base.
        """
        found = _cut(self._candidates.likest([name.core for name in asked.names], top + _SPARE), top + _SPARE)
        query = found.query
        shut = self._gates_shut(asked, query, found.place)
        if asked.coded and asked.rules and self._coder:
            score = self._together(asked, asked.coded, asked.rules, self._coder.base, found)
            score[shut] = np.minimum(score[shut], COSTS.gate)
        else:
            score = self._one_by_one(asked, found, shut, top)
        order = np.lexsort((np.arange(len(score)), -score, query))
        return _cut_answers(Answers(found.start, found.place[order], score[order]), top)

    def _gates_shut(self, asked: Asked, query: Ints, place: Ints) -> npt.NDArray[np.bool_]:
        """Whether the categories forbid each match: both stated, and different."""
        ours, theirs = asked.categories[query], self._categories[place]
        shut: npt.NDArray[np.bool_] = (ours != theirs) & (ours > 0) & (theirs > 0)
        return shut

    def _together(self, asked: Asked, coded: Coded, rules: Rules, base: Coded, found: Likest) -> Floats:
        from service.matching.scoring import scores_of

        query = found.query
        scores = _rounded(scores_of(coded, base, query, found.place, rules))
        for n in np.flatnonzero(np.isnan(scores)).tolist():
            scores[n] = judge(asked.names[query[n]], self.names[found.place[n]]).score
        return scores

    def _one_by_one(self, asked: Asked, found: Likest, shut: npt.NDArray[np.bool_], top: int) -> Floats:
        scores = np.full(len(found.place), -1.0)
        likeness, places = found.score.tolist(), found.place.tolist()
        for query, name in enumerate(asked.names):
            best = 0
            for n in range(found.start[query], found.start[query + 1]):
                # An equal name is of likeness 100; no other scores more than what was seen through.
                if best >= top and likeness[n] < 100.0:
                    break
                score = judge(name, self.names[places[n]]).score
                scores[n] = min(score, COSTS.gate) if shut[n] else score
                best += scores[n] >= COSTS.seen_through
        return scores


def _numbers(categories: Sequence[Category | None]) -> Ints:
    return np.fromiter((_CATEGORIES[c] if c else 0 for c in categories), np.int64, len(categories))


def _cut(found: Likest, top: int) -> Likest:
    """The first `top` of every query: of names alike beyond that the later ones are left out."""
    rank = np.arange(len(found.place)) - np.repeat(found.start[:-1], np.diff(found.start))
    kept = rank < top
    counts = np.minimum(np.diff(found.start), top)
    return Likest(np.concatenate(([0], np.cumsum(counts))), found.place[kept], found.score[kept])


def _cut_answers(answers: Answers, top: int) -> Answers:
    return Answers(*_cut(Likest(*answers), top))


def _rounded(scores: Floats) -> Floats:
    """Round to one decimal as `round` does, exactly half-way cases included."""
    tenths = scores * 10.0
    rounded = np.rint(tenths) / 10.0
    for n in np.flatnonzero(np.abs(tenths - np.floor(tenths) - 0.5) < 1e-6).tolist():
        rounded[n] = round(float(scores[n]), 1)
    return rounded
