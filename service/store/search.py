"""Full-text search over published revisions: single characters and pairs of characters as terms.

The same terms serve both stores: FTS5 on SQLite, tsvector with a GIN index on PostgreSQL. A word of one
character is looked up as itself, a longer one as all its pairs, so words of any length are found without
knowing where Chinese words end. Runs of Latin letters and digits are terms whole, found by their start.
"""

import re
from collections.abc import Iterable, Iterator

from sqlalchemy import Connection

from service.text import fold

_RUNS = re.compile(r"[0-9a-z]+|[^\W0-9a-z_]+")
_LONGEST_TERM = 64


def document_terms(texts: Iterable[str]) -> str:
    """The terms of a document, each once, separated by spaces."""
    terms: dict[str, None] = {}
    for part in texts:
        for run in _RUNS.findall(fold(part)):
            if run.isascii():
                terms[run[:_LONGEST_TERM]] = None
            else:
                terms.update(dict.fromkeys(run))
                terms.update(dict.fromkeys(map(str.__add__, run, run[1:])))
    return " ".join(terms)


def query_terms(words: str) -> list[tuple[str, bool]]:
    """The terms every match must hold; the flag says that a term may go on (Latin letters and digits).

    Words are parted by white space; none of them needs to stand next to another.
    """
    terms: dict[tuple[str, bool], None] = {}
    for run in (run for word in words.split() for run in _RUNS.findall(fold(word))):
        if run.isascii():
            terms[run[:_LONGEST_TERM], True] = None
        elif len(run) == 1:
            terms[run, False] = None
        else:
            terms.update(((run[start : start + 2], False), None) for start in range(len(run) - 1))
    return list(terms)


def match_expression(words: str, dialect: str) -> str | None:
    """The expression to match in the dialect's syntax; None where the words hold nothing to look for."""
    terms = query_terms(words)
    if not terms:
        return None
    if dialect == "sqlite":
        return " AND ".join(f'"{term}"{"*" if prefix else ""}' for term, prefix in terms)
    return " & ".join(f"'{term}'{':*' if prefix else ''}" for term, prefix in terms)


def add_documents(connection: Connection, documents: Iterator[tuple[int, str]]) -> None:
    """Index revisions: pairs of revision id and its terms."""
    if connection.dialect.name == "sqlite":
        cursor = connection.connection.cursor()
        try:
            cursor.executemany(
                "INSERT INTO revision_search (rowid, document) VALUES (?, ?)",
                documents,  # type: ignore[arg-type]  # the driver takes any iterable
            )
        finally:
            cursor.close()
        return
    driver = connection.connection.driver_connection
    assert driver is not None  # noqa: S101 - an open connection has one
    with driver.cursor() as cursor, cursor.copy("COPY revision_search FROM STDIN") as copy:
        for revision_id, terms in documents:
            copy.write_row((revision_id, " ".join(f"'{term}'" for term in terms.split())))


def matching_revisions(dialect: str) -> str:
    """SQL of the ids of revisions that match `:match` (see `match_expression`)."""
    if dialect == "sqlite":
        return "SELECT rowid FROM revision_search WHERE revision_search MATCH :match"
    return "SELECT revision_id FROM revision_search WHERE document @@ CAST(:match AS tsquery)"
