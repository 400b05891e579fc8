"""Scores of many pairs of names at once: those `judge` gives by names alone, NaN where it must be asked.

The rules are those of `service.matching.differences` and `service.matching.judging`, over numbers. What is
rare and wordy is left to them: brackets that include or leave out, places, figures in the text, an order
turned round.
"""

from typing import TypeVar

import numpy as np
import numpy.typing as npt

from service.matching.candidates import Likest
from service.matching.coding import (
    BOUND,
    CONFLICT,
    DOUBT,
    FREE,
    GENERAL,
    GROUP_SHIFT,
    HARMLESS,
    WEAK_GROUP,
    WORD,
    Coded,
    Rules,
)
from service.matching.compiled import compiled, inlined
from service.matching.texts import Flags, Ints, Letters

Counts = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float64]
A = TypeVar("A", Ints, Letters)
_Words = tuple[bool, float, int, int, bool, bool, bool, bool, bool, int]

# Characters are counted in an array over all there are.
_CHARACTERS = 0x110000
# Stands for a score that is not worked out, because others are before it anyway.
BEHIND = -1.0


def scores_of(a: Coded, b: Coded, places_a: Ints, places_b: Ints, rules: Rules) -> Floats:
    """Return the score of each pair of places in `a` and `b`, not rounded; one of the two is a base's."""
    scores = np.empty(len(places_a), np.float64)
    _fill(a, b, places_a, places_b, rules, *_counters(rules), scores)
    return scores


def best_scores(a: Coded, b: Coded, found: Likest, gate_shut: Flags, top: int, rules: Rules) -> Floats:
    """Return the scores of what was found in `b` for the names of `a`, as far as the best `top` need them.

    `gate_shut` says of each whether it may not score more than `costs.gate`. `BEHIND` stands for what others
    are before anyway: once `top` of a query are as good as can be, only an equal name could be better, which
    is of likeness 100.
    """
    scores = np.full(len(found.place), BEHIND)
    _fill_best(a, b, found, gate_shut, top, rules, *_counters(rules), scores)
    return scores


def _counters(rules: Rules) -> tuple[Counts, Ints]:
    """What the loops count in: characters, noughts before and after, and the words doubted."""
    return np.zeros(_CHARACTERS, np.int32), np.empty(len(rules.letters), np.int64)


@compiled
def _fill_best(
    a: Coded,
    b: Coded,
    found: Likest,
    gate_shut: Flags,
    top: int,
    rules: Rules,
    balance: Counts,
    doubted: Ints,
    scores: Floats,
) -> None:
    for query in range(len(found.start) - 1):
        best = 0
        for n in range(found.start[query], found.start[query + 1]):
            if best >= top and found.score[n] < 100.0:
                break
            score = _score(a, query, b, found.place[n], rules, balance, doubted)
            if gate_shut[n] and score > rules.costs.gate:
                score = rules.costs.gate
            scores[n] = score
            if score >= rules.costs.seen_through:
                best += 1


@compiled
def _fill(
    a: Coded,
    b: Coded,
    places_a: Ints,
    places_b: Ints,
    rules: Rules,
    balance: Counts,
    doubted: Ints,
    scores: Floats,
) -> None:
    for n in range(len(places_a)):
        scores[n] = _score(a, places_a[n], b, places_b[n], rules, balance, doubted)


