"""A reconciliation as a patch: applied to the list before, it gives the list after; and its inverse."""

from collections.abc import Iterable
from typing import TypeVar

import msgspec

from service.comparison.figures import Figures, Row
from service.comparison.reconciliation import Reconciliation
from service.items import StandingItem

RowType = TypeVar("RowType", bound=Row)


class PatchError(ValueError):
    """The items are not those the reconciliation was made from."""


def apply(reconciliation: Reconciliation, items: Iterable[StandingItem]) -> list[StandingItem]:
    """Return the items after, by item id, from the items before.

    Only what differs is in the patch: every other item is carried over under the new edition's label.
    Raises `PatchError` when an item that the patch takes up is not among `items`.
    """
    standing = {item.id: item for item in items}
    links = (*reconciliation.changes, *reconciliation.restated)
    for link in links:
        for item in link.before:
            if standing.pop(item.id, None) != item:
                raise PatchError(f"item {item.id} does not stand as the patch has it")
    label = reconciliation.to_label
    result = [msgspec.structs.replace(item, edition=label) for item in standing.values()]
    result.extend(item for link in links for item in link.after)
    return sorted(result, key=lambda item: item.id)


def invert(reconciliation: Reconciliation) -> Reconciliation:
    """Return the reconciliation of the same two lists the other way round.

    A body that was merely renamed keeps its newer name in the figures.
    """
    return Reconciliation(
        from_label=reconciliation.to_label,
        to_label=reconciliation.from_label,
        figures=_inverse_figures(reconciliation.figures),
        changes=reconciliation.changes.inverse(),
        restated=reconciliation.restated.inverse(),
        possible=reconciliation.possible.inverse(),
    )


def _inverse_row(row: RowType) -> RowType:
    return msgspec.structs.replace(
        row,
        before=row.after,
        after=row.before,
        added=row.removed,
        removed=row.added,
        moved_in=row.moved_out,
        moved_out=row.moved_in,
        merged=row.split,
        split=row.merged,
        net=-row.net,
    )


def _inverse_figures(figures: Figures) -> Figures:
    return msgspec.structs.replace(
        figures,
        before=figures.after,
        after=figures.before,
        added=figures.removed,
        removed=figures.added,
        merged=figures.split,
        split=figures.merged,
        net=-figures.net,
        bodies_gaining=figures.bodies_losing,
        bodies_losing=figures.bodies_gaining,
        by_body=[_inverse_row(row) for row in figures.by_body],
        by_category=[_inverse_row(row) for row in figures.by_category],
    )
