"""Two editions held against one another: who became whom, what changed, and the figures."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence, Set
from enum import StrEnum
from functools import partial
from itertools import chain
from typing import Protocol

import msgspec

from service.bodies import BodyMap
from service.comparison.bodies import BodyIdentity
from service.comparison.figures import Counts, Figures, work_out
from service.comparison.groups import group_by_names, group_by_reform
from service.comparison.keys import NameKey
from service.comparison.ledger import Ledger
from service.comparison.links import SURE, Lineage
from service.comparison.matcher import Matcher, match_by_name, pair_by_matching
from service.comparison.outcome import Links, Possibles, in_order
from service.comparison.pairing import (
    in_another_category,
    pair_by_code,
    pair_by_identity,
    pair_by_name,
    pair_by_name_across_bodies,
    pair_equal,
)
from service.comparison.sides import Side, side_of
from service.comparison.statements import Stated
from service.items import StandingItem
from service.vocabulary import ChangeKind, Decision


class Stage(StrEnum):
    """A part of the work that takes long."""

    READING = "读取"
    PAIRING = "比对"
    MATCHING = "匹配"
    TELLING = "整理变动"


class Told(Protocol):
    """Told of a stage, how much of it is done, and of how much."""

    def __call__(self, stage: Stage, done: int, whole: int, /) -> object:
        """Show it."""


def _untold(stage: Stage, done: int, whole: int, /) -> None:
    """Tell nobody."""


class Unchanged(msgspec.Struct, frozen=True, kw_only=True):
    """What the caller knows to stand equally on both sides and left out, as chained editions allow.

    `counts` counts it by body and category. `codes` (folded) and `names` (`name_key`) return which of
    the wanted ones a left-out item bears: an item moved to another body is told by what occurs nowhere
    else. They are asked once at most, so that they may look into the store. Items of bodies that the
    body map names, and items that are stated, must not be left out.
    """

    counts: Counts = {}
    codes: Callable[[Set[str]], Set[str]] = frozenset[str]().intersection
    names: Callable[[Set[NameKey]], Set[NameKey]] = frozenset[NameKey]().intersection


class Reconciliation(msgspec.Struct, frozen=True, kw_only=True):
    """The outcome for programs of this service: every link with its items whole.

    `changes` are told to people, by kind and then by item; `restated` are pairs that are stored
    otherwise but say the same; `from_label` and `to_label` are the editions' labels. What items say is not
    held: it is read from their sides whenever links are gone through, so long as those can be read.
    """

    from_label: str
    to_label: str
    figures: Figures
    changes: Links
    restated: Links
    possible: Possibles

    def held(self) -> "Reconciliation":
        """Return the same with what items say held: to be told when their sides can be read no more."""
        told = (self.changes.places(), self.restated.places(), self.possible.places())
        sides = self.changes.sides.holding(
            chain.from_iterable(before for before, _ in told), chain.from_iterable(after for _, after in told)
        )
        return msgspec.structs.replace(
            self,
            changes=self.changes.told_from(sides),
            restated=self.restated.told_from(sides),
            possible=self.possible.told_from(sides),
        )


def reconcile(
    before: Sequence[StandingItem] | Side,
    after: Sequence[StandingItem] | Side,
    *,
    stated: Sequence[Stated] = (),
    body_map: BodyMap | None = None,
    unchanged: Unchanged | None = None,
    matcher: Matcher | None = None,
    editions: tuple[str, str] | None = None,
    progress: Told | None = None,
) -> Reconciliation:
    """Hold two editions of one list against one another (contract §2 identity, §3 kinds and figures).

    Identity is decided in this order: what was stated; equal content; code; name and sub-item name
    within body and category; names that are composed; the item id recorded at loading; name and
    category across bodies; the matcher's `same` (`match_by_name` unless another is given). What is left
    was added or removed. The outcome does not depend on the order of either side, and comparing
    backwards gives the inverse. `editions` are the two labels, else taken from the items. `progress` is told
    of what takes long: pairing, matching, and going through the changes.
    """
    old, new = side_of(before), side_of(after)
    left_out = unchanged or Unchanged()
    standing = {body.id: body for body, _ in left_out.counts}
    bodies = BodyIdentity({**old.owners, **standing}, {**new.owners, **standing}, body_map)
    rejected = {
        (gone, come)
        for statement in stated
        if statement.decision is Decision.REJECTED
        for gone in statement.before
        for come in statement.after
    }
    ledger = Ledger(old, new, bodies, rejected)
    _enter_stated(ledger, stated)
    told = progress or _untold
    told(Stage.PAIRING, 0, len(old) + len(new))
    _pair_exactly(ledger, left_out)
    possible = pair_by_matching(ledger, matcher or match_by_name, partial(told, Stage.MATCHING))
    possible += in_another_category(ledger)
    links = ledger.closed(partial(told, Stage.PAIRING))
    labels = editions or (old.label, new.label)
    sides = ledger.sides
    return Reconciliation(
        from_label=labels[0],
        to_label=labels[1],
        figures=work_out(sides, links, bodies, unchanged=left_out.counts, kept=len(ledger.kept_before)),
        changes=Links(sides, {kind: links[kind] for kind in ChangeKind}, partial(told, Stage.TELLING)),
        restated=Links(sides, {None: in_order((*links[None], *_respelt(ledger)), sides)}),
        possible=Possibles(sides, possible),
    )


def _pair_exactly(ledger: Ledger, left_out: Unchanged) -> None:
    """Pair by content, code, name and id, in their order."""
    pair_equal(ledger)
    pair_by_code(ledger, left_out.codes)
    pair_by_name(ledger)
    group_by_names(ledger)
    group_by_reform(ledger)
    pair_by_identity(ledger)
    pair_by_name_across_bodies(ledger, left_out.names)


def _enter_stated(ledger: Ledger, stated: Iterable[Stated]) -> None:
    """Enter statements, a reviewer's confirmations first; one that names items not there is passed over."""
    said = [statement for statement in stated if statement.decision is not Decision.REJECTED]
    said.sort(key=lambda statement: statement.decision is not Decision.CONFIRMED)
    if not said:
        return
    old_places = _places(ledger.before, {number for statement in said for number in statement.before})
    new_places = _places(ledger.after, {number for statement in said for number in statement.after})
    for statement in said:
        olds = tuple(old_places.pop(n) for n in dict.fromkeys(statement.before) if n in old_places)
        news = tuple(new_places.pop(n) for n in dict.fromkeys(statement.after) if n in new_places)
        if bool(olds) != bool(statement.before) or bool(news) != bool(statement.after):
            old_places |= {ledger.before.ids[i]: i for i in olds}
            new_places |= {ledger.after.ids[j]: j for j in news}
            continue
        lineages = (
            [(olds, news)] if olds and news else [((i,), ()) for i in olds] + [((), (j,)) for j in news]
        )
        for sources, parts in lineages:
            ledger.enter(sources, parts, decision=statement.decision, reason=statement.reason)


def _places(side: Side, wanted: Collection[int]) -> dict[int, int]:
    return {number: place for place, number in enumerate(side.ids) if number in wanted} if wanted else {}


def _respelt(ledger: Ledger) -> Iterator[Lineage]:
    """Return lineages for equal pairs that differ in anything but the edition they stand in."""
    old, new = ledger.before, ledger.after
    other_bodies = {
        number for number in old.owners.keys() & new.owners.keys() if old.owners[number] != new.owners[number]
    }
    same: list[tuple[int, int]] = []
    for i, j in zip(ledger.kept_before, ledger.kept_after, strict=True):
        if (old.ids[i], old.revisions[i]) != (new.ids[j], new.revisions[j]) or old.bodies[i] in other_bodies:
            yield Lineage(before=(i,), after=(j,), score=SURE)
        else:
            same.append((i, j))
    was, now = old.stamps([i for i, _ in same]), new.stamps([j for _, j in same])
    for i, j in same:
        if was[i].level is not now[j].level:
            yield Lineage(before=(i,), after=(j,), score=SURE)
