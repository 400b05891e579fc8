"""Indicators of a division with everything below it: province, cities, counties, each the sum of its own."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from service.indicators.counting import sum_cuts
from service.indicators.limits import TimeCut
from service.indicators.model import ClassCount, Count, EditionFigures
from service.indicators.rules import Indicator, Rules


class IndicatorSum(msgspec.Struct, frozen=True):
    """An indicator over several lists."""

    rule: Indicator
    total: Count
    classes: tuple[ClassCount, ...]


class DivisionFigures(msgspec.Struct, frozen=True, kw_only=True):
    """The figures of a division's own list and all lists below it; `lists` is how many were counted.

    `below` are the divisions directly below that have, or have below them, a list.
    """

    division: str
    lists: int
    items: int
    indicators: tuple[IndicatorSum, ...]
    time_cut: TimeCut
    charges: int
    below: tuple["DivisionFigures", ...]


def division_figures(
    root: str, parents: Mapping[str, str | None], figures: Mapping[str, EditionFigures], rules: Rules
) -> DivisionFigures:
    """Return the tree of figures from `root` down.

    `figures` are by division, one list's each; `parents` holds the division above each of them, and above
    those up to the root.
    """
    children: defaultdict[str, set[str]] = defaultdict(set)
    for code in figures:
        place = code
        while place != root and (above := parents.get(place)):
            children[above].add(place)
            place = above
    return _tree(root, children, figures, rules)


def _tree(
    code: str, children: Mapping[str, set[str]], figures: Mapping[str, EditionFigures], rules: Rules
) -> DivisionFigures:
    below = [_tree(each, children, figures, rules) for each in sorted(children.get(code, ()))]
    own = figures.get(code)
    parts: list[EditionFigures | DivisionFigures] = [*below]
    if own:
        parts.insert(0, own)
    return DivisionFigures(
        division=code,
        lists=int(own is not None) + sum(part.lists for part in below),
        items=sum(part.items for part in parts),
        indicators=_sums(parts, rules),
        time_cut=sum_cuts(_cut(part) for part in parts),
        charges=(len(own.charges) if own else 0) + sum(part.charges for part in below),
        below=tuple(below),
    )


def _sums(parts: Sequence[EditionFigures | DivisionFigures], rules: Rules) -> tuple[IndicatorSum, ...]:
    found = []
    for place, rule in enumerate(rules.indicators):
        counts = [part.indicators[place] for part in parts]
        total = Count()
        for count in counts:
            total = total.plus(count.total)
        found.append(
            IndicatorSum(
                rule, total, _classes([each for count in counts for each in count.classes], rule, rules)
            )
        )
    return tuple(found)


def _classes(classes: Iterable[ClassCount], rule: Indicator, rules: Rules) -> tuple[ClassCount, ...]:
    """The classes together; bodies belong to one division each, so that theirs add up too."""
    alike: defaultdict[str, list[ClassCount]] = defaultdict(list)
    for each in classes:
        alike[each.key].append(each)
    return tuple(
        ClassCount(
            scale.key,
            scale.name,
            sum(each.items for each in alike[scale.key]),
            sum(each.bodies for each in alike[scale.key]),
        )
        for scale in rules.scales[rule.scale].classes
        if scale.key in alike
    )


def _cut(part: EditionFigures | DivisionFigures) -> TimeCut:
    return part.time_cut.total if isinstance(part, EditionFigures) else part.time_cut
