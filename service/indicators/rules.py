"""What each indicator counts: seeds/rules/indicators.toml, which an administrator may edit."""

from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache

import msgspec

from seeds import seed_toml
from service.vocabulary import Category

YES_NO = "yes_no"
"""The scale of columns that say yes or no; its class of that name counts as yes."""
YES = "yes"


class ChargeState(StrEnum):
    """征收状态: what has become of a charge."""

    LEVIED = "LEVIED"
    SUSPENDED = "SUSPENDED"
    EXEMPTED = "EXEMPTED"
    REDUCED = "REDUCED"
    ADJUSTED = "ADJUSTED"
    ABOLISHED = "ABOLISHED"

    @property
    def label(self) -> str:
        """What the state is called in Chinese."""
        return _STATES[self]


_STATES = {
    ChargeState.LEVIED: "征收",
    ChargeState.SUSPENDED: "停征",
    ChargeState.EXEMPTED: "免征",
    ChargeState.REDUCED: "减征",
    ChargeState.ADJUSTED: "调整",
    ChargeState.ABOLISHED: "取消",
}


class ScaleClass(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One class (档) of a scale, how it is spelled, and the numbers that fall under it."""

    key: str
    name: str
    spellings: tuple[str, ...] = ()
    outside: bool = False
    number: int | None = None
    at_least: int | None = None


class Scale(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the cells of a column are read; `filler` is what may stand around a number."""

    classes: tuple[ScaleClass, ...]
    several: bool = False
    filler: tuple[str, ...] = ()


class Indicator(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One indicator: the column it reads, its scale, whom it applies to, which classes it counts.

    `field` is an attribute of an item's content; `headings` are headings of columns of the list's own.
    `yes_headings` head columns that say yes or no to it, which are read where the field is empty.
    """

    key: str
    name: str
    about: str
    scale: str
    group: str
    counts: frozenset[str]
    field: str = ""
    headings: tuple[str, ...] = ()
    yes_headings: tuple[str, ...] = ()


class TimeRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How time limits are brought to working days; units are those of `service.checks.read_term`."""

    group: str
    calendar_days: Mapping[str, float]
    working_days_in_week: float
    day_is_working_day: frozenset[Category]
    calendar_words: tuple[str, ...]
    none: tuple[str, ...]


class StateRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The words that tell one state of a charge."""

    key: ChargeState
    words: tuple[str, ...]


class ChargeRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How charges are read: spellings that say there is none, words that negate, words of the states."""

    none: tuple[str, ...]
    negations: tuple[str, ...]
    states: tuple[StateRule, ...]


class Rules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole file. A group holds categories, and NONE for items without one."""

    blank: tuple[str, ...]
    groups: Mapping[str, frozenset[str]]
    scales: Mapping[str, Scale]
    indicators: tuple[Indicator, ...]
    time: TimeRule
    charges: ChargeRule

    def __post_init__(self) -> None:
        """Raise `ValueError` (msgspec: `ValidationError`) for a name that the file itself does not have."""
        known = {*(category.value for category in Category), "NONE"}
        for name, members in self.groups.items():
            _require(members <= known, f"groups.{name}: {sorted(members - known)}")
        _require(self.time.group in self.groups, f"time.group: {self.time.group}")
        for indicator in self.indicators:
            _require(indicator.group in self.groups, f"{indicator.key}: group {indicator.group}")
            _require(indicator.scale in self.scales, f"{indicator.key}: scale {indicator.scale}")
            _require(bool(indicator.field) != bool(indicator.headings), f"{indicator.key}: one column")
            _require(bool(indicator.field) or not indicator.yes_headings, f"{indicator.key}: yes_headings")
            _require(YES_NO in self.scales, f"scales.{YES_NO}")
            keys = {each.key for each in self.scales[indicator.scale].classes if not each.outside}
            _require(indicator.counts <= keys, f"{indicator.key}: {sorted(indicator.counts - keys)}")

    def applies(self, group: str, category: Category | None) -> bool:
        """Whether a category belongs to a group."""
        return (category.value if category else "NONE") in self.groups[group]


def _require(holds: bool, told: str) -> None:
    if not holds:
        raise ValueError(f"indicators.toml: {told}")


def read_rules(content: Mapping[str, object]) -> Rules:
    """Return the rules of a TOML document; raises `msgspec.ValidationError` where they contradict."""
    return msgspec.convert(content, Rules)


@lru_cache(maxsize=1)
def indicator_rules() -> Rules:
    """Return the rules in force, read once for a process."""
    return read_rules(seed_toml("rules", "indicators.toml"))
