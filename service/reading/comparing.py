"""Two editions held against one another."""

from typing import Protocol

from sqlalchemy import Connection

from service.bodies import BodyMap
from service.comparison import Comparison, Reconciliation, comparison_of, reconcile
from service.reading.standing import standing_items


class ComparableEdition(Protocol):
    """An edition, a draft too, as far as comparing goes."""

    @property
    def id(self) -> int:
        """Its number in the store."""

    @property
    def label(self) -> str:
        """Its label in its list."""


def reconcile_editions(
    connection: Connection,
    before: ComparableEdition,
    after: ComparableEdition,
    body_map: BodyMap | None = None,
) -> Reconciliation:
    """Return what became of the items of one edition in the other, with the items whole (contract §3)."""
    old = standing_items(connection, before.id)
    new = standing_items(connection, after.id, known=old)
    return reconcile(old, new, body_map=body_map, editions=(before.label, after.label))


def compare_editions(
    connection: Connection, before: ComparableEdition, after: ComparableEdition
) -> Comparison:
    """Return the same as programs receive it."""
    return comparison_of(reconcile_editions(connection, before, after))
