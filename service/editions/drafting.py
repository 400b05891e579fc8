"""Drafts: opening one, and entering body lists in it."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import Connection, delete, func, insert, literal, select, update

from service.days import local_day
from service.editions.discard import drop_unused_body_lists
from service.editions.lists import (
    EditionRow,
    editions,
    effective_date,
    find_edition,
    open_list,
    predecessor_of,
)
from service.errors import Refusal
from service.store import take_numbers
from service.store.core import body_list, edition, edition_body
from service.store.tables import Edition
from service.vocabulary import EditionState, ListKind


def open_draft(
    connection: Connection,
    division: str,
    kind: ListKind,
    label: str,
    now: datetime,
    *,
    effective: date | None = None,
    base_label: str | None = None,
) -> EditionRow:
    """Return the draft of that label, made where there is none: empty, or as the base edition.

    Raises `Refusal`: `edition-published` where the label is published, `unknown-edition` and
    `base-not-published` for the base.
    """
    list_id = open_list(connection, division, kind)
    known = {row.label: row for row in editions(connection, division, kind)}
    found = known.get(label)
    if found and found.state is EditionState.PUBLISHED:
        raise Refusal(
            "edition-published",
            f"版本“{label}”已经公布，公布后不再改动。",
            "换一个版本名，另建新版本。",
        )
    if found:
        if effective and effective != found.effective_on:
            connection.execute(update(edition).where(edition.c.id == found.id).values(effective_on=effective))
        return found
    effective_on = effective_date(label, effective, local_day(now))
    base = find_edition(connection, division, kind, base_label) if base_label else None
    if base and base.state is not EditionState.PUBLISHED:
        raise Refusal("base-not-published", f"基础版本“{base.label}”还没有公布。", "先公布它，或换一个版本。")
    number = take_numbers(connection, Edition, 1)[0]
    connection.execute(
        insert(edition).values(
            id=number,
            list_id=list_id,
            label=label,
            effective_on=effective_on,
            recorded_at=now,
            state=EditionState.DRAFT,
            current=False,
            predecessor_id=base.id if base else predecessor_of(connection, list_id, effective_on),
            items=base.items if base else 0,
        )
    )
    if base:
        connection.execute(
            insert(edition_body).from_select(
                ["edition_id", "body_id", "body_list_id"],
                select(literal(number), edition_body.c.body_id, edition_body.c.body_list_id).where(
                    edition_body.c.edition_id == base.id
                ),
            )
        )
    return find_edition(connection, division, kind, label)


def enter_body_lists(
    connection: Connection,
    edition_id: int,
    stand: Mapping[int, int],
    sources: Mapping[int, int | None],
    replaced: Mapping[int, int],
) -> None:
    """Enter the body lists in the edition in place of the ones they replace, and count it anew.

    `sources` are the files that the bodies' lists came from.
    """
    connection.execute(
        delete(edition_body).where(
            edition_body.c.edition_id == edition_id, edition_body.c.body_id.in_(list(replaced))
        )
    )
    if stand:
        connection.execute(
            insert(edition_body),
            [
                {
                    "edition_id": edition_id,
                    "body_id": body_id,
                    "body_list_id": body_list_id,
                    "source_file_id": sources[body_id],
                }
                for body_id, body_list_id in stand.items()
            ],
        )
    drop_unused_body_lists(connection, list(replaced.values()))
    total = (
        select(func.coalesce(func.sum(body_list.c["items"]), 0))
        .join(edition_body, edition_body.c.body_list_id == body_list.c.id)
        .where(edition_body.c.edition_id == edition_id)
        .scalar_subquery()
    )
    connection.execute(update(edition).where(edition.c.id == edition_id).values({"items": total}))
