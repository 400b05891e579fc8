"""Counting an edition's indicators in one pass: in all, per body and category, each item in one way only."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from operator import attrgetter
from typing import TypeVar

from service.indicators.charges import Charge, is_charge, is_read, read_standings
from service.indicators.limits import TimeCut, time_cut_of
from service.indicators.model import (
    MOST_EXAMPLES,
    Cells,
    ClassCount,
    Count,
    CountedItem,
    EditionFigures,
    IndicatorCount,
    Spelling,
    TimeCutCount,
)
from service.indicators.rules import YES, YES_NO, Indicator, Rules
from service.indicators.spelling import Reading, Speller
from service.text import fold
from service.vocabulary import Category

_Value = TypeVar("_Value")
_LONGEST_EXAMPLE = 40
_YES = frozenset({YES})
_COUNTED, _NOT_COUNTED, _NOT_STATED, _UNREADABLE, _NOT_APPLICABLE = range(5)


def count_items(items: Iterable[CountedItem], rules: Rules, *, all_charges: bool = False) -> EditionFigures:
    """Return the figures of an edition's items; `all_charges` where the list is one of charges alone.

    The items are taken one by one and not held: what is kept grows with their different spellings.
    """
    columns = _Columns(rules)
    groups: _Groups = defaultdict(lambda: tuple([Counter() for _ in columns.names]))
    charges: list[tuple[int, float, int, Charge]] = []
    count = 0
    for item in items:
        count += 1
        cells = item.cells
        for spellings, cell in zip(groups[item.body_id, item.category], columns.of(cells), strict=True):
            spellings[cell] += 1
        priced = cells.fee_standard or cells.fee_basis or cells.fee_state
        if all_charges or (priced and _is_charge(cells, rules)):
            charges.append((item.body_id, item.position, item.id, _charge(item, rules)))
    return EditionFigures(
        items=count,
        indicators=tuple([_indicator(indicator, groups, columns, rules) for indicator in rules.indicators]),
        time_cut=_time_cut(groups, columns, rules),
        charges=tuple([charge for *_, charge in sorted(charges, key=lambda each: each[:3])]),
    )


_Groups = dict[tuple[int, Category | None], tuple[Counter[str], ...]]
"""By body and category: of each column how many items have which cell."""
_LIMITS = "limits"
# No stored text has it: PostgreSQL takes none.
_BETWEEN = "\0"
# Before what a column says that asks yes or no.
_SAID = "\0"


class _Columns:
    """What of an item's cells decides: the limits, fields, and by indicator columns of the list's own."""

    def __init__(self, rules: Rules) -> None:
        fields = sorted({rule.field for rule in rules.indicators if rule.field})
        unknown = set(fields) - set(Cells.__struct_fields__)
        if unknown:
            raise ValueError(f"indicators.toml: no such field: {sorted(unknown)}")
        self._fields = [attrgetter(field) for field in fields]
        self._own = {
            rule.key: frozenset(map(fold, rule.headings)) for rule in rules.indicators if rule.headings
        }
        self._said = {
            rule.key: (attrgetter(rule.field), frozenset(map(fold, rule.yes_headings)))
            for rule in rules.indicators
            if rule.yes_headings
        }
        self.names = [_LIMITS, *fields, *self._own, *self._said]
        self._wanted = frozenset().union(*self._own.values(), *[words for _, words in self._said.values()])
        self._headings: dict[str, str] = {}

    def of(self, cells: Cells) -> list[str]:
        """The item's cells, in the order of `names`."""
        own = cells.extra and {
            folded: text for heading, text in cells.extra.items() if (folded := self._heading(heading))
        }
        return [
            f"{cells.legal_time_limit}{_BETWEEN}{cells.promised_time_limit}",
            *[field(cells) for field in self._fields],
            *[_first(own, headings) if own else "" for headings in self._own.values()],
            *[
                field(cells) or (f"{_SAID}{_first(own, headings)}" if own else "")
                for field, headings in self._said.values()
            ],
        ]

    def place(self, indicator: Indicator) -> int:
        """Where the cell stands that the indicator reads."""
        own = indicator.headings or indicator.yes_headings
        return self.names.index(indicator.key if own else indicator.field)

    def _heading(self, heading: str) -> str:
        """The folded heading where an indicator reads it, else nothing."""
        found = self._headings.get(heading)
        if found is None:
            folded = fold(heading)
            found = self._headings[heading] = folded if folded in self._wanted else ""
        return found


def _first(own: Mapping[str, str], headings: frozenset[str]) -> str:
    return next((text for heading, text in own.items() if heading in headings and text), "")


