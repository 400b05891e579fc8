"""The rules of setting authority (设定权), as seeds/authority/rules.tsv has them."""

import csv
from collections.abc import Collection, Iterable
from datetime import date
from enum import StrEnum
from functools import lru_cache

import msgspec

from seeds import seed
from service.vocabulary import InstrumentRank

GENERAL = "*"


class Effect(StrEnum):
    """What a rule says of its ranks: they may set the power, may not, or a person must decide.

    `forbidden-alone` is a question for a person where the item is of other kinds besides: it may repeat
    what a law has set.
    """

    ALLOWED = "allowed"
    REVIEW = "review"
    FORBIDDEN = "forbidden"
    FORBIDDEN_ALONE = "forbidden-alone"


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """One rule: what `ranks` may do about powers of a field and kind, from `start` to `end` (both included).

    `kind` is `*` for the field's general rule. `says`, `condition` and `source` (the article) are Chinese.
    """

    id: str
    field: str
    kind: str
    effect: Effect
    ranks: frozenset[InstrumentRank]
    condition: str
    says: str
    source: str
    start: date
    end: date | None

    def in_force(self, day: date) -> bool:
        """Whether it judges that day's lists."""
        return self.start <= day and (self.end is None or day <= self.end)


class RuleBook:
    """The rules, to be asked by field, kind, rank and day.

    A kind's own rule goes before the field's general one. A kind that says itself what a law may do is
    closed: on days for which it has no rule the general ones do not judge it.
    """

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules = tuple(rules)
        self._by_place: dict[tuple[str, str], list[Rule]] = {}
        for rule in self.rules:
            self._by_place.setdefault((rule.field, rule.kind), []).append(rule)
        self._found: dict[tuple[str, str, InstrumentRank, date], Rule | None] = {}
        self._closed = {
            place
            for place, found in self._by_place.items()
            if any(InstrumentRank.LAW in rule.ranks for rule in found)
        }

    def testable(self, field: str, kind: str, day: date) -> bool:
        """Whether any rule judges powers of this kind on that day."""
        own = self._in_force(field, kind, day)
        if own or (field, kind) in self._closed:
            return bool(own)
        return bool(self._in_force(field, GENERAL, day))

    def judges(self, field: str, kind: str) -> bool:
        """Whether any rule judges powers of this kind on any day."""
        return (field, kind) in self._by_place or (field, GENERAL) in self._by_place

    def find(self, field: str, kind: str, rank: InstrumentRank, day: date) -> Rule | None:
        """Return the rule on that rank, None where none speaks of it."""
        asked = (field, kind, rank, day)
        if asked not in self._found:
            self._found[asked] = next(
                (
                    rule
                    for place in (kind, GENERAL)
                    for rule in self._in_force(field, place, day)
                    if rank in rule.ranks
                ),
                None,
            )
        return self._found[asked]

    def allowed(self, field: str, kind: str, day: date) -> list[InstrumentRank]:
        """Return the ranks that may set powers of this kind on that day, the highest first."""
        found = {rank: self.find(field, kind, rank, day) for rank in InstrumentRank}
        return [rank for rank, rule in found.items() if rule and rule.effect is Effect.ALLOWED]

    def turning_days(self, fields: Collection[str] | None = None) -> Collection[date]:
        """Return the days on which a judgement, in any field or in these, may change with the rules."""
        rules = [rule for rule in self.rules if fields is None or rule.field in fields]
        begins = {rule.start for rule in rules}
        return begins | {date.fromordinal(rule.end.toordinal() + 1) for rule in rules if rule.end}

    def _in_force(self, field: str, kind: str, day: date) -> list[Rule]:
        return [rule for rule in self._by_place.get((field, kind), ()) if rule.in_force(day)]


@lru_cache(maxsize=1)
def rule_book() -> RuleBook:
    """Return the seeded rules."""
    with seed("authority", "rules.tsv").open(encoding="utf-8") as lines:
        return RuleBook(map(_read, csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)))


def _read(row: dict[str, str]) -> Rule:
    return Rule(
        id=row["rule"],
        field=row["field"],
        kind=row["kind"],
        effect=Effect(row["effect"]),
        ranks=frozenset(map(InstrumentRank, row["ranks"].split())),
        condition=row["condition"],
        says=row["says"],
        source=row["source"],
        start=date.fromisoformat(row["from"]),
        end=date.fromisoformat(row["to"]) if row["to"] else None,
    )
