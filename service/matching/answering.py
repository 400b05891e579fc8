"""Answering names from a base: candidates found, every one judged, the best first."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import Indel
from rapidfuzz.process import cpdist

from service.matching.candidates import Candidates, Likest
from service.matching.costs import COSTS
from service.matching.judging import judge
from service.matching.reading import folded_names, read_folded
from service.vocabulary import Category

if TYPE_CHECKING:
    from service.matching.coding import Coder
    from service.matching.indexing import Index

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

# Judged beyond what is asked for: the likest by characters is not always the best by matter.
_SPARE = 5
# Up to this many pairs compared and judged all is done name by name: the compiled loops, which do it many
# times as fast, would have to be loaded first.
_COMPARED_FROM, _JUDGED_FROM = 4_000_000, 20_000
_CATEGORIES = {category: number for number, category in enumerate(Category, start=1)}
# Stands for a score that is not worked out, because others are before it anyway.
_BEHIND = -1.0
# More than the tenths from the worst score to the best.
_APART = 2048


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
        self._names = folded_names(names)
        self._categories = category_numbers(categories)
        self._first = {name: place for place, name in reversed([*enumerate(self._names)])}
        self._asked = 0
        self._candidates: Candidates | None = None
        self._made: tuple[Coder, Index] | None = None

    def prepare(self) -> "tuple[Coder, Index]":
        """Load the compiled loops, and make the base ready for them, now rather than when they are needed.

        Processes begun afterwards share what was made.
        """
        from service.matching.coding import Coder
        from service.matching.indexing import index_of

        if not self._made:
            coder = Coder(self._names)
            self._made = coder, index_of(coder.base.core)
            self._together(self._names[:1], self._categories[:1], 1)
        return self._made

    def answer(self, names: Sequence[str], categories: Ints, top: int) -> Answers:
        """Return the best `top` of every name; `categories` are `category_numbers`.

        Of equal scores the name more alike as a whole comes first, then the likelier by what is looked up,
        then the earlier in the base.
        """
        folded = folded_names(names)
        if top > 1:
            return self._answer(folded, categories, top)
        # Nothing scores more than an equal name, so that the first of these need not be looked for.
        place = np.fromiter((self._first.get(name, -1) for name in folded), np.int64, len(folded))
        place[self._gate_shut(categories, place)] = -1
        others = np.flatnonzero(place < 0)
        found = self._answer([folded[n] for n in others.tolist()], categories[others], top)
        counts = np.ones(len(folded), np.int64)
        counts[others] = np.diff(found.start)
        start = np.append(0, np.cumsum(counts))
        places, scores = np.repeat(place, counts), np.full(start[-1], 100.0)
        of_others = places < 0
        places[of_others], scores[of_others] = found.place, found.score
        return Answers(start, places, scores)

    def _answer(self, names: Sequence[str], categories: Ints, top: int) -> Answers:
        self._asked += len(names)
        if self._asked * len(self._names) > _COMPARED_FROM or self._asked * (top + _SPARE) > _JUDGED_FROM:
            found, score = self._together(names, categories, top)
        else:
            found, score = self._one_by_one(names, categories, top)
        found, score = _foremost(found, score, top)
        alike = self._alike(names, found, score)
        order = np.lexsort((np.arange(len(score)), -alike, -score, found.query))
        return Answers(*Likest(found.start, found.place[order], score[order]).first(top))

    def _alike(self, names: Sequence[str], found: Likest, score: Floats) -> Floats:
        """How alike whole names are (0–1) where a query's scores are equal; 0 where they decide."""
        alike = np.zeros(len(score))
        tied = np.flatnonzero(_repeated(found.query, score) & (score > _BEHIND))
        if len(tied):
            asked = [names[query] for query in found.query[tied].tolist()]
            stood = [self._names[place] for place in found.place[tied].tolist()]
            alike[tied] = cpdist(asked, stood, scorer=Indel.normalized_similarity, dtype=np.float64)
        return alike

    def _together(self, names: Sequence[str], categories: Ints, top: int) -> tuple[Likest, Floats]:
        from service.matching.nearest import search
        from service.matching.scoring import best_scores

        coder, index = self.prepare()
        coded = coder.coded(names)
        found = Likest(*search(index, coded.core, top + _SPARE)).first(top + _SPARE)
        gate_shut = self._gate_shut(categories[found.query], found.place)
        scores = _rounded(best_scores(coded, coder.base, found, gate_shut, top, coder.rules()))
        left = np.flatnonzero(np.isnan(scores))
        for n, query in zip(left.tolist(), found.query[left].tolist(), strict=True):
            score = judge(read_folded(names[query]), read_folded(self._names[found.place[n]])).score
            scores[n] = min(score, COSTS.gate) if gate_shut[n] else score
        return found, scores

    def _one_by_one(self, names: Sequence[str], categories: Ints, top: int) -> tuple[Likest, Floats]:
        if not self._candidates:
            self._candidates = Candidates([read_folded(name).core for name in self._names], threads=1)
        asked = [read_folded(name) for name in names]
        found = self._candidates.likest([name.core for name in asked], top + _SPARE).first(top + _SPARE)
        gate_shut = self._gate_shut(categories[found.query], found.place)
        scores = np.full(len(found.place), _BEHIND)
        likeness, places = found.score.tolist(), found.place.tolist()
        for query, name in enumerate(asked):
            best = 0
            for n in range(found.start[query], found.start[query + 1]):
                # An equal name is of likeness 100; no other scores more than what was seen through.
                if best >= top and likeness[n] < 100.0:
                    break
                score = judge(name, read_folded(self._names[places[n]])).score
                scores[n] = min(score, COSTS.gate) if gate_shut[n] else score
                best += scores[n] >= COSTS.seen_through
        return found, scores

    def _gate_shut(self, ours: Ints, places: Ints) -> npt.NDArray[np.bool_]:
        theirs = self._categories[places] if len(self._categories) else ours
        shut: npt.NDArray[np.bool_] = (ours != theirs) & (ours > 0) & (theirs > 0)
        return shut


