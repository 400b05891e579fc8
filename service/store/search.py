"""Full-text search over published revisions: single characters and pairs of characters as terms.

A word of one character is looked up as itself, a longer one as all its pairs, so words of any length are
found without knowing where Chinese words end. Runs of Latin letters and digits are terms whole, found by
their start. A further term says which list a revision is of: most questions are put to one division, and
a word that lists all over the country hold would otherwise be followed through all of them. The same
terms serve both stores: FTS5 on SQLite, tsvector with a GIN index on PostgreSQL.
"""

import re
from collections.abc import Collection, Iterable, Iterator

from sqlalchemy import Connection

from service.text import fold

_RUNS = re.compile(r"[0-9a-z]+|[^\W0-9a-z_]+")
_LONGEST_TERM = 64
# A character for private use: it is part of no word, and both stores take it for part of a term.
_OF_LIST = "\ue000"
_LISTS_NAMED = 50
# How a dialect quotes a term, says that it may go on, and joins terms of which all, or one, must be there.
_SYNTAX = {"sqlite": ('"', "*", " AND ", " OR "), "postgresql": ("'", ":*", " & ", " | ")}


def list_term(list_id: int) -> str:
    """The term that documents of that list hold."""
    return f"{_OF_LIST}{list_id}"


def document_terms(list_id: int, texts: Iterable[str]) -> str:
    """The terms of a document of that list, each once, separated by spaces."""
    terms: dict[str, None] = {list_term(list_id): None}
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


def match_expression(words: str, dialect: str, lists: Collection[int] | None = None) -> str | None:
    """The expression to match in the dialect's syntax; None where the words hold nothing to look for.

    It names `lists`, where there are a few: whoever asks leaves out what is of others all the same.
    """
    terms = query_terms(words)
    if not terms:
        return None
    quote, begun, both, either = _SYNTAX[dialect]
    wanted = [f"{quote}{term}{quote}{begun if prefix else ''}" for term, prefix in terms]
    if lists is not None and 0 < len(lists) <= _LISTS_NAMED:
        named = either.join(f"{quote}{list_term(number)}{quote}" for number in lists)
        wanted.append(f"({named})")
    return both.join(wanted)


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
