"""Answering names from a base: candidates found, every one judged, the best first."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from service.matching.candidates import Candidates, Likest
from service.matching.coding import Coder
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
        self._categories = category_numbers(categories)
        self._candidates = Candidates([name.core for name in self.names], threads=1)
        self._coder: Coder | None = None
        self._judgements = 0

    def answer(self, names: Sequence[str], categories: Ints, top: int) -> Answers:
        """Return the best `top` of every name; `categories` are `category_numbers`.

        Of equal scores the likelier by characters comes first, then the earlier in the base.
        """
        asked = read_names(names)
        beyond = top + _SPARE
        found = self._candidates.likest([name.core for name in asked], beyond).first(beyond)
        query = found.query
        ours, theirs = categories[query], self._categories[found.place]
        gate_shut = (ours != theirs) & (ours > 0) & (theirs > 0)
        self._judgements += len(found.place)
        if self._judgements > _LOADED_FROM:
            score = self._together(asked, found, query)
            score[gate_shut] = np.minimum(score[gate_shut], COSTS.gate)
        else:
            score = self._one_by_one(asked, found, gate_shut, top)
        order = np.lexsort((np.arange(len(score)), -score, query))
        return Answers(*Likest(found.start, found.place[order], score[order]).first(top))

    def _together(self, asked: Sequence[ReadName], found: Likest, query: Ints) -> Floats:
        from service.matching.scoring import scores_of

        coder = self._coder = self._coder or Coder(self.names)
        coded = coder.coded(asked)
        scores = _rounded(scores_of(coded, coder.base, query, found.place, coder.rules()))
        for n in np.flatnonzero(np.isnan(scores)).tolist():
            scores[n] = judge(asked[query[n]], self.names[found.place[n]]).score
        return scores

    def _one_by_one(
        self, asked: Sequence[ReadName], found: Likest, gate_shut: npt.NDArray[np.bool_], top: int
    ) -> Floats:
        scores = np.full(len(found.place), -1.0)
        likeness, places = found.score.tolist(), found.place.tolist()
        for query, name in enumerate(asked):
            best = 0
            for n in range(found.start[query], found.start[query + 1]):
                # An equal name is of likeness 100; no other scores more than what was seen through.
                if best >= top and likeness[n] < 100.0:
                    break
                score = judge(name, self.names[places[n]]).score
                scores[n] = min(score, COSTS.gate) if gate_shut[n] else score
                best += scores[n] >= COSTS.seen_through
        return scores


def category_numbers(categories: Sequence[Category | None]) -> Ints:
    """Categories as numbers, 0 for none."""
    return np.fromiter((_CATEGORIES[c] if c else 0 for c in categories), np.int64, len(categories))


def _rounded(scores: Floats) -> Floats:
    """Round to one decimal as `round` does, exactly half-way cases included."""
    tenths = scores * 10.0
    rounded = np.rint(tenths) / 10.0
    for n in np.flatnonzero(np.abs(tenths - np.floor(tenths) - 0.5) < 1e-6).tolist():
        rounded[n] = round(float(scores[n]), 1)
    return rounded
