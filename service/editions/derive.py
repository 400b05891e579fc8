"""What is derived from a draft's new wordings when it is published: search terms, citations, readings.

It may be derived again at any time from the verbatim text; nothing sealed depends on it.
"""

from collections.abc import Callable, Iterator, Sequence

from sqlalchemy import Connection, Select, exists, select

from service.citations import Basis, read_bases
from service.items import ItemContent, decode_content
from service.legal import stored_registry
from service.reading import kept_readings
from service.store import insert_rows
from service.store.core import body, body_list, edition, edition_body, revision, revision_reading
from service.store.search import add_documents, document_terms
from service.store.tables import Citation, RevisionReading
from service.text import fold
from service.vocabulary import EditionState

_PIECE = 2000
_UNPARSED_BASIS_SEARCHED = 200
_Wording = tuple[int, int, str, str]


def derive(
    connection: Connection, edition_id: int, progress: Callable[[int], object] = lambda done: None
) -> None:
    """Index the wordings that this draft would publish first, and read the instruments they cite.

    `progress` is told how many are done.
    """
    registry = stored_registry(connection)
    done = 0
    for piece in _pieces(connection, edition_id):
        documents: list[tuple[int, str]] = []
        citations: list[tuple[int, int, int | None, str, float | None]] = []
        readings: list[tuple[int, str, str, str]] = []
        for revision_id, list_id, body_name, encoded in piece:
            content = decode_content(encoded)
            bases = read_bases(content.setting_basis)
            for ordinal, basis in enumerate(bases):
                title = basis.title or ""
                cited, _, score, _ = registry.match(title, basis.cited_number)
                found = (cited.id, score) if cited else (None, None)
                citations.append((revision_id, ordinal, found[0], fold(title), found[1]))
            readings.append((revision_id, *kept_readings(content)))
            documents.append((revision_id, _searched(list_id, content, body_name, bases)))
        add_documents(connection, iter(documents))
        insert_rows(
            connection,
            Citation,
            ("revision_id", "ordinal", "instrument_id", "folded_title", "score"),
            citations,
        )
        insert_rows(connection, RevisionReading, ("revision_id", "bases", "codes", "duties"), readings)
        done += len(piece)
        progress(done)


def index_search(connection: Connection) -> None:
    """Build the search index of a store that holds published wordings and no index of them."""
    query = (
        select(revision.c.id, revision.c.list_id, body.c.name, revision.c.content)
        .join(body, body.c.id == revision.c.body_id)
        .where(exists().where(revision_reading.c.revision_id == revision.c.id))
        .order_by(revision.c.id)
    )
    for piece in _paged(connection, query):
        documents: list[tuple[int, str]] = []
        for revision_id, list_id, body_name, encoded in piece:
            content = decode_content(encoded)
            bases = read_bases(content.setting_basis)
            documents.append((revision_id, _searched(list_id, content, body_name, bases)))
        add_documents(connection, iter(documents))


def _searched(list_id: int, content: ItemContent, body_name: str, bases: Sequence[Basis]) -> str:
    """The terms an item is found by: its list, what it is called, whose it is, its codes, what it cites."""
    cited = [text or "" for basis in bases for text in (basis.title, basis.cited_number)]
    if not any(basis.title for basis in bases):
        cited.append(content.setting_basis[:_UNPARSED_BASIS_SEARCHED])
    return document_terms(
        list_id,
        name=content.name,
        sub_item_name=content.sub_item_name,
        body=body_name,
        codes=content.codes,
        others=cited,
    )


def _pieces(connection: Connection, edition_id: int) -> Iterator[list[_Wording]]:
    """Revisions (id, list, body name, content) of body lists that no published edition has yet, in pieces."""
    other = edition_body.alias("other")
    published = exists(
        select(other.c.edition_id)
        .join(edition, edition.c.id == other.c.edition_id)
        .where(
            other.c.body_list_id == edition_body.c.body_list_id,
            edition.c.state == EditionState.PUBLISHED,
        )
    )
    query = (
        select(revision.c.id, revision.c.list_id, body.c.name, revision.c.content)
        .select_from(edition_body)
        .join(body_list, body_list.c.id == edition_body.c.body_list_id)
        .join(revision, revision.c.body_list_id == body_list.c.id)
        .join(body, body.c.id == edition_body.c.body_id)
        .where(edition_body.c.edition_id == edition_id, ~published, ~revision.c.removed)
        .order_by(revision.c.id)
    )
    return _paged(connection, query)


def _paged(connection: Connection, query: Select[_Wording]) -> Iterator[list[_Wording]]:
    """The query's rows in pieces, each asked for when the one before is done with."""
    last = 0
    while rows := connection.execute(query.where(revision.c.id > last).limit(_PIECE)).all():
        last = rows[-1].id
        yield [(row.id, row.list_id, row.name, row.content) for row in rows]
