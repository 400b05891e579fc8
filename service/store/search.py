"""Full-text search over published revisions: single characters and pairs of characters as terms.

A word of one character is looked up as itself, a longer one as all its pairs, so words of any length are
found without knowing where Chinese words end. Runs of Latin letters and digits are terms whole, found by
their start. The same terms serve both stores: FTS5 on SQLite, tsvector with a GIN index on PostgreSQL.

A term of Chinese text says where it stands: in the item's name, else in its body's, else elsewhere. Further
terms tell the list a revision is of and the stretches of lists that this one lies in, what its name is, and
how its name and codes begin. What fits words best can so be asked for by itself, stretch after stretch: a
word that lists all over the country hold need not be followed through all of them (`service.store.fits`).
"""

import re
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple
from zlib import crc32

from sqlalchemy import BigInteger, Connection, TextualSelect, column, text

from service.text import fold

_RUNS = re.compile(r"[0-9a-z]+|[^\W0-9a-z_]+")
_LONGEST_TERM = 64
# Letters before a term of Chinese text, which no run has there: what stands in a name has none.
IN_NAME, IN_BODY, ELSEWHERE = "", "b", "o"
# A character for private use: it is part of no word, and both stores take it for part of a term. A list's
# number stands after it, or a letter that says what else the term tells.
_TOLD = "\ue000"
_WHOLE, _NAME_START, _CODE_START, _LATIN_START, _STRETCHES = (_TOLD + kind for kind in "wncps")
LATIN_NAMED = _TOLD + "d"
"""The term of documents that hold Latin letters or digits in the item's name or its body's."""
# A division's code has as many digits; more are followed through all the terms that they begin.
_LATIN_STARTS = 6
_NAME_STARTS = (1, 2)
_CODE_STARTS = (1, 2, 6)
STRETCH_LEVELS = 3
STRETCH_BITS = 5
"""A stretch of level n is 2 ** (n * STRETCH_BITS) lists with numbers that follow one another."""
_LISTS_NAMED = 50
_MATCHING = {
    "sqlite": "SELECT rowid AS id FROM revision_search WHERE revision_search MATCH :match",
    "postgresql": "SELECT revision_id AS id FROM revision_search WHERE document @@ CAST(:match AS tsquery)",
}


class Term(NamedTuple):
    """A term to look for: the text, and whether it may go on."""

    text: str
    begun: bool = False


Wanted = Sequence[Sequence[Term]]
"""What a document must hold: of each of these one term."""


class _Syntax(NamedTuple):
    """How a dialect quotes a term, says that it may go on, and joins terms of which all, or one, must be."""

    quote: str
    begun: str
    both: str
    either: str


_SYNTAX = {"sqlite": _Syntax('"', "*", " AND ", " OR "), "postgresql": _Syntax("'", ":*", " & ", " | ")}


def stretch_term(level: int, list_id: int) -> str:
    """The term that documents hold whose list lies in the same stretch; that of level 0 is one list."""
    kind = f"{_STRETCHES}{level}{_TOLD}" if level else _TOLD
    return f"{kind}{list_id >> level * STRETCH_BITS}"


def list_terms(list_id: int) -> list[str]:
    """The terms that tell which list a document is of."""
    return [stretch_term(level, list_id) for level in range(STRETCH_LEVELS + 1)]


def whole_term(name: str) -> str:
    """The term of documents that are called that, folded; seldom of others."""
    return f"{_WHOLE}{crc32(name.encode(errors='replace')):x}"


def name_start_term(start: str) -> str:
    """The term of documents whose folded name starts with that; also of some that start otherwise."""
    return _NAME_START + _plain(start[: _NAME_STARTS[-1]])


def code_start_term(start: str) -> str:
    """The term of documents with a folded code that starts with that; also of some that start otherwise."""
    size = max(length for length in _CODE_STARTS if length <= max(1, len(start)))
    return _CODE_START + _plain(start[:size])


def _plain(text: str) -> str:
    """The text as part of a term: what stores might take for a term's end stands for one another."""
    return "".join(char if char.isalnum() else _TOLD for char in text)


