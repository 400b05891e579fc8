"""What bodies report of their part of a book (部门所报数字)."""

from collections.abc import Mapping
from datetime import datetime

import msgspec
from sqlalchemy import Connection, delete, insert, select

from service.access import Principal, Right, require
from service.audit import Entry, append
from service.books.opening import find_book
from service.cleanup import StatedFigure
from service.comparison import BodyRow
from service.errors import Refusal
from service.node_ids import encode
from service.store.core import body, reported_figure
from service.vocabulary import ListKind

FIGURES = tuple(field.name for field in msgspec.structs.fields(BodyRow) if field.name != "body")
"""The figures a body may report, as a comparison calls them."""
_MOST = 10_000_000


def report_figures(
    connection: Connection,
    principal: Principal | None,
    division: str,
    kind: ListKind,
    label: str,
    body_id: int,
    figures: Mapping[str, int],
    now: datetime,
) -> None:
    """Keep what a body reports in place of what it reported before.

    Raises `Refusal`: `forbidden`, `no-book`, `book-closed`, `unknown-body`, `bad-argument` for a figure that
    nobody knows or a number out of range.
    """
    who = require(principal, Right.LOAD, division=division, body=body_id)
    found = find_book(connection, division, kind, label)
    if not found.is_open:
        raise Refusal("book-closed", f"“{label}”已经结帐。", "更正请另建一个版本。")
    owner = connection.execute(select(body.c.division_code).where(body.c.id == body_id)).scalar()
    if owner != division:
        raise Refusal("unknown-body", f"{division} 没有这个部门。", "选择本级的部门。")
    wrong = [key for key, number in figures.items() if key not in FIGURES or not -_MOST <= number <= _MOST]
    if wrong or not figures:
        raise Refusal("bad-argument", "所报数字不对。", f"可报：{'、'.join(FIGURES)}。")
    own = (reported_figure.c.edition_id == found.edition.id) & (reported_figure.c.body_id == body_id)
    former: dict[str, int] = dict(
        connection.execute(select(reported_figure.c.figure, reported_figure.c.number).where(own)).all()
    )
    connection.execute(delete(reported_figure).where(own))
    connection.execute(
        insert(reported_figure),
        [
            {
                "edition_id": found.edition.id,
                "body_id": body_id,
                "figure": key,
                "number": number,
                "reported_at": now,
                "reported_by": who.name,
            }
            for key, number in figures.items()
        ],
    )
    append(
        connection,
        Entry(
            by=who,
            act="book.report",
            subject=encode("Edition", found.edition.id),
            division=division,
            body=body_id,
            before=former or None,
            after=dict(figures),
        ),
        at=now,
    )


def reported(connection: Connection, edition_id: int) -> list[StatedFigure]:
    """Return what the bodies report of a book, body by body."""
    rows = connection.execute(
        select(body.c.name, reported_figure.c.figure, reported_figure.c.number)
        .join(body, body.c.id == reported_figure.c.body_id)
        .where(reported_figure.c.edition_id == edition_id)
        .order_by(reported_figure.c.body_id, reported_figure.c.figure)
    )
    return [StatedFigure(key=figure, number=number, body=name) for name, figure, number in rows]
