"""What two names differ in, and what each difference does to the verdict."""

from collections import Counter
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import NamedTuple

from rapidfuzz.distance import Indel

from service.matching.costs import COSTS
from service.matching.lexicon import Alone, lexicon
from service.matching.reading import ReadName, read_name

# Acts that 设立 in front of them adds nothing to.
LICENSED = frozenset({"许可", "核准", "审核", ""})
NUMERALS = frozenset("0123456789零〇一二两三四五六七八九十百千万")
ACT = "所办行为"
# What the rules below call by name: groups of seeds/matching, and the act of filing.
NEGATION, HANDLING, LEVEL = "否定", "办理环节", "级别"
FILING = "备案"
# Of texts up to this length together each character is counted sooner than all are.
_LONG = 200


class Weight(StrEnum):
    """What a difference does to the verdict."""

    HARMLESS = "harmless"
    DOUBT = "doubt"
    UNKNOWN = "unknown"
    CONFLICT = "conflict"


_ALONE = {Alone.DIFFERENT: Weight.CONFLICT, Alone.REVIEW: Weight.DOUBT, Alone.SAME: Weight.HARMLESS}
# Groups that are no list of words: numbers, negations, acts inside the matter.
_ALONE_OF = {NEGATION: Alone.DIFFERENT}


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
        handled = a.features.get(HANDLING)
        if one in words.bare_acts or (handled and handled == b.features.get(HANDLING) and one != FILING):
            yield Difference(Weight.HARMLESS, COSTS.handled, ACT, a.act, b.act)
        else:
            yield Difference(Weight.DOUBT, COSTS.doubt, ACT, a.act, b.act)
    elif frozenset((a.act, b.act)) in words.near_acts:
        yield Difference(Weight.DOUBT, COSTS.doubt, ACT, a.act, b.act)
    else:
        yield Difference(Weight.CONFLICT, COSTS.conflict, ACT, a.act, b.act)


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
            doubtful = general or mixed or name == NEGATION
            weight = Weight.DOUBT if doubtful else Weight.CONFLICT
        elif only_a | only_b <= free:
            weight = _free_words(name, of_a | of_b, a, b)
        elif name == LEVEL and (a.places or b.places):
            weight = _own_level(only_a | only_b, a.places if only_b else b.places)
        elif of_a and of_b:
            weight = Weight.DOUBT
        else:
            weight = alone_weight(name)
        yield Difference(weight, _COST[weight], name, *told)


_COST = {
    Weight.HARMLESS: COSTS.known,
    Weight.DOUBT: COSTS.doubt,
    Weight.UNKNOWN: COSTS.doubt,
    Weight.CONFLICT: COSTS.conflict,
}


def alone_weight(group: str) -> Weight:
    """What it means that only one of two names has a word of a group (a number, a negation, …)."""
    known = lexicon().groups.get(group)
    return _ALONE[known.alone if known else _ALONE_OF.get(group, Alone.REVIEW)]


def _free_words(name: str, values: frozenset[str], a: ReadName, b: ReadName) -> Weight:
    """经营 changes nothing, but beside 生产 it does; 设立 is the licence itself, of a filing one handling."""
    group = lexicon().groups[name]
    others = values - {*group.free}
    if others & {*group.bound} or (others and not group.enumerated):
        return Weight.DOUBT
    return Weight.HARMLESS if group.enumerated or {a.act, b.act} <= LICENSED else Weight.DOUBT


def _own_level(values: frozenset[str], places: tuple[str, ...]) -> Weight:
    """省级 in one name and the province's own name before the other (江苏省重点…) say the same."""
    codes = lexicon().places[places[0]] if places else frozenset()
    own = "省级" if any(code.endswith("0000") for code in codes) else "市级"
    return Weight.HARMLESS if places and values == {own} else Weight.DOUBT


