"""What `compare` answers, key by key as programs hold on to it (contract §3)."""

from collections.abc import Sequence

import msgspec

from service import node_ids
from service.bodies import BodyMap
from service.comparison.fields import FieldDifference
from service.comparison.figures import BodyRow, CategoryRow
from service.comparison.links import Link, Possible
from service.comparison.matcher import Matcher
from service.comparison.reconciliation import Reconciliation, Unchanged, reconcile
from service.comparison.statements import Stated
from service.items import StandingItem
from service.matching import explain_items
from service.vocabulary import Category, ChangeKind, Decision


class ComparedItem(msgspec.Struct, frozen=True, gc=False):
    """An item as a comparison names it; text verbatim, `id` the node id of the power."""

    id: str
    name: str
    sub_item_name: str
    category: Category | None
    codes: tuple[str, ...]
    body: str
    edition: str


class Change(msgspec.Struct, frozen=True, gc=False):
    """What happened to one pair or group; `score` is None where nothing was matched."""

    kind: ChangeKind
    before: tuple[ComparedItem, ...]
    after: tuple[ComparedItem, ...]
    fields: tuple[FieldDifference, ...]
    score: float | None
    decision: Decision


class PossiblePair(msgspec.Struct, frozen=True, gc=False):
    """Two items that a person may find to be one, and why the matcher thinks so."""

    before: ComparedItem
    after: ComparedItem
    score: float
    explanation: str


class Comparison(msgspec.Struct, frozen=True, kw_only=True, rename={"from_": "from"}):
    """Two editions compared; the keys and their rules are contract §3's."""

    from_: str
    to: str
    before: int
    after: int
    added: int
    removed: int
    merged: int
    split: int
    transferred: int
    renamed: int
    changed: int
    unchanged: int
    net: int
    bodies_gaining: int
    bodies_losing: int
    by_body: list[BodyRow]
    by_category: list[CategoryRow]
    changes: list[Change]
    possible: list[PossiblePair]


def compare(
    before: Sequence[StandingItem],
    after: Sequence[StandingItem],
    *,
    stated: Sequence[Stated] = (),
    body_map: BodyMap | None = None,
    unchanged: Unchanged | None = None,
    matcher: Matcher | None = None,
    editions: tuple[str, str] | None = None,
) -> Comparison:
    """Return the comparison of two editions; the arguments are those of `reconcile`."""
    return comparison_of(
        reconcile(
            before,
            after,
            stated=stated,
            body_map=body_map,
            unchanged=unchanged,
            matcher=matcher,
            editions=editions,
        )
    )


def comparison_of(reconciliation: Reconciliation) -> Comparison:
    """Return what programs are told of a reconciliation."""
    found = comparison_without_changes(reconciliation)
    found.changes.extend(map(told_change, reconciliation.changes))
    found.possible.extend(map(told_possible, reconciliation.possible))
    return found


def comparison_without_changes(reconciliation: Reconciliation) -> Comparison:
    """Return the same with no change in it yet: those of a long list are better told one by one."""
    figures = reconciliation.figures
    return Comparison(
        from_=reconciliation.from_label,
        to=reconciliation.to_label,
        **{name: getattr(figures, name) for name in figures.__struct_fields__},
        changes=[],
        possible=[],
    )


def told_change(link: Link) -> Change:
    """Return what programs are told of a link that is a change."""
    assert link.kind is not None  # noqa: S101 - what is restated is no change
    return Change(
        link.kind,
        tuple(map(compared_item, link.before)),
        tuple(map(compared_item, link.after)),
        link.fields,
        link.score,
        link.decision,
    )


def told_possible(pair: Possible) -> PossiblePair:
    """Return what programs are told of a pair that may be one."""
    return PossiblePair(
        compared_item(pair.before),
        compared_item(pair.after),
        pair.score,
        explain_items(pair.before, pair.after),
    )


def compared_item(item: StandingItem) -> ComparedItem:
    """Return how a comparison names the item."""
    content = item.content
    return ComparedItem(
        node_ids.encode("PowerItem", item.id),
        content.name,
        content.sub_item_name,
        item.category,
        content.codes,
        item.body.name,
        item.edition,
    )
