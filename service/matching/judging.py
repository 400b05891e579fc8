"""Judging two names: what agrees, what differs, and whether that makes them one power."""

from collections import Counter
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

import msgspec
from rapidfuzz.distance import Indel

from service.matching.lexicon import Alone, lexicon
from service.matching.reading import ReadName, read_name
from service.vocabulary import Category, Verdict

SAME_FROM = 85.0
REVIEW_FROM = 60.0

_CONFLICT = 60.0
# Names that agree only after something was seen through stand behind equal ones.
_SEEN_THROUGH = 99.0
_DOUBT = 20.0
_FURTHER_DOUBT = 4.0
_WEAK = 1.5
_WEAK_BORNE = 3
_MOVED = 2.0
# Unknown text on one side only: at least a doubt, and the more of the name it is the worse.
_INSERTED_SHARE = 70.0
# Unknown text on both sides, by how much of the names differs: 学历公证 / 学位公证 differ in a quarter.
_REPLACED = 24.0
_REPLACED_SHARE = 130.0
# One name says all of the other and more: a wider item or another one, which a person must tell.
_ACT = "所办行为"
_WITHIN = 62.0
_WITHIN_SHARE = 0.25
_EVIDENCE = {"code": 25.0, "article": 15.0, "instrument": 4.0, "field": 3.0}
_NUMERALS = frozenset("0123456789零〇一二两三四五六七八九十百千万")


class Weight(StrEnum):
    """What a difference does to the verdict."""

    HARMLESS = "harmless"
    DOUBT = "doubt"
    UNKNOWN = "unknown"
    CONFLICT = "conflict"


class Difference(NamedTuple):
    """One difference: its weight, its cost in points, what it concerns, and each side's words in it."""

    weight: Weight
    cost: float
    about: str
    a: str
    b: str


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """What is known beyond the names; None where nothing is known on one side.

    `category_a`, `category_b` gate: two known, different categories are never one power. `code`: equal
    basic codes; `article`: a provision in common; `instrument`: a cited instrument in common; `field`:
    bodies of one field of work.
    """

    category_a: Category | None = None
    category_b: Category | None = None
    code: bool | None = None
    article: bool | None = None
    instrument: bool | None = None
    field: bool | None = None

    @property
    def gate_shut(self) -> bool:
        """Whether the categories forbid a match."""
        return bool(self.category_a and self.category_b and self.category_a is not self.category_b)

    def mirrored(self) -> "Evidence":
        """The same evidence with the sides exchanged."""
        return msgspec.structs.replace(self, category_a=self.category_b, category_b=self.category_a)


NO_EVIDENCE = Evidence()


class Judgement(msgspec.Struct, frozen=True):
    """Score (0–100), verdict, and why: the differences, and the points each piece of evidence gave.

    From `SAME_FROM` on the verdict is SAME, from `REVIEW_FROM` on REVIEW, else DIFFERENT.
    """

    score: float
    verdict: Verdict
    a: ReadName
    b: ReadName
    differences: tuple[Difference, ...]
    evidence: Evidence
    gained: dict[str, float]


def judge(a: ReadName | str, b: ReadName | str, evidence: Evidence = NO_EVIDENCE) -> Judgement:
    """Judge whether two names are one power. `judge(b, a, evidence.mirrored())` gives the same score."""
    read_a = read_name(a) if isinstance(a, str) else a
    read_b = read_name(b) if isinstance(b, str) else b
    differences = tuple(_differences(read_a, read_b))
    score = _score(differences)
    if score < REVIEW_FROM and _within(read_a, read_b, differences):
        score = _WITHIN
    gained: dict[str, float] = {}
    if evidence is not NO_EVIDENCE:
        score, gained = _weigh(score, differences, evidence)
    if read_a.text != read_b.text:
        score = min(score, _SEEN_THROUGH)
    if evidence.gate_shut:
        score = min(score, 100.0 - _CONFLICT)
    score = round(min(100.0, max(0.0, score)), 1)
    return Judgement(score, verdict_of(score), read_a, read_b, differences, evidence, gained)


def verdict_of(score: float) -> Verdict:
    """Return the verdict a score stands for."""
    if score >= SAME_FROM:
        return Verdict.SAME
    return Verdict.REVIEW if score >= REVIEW_FROM else Verdict.DIFFERENT


def _score(differences: tuple[Difference, ...]) -> float:
    """Harmless costs add up but never leave the range of SAME; the first doubt or conflict leaves it."""
    harmless = sum(d.cost for d in differences if d.weight is Weight.HARMLESS)
    doubts = sorted((d.cost for d in differences if d.weight in (Weight.DOUBT, Weight.UNKNOWN)), reverse=True)
    conflicts = sum(d.weight is Weight.CONFLICT for d in differences)
    cost = min(harmless, 10.0)
    if doubts:
        cost += doubts[0] + _FURTHER_DOUBT * (len(doubts) - 1)
    if conflicts:
        cost += _CONFLICT + 5.0 * (conflicts - 1)
    return 100.0 - cost


