"""Closing a book (结帐): its edition is published and sealed, and changes no more."""

from datetime import datetime

import msgspec
from sqlalchemy import Connection, update

from service.access import Principal, Right, require
from service.audit import Entry, append
from service.books.opening import Book, find_book
from service.books.sealing import seal_of
from service.editions import publish_as, require_division
from service.errors import Refusal
from service.node_ids import encode
from service.store.core import book
from service.vocabulary import ListKind


class Closed(msgspec.Struct, frozen=True, kw_only=True):
    """A book that was closed, and the seal of its edition."""

    book: Book
    seal: bytes


def close_year(
    connection: Connection,
    principal: Principal | None,
    division: str,
    kind: ListKind,
    label: str,
    now: datetime,
    why: str = "",
) -> Closed:
    """Publish the edition of an open book, whole or not at all, and tell its seal.

    Raises `Refusal`: `forbidden`, `no-book`, `book-closed`, and what publishing raises.
    """
    who = require(principal, Right.PUBLISH, division=division)
    require_division(connection, division)
    found = find_book(connection, division, kind, label)
    if not found.is_open:
        raise Refusal("book-closed", f"“{label}”已经结帐。", "更正请另建一个版本。")
    publish_as(principal, connection, division, kind, label, now, why)
    connection.execute(
        update(book).where(book.c.edition_id == found.edition.id).values(closed_at=now, closed_by=who.name)
    )
    seal = seal_of(connection, found.edition.id)
    assert seal is not None  # noqa: S101 - what is published is sealed
    append(
        connection,
        Entry(
            by=who,
            act="book.close",
            subject=encode("Edition", found.edition.id),
            division=division,
            after={"kind": kind, "label": label, "seal": seal.hex()},
            why=why,
        ),
        at=now,
    )
    return Closed(book=find_book(connection, division, kind, label), seal=seal)
