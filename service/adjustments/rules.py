"""Rule sets (调整程序规则): the steps an adjustment must take and its limits, by place and date."""

from collections.abc import Collection, Sequence
from datetime import date
from functools import lru_cache

import msgspec

from seeds import seed_toml
from service.adjustments.kinds import AdjustmentKind
from service.adjustments.model import Proposal
from service.adjustments.path import Step
from service.adjustments.wording import changed_fields
from service.divisions import ancestors_of

NATION = "000000"


class Limits(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Working days: to apply, to review, to publish, to follow up."""

    apply: int
    review: int
    publish: int
    follow_up: int


class ShortPath(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A shorter path for some kinds of adjustment; with `fields`, where nothing but these changes."""

    name: str
    kinds: tuple[AdjustmentKind, ...]
    path: tuple[Step, ...]
    fields: tuple[str, ...] = ()

    def fits(self, proposal: Proposal) -> bool:
        """Whether that proposal may take it."""
        if proposal.kind not in self.kinds:
            return False
        return not self.fields or set(changed_fields(proposal)) <= set(self.fields)


class RuleSet(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The rules of some divisions from a day on (until before another, where one is given)."""

    id: str
    name: str
    divisions: tuple[str, ...]
    from_: date = msgspec.field(name="from")
    until: date | None = None
    path: tuple[Step, ...]
    limits: Limits
    short: tuple[ShortPath, ...] = ()

    def holds_on(self, day: date) -> bool:
        """Whether it is in force on that day."""
        return self.from_ <= day and (self.until is None or day < self.until)

    def path_of(self, proposal: Proposal) -> tuple[Step, ...]:
        """Return the steps the proposal must take."""
        short = next((entry.path for entry in self.short if entry.fits(proposal)), None)
        return short or self.path


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    rule_sets: tuple[RuleSet, ...]


def read_rule_sets(table: object) -> tuple[RuleSet, ...]:
    """Read rule sets as the seed has them.

    Raises `ValueError` for an unknown key, a path without steps or out of order, or an id given twice.
    """
    found = msgspec.convert(table, _File).rule_sets
    for entry in found:
        for path in (entry.path, *(short.path for short in entry.short)):
            if not path or tuple(step for step in Step if step in path) != path:
                raise ValueError(f"path of {entry.id}: {path}")
    if len({entry.id for entry in found}) != len(found):
        raise ValueError("rule set ids are unique")
    return found


@lru_cache(maxsize=1)
def rule_sets() -> tuple[RuleSet, ...]:
    """Return the rule sets of seeds/rules/adjustment_paths.toml."""
    return read_rule_sets(seed_toml("rules", "adjustment_paths.toml"))


def rule_set_for(division: str, day: date, among: Sequence[RuleSet] | None = None) -> RuleSet:
    """Return the rules of the division on that day: its own, else those of the nearest division above it.

    Raises `LookupError` where nobody has any.
    """
    known = rule_sets() if among is None else among
    for code in (division, *_upwards(division), NATION):
        own = [entry for entry in known if code in entry.divisions and entry.holds_on(day)]
        if own:
            return max(own, key=lambda entry: entry.from_)
    raise LookupError(f"no rule set for {division} on {day}")


def _upwards(division: str) -> Collection[str]:
    return tuple(ancestors_of(division))
