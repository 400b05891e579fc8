"""One power with several bodies of a division (职责交叉、多头执法), found by names and cited provisions."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np
from rapidfuzz import fuzz, process

from service.bodies import read_body_kind
from service.checks.kinds import FINDING_KINDS
from service.checks.model import ItemOutcome, Outline, Remark
from service.findings import Severity
from service.matching import SAME_FROM, full_name, score_pairs
from service.text import fold_all
from service.vocabulary import BodyKind, Category

# A provision that more items of a list cite is a general one (许可法 六十一) and tells nothing of a power.
_MOST_OF_A_PROVISION = 30
_SHOWN = 5
# What matching sees through (endings, places, spellings) leaves names at least so alike, of 100.
_WORTH_A_LOOK = 55
# Territorial bodies exercise the same powers side by side, each in its own place.
_TERRITORIAL = {BodyKind.TOWNSHIP, BodyKind.GOVERNMENT}


def find_overlaps(items: Sequence[Outline], outcomes: Sequence[ItemOutcome]) -> Iterator[tuple[int, Remark]]:
    """Yield `overlap`, once for each group, with the place of the group's first item.

    Items of different bodies, one division and one category are a group when their names are the same,
    or when they cite a provision in common and matching finds the names alone the same. Same names that cite
    wholly different instruments are different powers.
    """
    places = [place for place, item in enumerate(items) if _counts(item)]
    groups = _Groups()
    for i, j in _same_names(items, outcomes, places):
        groups.join(i, j)
    met = _same_provisions(items, outcomes, places)
    for i, j in _one_power(items, [(i, j) for i, j in met if groups.root(i) != groups.root(j)]):
        groups.join(i, j)
    for members in groups.all():
        bodies = list(dict.fromkeys(items[place].body.name for place in members))
        if len(bodies) < 2:
            continue
        told = "、".join(bodies[:_SHOWN]) + ("等" if len(bodies) > _SHOWN else "")
        yield (
            members[0],
            Remark(
                "overlap",
                Severity.ADVICE,
                f"{len(bodies)} 个部门都列有该职权：{told}。",
                "按职责分工明确由一个部门行使；按领域、区域分工的，在事项名称或者备注中写明。",
                FINDING_KINDS["overlap"].source,
            ),
        )


def _counts(item: Outline) -> bool:
    if item.category is None or item.category is Category.PUBLIC_SERVICE:
        return False
    return read_body_kind(item.body.name, item.body.division) not in _TERRITORIAL


def _same_names(
    items: Sequence[Outline], outcomes: Sequence[ItemOutcome], places: Sequence[int]
) -> Iterator[tuple[int, int]]:
    """Pairs of one name and category: each item with the first that cites an instrument of its own.

    An item that cites nothing is paired with the first of the name.
    """
    names = fold_all([f"{items[place].name}（{items[place].sub_item_name}）" for place in places])
    groups: dict[tuple[str, Category | None, str], list[int]] = defaultdict(list)
    for place, name in zip(places, names, strict=True):
        groups[items[place].body.division, items[place].category, name].append(place)
    for members in groups.values():
        if len({items[place].body.id for place in members}) < 2:
            continue
        first_of: dict[str, int] = {}
        for place in members:
            titles = {title for title, _ in outcomes[place].provisions}
            found = {first_of[title] for title in titles if title in first_of}
            yield from ((other, place) for other in (found if titles else members[:1]) if other != place)
            for title in titles:
                first_of.setdefault(title, place)


def _same_provisions(
    items: Sequence[Outline], outcomes: Sequence[ItemOutcome], places: Sequence[int]
) -> Iterator[tuple[int, int]]:
    """Pairs of different bodies that cite one provision under names alike enough to be looked at."""
    citing: dict[tuple[str, Category | None, str, int], list[int]] = defaultdict(list)
    for place in places:
        for title, article in outcomes[place].provisions:
            if article is not None:
                citing[items[place].body.division, items[place].category, title, article].append(place)
    told: set[tuple[int, int]] = set()
    for members in citing.values():
        if not 2 <= len(members) <= _MOST_OF_A_PROVISION:
            continue
        names = [items[place].name + items[place].sub_item_name for place in members]
        alike = process.cdist(names, names, scorer=fuzz.ratio, score_cutoff=_WORTH_A_LOOK, dtype=np.uint8)
        for first, second in np.argwhere(np.triu(alike, 1)).tolist():
            i, j = members[first], members[second]
            if items[i].body.id != items[j].body.id and (i, j) not in told:
                told.add((i, j))
                yield i, j


def _one_power(items: Sequence[Outline], pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The pairs that matching finds the same by their names alone; each two names are judged once."""
    numbers: dict[str, int] = {}
    named = {
        place: numbers.setdefault(full_name(items[place].name, items[place].sub_item_name), len(numbers))
        for place in {place for pair in pairs for place in pair}
    }
    asked = list(dict.fromkeys((named[i], named[j]) for i, j in pairs))
    scores = dict(zip(asked, score_pairs(list(numbers), asked).tolist(), strict=True))
    return [(i, j) for i, j in pairs if scores[named[i], named[j]] >= SAME_FROM]


class _Groups:
    """Places joined into groups; the least place of a group stands for it."""

    def __init__(self) -> None:
        self._parent: dict[int, int] = {}

    def root(self, place: int) -> int:
        while (above := self._parent.get(place, place)) != place:
            self._parent[place] = self._parent.get(above, above)
            place = above
        return place

    def join(self, i: int, j: int) -> None:
        first, second = sorted((self.root(i), self.root(j)))
        self._parent[second] = first
        self._parent.setdefault(first, first)

    def all(self) -> list[list[int]]:
        """The groups, each in order, by their first place."""
        found: dict[int, list[int]] = defaultdict(list)
        for place in sorted(self._parent):
            found[self.root(place)].append(place)
        return [found[root] for root in sorted(found)]
