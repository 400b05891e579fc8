"""Two editions held against one another."""

from functools import partial
from typing import Protocol

from sqlalchemy import Connection

from service.bodies import BodyMap
from service.comparison import (
    Comparison,
    Matcher,
    Reconciliation,
    Stage,
    Told,
    comparison_of,
    invert,
    reconcile,
)
from service.reading.chained import differing_sides
from service.reading.lineage import chain_between, stated_over
from service.reading.reform import bodies_named, reform_between


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
    matcher: Matcher | None = None,
    progress: Told = lambda stage, done, whole: None,
) -> Reconciliation:
    """Return what became of the items of one edition in the other, with the items whole (contract §3).

    What items say is read from `connection` when the changes are gone through, in the same snapshot; the
    outcome's `held` may be told after it. What the two editions share is not read at all. What was stated of
    the editions on the way from one to the other outranks everything found; the reforms of bodies that
    loading was told of count beside `body_map`, each where it lies between the editions (`reform_between`).
    `progress` is told of reading, matching and going through the changes.
    """
    chain = chain_between(connection, before.id, after.id)
    if chain is None and chain_between(connection, after.id, before.id):
        return invert(reconcile_editions(connection, after, before, body_map, matcher, progress))
    stated = stated_over(connection, chain if chain is not None else [after.id])
    reform = reform_between(connection, before.id, after.id, body_map)
    sides = differing_sides(
        connection,
        before.id,
        after.id,
        whole=bodies_named(connection, before.id, after.id, reform),
        also={number for one in stated for number in (*one.before, *one.after)},
        progress=partial(progress, Stage.READING),
    )
    return reconcile(
        sides.before,
        sides.after,
        stated=stated,
        body_map=reform,
        unchanged=sides.unchanged,
        matcher=matcher,
        editions=(before.label, after.label),
        progress=progress,
    )


def compare_editions(
    connection: Connection, before: ComparableEdition, after: ComparableEdition
) -> Comparison:
    """Return the same as programs receive it."""
    return comparison_of(reconcile_editions(connection, before, after))
