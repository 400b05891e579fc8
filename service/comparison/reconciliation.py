"""Two editions held against one another: who became whom, what changed, and the figures."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence, Set
from itertools import chain

import msgspec

from service.bodies import BodyMap
from service.comparison.bodies import BodyIdentity, bodies_of
from service.comparison.figures import Counts, Figures, work_out
from service.comparison.groups import group_by_names, group_by_reform
from service.comparison.keys import Keys, NameKey, keys_on_both_sides, names_at
from service.comparison.links import SURE, Ledger, Link, Possible, by_kind, in_order, possible_order
from service.comparison.matcher import Matcher, match_by_name, pair_by_matching
from service.comparison.pairing import (
    pair_by_code,
    pair_by_identity,
    pair_by_name,
    pair_by_name_across_bodies,
    pair_equal,
)
from service.comparison.statements import Stated
from service.items import StandingItem
from service.vocabulary import ChangeKind, Decision


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
    otherwise but say the same; `from_label` and `to_label` are the editions' labels.
    """

    from_label: str
    to_label: str
    figures: Figures
    changes: tuple[Link, ...]
    restated: tuple[Link, ...]
    possible: tuple[Possible, ...]


def reconcile(
    before: Sequence[StandingItem],
    after: Sequence[StandingItem],
    *,
    stated: Sequence[Stated] = (),
    body_map: BodyMap | None = None,
    unchanged: Unchanged | None = None,
    matcher: Matcher | None = None,
    editions: tuple[str, str] | None = None,
) -> Reconciliation:
    """Hold two editions of one list against one another (contract §2 identity, §3 kinds and figures).

    Identity is decided in this order: what was stated; equal content; code; name and sub-item name
    within body and category; names that are composed; the item id recorded at loading; name and
    category across bodies; the matcher's `same` (`match_by_name` unless another is given). What is left
    was added or removed. The outcome does not depend on the order of either side, and comparing
    backwards gives the inverse. `editions` are the two labels, else taken from the items.
    """
    left_out = unchanged or Unchanged()
    bodies = BodyIdentity(
        bodies_of(before) | {body.id: body for body, _ in left_out.counts},
        bodies_of(after) | {body.id: body for body, _ in left_out.counts},
        body_map,
    )
    rejected = {
        (old, new)
        for statement in stated
        if statement.decision is Decision.REJECTED
        for old in statement.before
        for new in statement.after
    }
    ledger = Ledger(before, after, bodies, rejected)
    _enter_stated(ledger, stated)
    pair_equal(ledger)
    pair_by_code(ledger, left_out.codes)
    old_names = names_at(before, ledger.open_before())
    new_names = names_at(after, ledger.open_after())
    on_both_sides = keys_on_both_sides(before, old_names, after, new_names)
    pair_by_name(ledger, on_both_sides)
    group_by_names(ledger, old_names, new_names)
    group_by_reform(ledger)
    pair_by_identity(ledger)
    pair_by_name_across_bodies(ledger, on_both_sides, left_out.names)
    possible = pair_by_matching(ledger, matcher or match_by_name)
    possible += _under_other_category(ledger, on_both_sides)
    ledger.enter_rest()
    labels = editions or (_label(before), _label(after))
    links = by_kind(ledger.links)
    return Reconciliation(
        from_label=labels[0],
        to_label=labels[1],
        figures=work_out(before, after, links, bodies, unchanged=left_out.counts, kept=len(ledger.kept)),
        changes=tuple(chain.from_iterable(links[kind] for kind in ChangeKind)),
        restated=in_order((*links[None], *_respelt(ledger))),
        possible=tuple(sorted(possible, key=possible_order)),
    )


def _label(items: Sequence[StandingItem]) -> str:
    return items[0].edition if items else ""


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
            old_places |= {ledger.before[i].id: i for i in olds}
            new_places |= {ledger.after[j].id: j for j in news}
            continue
        lineages = (
            [(olds, news)] if olds and news else [((i,), ()) for i in olds] + [((), (j,)) for j in news]
        )
        for sources, parts in lineages:
            ledger.enter(sources, parts, decision=statement.decision, reason=statement.reason)


def _places(items: Sequence[StandingItem], wanted: Collection[int]) -> dict[int, int]:
    return {item.id: place for place, item in enumerate(items) if item.id in wanted} if wanted else {}


def _under_other_category(ledger: Ledger, keys: Keys) -> Iterator[Possible]:
    """Name what left a category and stands in the same body under the same name in another (变更类型).

    Category gates a pairing (contract §2), so that a person decides.
    """
    olds: dict[tuple[int, str, str], list[StandingItem]] = {}
    news: dict[tuple[int, str, str], list[StandingItem]] = {}
    for items, places, names, table in (
        (ledger.before, ledger.open_before(), keys.before, olds),
        (ledger.after, ledger.open_after(), keys.after, news),
    ):
        for place in places:
            if place in names:
                name, sub, _ = names[place]
                table.setdefault((ledger.bodies.of(items[place]), name, sub), []).append(items[place])
    for key in olds.keys() & news.keys():
        if len(olds[key]) == len(news[key]) == 1:
            (old,), (new,) = olds[key], news[key]
            if old.category is not new.category:
                yield Possible(old, new, SURE)


def _respelt(ledger: Ledger) -> Iterator[Link]:
    """Return links for equal pairs that differ in anything but the edition they stand in."""
    for i, j in ledger.kept:
        old, new = ledger.before[i], ledger.after[j]
        if (old.id, old.revision, old.level) != (new.id, new.revision, new.level) or old.body != new.body:
            yield Link(before=(old,), after=(new,), kind=None, score=SURE)