def _sets(a: ReadName, b: ReadName) -> Iterator[Difference]:
    yield from _scope(a, b)
    if a.bindings != b.bindings and a.features.get(NEGATION) == b.features.get(NEGATION):
        told = ("、".join(sorted(side)) for side in (a.bindings - b.bindings, b.bindings - a.bindings))
        yield Difference(Weight.DOUBT, COSTS.doubt, "否定的内容", *told)
    if a.weak != b.weak:
        only_a, only_b = a.weak - b.weak, b.weak - a.weak
        many = len(only_a) + len(only_b)
        weight = Weight.HARMLESS if many <= COSTS.weak_borne else Weight.DOUBT
        cost = COSTS.weak * many if weight is Weight.HARMLESS else COSTS.doubt
        yield Difference(weight, cost, "弱词", "、".join(sorted(only_a)), "、".join(sorted(only_b)))
    if a.places != b.places and a.places and b.places and not _related(a.places[-1], b.places[-1]):
        yield Difference(Weight.DOUBT, COSTS.doubt, "地名", a.places[-1], b.places[-1])


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
            *((Weight.CONFLICT, COSTS.conflict) if conflict else (Weight.DOUBT, COSTS.doubt)), about, *told
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
    common = _common(a.matter, b.matter)
    if len(a.matter) == len(b.matter) == common and a.matter != b.matter:
        harmless = len(only_a) == 1 and len(only_a[0]) >= 2 and not lexicon().directional & set(a.matter)
        weight, cost = (Weight.HARMLESS, COSTS.moved) if harmless else (Weight.DOUBT, COSTS.doubt)
        yield Difference(weight, cost, "次序", only_a[0], only_b[0])
        only_a, only_b = [], []
    if only_a and only_b and common in (len(a.matter), len(b.matter)):
        # One holds the other, its pieces elsewhere.
        of_a, of_b = Counter(a.matter), Counter(b.matter)
        only_a, only_b = list((of_a - of_b).elements()), list((of_b - of_a).elements())
    told = ("".join(only_a), "".join(only_b))
    if NUMERALS & set(told[0]) and NUMERALS & set(told[1]):
        yield Difference(Weight.CONFLICT, COSTS.conflict, "数字", *told)
        return
    doubted = [d for d in groups if d.weight is Weight.DOUBT and not _general(d)]
    all_a = told[0] + "".join(d.a for d in doubted).replace("、", "")
    all_b = told[1] + "".join(d.b for d in doubted).replace("、", "")
    common = _common(all_a, all_b)
    lost, won = len(all_a) - common, len(all_b) - common
    if lost and won:
        share = (lost + won) / (len(a.core) + len(b.core))
        yield Difference(Weight.UNKNOWN, COSTS.replaced + COSTS.replaced_share * share, "文字", *told)
    elif (lost and told[0]) or (won and told[1]):
        told = (told[0], "") if lost else ("", told[1])
        share = (lost + won) / max(len(a.core), len(b.core))
        yield Difference(
            Weight.UNKNOWN, COSTS.doubt + COSTS.inserted_share * max(0.0, share - COSTS.borne), "文字", *told
        )


def _common(a: str, b: str) -> int:
    """How many characters two texts have in common, each as often as both have it."""
    if a == b:
        return len(a)
    if len(a) + len(b) > _LONG:
        return (Counter(a) & Counter(b)).total()
    return sum(min(a.count(character), b.count(character)) for character in set(a))


def _general(found: Difference) -> bool:
    """Whether one side only says in general what the other says exactly: 学校, 幼儿园."""
    group = lexicon().groups.get(found.about)
    general = frozenset(group.general) if group else frozenset()
    return bool(found.a and found.b) and not general.isdisjoint((found.a, found.b))


def _pieces(a: str, b: str) -> tuple[list[str], list[str]]:
    """What each text has beyond their longest common subsequence; the same pieces whichever comes first."""
    if a == b:
        return [], []
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
    taken = _taken(a.text, b.text)
    if taken:
        yield taken
        return
    turned = any(
        len(values) > 1 and values != b.order[group] and not _enumerated(a, b, values)
        for group, values in a.order.items()
    )
    directed = bool(lexicon().directional & set(a.matter))
    weight = (
        Weight.CONFLICT if turned and directed else Weight.DOUBT if turned or directed else Weight.HARMLESS
    )
    cost = COSTS.moved if weight is Weight.HARMLESS else _COST[weight]
    yield Difference(weight, cost, "次序", "".join(a.parts), "".join(b.parts))


def _taken(a: str, b: str) -> Difference | None:
    """What brackets take of a list that stands alike before both: 学校设立、终止审批（终止）, …（设立）."""
    (main_a, inside_a), (main_b, inside_b) = _bracketed(a), _bracketed(b)
    if not inside_a or not inside_b or main_a != main_b:
        return None
    found = differences(read_name(inside_a), read_name(inside_b))
    if any(each.weight is Weight.CONFLICT for each in found):
        return Difference(Weight.CONFLICT, COSTS.conflict, "子项", inside_a, inside_b)
    if any(each.weight is not Weight.HARMLESS for each in found):
        return Difference(Weight.DOUBT, COSTS.doubt, "子项", inside_a, inside_b)
    return None


def _bracketed(text: str) -> tuple[str, str]:
    """A name's text before the bracket it ends with, and what stands in it."""
    before, bracket, inside = text.rpartition("(")
    return (before, inside[:-1]) if bracket and inside.endswith(")") else (text, "")


def _enumerated(a: ReadName, b: ReadName, values: tuple[str, ...]) -> bool:
    """Whether those words stand side by side in both names, as an enumeration does."""
    run = tuple(sorted(values))
    return all(any(name.parts[at : at + len(run)] == run for at in range(len(name.parts))) for name in (a, b))
