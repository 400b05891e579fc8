"""fits in the search index

Revision ID: 0012
Revises: 0011
"""

import re
from collections.abc import Callable
from zlib import crc32

from alembic import op
from sqlalchemy import Connection, text

from service.store.driver import sqlite_driver
from service.text import fold

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None

_PIECE = 2000
_TOLD = "\ue000"
_RUNS = re.compile(r"[0-9a-z]+|[^\W0-9a-z_]+")
_CODES = (
    "(SELECT {}(folded_code, ' ') FROM revision_code WHERE revision_code.revision_id = revision.id)"
)
_COLUMNS = f"list_id, revision.name, sub_item_name, revision.folded_name, body.name, {_CODES}"
# What a document without content held is told by its vocabulary alone, sorted on disk (`migrate` sees to that).
_SQLITE = (
    "CREATE VIRTUAL TABLE temp.revision_search_terms USING fts5vocab(main, revision_search, instance)",
    "CREATE VIRTUAL TABLE revision_search_anew USING fts5"
    "(document, content='', detail='none', tokenize='unicode61 remove_diacritics 0')",
    "INSERT INTO revision_search_anew (rowid, document)"
    f" SELECT doc, quanze_terms(group_concat(term, ' '), {_COLUMNS.format('group_concat')})"
    " FROM temp.revision_search_terms JOIN revision ON revision.id = doc JOIN body ON body.id = revision.body_id"
    " GROUP BY doc",
    "DROP TABLE temp.revision_search_terms",
    "DROP TABLE revision_search",
    "ALTER TABLE revision_search_anew RENAME TO revision_search",
)
_PIECES = text(
    f"SELECT revision.id, array_to_string(tsvector_to_array(document), ' '), {_COLUMNS.format('string_agg')}"
    " FROM revision_search JOIN revision ON revision.id = revision_id JOIN body ON body.id = revision.body_id"
    " WHERE revision_id > :last ORDER BY revision_id LIMIT :piece"
)


def upgrade() -> None:
    _rewrite(_told)


def downgrade() -> None:
    _rewrite(_untold)


def _rewrite(terms: Callable[..., str]) -> None:
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        sqlite_driver(connection).create_function("quanze_terms", 7, terms, deterministic=True)
        for statement in _SQLITE:
            op.execute(statement)
        return
    op.execute("CREATE TABLE revision_search_anew (revision_id bigint NOT NULL, document tsvector NOT NULL)")
    _fill(connection, terms)
    op.execute("DROP TABLE revision_search")
    op.execute("ALTER TABLE revision_search_anew RENAME TO revision_search")
    op.execute(
        "ALTER TABLE revision_search ADD CONSTRAINT revision_search_pkey PRIMARY KEY (revision_id),"
        " ADD CONSTRAINT revision_search_revision_id_fkey FOREIGN KEY (revision_id) REFERENCES revision"
    )
    op.execute("CREATE INDEX ix_revision_search_document ON revision_search USING gin (document)")


def _fill(connection: Connection, terms: Callable[..., str]) -> None:
    driver = connection.connection.driver_connection
    assert driver is not None
    last = 0
    while rows := connection.execute(_PIECES, {"last": last, "piece": _PIECE}).all():
        last = rows[-1][0]
        with (
            driver.cursor() as cursor,
            cursor.copy("COPY revision_search_anew FROM STDIN") as copy,
        ):
            for number, *held in rows:
                copy.write_row((number, " ".join(f"'{term}'" for term in terms(*held).split(" "))))


def _told(
    held: str, list_id: int, name: str, sub_item_name: str, folded_name: str, body: str, codes: str | None
) -> str:
    """The terms of a document, which tell where they stand and how well it may fit."""
    in_name, in_body = _terms_of(folded_name), _terms_of(fold(body)) | _terms_of(body)
    terms = {f"{_TOLD}s{level}{_TOLD}{list_id >> level * 5}" for level in (1, 2, 3)}
    for term in held.split(" "):
        if term.startswith(_TOLD) or term in in_name:
            terms.add(term)
        elif not term.isascii():
            terms.add(("b" if term in in_body else "o") + term)
        if term.isascii():
            terms.add(term)
            terms.update(f"{_TOLD}p{term[:length]}" for length in range(1, min(len(term), 6) + 1))
    if any(map(str.isascii, in_name | in_body)):
        terms.add(f"{_TOLD}d")
    for called in {folded_name, fold(name)} - {""}:
        terms.add(f"{_TOLD}w{crc32(called.encode(errors='replace')):x}")
    terms.update(f"{_TOLD}n{_plain(folded_name[:length])}" for length in (1, 2))
    for code in (codes or "").split(" "):
        terms.update(f"{_TOLD}c{_plain(code[:length])}" for length in (1, 2, 6) if code)
    return " ".join(terms)


def _untold(held: str, *_: object) -> str:
    """The terms of a document as they were before."""
    kept = {term for term in held.split(" ") if term[0] != _TOLD or term[1:].isdecimal()}
    return " ".join(term[1:] if term[0] in "bo" and not term.isascii() else term for term in kept)


def _plain(part: str) -> str:
    return "".join(char if char.isalnum() else _TOLD for char in part)


def _terms_of(folded: str) -> set[str]:
    terms: set[str] = set()
    for run in _RUNS.findall(folded):
        if run.isascii():
            terms.add(run[:64])
        else:
            terms.update(run, map(str.__add__, run, run[1:]))
    return terms