def document_terms(
    list_id: int, *, name: str, sub_item_name: str, body: str, codes: Sequence[str], others: Sequence[str]
) -> str:
    """The terms of a document of that list, each once, separated by spaces.

    `body` is the name of its body; `others` are further texts that it is found by.
    """
    whole = fold(name + sub_item_name)
    in_name, in_body = _terms_of(whole), _body_terms(body)
    terms = dict.fromkeys(list_terms(list_id))
    for written in dict.fromkeys((name, sub_item_name, body, *codes, *others)):
        for term in _terms_of(fold(written)):
            if term.isascii():
                terms[term] = None
                terms.update(dict.fromkeys(_latin_starts(term)))
            else:
                mark = IN_NAME if term in in_name else IN_BODY if term in in_body else ELSEWHERE
                terms[mark + term] = None
    if any(map(str.isascii, in_name)) or any(map(str.isascii, in_body)):
        terms[LATIN_NAMED] = None
    for called in {whole, fold(name)} - {""}:
        terms[whole_term(called)] = None
    terms.update((name_start_term(whole[:length]), None) for length in _NAME_STARTS)
    for code in map(fold, codes):
        terms.update((code_start_term(code[:length]), None) for length in _CODE_STARTS if code)
    return " ".join(terms)


def _latin_starts(run: str) -> list[str]:
    """The terms by which a run of Latin letters and digits is found by how it begins."""
    return [_LATIN_START + run[:length] for length in range(1, min(len(run), _LATIN_STARTS) + 1)]


@lru_cache(maxsize=1024)
def _body_terms(name: str) -> frozenset[str]:
    """What may be looked for in a body's name, which is kept as it is written."""
    return _terms_of(fold(name)) | _terms_of(name)


# What comes again comes soon: a row's name, the laws its neighbours cite. Long texts take tens of kilobytes.
@lru_cache(maxsize=1024)
def _terms_of(folded: str) -> frozenset[str]:
    """The terms of a text as it stands."""
    terms: set[str] = set()
    for run in _RUNS.findall(folded):
        if run.isascii():
            terms.add(run[:_LONGEST_TERM])
        else:
            terms.update(run)
            terms.update(map(str.__add__, run, run[1:]))
    return frozenset(terms)


def query_terms(words: str) -> list[str]:
    """The terms every match must hold, where Latin letters and digits may go on, and no more.

    Words are parted by white space; none of them needs to stand next to another.
    """
    terms: dict[str, None] = {}
    for run in (run for word in words.split() for run in _RUNS.findall(fold(word))):
        if run.isascii():
            terms[run[:_LONGEST_TERM]] = None
        elif len(run) == 1:
            terms[run] = None
        else:
            terms.update(dict.fromkeys(map(str.__add__, run, run[1:])))
    return list(terms)


def term_anywhere(term: str, marks: Collection[str] = (IN_NAME, IN_BODY, ELSEWHERE)) -> Sequence[Term]:
    """One of `query_terms` as documents may hold it, Chinese text where the marks say."""
    if not term.isascii():
        return [Term(mark + term) for mark in marks]
    return [Term(_LATIN_START + term) if len(term) <= _LATIN_STARTS else Term(term, begun=True)]


def expression(wanted: Wanted, dialect: str) -> str:
    """What is wanted in the dialect's syntax; there must be something."""
    syntax = _SYNTAX[dialect]

    def said(term: Term) -> str:
        return f"{syntax.quote}{term.text}{syntax.quote}{syntax.begun if term.begun else ''}"

    either = (syntax.either.join(map(said, terms)) for terms in wanted)
    return syntax.both.join(f"({terms})" for terms in either)


def match_expression(words: str, dialect: str, lists: Collection[int] | None = None) -> str | None:
    """The expression to match in the dialect's syntax; None where the words hold nothing to look for.

    It names `lists`, where there are a few: whoever asks leaves out what is of others all the same.
    """
    wanted = [term_anywhere(term) for term in query_terms(words)]
    if not wanted:
        return None
    if lists is not None and 0 < len(lists) <= _LISTS_NAMED:
        wanted.append([Term(stretch_term(0, number)) for number in lists])
    return expression(wanted, dialect)


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


def matching_revisions(dialect: str, match: str | None = None) -> TextualSelect:
    """The ids of revisions that match, as the column `id`; without `match` that is a parameter.

    See `match_expression`.
    """
    found = text(_MATCHING[dialect])
    if match is not None:
        found = found.bindparams(match=match)
    return found.columns(column("id", BigInteger))
