"""Two editions held against one another."""

from typing import Protocol

from sqlalchemy import Connection

from service.bodies import BodyMap, fold_body_name
from service.comparison import Comparison, Matcher, Reconciliation, comparison_of, invert, reconcile
from service.reading.chained import differing_sides
from service.reading.lineage import chain_between, recorded_body_map, stated_over
from service.reading.standing import lists_of


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
) -> Reconciliation:
    """Return what became of the items of one edition in the other, with the items whole (contract §3).

    What the two share is not read. What was stated of the editions on the way from one to the other
    outranks everything found; the reforms of bodies that loading was told of count beside `body_map`.
    """
    chain = chain_between(connection, before.id, after.id)
    if chain is None and chain_between(connection, after.id, before.id):
        return invert(reconcile_editions(connection, after, before, body_map, matcher))
    stated = stated_over(connection, chain if chain is not None else [after.id])
    recorded = recorded_body_map(connection, before.id, after.id)
    reform = BodyMap((*recorded.successions, *(body_map.successions if body_map else ())))
    sides = differing_sides(
        connection,
        before.id,
        after.id,
        whole=_bodies_named(connection, before, after, reform),
        also={number for one in stated for number in (*one.before, *one.after)},
    )
    return reconcile(
        sides.before,
        sides.after,
        stated=stated,
        body_map=reform,
        unchanged=sides.unchanged,
        matcher=matcher,
        editions=(before.label, after.label),
    )


def compare_editions(
    connection: Connection, before: ComparableEdition, after: ComparableEdition
) -> Comparison:
    """Return the same as programs receive it."""
    return comparison_of(reconcile_editions(connection, before, after))


def _bodies_named(
    connection: Connection, before: ComparableEdition, after: ComparableEdition, reform: BodyMap
) -> set[int]:
    """Return the bodies of the editions that the map names."""
    if not reform.successions:
        return set()
    bodies = {body.id: body for one in (before, after) for body in lists_of(connection, one.id).values()}
    division = next((body.division for body in bodies.values()), "")
    named = {
        fold_body_name(name, division)
        for succession in reform.successions
        for name in (succession.old, succession.new)
    }
    return {number for number, body in bodies.items() if fold_body_name(body.name, division) in named}