def _indicator(indicator: Indicator, groups: _Groups, columns: _Columns, rules: Rules) -> IndicatorCount:
    scale = rules.scales[indicator.scale]
    read = Speller(scale, rules.blank).read
    said = Speller(rules.scales[YES_NO], rules.blank).read
    place = columns.place(indicator)
    by_body: defaultdict[int, list[int]] = defaultdict(_tally)
    by_category: defaultdict[Category | None, list[int]] = defaultdict(_tally)
    items: Counter[str] = Counter()
    bodies: defaultdict[str, set[int]] = defaultdict(set)
    unread: Counter[str] = Counter()
    for (body_id, category), cells in groups.items():
        applies = rules.applies(indicator.group, category)
        for cell, times in cells[place].items():
            answers = cell.startswith(_SAID)
            reading = said(cell[1:]) if answers else read(cell)
            counts = _YES if answers else indicator.counts
            way = _way(reading, counts) if applies else _NOT_APPLICABLE
            by_body[body_id][way] += times
            by_category[category][way] += times
            if way == _UNREADABLE:
                unread[_example(cell.removeprefix(_SAID))] += times
            elif way in (_COUNTED, _NOT_COUNTED) and not answers:
                for each in reading.classes:
                    items[each] += times
                    bodies[each].add(body_id)
    return IndicatorCount(
        rule=indicator,
        total=_count([sum(ways) for ways in zip(_tally(), *by_body.values(), strict=True)]),
        by_body={body_id: _count(tally) for body_id, tally in sorted(by_body.items())},
        by_category=_in_order({category: _count(tally) for category, tally in by_category.items()}),
        classes=tuple(
            [
                ClassCount(each.key, each.name, items[each.key], len(bodies[each.key]))
                for each in scale.classes
                if each.key in items
            ]
        ),
        unread=_commonest(unread),
    )


def _way(reading: Reading, counts: frozenset[str]) -> int:
    """The one way in which an item of the indicator's categories counts."""
    if reading.outside:
        return _NOT_APPLICABLE
    if not reading.stated:
        return _NOT_STATED
    if not reading.classes:
        return _UNREADABLE
    return _COUNTED if reading.classes & counts else _NOT_COUNTED


def _tally() -> list[int]:
    return [0, 0, 0, 0, 0]


def _count(tally: list[int]) -> Count:
    return Count(
        numerator=tally[_COUNTED],
        denominator=tally[_COUNTED] + tally[_NOT_COUNTED],
        not_stated=tally[_NOT_STATED],
        unreadable=tally[_UNREADABLE],
        not_applicable=tally[_NOT_APPLICABLE],
    )


def _time_cut(groups: _Groups, columns: _Columns, rules: Rules) -> TimeCutCount:
    place = columns.names.index(_LIMITS)
    by_body: defaultdict[int, TimeCut] = defaultdict(TimeCut)
    by_category: defaultdict[Category | None, TimeCut] = defaultdict(TimeCut)
    unread: Counter[str] = Counter()
    for (body_id, category), cells in groups.items():
        if not rules.applies(rules.time.group, category):
            continue
        for both, times in cells[place].items():
            allowed, _, given = both.partition(_BETWEEN)
            cut = time_cut_of(allowed, given, category, rules.time)
            by_body[body_id] = by_body[body_id].plus(cut, times)
            by_category[category] = by_category[category].plus(cut, times)
            if cut.unreadable:
                unread[_example(f"{allowed} → {given}")] += times
    return TimeCutCount(
        total=sum_cuts(by_body.values()),
        by_body={body_id: by_body[body_id] for body_id in sorted(by_body)},
        by_category=_in_order(by_category),
        unread=_commonest(unread),
    )


def sum_cuts(cuts: Iterable[TimeCut]) -> TimeCut:
    """Return what the time limits come to together."""
    total = TimeCut()
    for cut in cuts:
        total = total.plus(cut)
    return total


def _in_order(by_category: Mapping[Category | None, _Value]) -> dict[Category | None, _Value]:
    return {category: by_category[category] for category in (*Category, None) if category in by_category}


def _commonest(spellings: Counter[str]) -> tuple[Spelling, ...]:
    ordered = sorted(spellings.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple([Spelling(text, times) for text, times in ordered[:MOST_EXAMPLES]])


def _example(cell: str) -> str:
    line = " ".join(cell.split())
    return line if len(line) <= _LONGEST_EXAMPLE else f"{line[:_LONGEST_EXAMPLE]}…"


def _is_charge(cells: Cells, rules: Rules) -> bool:
    return is_charge(cells.fee_standard, cells.fee_basis, cells.fee_state, rules.charges)


def _charge(item: CountedItem, rules: Rules) -> Charge:
    cells = item.cells
    standings = read_standings(cells.fee_state, rules.charges)
    return Charge(
        item_id=item.id,
        body_id=item.body_id,
        name=cells.name,
        sub_item_name=cells.sub_item_name,
        standard=cells.fee_standard,
        basis=cells.fee_basis,
        state_text=cells.fee_state,
        standings=standings,
        is_read=is_read(cells.fee_state, standings, rules.charges),
    )
