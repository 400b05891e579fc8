"""the inventory

Revision ID: 0001
Revises: 
"""

import sqlalchemy as sa
from alembic import op

import service.store.column_types

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


_SEARCH = {
    "sqlite": [
        "CREATE VIRTUAL TABLE revision_search USING fts5"
        "(document, content='', detail='none', tokenize='unicode61 remove_diacritics 0')"
    ],
    "postgresql": [
        "CREATE TABLE revision_search"
        " (revision_id bigint PRIMARY KEY REFERENCES revision, document tsvector NOT NULL)",
        "CREATE INDEX ix_revision_search_document ON revision_search USING gin (document)",
    ],
}
_NUMBERED = (
    "body", "list", "edition", "source_file", "body_list", "power_item", "revision", "instrument", "lineage"
)


def upgrade() -> None:
    op.create_table('data_version',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('version', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_data_version'))
    )
    op.create_table('change',
    sa.Column('version', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('ordinal', sa.Integer(), nullable=False),
    sa.Column('item_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('edition_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('revision_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.CheckConstraint("kind IN ('ADDED', 'REMOVED', 'MERGED', 'SPLIT', 'TRANSFERRED', 'RENAMED', 'CHANGED')", name=op.f('ck_change_kind_known')),
    sa.PrimaryKeyConstraint('version', 'ordinal', name=op.f('pk_change'))
    )
    op.create_table('division',
    sa.Column('code', sa.String(12), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('level', sa.Integer(), nullable=False),
    sa.Column('parent_code', sa.String(), nullable=True),
    sa.ForeignKeyConstraint(['parent_code'], ['division.code'], name=op.f('fk_division_parent_code')),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_division'))
    )
    with op.batch_alter_table('division', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_division_parent_code'), ['parent_code'], unique=False)

    op.create_table('instrument',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('folded_title', sa.String(), nullable=False),
    sa.Column('rank', sa.String(), nullable=True),
    sa.Column('issuer', sa.String(), nullable=True),
    sa.Column('document_number', sa.String(), nullable=True),
    sa.Column('issued_on', sa.Date(), nullable=True),
    sa.Column('effective_on', sa.Date(), nullable=True),
    sa.Column('repealed_on', sa.Date(), nullable=True),
    sa.Column('status', sa.String(), nullable=False),
    sa.Column('successor_title', sa.String(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_instrument'))
    )
    with op.batch_alter_table('instrument', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_instrument_folded_title'), ['folded_title'], unique=False)

    op.create_table('number_series',
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('next_number', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_number_series'))
    )
    op.create_table('body',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('division_code', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('folded_name', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('credit_code', sa.String(), nullable=True),
    sa.Column('legacy_code', sa.String(), nullable=True),
    sa.Column('valid_from', sa.Date(), nullable=True),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.CheckConstraint("kind IN ('GOVERNMENT', 'DEPARTMENT', 'TOWNSHIP', 'AUTHORISED', 'ENTRUSTED')", name=op.f('ck_body_kind_known')),
    sa.ForeignKeyConstraint(['division_code'], ['division.code'], name=op.f('fk_body_division_code')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_body'))
    )
    with op.batch_alter_table('body', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_body_credit_code'), ['credit_code'], unique=False)
        batch_op.create_index(batch_op.f('ix_body_division_code_folded_name'), ['division_code', 'folded_name'], unique=False)

    op.create_table('instrument_alias',
    sa.Column('folded_title', sa.String(), nullable=False),
    sa.Column('instrument_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['instrument_id'], ['instrument.id'], name=op.f('fk_instrument_alias_instrument_id')),
    sa.PrimaryKeyConstraint('folded_title', 'instrument_id', name=op.f('pk_instrument_alias'))
    )
    op.create_table('list',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('division_code', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.CheckConstraint("kind IN ('power', 'responsibility', 'combined', 'licensing', 'charges', 'public-service', 'negative', 'proof', 'inspection', 'one-visit')", name=op.f('ck_list_kind_known')),
    sa.ForeignKeyConstraint(['division_code'], ['division.code'], name=op.f('fk_list_division_code')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_list')),
    sa.UniqueConstraint('division_code', 'kind', name=op.f('uq_list_division_code_kind'))
    )
    op.create_table('body_alias',
    sa.Column('body_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('folded_name', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['body_id'], ['body.id'], name=op.f('fk_body_alias_body_id')),
    sa.PrimaryKeyConstraint('body_id', 'folded_name', name=op.f('pk_body_alias'))
    )
    op.create_table('body_list',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('body_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('parent_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('items', sa.Integer(), nullable=False),
    sa.Column('seal', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['body_id'], ['body.id'], name=op.f('fk_body_list_body_id')),
    sa.ForeignKeyConstraint(['parent_id'], ['body_list.id'], name=op.f('fk_body_list_parent_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_body_list'))
    )
    with op.batch_alter_table('body_list', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_body_list_body_id'), ['body_id'], unique=False)

    op.create_table('body_succession',
    sa.Column('predecessor_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('successor_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('since', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['predecessor_id'], ['body.id'], name=op.f('fk_body_succession_predecessor_id')),
    sa.ForeignKeyConstraint(['successor_id'], ['body.id'], name=op.f('fk_body_succession_successor_id')),
    sa.PrimaryKeyConstraint('predecessor_id', 'successor_id', name=op.f('pk_body_succession'))
    )
    with op.batch_alter_table('body_succession', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_body_succession_successor_id'), ['successor_id'], unique=False)

    op.create_table('edition',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('list_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('label', sa.String(), nullable=False),
    sa.Column('effective_on', sa.Date(), nullable=False),
    sa.Column('recorded_at', service.store.column_types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('published_at', service.store.column_types.UtcDateTime(timezone=True), nullable=True),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('current', sa.Boolean(), nullable=False),
    sa.Column('predecessor_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('items', sa.Integer(), nullable=False),
    sa.Column('seal', sa.LargeBinary(), nullable=True),
    sa.CheckConstraint("state IN ('draft', 'published')", name=op.f('ck_edition_state_known')),
    sa.ForeignKeyConstraint(['list_id'], ['list.id'], name=op.f('fk_edition_list_id')),
    sa.ForeignKeyConstraint(['predecessor_id'], ['edition.id'], name=op.f('fk_edition_predecessor_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_edition')),
    sa.UniqueConstraint('list_id', 'label', name=op.f('uq_edition_list_id_label'))
    )
    with op.batch_alter_table('edition', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_edition_list_id_effective_on'), ['list_id', 'effective_on'], unique=False)

    op.create_table('power_item',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('list_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['list_id'], ['list.id'], name=op.f('fk_power_item_list_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_power_item'))
    )
    with op.batch_alter_table('power_item', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_power_item_list_id'), ['list_id'], unique=False)

    op.create_table('body_list_count',
    sa.Column('body_list_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('category', sa.String(), nullable=False),
    sa.Column('level', sa.Integer(), nullable=False),
    sa.Column('items', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['body_list_id'], ['body_list.id'], name=op.f('fk_body_list_count_body_list_id')),
    sa.PrimaryKeyConstraint('body_list_id', 'category', 'level', name=op.f('pk_body_list_count'))
    )
    op.create_table('body_list_layer',
    sa.Column('body_list_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('depth', sa.Integer(), nullable=False),
    sa.Column('layer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['body_list_id'], ['body_list.id'], name=op.f('fk_body_list_layer_body_list_id')),
    sa.ForeignKeyConstraint(['layer_id'], ['body_list.id'], name=op.f('fk_body_list_layer_layer_id')),
    sa.PrimaryKeyConstraint('body_list_id', 'depth', name=op.f('pk_body_list_layer'))
    )
    with op.batch_alter_table('body_list_layer', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_body_list_layer_layer_id'), ['layer_id'], unique=False)

    op.create_table('lineage',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('edition_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('before_item_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('after_item_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('decision', sa.String(), nullable=False),
    sa.Column('score', sa.Float(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('recorded_at', service.store.column_types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('withdrawn_at', service.store.column_types.UtcDateTime(timezone=True), nullable=True),
    sa.CheckConstraint("decision IN ('AUTOMATIC', 'STATED', 'CONFIRMED', 'REJECTED')", name=op.f('ck_lineage_decision_known')),
    sa.CheckConstraint("before_item_id IS NOT NULL OR after_item_id IS NOT NULL", name=op.f('ck_lineage_names_an_item')),
    sa.ForeignKeyConstraint(['after_item_id'], ['power_item.id'], name=op.f('fk_lineage_after_item_id')),
    sa.ForeignKeyConstraint(['before_item_id'], ['power_item.id'], name=op.f('fk_lineage_before_item_id')),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_lineage_edition_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lineage'))
    )
    with op.batch_alter_table('lineage', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_lineage_after_item_id'), ['after_item_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_lineage_before_item_id'), ['before_item_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_lineage_edition_id'), ['edition_id'], unique=False)

    op.create_table('source_file',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('edition_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('sha256', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('format', sa.String(), nullable=False),
    sa.Column('loaded_at', service.store.column_types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('rows_read', sa.Integer(), nullable=False),
    sa.Column('bodies', sa.Integer(), nullable=False),
    sa.Column('findings', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_source_file_edition_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_source_file'))
    )
    with op.batch_alter_table('source_file', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_source_file_edition_id_sha256'), ['edition_id', 'sha256'], unique=False)

    op.create_table('edition_body',
    sa.Column('edition_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('body_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('body_list_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('source_file_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.ForeignKeyConstraint(['body_id'], ['body.id'], name=op.f('fk_edition_body_body_id')),
    sa.ForeignKeyConstraint(['body_list_id'], ['body_list.id'], name=op.f('fk_edition_body_body_list_id')),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_edition_body_edition_id')),
    sa.ForeignKeyConstraint(['source_file_id'], ['source_file.id'], name=op.f('fk_edition_body_source_file_id')),
    sa.PrimaryKeyConstraint('edition_id', 'body_id', name=op.f('pk_edition_body'))
    )
    with op.batch_alter_table('edition_body', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_edition_body_body_list_id'), ['body_list_id'], unique=False)

    op.create_table('revision',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('body_list_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('item_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('list_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('body_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('removed', sa.Boolean(), nullable=False),
    sa.Column('position', sa.Float(), nullable=False),
    sa.Column('category', sa.String(), nullable=True),
    sa.Column('level', sa.Integer(), nullable=True),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('sub_item_name', sa.String(), nullable=False),
    sa.Column('folded_name', sa.String(), nullable=False),
    sa.Column('content', sa.Text(), nullable=False),
    sa.Column('content_hash', sa.LargeBinary(), nullable=False),
    sa.Column('source_file_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('source_sheet', sa.String(), nullable=False),
    sa.Column('source_row', sa.Integer(), nullable=False),
    sa.CheckConstraint("category IN ('LICENSING', 'PENALTY', 'COERCION', 'COLLECTION', 'PAYMENT', 'INSPECTION', 'CONFIRMATION', 'REWARD', 'ADJUDICATION', 'OTHER', 'PUBLIC_SERVICE')", name=op.f('ck_revision_category_known')),
    sa.ForeignKeyConstraint(['body_list_id'], ['body_list.id'], name=op.f('fk_revision_body_list_id')),
    sa.ForeignKeyConstraint(['item_id'], ['power_item.id'], name=op.f('fk_revision_item_id')),
    sa.ForeignKeyConstraint(['source_file_id'], ['source_file.id'], name=op.f('fk_revision_source_file_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_revision'))
    )
    with op.batch_alter_table('revision', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_revision_body_list_id_position'), ['body_list_id', 'position'], unique=False)
        batch_op.create_index(batch_op.f('ix_revision_item_id'), ['item_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_revision_list_id_folded_name'), ['list_id', 'folded_name'], unique=False)

    op.create_table('source_rows',
    sa.Column('source_file_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('ordinal', sa.Integer(), nullable=False),
    sa.Column('rows', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['source_file_id'], ['source_file.id'], name=op.f('fk_source_rows_source_file_id')),
    sa.PrimaryKeyConstraint('source_file_id', 'ordinal', name=op.f('pk_source_rows'))
    )
    op.create_table('instrument_version',
    sa.Column('instrument_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('published_on', sa.Date(), nullable=False),
    sa.Column('effective_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['instrument_id'], ['instrument.id'], name=op.f('fk_instrument_version_instrument_id')),
    sa.PrimaryKeyConstraint('instrument_id', 'published_on', name=op.f('pk_instrument_version'))
    )
    op.create_table('checked_item',
    sa.Column('revision_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('basis_key', sa.String(), nullable=False),
    sa.Column('body_key', sa.String(), nullable=False),
    sa.Column('since', sa.Date(), nullable=True),
    sa.Column('until', sa.Date(), nullable=True),
    sa.Column('outcome', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['revision_id'], ['revision.id'], name=op.f('fk_checked_item_revision_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('revision_id', name=op.f('pk_checked_item'))
    )
    op.create_table('citation',
    sa.Column('revision_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('ordinal', sa.Integer(), nullable=False),
    sa.Column('instrument_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('folded_title', sa.String(), nullable=False),
    sa.Column('score', sa.Float(), nullable=True),
    sa.ForeignKeyConstraint(['instrument_id'], ['instrument.id'], name=op.f('fk_citation_instrument_id')),
    sa.ForeignKeyConstraint(['revision_id'], ['revision.id'], name=op.f('fk_citation_revision_id')),
    sa.PrimaryKeyConstraint('revision_id', 'ordinal', name=op.f('pk_citation'))
    )
    with op.batch_alter_table('citation', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_citation_folded_title'), ['folded_title'], unique=False)
        batch_op.create_index(batch_op.f('ix_citation_instrument_id'), ['instrument_id'], unique=False)

    op.create_table('revision_reading',
    sa.Column('revision_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('bases', sa.Text(), nullable=False),
    sa.Column('codes', sa.Text(), nullable=False),
    sa.Column('duties', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['revision_id'], ['revision.id'], name=op.f('fk_revision_reading_revision_id')),
    sa.PrimaryKeyConstraint('revision_id', name=op.f('pk_revision_reading'))
    )
    op.create_table('current_item',
    sa.Column('list_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('body_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('position', sa.Float(), nullable=False),
    sa.Column('item_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('category', sa.String(), nullable=True),
    sa.Column('revision_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['body_id'], ['body.id'], name=op.f('fk_current_item_body_id')),
    sa.ForeignKeyConstraint(['item_id'], ['power_item.id'], name=op.f('fk_current_item_item_id')),
    sa.ForeignKeyConstraint(['list_id'], ['list.id'], name=op.f('fk_current_item_list_id')),
    sa.ForeignKeyConstraint(['revision_id'], ['revision.id'], name=op.f('fk_current_item_revision_id')),
    sa.PrimaryKeyConstraint('list_id', 'body_id', 'position', 'item_id', name=op.f('pk_current_item')),
    sa.UniqueConstraint('revision_id', name=op.f('uq_current_item_revision_id'))
    )
    with op.batch_alter_table('current_item', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_current_item_body_id'), ['body_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_current_item_item_id'), ['item_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_current_item_list_id_category_body_id_position_item_id'), ['list_id', 'category', 'body_id', 'position', 'item_id'], unique=False)

    op.create_table('revision_code',
    sa.Column('folded_code', sa.String(), nullable=False),
    sa.Column('revision_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['revision_id'], ['revision.id'], name=op.f('fk_revision_code_revision_id')),
    sa.PrimaryKeyConstraint('folded_code', 'revision_id', name=op.f('pk_revision_code'))
    )
    with op.batch_alter_table('revision_code', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_revision_code_revision_id'), ['revision_id'], unique=False)

    for statement in _SEARCH[op.get_bind().dialect.name]:
        op.execute(statement)
    op.execute("INSERT INTO data_version (id, version) VALUES (1, 0)")
    op.bulk_insert(
        sa.table("number_series", sa.column("name"), sa.column("next_number")),
        [{"name": name, "next_number": 1} for name in _NUMBERED],
    )


def downgrade() -> None:
    raise RuntimeError("the first schema has nothing before it")
