"""What two names differ in, and what each difference does to the verdict."""

from collections import Counter
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import NamedTuple

from rapidfuzz.distance import Indel

from service.matching.lexicon import Alone, lexicon
from service.matching.reading import ReadName

_CONFLICT = 60.0
_DOUBT = 20.0
_WEAK = 1.5
_WEAK_BORNE = 3
_MOVED = 2.0
# Text on one side only: a doubt; beyond a fifth of the longer name, the more of it the worse.
_INSERTED_SHARE = 70.0
_BORNE = 0.2
# Text on both sides, by how much of the names differs: 学历公证 / 学位公证 differ in a quarter.
_REPLACED = 24.0
_REPLACED_SHARE = 130.0
# Acts that 设立 in front of them adds nothing to.
_LICENSED = frozenset({"许可", "核准", "审核", "处罚", ""})
_NUMERALS = frozenset("0123456789零〇一二两三四五六七八九十百千万")
ACT = "所办行为"
_NEGATION = "否定"


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


def differences(a: ReadName, b: ReadName) -> tuple[Difference, ...]:
    """Return everything two names differ in; nothing for names equal after folding."""
    if a.text == b.text:
        return ()
    groups = tuple(_groups(a, b))
    return (*_act(a, b), *groups, *_sets(a, b), *_matter(a, b, groups), *_order(a, b))


def _act(a: ReadName, b: ReadName) -> Iterator[Difference]:
    if a.act == b.act:
        return
    words = lexicon()
    one = a.act or b.act
    if not (a.act and b.act):
        handled = a.features.get("办理环节")
        if one in words.bare_acts or (handled and handled == b.features.get("办理环节") and one != "备案"):
            yield Difference(Weight.HARMLESS, 2.0, ACT, a.act, b.act)
        else:
            yield Difference(Weight.DOUBT, _DOUBT, ACT, a.act, b.act)
    elif frozenset((a.act, b.act)) in words.near_acts:
        yield Difference(Weight.DOUBT, _DOUBT, ACT, a.act, b.act)
    else:
        yield Difference(Weight.CONFLICT, _CONFLICT, ACT, a.act, b.act)


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
            general = group is not None and not {*group.general}.isdisjoint(
                ("、".join(only_a), "、".join(only_b))
            )
            mixed = group is not None and group.enumerated and bool(of_a & of_b - free)
            doubtful = general or mixed or name == _NEGATION
            weight = Weight.DOUBT if doubtful else Weight.CONFLICT
        elif only_a | only_b <= free:
            weight = _free_words(name, of_a | of_b, a, b)
        elif name == "级别" and (a.places or b.places):
            weight = _own_level(only_a | only_b, a.places if only_b else b.places)
        elif of_a and of_b:
            weight = Weight.DOUBT
        else:
            weight = _ALONE[group.alone if group else _ALONE_OF.get(name, Alone.REVIEW)]
        yield Difference(weight, {"harmless": 1.0, "doubt": _DOUBT}.get(weight, _CONFLICT), name, *told)


_ALONE = {Alone.DIFFERENT: Weight.CONFLICT, Alone.REVIEW: Weight.DOUBT, Alone.SAME: Weight.HARMLESS}
# Groups that are no list of words: numbers, negations, acts inside the matter.
_ALONE_OF = {_NEGATION: Alone.DIFFERENT}


def _free_words(name: str, values: frozenset[str], a: ReadName, b: ReadName) -> Weight:
    """经营 changes nothing, but beside 生产 it does; 设立 is the licence itself, of a filing one handling."""
    group = lexicon().groups[name]
    others = values - {*group.free}
    if others & {*group.bound} or (others and not group.enumerated):
        return Weight.DOUBT
    return Weight.HARMLESS if group.enumerated or {a.act, b.act} <= _LICENSED else Weight.DOUBT


def _own_level(values: frozenset[str], places: tuple[str, ...]) -> Weight:
    """省级 in one name and the province's own name before the other (江苏省重点…) say the same."""
    codes = lexicon().places[places[0]] if places else frozenset()
    own = "省级" if any(code.endswith("0000") for code in codes) else "市级"
    return Weight.HARMLESS if places and values == {own} else Weight.DOUBT


def _sets(a: ReadName, b: ReadName) -> Iterator[Difference]:
    yield from _scope(a, b)
    if a.bindings != b.bindings and a.features.get(_NEGATION) == b.features.get(_NEGATION):
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


def _matter(a: ReadName, b: ReadName, groups: Iterable[Difference]) -> Iterator[Difference]:
    """What only one name is about: text no class knows, and known words the other name has no word for.

    Something on one side alone makes a wider or narrower name; something on both sides is a replacement, the
    worse the more of the names it takes: 补领结婚证 and 补领残疾人证 differ in most of what they say.
    """
    only_a, only_b = _pieces(a.matter, b.matter)
    if a.matter != b.matter and sorted(a.matter) == sorted(b.matter):
        harmless = len(only_a) == 1 and len(only_a[0]) >= 2 and not lexicon().directional & set(a.matter)
        weight, cost = (Weight.HARMLESS, _MOVED) if harmless else (Weight.DOUBT, _DOUBT)
        yield Difference(weight, cost, "次序", only_a[0], only_b[0])
        only_a, only_b = [], []
    of_a, of_b = Counter(a.matter), Counter(b.matter)
    if only_a and only_b and (of_a <= of_b or of_b <= of_a):  # one holds the other, its pieces elsewhere
        only_a, only_b = list((of_a - of_b).elements()), list((of_b - of_a).elements())
    told = ("".join(only_a), "".join(only_b))
    if _NUMERALS & set(told[0]) and _NUMERALS & set(told[1]):
        yield Difference(Weight.CONFLICT, _CONFLICT, "数字", *told)
        return
    doubted = [d for d in groups if d.weight is Weight.DOUBT and not _general(d)]
    all_a = Counter(told[0] + "".join(d.a for d in doubted).replace("、", ""))
    all_b = Counter(told[1] + "".join(d.b for d in doubted).replace("、", ""))
    lost, won = (all_a - all_b).total(), (all_b - all_a).total()
    if lost and won:
        share = (lost + won) / (len(a.core) + len(b.core))
        yield Difference(Weight.UNKNOWN, _REPLACED + _REPLACED_SHARE * share, "文字", *told)
    elif (lost and told[0]) or (won and told[1]):
        told = (told[0], "") if lost else ("", told[1])
        share = (lost + won) / max(len(a.core), len(b.core))
        yield Difference(Weight.UNKNOWN, _DOUBT + _INSERTED_SHARE * max(0.0, share - _BORNE), "文字", *told)


def _general(found: Difference) -> bool:
    """Whether one side only says in general what the other says exactly: 学校, 幼儿园."""
    group = lexicon().groups.get(found.about)
    general = frozenset(group.general) if group else frozenset()
    return bool(found.a and found.b) and not general.isdisjoint((found.a, found.b))


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