@inlined
def _score(a: Coded, i: int, b: Coded, j: int, rules: Rules, balance: Counts, doubted: Ints) -> float:
    if a.text[i] == b.text[j]:
        return 100.0
    if a.scope[i] != b.scope[j] or (a.place[i] != b.place[j] and a.place[i] != 0 and b.place[j] != 0):
        return np.nan
    costs = rules.costs
    words = _words(a, i, b, j, rules, doubted)
    told, harmless, doubts, conflicts, real_a, real_b, same_words, same_negation, handled, extra = words
    if not told:
        return np.nan
    if same_negation:
        bound_a = a.binding[a.bindings[i] : a.bindings[i + 1]]
        bound_b = b.binding[b.bindings[j] : b.bindings[j + 1]]
        only_a, only_b = _lacking(bound_a, bound_b), _lacking(bound_b, bound_a)
        if only_a + only_b:
            doubts, real_a, real_b = doubts + 1, real_a or only_a > 0, real_b or only_b > 0
    act_a, act_b = a.act[i], b.act[j]
    if act_a and act_b and act_a != act_b:
        if rules.near[act_a, act_b]:
            doubts += 1
        else:
            conflicts += 1
    elif act_a != act_b:
        one = max(act_a, act_b)
        if rules.bare[one] or (handled and one != rules.filing):
            harmless += costs.handled
        else:
            doubts += 1
            real_a, real_b = real_a or act_a != 0, real_b or act_b != 0
    worst = costs.doubt if doubts else 0.0
    lost_text, won_text, lost, won = _balance(a, i, b, j, rules, balance, doubted[:extra])
    same_matter = _equal(a.matter, a.matters, i, b.matter, b.matters, j)
    if not same_matter and (lost_text + won_text == 0 or (a.numeral[i] and b.numeral[j])):
        return np.nan
    if same_matter and same_words and not _equal(a.part, a.parts, i, b.part, b.parts, j):
        return np.nan
    cost = 0.0
    if lost and won:
        cost = costs.replaced + costs.replaced_share * ((lost + won) / (a.size[i] + b.size[j]))
        real_a, real_b = real_a or lost_text > 0, real_b or won_text > 0
    elif (lost and lost_text) or (won and won_text):
        share = (lost + won) / max(a.size[i], b.size[j])
        cost = costs.doubt + costs.inserted_share * max(0.0, share - costs.borne)
        real_a, real_b = real_a or lost > 0, real_b or won > 0
    if cost > 0.0:
        doubts, worst = doubts + 1, max(worst, cost)
    return _total(rules, harmless, doubts, worst, conflicts, real_a and real_b, a.size[i], b.size[j])


@inlined
def _total(
    rules: Rules,
    harmless: float,
    doubts: int,
    worst: float,
    conflicts: int,
    both_sides: bool,
    size_a: int,
    size_b: int,
) -> float:
    costs = rules.costs
    cost = min(harmless, costs.harmless_at_most)
    if doubts:
        cost += worst + costs.further_doubt * (doubts - 1)
    if conflicts:
        cost += costs.conflict + costs.further_conflict * (conflicts - 1)
    score = 100.0 - cost
    within = not both_sides and min(size_a, size_b) >= costs.within_share * max(size_a, size_b)
    if score < rules.review_from and conflicts == 0 and within:
        score = costs.within
    return max(0.0, min(score, costs.seen_through))


@inlined
def _words(a: Coded, i: int, b: Coded, j: int, rules: Rules, doubted: Ints) -> _Words:
    """Go through the known words group by group.

    `doubted` is filled with the words (of b: their complement) that count as text where it differs. Returns
    whether all could be told, harmless cost, doubts, conflicts, whether a and b have something real of their
    own, whether all words and the negations are the same, whether both name one handling, and how many are
    doubted.
    """
    harmless, doubts, conflicts, extra = 0.0, 0, 0, 0
    real_a = real_b = handled = False
    same_words = same_negation = True
    x, y = a.features[i], b.features[j]
    end_x, end_y = a.features[i + 1], b.features[j + 1]
    while x < end_x or y < end_y:
        group: np.int64 = min(
            a.feature[x] >> GROUP_SHIFT if x < end_x else np.int64(1 << 30),
            b.feature[y] >> GROUP_SHIFT if y < end_y else np.int64(1 << 30),
        )
        to_x, to_y = x, y
        while to_x < end_x and a.feature[to_x] >> GROUP_SHIFT == group:
            to_x += 1
        while to_y < end_y and b.feature[to_y] >> GROUP_SHIFT == group:
            to_y += 1
        of_a, of_b = a.feature[x:to_x], b.feature[y:to_y]
        x, y = to_x, to_y
        only_a, only_b = _lacking(of_a, of_b), _lacking(of_b, of_a)
        if only_a + only_b == 0:
            handled = handled or group == rules.handling
            continue
        if group == WEAK_GROUP:
            if only_a + only_b <= rules.costs.weak_borne:
                harmless += rules.costs.weak * (only_a + only_b)
                continue
            weight, general = DOUBT, True
        else:
            same_words = False
            same_negation = same_negation and group != rules.negation
            if group == rules.level and (a.place[i] or b.place[j]):
                return False, 0.0, 0, 0, False, False, False, False, False, 0
            general = (
                only_a > 0 and only_b > 0 and (_general(of_a, of_b, only_a) or _general(of_b, of_a, only_b))
            )
            weight = _weight(of_a, of_b, group, a.act[i], b.act[j], general, rules)
        if weight == HARMLESS:
            harmless += rules.costs.known
            continue
        real_a, real_b = real_a or only_a > 0, real_b or only_b > 0
        if weight == CONFLICT:
            conflicts += 1
            continue
        doubts += 1
        if not general:
            for word in of_a:
                if not _has(of_b, word):
                    doubted[extra] = word & WORD
                    extra += 1
            for word in of_b:
                if not _has(of_a, word):
                    doubted[extra] = ~(word & WORD)
                    extra += 1
    return True, harmless, doubts, conflicts, real_a, real_b, same_words, same_negation, handled, extra


