"""lists in the search index

Revision ID: 0010
Revises: 0009
"""

from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None

_INDEX = (
    "CREATE VIRTUAL TABLE {} USING fts5"
    "(document, content='', detail='none', tokenize='unicode61 remove_diacritics 0')"
)
# What a document without content held is told by its vocabulary alone, sorted on disk (`migrate` sees to that).
_SQLITE = (
    "CREATE VIRTUAL TABLE temp.revision_search_terms USING fts5vocab(main, revision_search, instance)",
    _INDEX.format("revision_search_anew"),
    "INSERT INTO revision_search_anew (rowid, document)"
    " SELECT doc, group_concat(term, ' ') || ' \ue000' || list_id"
    " FROM temp.revision_search_terms JOIN revision ON revision.id = doc GROUP BY doc",
    "DROP TABLE temp.revision_search_terms",
    "DROP TABLE revision_search",
    "ALTER TABLE revision_search_anew RENAME TO revision_search",
)
_POSTGRESQL = (
    "UPDATE revision_search SET document = document || array_to_tsvector(ARRAY['\ue000' || list_id])"
    " FROM revision WHERE revision.id = revision_id",
)


def upgrade() -> None:
    for statement in _SQLITE if op.get_bind().dialect.name == "sqlite" else _POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    """Nothing to do: a term that nobody looks for does no harm."""