def category_numbers(categories: Sequence[Category | None]) -> Ints:
    """Categories as numbers, 0 for none."""
    return np.fromiter((_CATEGORIES[c] if c else 0 for c in categories), np.int64, len(categories))


def _foremost(found: Likest, score: Floats, top: int) -> tuple[Likest, Floats]:
    """What scores as much as the `top`-th best of its query, or more: the others need not be put in order."""
    counts = np.diff(found.start)
    query = np.repeat(np.arange(len(counts)), counts)
    # One number each, query after query the best score first; scores are whole tenths.
    ranked = query * _APART - np.rint(score * 10.0).astype(np.int64)
    worst = np.full(len(counts), np.iinfo(np.int64).max)
    enough = counts > top
    worst[enough] = np.sort(ranked)[found.start[:-1][enough] + top - 1]
    kept = ranked <= worst[query]
    start = np.append(0, np.cumsum(np.bincount(query[kept], minlength=len(counts))))
    return Likest(start, found.place[kept], found.score[kept]), score[kept]


def _repeated(query: Ints, score: Floats) -> npt.NDArray[np.bool_]:
    """Which pairs have a query and a score that another one has too."""
    order = np.lexsort((score, query))
    as_before = (np.diff(query[order]) == 0) & (np.diff(score[order]) == 0)
    repeated = np.zeros(len(score), np.bool_)
    repeated[order[1:][as_before]] = True
    repeated[order[:-1][as_before]] = True
    return repeated


def _rounded(scores: Floats) -> Floats:
    """Round to one decimal as `round` does, exactly half-way cases included."""
    tenths = scores * 10.0
    rounded = np.rint(tenths) / 10.0
    for n in np.flatnonzero(np.abs(tenths - np.floor(tenths) - 0.5) < 1e-6).tolist():
        rounded[n] = round(float(scores[n]), 1)
    return rounded