@inlined
def _weight(
    of_a: Ints, of_b: Ints, group: np.int64, act_a: int, act_b: int, general: bool, rules: Rules
) -> int:
    """The weight of a group's differing words; `general` whether one side's is a general word."""
    only_a, only_b = _lacking(of_a, of_b), _lacking(of_b, of_a)
    only_free, mixed, others, bound = True, False, False, False
    for word in of_a:
        free = (word & FREE) != 0
        others, bound = others or not free, bound or (not free and (word & BOUND) != 0)
        if _has(of_b, word):
            mixed = mixed or not free
        else:
            only_free = only_free and free
    for word in of_b:
        free = (word & FREE) != 0
        others, bound = others or not free, bound or (not free and (word & BOUND) != 0)
        if not _has(of_a, word):
            only_free = only_free and free
    enumerated = rules.enumerated[group]
    if only_a and only_b:
        doubtful = general or (enumerated and mixed) or group == rules.negation
        return DOUBT if doubtful else CONFLICT
    if only_free:
        if bound or (others and not enumerated):
            return DOUBT
        return HARMLESS if enumerated or (rules.licensed[act_a] and rules.licensed[act_b]) else DOUBT
    if len(of_a) and len(of_b):
        return DOUBT
    return int(rules.alone[group])


@inlined
def _has(words: Ints, sought: int) -> bool:
    for word in words:  # noqa: SIM110 - any() is not compiled
        if word == sought:
            return True
    return False


@inlined
def _lacking(words: Ints, other: Ints) -> int:
    """How many of the words the other side lacks."""
    count = 0
    for word in words:
        if not _has(other, word):
            count += 1
    return count


@inlined
def _general(words: Ints, other: Ints, only: int) -> bool:
    """Whether the one word the other side lacks includes the group's other words."""
    if only != 1:
        return False
    for word in words:
        if not _has(other, word):
            return bool((word & GENERAL) != 0)
    return False


@inlined
def _equal(one: A, ones: Ints, i: int, other: A, others: Ints, j: int) -> bool:
    """Whether what stands at `one[ones[i]:ones[i + 1]]` stands at `other[others[j]:others[j + 1]]` too."""
    size = ones[i + 1] - ones[i]
    if size != others[j + 1] - others[j]:
        return False
    for n in range(size):  # noqa: SIM110 - all() is not compiled
        if one[ones[i] + n] != other[others[j] + n]:
            return False
    return True


@inlined
def _balance(
    a: Coded, i: int, b: Coded, j: int, rules: Rules, balance: Counts, doubted: Ints
) -> tuple[int, int, int, int]:
    """Characters that a and b have beyond each other: of the text alone, and with the doubted words' too."""
    matter_a = a.matter[a.matters[i] : a.matters[i + 1]]
    matter_b = b.matter[b.matters[j] : b.matters[j + 1]]
    lost, won = _added(matter_a, balance, 0, 0)
    lost, won = _taken(matter_b, balance, lost, won)
    lost_text, won_text = lost, won
    for word in doubted:
        if word >= 0:
            letters = rules.letter[rules.letters[word] : rules.letters[word + 1]]
            lost, won = _added(letters, balance, lost, won)
        else:
            letters = rules.letter[rules.letters[~word] : rules.letters[~word + 1]]
            lost, won = _taken(letters, balance, lost, won)
    for letter in matter_a:
        balance[letter] = 0
    for letter in matter_b:
        balance[letter] = 0
    for word in doubted:
        known = word if word >= 0 else ~word
        for letter in rules.letter[rules.letters[known] : rules.letters[known + 1]]:
            balance[letter] = 0
    return lost_text, won_text, lost, won


@inlined
def _added(letters: Letters, balance: Counts, lost: int, won: int) -> tuple[int, int]:
    for letter in letters:
        balance[letter] += 1
        if balance[letter] > 0:
            lost += 1
        else:
            won -= 1
    return lost, won


@inlined
def _taken(letters: Letters, balance: Counts, lost: int, won: int) -> tuple[int, int]:
    for letter in letters:
        balance[letter] -= 1
        if balance[letter] < 0:
            won += 1
        else:
            lost -= 1
    return lost, won
