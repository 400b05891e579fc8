"""Items found by words, and how well each fits: the same tiers on SQLite and PostgreSQL."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    and_,
    bindparam,
    case,
    column,
    exists,
    false,
    or_,
    select,
    text,
)

from service.reading.scope import Rows
from service.store.core import body, revision, revision_code
from service.store.search import match_expression, matching_revisions
from service.text import fold


def matches(words: str, dialect: str) -> ColumnElement[bool]:
    """Return the condition that a revision holds every word; no words to look for match nothing."""
    expression = match_expression(words, dialect)
    if expression is None:
        return false()
    found = text(matching_revisions(dialect)).bindparams(bindparam("match", expression))
    return revision.c.id.in_(found.columns(column("id", BigInteger)))


def tier(words: str, rows: Rows) -> ColumnElement[Any]:
    """Return how well a matching revision fits, 0 best.

    0 the words are the whole name (of the item, or of item and sub-item); 1 the name starts with them;
    2 the name holds every word; 3 a code starts with one; 4 name and body together hold every word;
    5 they stand in the basis, or apart from one another.
    """
    whole = fold(words)
    parts = [part for part in map(fold, words.split()) if part]
    name = revision.c.folded_name
    coded = exists(
        select(revision_code.c.revision_id).where(
            revision_code.c.revision_id == revision.c.id,
            or_(*(revision_code.c.folded_code.startswith(part, autoescape=True) for part in parts)),
        )
    )
    body_name = select(body.c.name).where(body.c.id == rows.body_id).scalar_subquery()
    return case(
        (or_(name == whole, revision.c.name == words.strip()), 0),
        (name.startswith(whole, autoescape=True), 1),
        (and_(*(name.contains(part, autoescape=True) for part in parts)), 2),
        (coded, 3),
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
