"""Indicators of two editions held against one another: counts, and percentage points between the shares."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

import msgspec

from service.indicators.charges import ChargeChange, changed_charges
from service.indicators.limits import TimeCut
from service.indicators.model import Count, EditionFigures, IndicatorCount
from service.indicators.rules import Indicator
from service.indicators.shares import points_between
from service.vocabulary import Category

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")
_NO_ITEMS = Count()
_NO_TIME = TimeCut()


class CountChange(msgspec.Struct, frozen=True):
    """A count before and after."""

    before: Count
    after: Count

    @property
    def points(self) -> float | None:
        """By how many percentage points the share rose (百分点); None where one of them has none."""
        return points_between(self.before.share, self.after.share)


class TimeCutChange(msgspec.Struct, frozen=True):
    """What time limits come to before and after."""

    before: TimeCut
    after: TimeCut

    @property
    def points(self) -> float | None:
        """By how many percentage points the part cut rose (百分点); None where one of them has none."""
        return points_between(self.before.share, self.after.share)


class IndicatorChange(msgspec.Struct, frozen=True, kw_only=True):
    """An indicator in two editions: in all, for every body and every category that either edition has."""

    rule: Indicator
    total: CountChange
    by_body: dict[int, CountChange]
    by_category: dict[Category | None, CountChange]


class FiguresChange(msgspec.Struct, frozen=True, kw_only=True):
    """What two editions' figures come to; the charges are those that are not as they were."""

    items_before: int
    items_after: int
    indicators: tuple[IndicatorChange, ...]
    time_cut: TimeCutChange
    time_cut_by_body: dict[int, TimeCutChange]
    charges: tuple[ChargeChange, ...]


def compare_figures(before: EditionFigures, after: EditionFigures) -> FiguresChange:
    """Return the change from one edition's figures to another's, both counted by the same rules."""
    cuts = _both(before.time_cut.by_body, after.time_cut.by_body, _NO_TIME)
    return FiguresChange(
        items_before=before.items,
        items_after=after.items,
        indicators=tuple(_indicators(before.indicators, after.indicators)),
        time_cut=TimeCutChange(before.time_cut.total, after.time_cut.total),
        time_cut_by_body={body: TimeCutChange(*pair) for body, pair in cuts.items()},
        charges=tuple(changed_charges(before.charges, after.charges)),
    )


def _indicators(
    before: Iterable[IndicatorCount], after: Iterable[IndicatorCount]
) -> Iterable[IndicatorChange]:
    for old, new in zip(before, after, strict=True):
        bodies = _both(old.by_body, new.by_body, _NO_ITEMS)
        categories = _both(old.by_category, new.by_category, _NO_ITEMS)
        yield IndicatorChange(
            rule=new.rule,
            total=CountChange(old.total, new.total),
            by_body={body: CountChange(*pair) for body, pair in bodies.items()},
            by_category={category: CountChange(*pair) for category, pair in categories.items()},
        )


def _both(
    before: Mapping[_Key, _Value], after: Mapping[_Key, _Value], nothing: _Value
) -> dict[_Key, tuple[_Value, _Value]]:
    return {key: (before.get(key, nothing), after.get(key, nothing)) for key in {**after, **before}}
