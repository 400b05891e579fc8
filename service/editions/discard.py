"""Discarding drafts, and single body lists of a draft that are loaded again."""

from collections.abc import Collection

from sqlalchemy import Connection, delete, select

from service.editions.lists import EditionRow, find_edition, require_division
from service.errors import Refusal
from service.store.core import (
    body_list,
    body_list_count,
    body_list_layer,
    edition,
    edition_body,
    lineage,
    power_item,
    revision,
    revision_code,
    source_file,
    source_rows,
)
from service.vocabulary import EditionState, ListKind


def discard(connection: Connection, division: str, kind: ListKind, label: str) -> EditionRow:
    """Discard a draft with all that was loaded into it; raises `Refusal` for a published edition."""
    require_division(connection, division)
    draft = find_edition(connection, division, kind, label)
    if draft.state is EditionState.PUBLISHED:
        raise Refusal("edition-published", f"版本“{label}”已经公布，不能丢弃。", "更正请另建一个版本。")
    lists = connection.execute(
        select(edition_body.c.body_list_id).where(edition_body.c.edition_id == draft.id)
    ).scalars()
    mine = list(lists)
    connection.execute(delete(edition_body).where(edition_body.c.edition_id == draft.id))
    connection.execute(delete(lineage).where(lineage.c.edition_id == draft.id))
    drop_unused_body_lists(connection, mine)
    files = select(source_file.c.id).where(source_file.c.edition_id == draft.id)
    connection.execute(delete(source_rows).where(source_rows.c.source_file_id.in_(files)))
    connection.execute(delete(source_file).where(source_file.c.edition_id == draft.id))
    connection.execute(
        edition.update()
        .where(edition.c.predecessor_id == draft.id)
        .values(predecessor_id=draft.predecessor_id)
    )
    connection.execute(delete(edition).where(edition.c.id == draft.id))
    return draft


def drop_unused_body_lists(connection: Connection, body_lists: Collection[int]) -> None:
    """Delete those of the body lists that no edition has any more, with their revisions and powers."""
    used = connection.execute(
        select(edition_body.c.body_list_id).where(edition_body.c.body_list_id.in_(body_lists))
    ).scalars()
    unused = sorted(set(body_lists) - set(used))
    own = select(revision.c.id).where(revision.c.body_list_id.in_(unused))
    connection.execute(delete(revision_code).where(revision_code.c.revision_id.in_(own)))
    items = list(
        connection.execute(
            select(revision.c.item_id).where(revision.c.body_list_id.in_(unused)).distinct()
        ).scalars()
    )
    connection.execute(delete(revision).where(revision.c.body_list_id.in_(unused)))
    for start in range(0, len(items), 1000):
        piece = items[start : start + 1000]
        kept = select(revision.c.item_id).where(revision.c.item_id.in_(piece))
        for side in (lineage.c.before_item_id, lineage.c.after_item_id):
            connection.execute(delete(lineage).where(side.in_(piece), side.not_in(kept)))
        connection.execute(delete(power_item).where(power_item.c.id.in_(piece), power_item.c.id.not_in(kept)))
    connection.execute(delete(body_list_count).where(body_list_count.c.body_list_id.in_(unused)))
    connection.execute(delete(body_list_layer).where(body_list_layer.c.body_list_id.in_(unused)))
    connection.execute(delete(body_list).where(body_list.c.id.in_(unused)))
