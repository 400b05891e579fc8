"""Items found by words, and how well each fits: the same tiers on SQLite and PostgreSQL."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    and_,
    case,
    exists,
    false,
    or_,
    select,
)

from service.reading.scope import Rows
from service.store.core import body, revision, revision_code
from service.store.search import match_expression, matching_revisions
from service.text import fold


def matches(
    words: str,
    dialect: str,
    rows: Rows,
    drafts: Collection[int] = (),
    lists: Collection[int] | None = None,
) -> ColumnElement[bool]:
    """Return the condition that a revision holds every word; no words to look for match nothing.

    `lists` are those that the rows are of, where that is known: it is found sooner then.

    What stands in one of these drafts is not indexed yet: there the words are looked for in names, codes and
    the body's name.
    """
    expression = match_expression(words, dialect, lists)
    if expression is None:
        return false()
    indexed: ColumnElement[bool] = revision.c.id.in_(matching_revisions(dialect, expression))
    if not drafts:
        return indexed
    body_name = select(body.c.name).where(body.c.id == rows.body_id).scalar_subquery()
    held = (
        or_(
            revision.c.folded_name.contains(part, autoescape=True),
            body_name.contains(part, autoescape=True),
            _coded([part]),
        )
        for part in map(fold, words.split())
        if part
    )
    return or_(indexed, and_(rows.edition_id.in_(sorted(drafts)), *held))


def tier(words: str, rows: Rows) -> ColumnElement[Any]:
    """Return how well a matching revision fits, 0 best.

    0 the words are the whole name (of the item, or of item and sub-item); 1 the name starts with them;
    2 the name holds every word; 3 a code starts with one; 4 name and body together hold every word;
    5 they stand in the basis, or apart from one another.
    """
    whole = fold(words)
    parts = [part for part in map(fold, words.split()) if part]
    name = revision.c.folded_name
    body_name = select(body.c.name).where(body.c.id == rows.body_id).scalar_subquery()
    return case(
        (or_(name == whole, revision.c.name == words.strip()), 0),
        (name.startswith(whole, autoescape=True), 1),
        (and_(*(name.contains(part, autoescape=True) for part in parts)), 2),
        (_coded(parts), 3),
        (
            and_(
                *(
                    or_(name.contains(part, autoescape=True), body_name.contains(part, autoescape=True))
                    for part in parts
                )
            ),
            4,
        ),
        else_=5,
    )


def _coded(parts: Sequence[str]) -> ColumnElement[bool]:
    """The condition that a code of the revision starts with one of the words."""
    return exists(
        select(revision_code.c.revision_id).where(
            revision_code.c.revision_id == revision.c.id,
            or_(*(revision_code.c.folded_code.startswith(part, autoescape=True) for part in parts)),
        )
    )
