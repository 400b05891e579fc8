"""Links: which items of the two sides are one lineage, and what happened to them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from service.comparison.fields import FieldDifference, field_differences
from service.comparison.sides import Side
from service.items import StandingItem
from service.vocabulary import ChangeKind, Decision

SURE = 100.0
"""The score of what code or name decides, on the matcher's scale."""
READ_AT_ONCE = 256
"""The items of so many links are read together."""


class Link(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """Items of two editions that are one lineage, and what happened between them.

    `kind` is None for a pair that says the same although it is not stored as the same (spelt in another
    width, a body renamed). An added item has an empty `before`, a removed one an empty `after`. `score`
    (0 to 100) is how sure the pairing is: 100 by code or name, the matcher's otherwise, None where
    stated or alone.
    """

    kind: ChangeKind | None
    before: tuple[StandingItem, ...] = ()
    after: tuple[StandingItem, ...] = ()
    fields: tuple[FieldDifference, ...] = ()
    score: float | None = None
    decision: Decision = Decision.AUTOMATIC
    reason: str = ""


class Possible(msgspec.Struct, frozen=True, gc=False):
    """Two items that may be one: for a person to decide, counted as removed and added until then."""

    before: StandingItem
    after: StandingItem
    score: float


class Lineage(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A link without what its items say: they are named by numbers, places on their sides or ids of powers.

    `kind` is None for a pair also while it is not worked out.
    """

    kind: ChangeKind | None = None
    before: tuple[int, ...] = ()
    after: tuple[int, ...] = ()
    score: float | None = None
    decision: Decision = Decision.AUTOMATIC
    reason: str = ""


class PossibleLineage(msgspec.Struct, frozen=True, gc=False):
    """Two items, by their places, that may be one."""

    before: int
    after: int
    score: float


class Sides(msgspec.Struct, frozen=True):
    """The two sides, and by id of a body the one number of all bodies that are one with it.

    Items in `held_before` and `held_after`, by place, are not read again.
    """

    before: Side
    after: Side
    own: Mapping[int, int]
    held_before: Mapping[int, StandingItem] | None = None
    held_after: Mapping[int, StandingItem] | None = None

    def turned(self) -> "Sides":
        """Return the same the other way round."""
        return Sides(self.after, self.before, self.own, self.held_after, self.held_before)

    def holding(self, before: Iterable[int], after: Iterable[int]) -> "Sides":
        """Return the same with the items at these places held whole: no others can be told of."""
        olds, news = _whole(self.before, None, before), _whole(self.after, None, after)
        return Sides(self.before, self.after, self.own, olds, news)

    def same_body(self, i: int, j: int) -> bool:
        """Whether the items at these places are of one body."""
        return self.own[self.before.bodies[i]] == self.own[self.after.bodies[j]]

    def links(self, lineages: Sequence[Lineage]) -> Iterator[Link]:
        """Return lineages as links, their items read together."""
        olds = _whole(self.before, self.held_before, (i for each in lineages for i in each.before))
        news = _whole(self.after, self.held_after, (j for each in lineages for j in each.after))
        for each in lineages:
            before = tuple([olds[i] for i in each.before])
            after = tuple([news[j] for j in each.after])
            fields: tuple[FieldDifference, ...] = ()
            if len(before) == len(after) == 1:
                same_body = self.same_body(each.before[0], each.after[0])
                fields = field_differences(before[0], after[0], same_body=same_body)
            yield Link(
                kind=each.kind,
                before=before,
                after=after,
                fields=fields,
                score=each.score,
                decision=each.decision,
                reason=each.reason,
            )

    def pairs(self, places: Sequence[PossibleLineage]) -> Iterator[Possible]:
        """Return possible pairs, their items read together."""
        olds = _whole(self.before, self.held_before, (each.before for each in places))
        news = _whole(self.after, self.held_after, (each.after for each in places))
        for each in places:
            yield Possible(olds[each.before], news[each.after], each.score)


def _whole(
    side: Side, held: Mapping[int, StandingItem] | None, places: Iterable[int]
) -> Mapping[int, StandingItem]:
    if held is not None:
        return held
    wanted = list(dict.fromkeys(places))
    return dict(zip(wanted, side.whole(wanted), strict=True))
