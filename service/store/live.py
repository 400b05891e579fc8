"""Which revisions stand in a body list: those of its layers that no nearer layer hides."""

from functools import cache

from sqlalchemy import ColumnElement, FromClause, and_, exists, not_, select

from service.store.core import body_list_layer, revision


@cache
def standing() -> tuple[FromClause, ColumnElement[bool]]:
    """The join of revisions with the body lists they stand in, and the condition that they do.

    Select `revision` columns from it and narrow `body_list_layer.c.body_list_id` to the body lists asked.
    """
    nearer = body_list_layer.alias("nearer")
    other = revision.alias("other")
    joined = body_list_layer.join(revision, revision.c.body_list_id == body_list_layer.c.layer_id)
    hidden = exists(
        select(other.c.id)
        # The sum keeps a store without statistics from reading a nearer layer whole for every revision.
        .select_from(other.join(nearer, nearer.c.layer_id == other.c.body_list_id + 0))
        .where(
            other.c.item_id == revision.c.item_id,
            nearer.c.body_list_id == body_list_layer.c.body_list_id,
            nearer.c.depth < body_list_layer.c.depth,
        )
    )
    return joined, and_(not_(revision.c.removed), not_(hidden))