def _within(a: ReadName, b: ReadName, differences: tuple[Difference, ...]) -> bool:
    real = [
        d for d in differences if d.weight is not Weight.HARMLESS and not (d.about == _ACT and d.a and d.b)
    ]
    if any(d.weight is Weight.CONFLICT for d in differences):
        return False
    one_sided = not any(d.a for d in real) or not any(d.b for d in real)
    shorter, longer = sorted((len(a.core), len(b.core)))
    return one_sided and shorter >= _WITHIN_SHARE * longer


def _weigh(
    score: float, differences: tuple[Difference, ...], evidence: Evidence
) -> tuple[float, dict[str, float]]:
    """Add what evidence gives. No evidence makes SAME of a conflict, and only a code lifts one to REVIEW."""
    conflict = any(d.weight is Weight.CONFLICT for d in differences)
    unknown = any(d.weight is Weight.UNKNOWN for d in differences)
    gained = {
        kind: points
        for kind, points in _EVIDENCE.items()
        if getattr(evidence, kind) and not (kind == "instrument" and evidence.article)
    }
    if not score < 100.0 or not gained:
        return score, gained
    if conflict:
        return (REVIEW_FROM if evidence.code else score), gained
    lifted = score + sum(gained.values())
    ceiling = SAME_FROM - 1.0 if unknown and not (evidence.code and evidence.article) else _SEEN_THROUGH
    return max(score, min(lifted, ceiling)), gained


def _differences(a: ReadName, b: ReadName) -> Iterator[Difference]:
    if a.text == b.text:
        return
    yield from _act(a, b)
    yield from _groups(a, b)
    yield from _sets(a, b)
    yield from _matter(a, b)
    yield from _order(a, b)


def _act(a: ReadName, b: ReadName) -> Iterator[Difference]:
    if a.act == b.act:
        return
    words = lexicon()
    one = a.act or b.act
    if not (a.act and b.act):
        handled = a.features.get("办理环节")
        if one in words.bare_acts or (handled and handled == b.features.get("办理环节") and one != "备案"):
            yield Difference(Weight.HARMLESS, 2.0, _ACT, a.act, b.act)
        else:
            yield Difference(Weight.DOUBT, _DOUBT, _ACT, a.act, b.act)
    elif frozenset((a.act, b.act)) in words.near_acts:
        yield Difference(Weight.DOUBT, _DOUBT, _ACT, a.act, b.act)
    else:
        yield Difference(Weight.CONFLICT, _CONFLICT, _ACT, a.act, b.act)


def _groups(a: ReadName, b: ReadName) -> Iterator[Difference]:
    groups = lexicon().groups
    for name in sorted(a.features.keys() | b.features.keys()):
        of_a, of_b = a.features.get(name, frozenset()), b.features.get(name, frozenset())
        if of_a == of_b:
            continue
        group = groups.get(name)
        free = frozenset(group.free) if group else frozenset()
        only_a, only_b = of_a - of_b, of_b - of_a
        told = ("、".join(sorted(only_a)), "、".join(sorted(only_b)))
        if only_a and only_b:
            shared = of_a & of_b - free
            weight = Weight.DOUBT if shared and group and group.enumerated else Weight.CONFLICT
        elif only_a | only_b <= free:
            weight = _free_words(name, a, b)
        elif name == "级别" and (a.places or b.places):
            weight = _own_level(only_a | only_b, a.places if only_b else b.places)
        elif of_a and of_b:
            weight = Weight.DOUBT
        else:
            weight = _ALONE[group.alone if group else _ALONE_OF.get(name, Alone.REVIEW)]
        yield Difference(weight, {"harmless": 1.0, "doubt": _DOUBT}.get(weight, _CONFLICT), name, *told)


_ALONE = {Alone.DIFFERENT: Weight.CONFLICT, Alone.REVIEW: Weight.DOUBT, Alone.SAME: Weight.HARMLESS}
# Groups that are no list of words: numbers, negations, acts inside the matter.
_ALONE_OF = {"否定": Alone.DIFFERENT}


def _free_words(name: str, a: ReadName, b: ReadName) -> Weight:
    """设立 alone says no more than the licence itself; of a filing or registration it is one handling."""
    if name != "办理环节" or {a.act, b.act} <= {"许可", "核准", "审核", "处罚", ""}:
        return Weight.HARMLESS
    return Weight.DOUBT


def _own_level(values: frozenset[str], places: tuple[str, ...]) -> Weight:
    """省级 in one name and the province's own name before the other (江苏省重点…) say the same."""
    codes = lexicon().places[places[0]] if places else frozenset()
    own = "省级" if any(code.endswith("0000") for code in codes) else "市级"
    return Weight.HARMLESS if places and values == {own} else Weight.DOUBT


