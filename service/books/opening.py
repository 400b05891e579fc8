"""Opening a year's book (建帐): the draft of the next edition, begun as the latest one stands."""

from datetime import date, datetime

import msgspec
from sqlalchemy import Connection, insert, select

from service.access import Principal, Right, require
from service.audit import Entry, append
from service.editions import (
    EditionRow,
    editions,
    find_edition,
    latest_edition,
    open_draft,
    require_division,
    require_label,
)
from service.errors import Refusal
from service.node_ids import encode
from service.store.core import book, correction
from service.vocabulary import EditionState, ListKind


class Book(msgspec.Struct, frozen=True, kw_only=True):
    """A book: the edition it is to become, the one it was opened from, the label of the one it corrects."""

    edition: EditionRow
    base: EditionRow
    corrects: str | None
    opened_at: datetime
    opened_by: str

    @property
    def is_open(self) -> bool:
        """Whether its edition is still a draft."""
        return self.edition.state is EditionState.DRAFT


def open_year(
    connection: Connection,
    principal: Principal | None,
    division: str,
    kind: ListKind,
    label: str,
    now: datetime,
    *,
    effective: date | None = None,
    base: str | None = None,
    corrects: str | None = None,
    why: str = "",
) -> Book:
    """Open a book from the latest published edition, or from the one with the label `base`.

    With `corrects` it is a correction of that published edition: based on it and of its day where nothing
    else is said, and its edition names it for good. Raises `Refusal`: `forbidden`, `unknown-division`,
    `bad-label`, `edition-exists`, `no-edition`, `base-not-published`, `unknown-edition`, `not-published`,
    `missing-reason` for a correction without one.
    """
    who = require(principal, Right.KEEP_BOOKS, division=division)
    require_label(label)
    require_division(connection, division)
    if any(row.label == label for row in editions(connection, division, kind)):
        raise Refusal("edition-exists", f"已有名为“{label}”的版本。", "换一个版本名。")
    wrong = _corrected(connection, division, kind, corrects, why) if corrects is not None else None
    if base is None:
        found = wrong or latest_edition(connection, division, kind)
        if found is None:
            raise Refusal(
                "no-edition", f"{division} 的{kind.label}还没有公布的版本。", "先载入并公布第一版。"
            )
        base = found.label
    draft = open_draft(
        connection,
        division,
        kind,
        label,
        now,
        effective=effective or (wrong.effective_on if wrong else None),
        base_label=base,
    )
    opened_from = find_edition(connection, division, kind, base)
    connection.execute(
        insert(book).values(edition_id=draft.id, base_id=opened_from.id, opened_at=now, opened_by=who.name)
    )
    if wrong:
        connection.execute(
            insert(correction).values(edition_id=draft.id, corrects_id=wrong.id, reason=why.strip())
        )
    append(
        connection,
        Entry(
            by=who,
            act="book.open",
            subject=encode("Edition", draft.id),
            division=division,
            after={
                "kind": kind,
                "label": label,
                "base": base,
                "corrects": corrects,
                "effective": draft.effective_on,
            },
            why=why,
        ),
        at=now,
    )
    return find_book(connection, division, kind, label)


def find_book(connection: Connection, division: str, kind: ListKind, label: str | None = None) -> Book:
    """Return the book of that label, else the one opened last; raises `Refusal` (`no-book`)."""
    known = {row.id: row for row in editions(connection, division, kind)}
    own = connection.execute(
        select(book, correction.c.corrects_id)
        .outerjoin(correction, correction.c.edition_id == book.c.edition_id)
        .where(book.c.edition_id.in_(known))
        .order_by(book.c.opened_at, book.c.edition_id)
    ).all()
    if label is not None:
        own = [row for row in own if known[row.edition_id].label == label]
    if not own:
        raise Refusal("no-book", f"{division} 的{kind.label}没有建过这个帐。", "先建帐。")
    row = own[-1]
    return Book(
        edition=known[row.edition_id],
        base=known[row.base_id],
        corrects=known[row.corrects_id].label if row.corrects_id else None,
        opened_at=row.opened_at,
        opened_by=row.opened_by,
    )


def _corrected(connection: Connection, division: str, kind: ListKind, label: str, why: str) -> EditionRow:
    found = find_edition(connection, division, kind, label)
    if found.state is not EditionState.PUBLISHED:
        raise Refusal("not-published", f"版本“{label}”还是草稿，不需要更正。", "直接修改草稿。")
    if not why.strip():
        raise Refusal("missing-reason", "更正没有写明理由。", "写明更正什么、为什么。")
    return found