def _sets(a: ReadName, b: ReadName) -> Iterator[Difference]:
    yield from _scope(a, b)
    if a.bindings != b.bindings and a.features.get("否定") == b.features.get("否定"):
        told = ("、".join(sorted(side)) for side in (a.bindings - b.bindings, b.bindings - a.bindings))
        yield Difference(Weight.DOUBT, _DOUBT, "否定的内容", *told)
    if a.weak != b.weak:
        only_a, only_b = a.weak - b.weak, b.weak - a.weak
        many = len(only_a) + len(only_b)
        weight = Weight.HARMLESS if many <= _WEAK_BORNE else Weight.DOUBT
        cost = _WEAK * many if weight is Weight.HARMLESS else _DOUBT
        yield Difference(weight, cost, "弱词", "、".join(sorted(only_a)), "、".join(sorted(only_b)))
    if a.places != b.places and a.places and b.places and not _related(a.places[-1], b.places[-1]):
        yield Difference(Weight.DOUBT, _DOUBT, "地名", a.places[-1], b.places[-1])


def _scope(a: ReadName, b: ReadName) -> Iterator[Difference]:
    """What brackets include or leave out: to leave out what the other name is about is to be another item."""
    for about, of_a, of_b in (("另含", a.included, b.included), ("除外", a.excluded, b.excluded)):
        if of_a == of_b:
            continue
        only_a, only_b = of_a - of_b, of_b - of_a
        opposed = any(x in b.core for x in only_a) or any(x in a.core for x in only_b)
        conflict = about == "除外" and (opposed or bool(only_a and only_b))
        told = ("、".join(sorted(only_a)), "、".join(sorted(only_b)))
        yield Difference(
            *((Weight.CONFLICT, _CONFLICT) if conflict else (Weight.DOUBT, _DOUBT)), about, *told
        )


def _related(a: str, b: str) -> bool:
    """Whether one place may lie in the other: 四川省 and 广安市, not 四川省 and 江苏省."""
    places = lexicon().places
    stems = {(x.rstrip("0"), y.rstrip("0")) for x in places[a] for y in places[b]}
    return any(x.startswith(y) or y.startswith(x) for x, y in stems)


def _matter(a: ReadName, b: ReadName) -> Iterator[Difference]:
    if a.matter == b.matter:
        return
    only_a, only_b = _pieces(a.matter, b.matter)
    told = ("…".join(only_a), "…".join(only_b))
    if sorted(a.matter) == sorted(b.matter):
        moved = "".join(only_a)
        harmless = len(only_a) == 1 and len(moved) >= 2 and not lexicon().directional & set(a.matter)
        yield Difference(
            Weight.HARMLESS if harmless else Weight.DOUBT, _MOVED if harmless else _DOUBT, "次序", *told
        )
        return
    lost, won = sum(map(len, only_a)), sum(map(len, only_b))
    longer = max(len(a.core), len(b.core), 1)
    of_a, of_b = Counter(a.matter), Counter(b.matter)
    if of_a <= of_b or of_b <= of_a:
        only_a, only_b = list((of_a - of_b).elements()), list((of_b - of_a).elements())
        told = ("".join(only_a), "".join(only_b))
        share = (lost + won) / longer
        yield Difference(Weight.UNKNOWN, _DOUBT + _INSERTED_SHARE * max(0.0, share - 0.2), "文字", *told)
        return
    share = (lost + won) / (len(a.core) + len(b.core) or 1)
    if _NUMERALS & set("".join(only_a)) and _NUMERALS & set("".join(only_b)):
        yield Difference(Weight.CONFLICT, _CONFLICT, "数字", *told)
    else:
        yield Difference(Weight.UNKNOWN, _REPLACED + _REPLACED_SHARE * share, "文字", *told)


def _pieces(a: str, b: str) -> tuple[list[str], list[str]]:
    """What each text has beyond their longest common subsequence; the same pieces whichever comes first."""
    first, second = sorted((a, b))
    only_first: list[str] = []
    only_second: list[str] = []
    for step in Indel.opcodes(first, second):
        if step.tag in ("delete", "replace"):
            only_first.append(first[step.src_start : step.src_end])
        if step.tag in ("insert", "replace"):
            only_second.append(second[step.dest_start : step.dest_end])
    return (only_first, only_second) if first == a else (only_second, only_first)


def _order(a: ReadName, b: ReadName) -> Iterator[Difference]:
    """Known words in another order: 个体工商户转企业 is not 企业转个体工商户."""
    if a.parts == b.parts or a.features != b.features or a.matter != b.matter:
        return
    turned = bool(lexicon().directional & set(a.matter)) or any(
        len(values) > 1 and values != b.order[group] and not _enumerated(a, b, values)
        for group, values in a.order.items()
    )
    told = ("".join(a.parts), "".join(b.parts))
    yield Difference(Weight.DOUBT if turned else Weight.HARMLESS, _DOUBT if turned else _MOVED, "次序", *told)


def _enumerated(a: ReadName, b: ReadName, values: tuple[str, ...]) -> bool:
    """Whether those words stand side by side in both names, as an enumeration does."""
    run = tuple(sorted(values))
    return all(any(name.parts[at : at + len(run)] == run for at in range(len(name.parts))) for name in (a, b))
