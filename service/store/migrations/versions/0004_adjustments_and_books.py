"""adjustments and books

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

import service.store.column_types

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

_NUMBERED = ("adjustment", "delegation")


def upgrade() -> None:
    op.create_table('code_series',
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('next_number', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_code_series'))
    )
    op.create_table('adjustment',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('division_code', sa.String(), nullable=False),
    sa.Column('body_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('lists', sa.String(), nullable=False),
    sa.Column('list_count', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('awaiting', sa.String(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('submission', sa.Integer(), nullable=False),
    sa.Column('effective_on', sa.Date(), nullable=False),
    sa.Column('rule_set', sa.String(), nullable=False),
    sa.Column('limits', sa.Text(), nullable=False),
    sa.Column('follow_up_days', sa.Integer(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('proposed_at', service.store.column_types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('followed_up_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['body_id'], ['body.id'], name=op.f('fk_adjustment_body_id')),
    sa.ForeignKeyConstraint(['division_code'], ['division.code'], name=op.f('fk_adjustment_division_code')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_adjustment'))
    )
    with op.batch_alter_table('adjustment', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_adjustment_body_id_id'), ['body_id', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_adjustment_division_code_id'), ['division_code', 'id'], unique=False)

    op.create_table('adjustment_act',
    sa.Column('adjustment_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('ordinal', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('step', sa.String(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('path', sa.String(), nullable=False),
    sa.Column('done_by', sa.String(), nullable=False),
    sa.Column('done_by_name', sa.String(), nullable=False),
    sa.Column('done_at', service.store.column_types.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['adjustment_id'], ['adjustment.id'], name=op.f('fk_adjustment_act_adjustment_id')),
    sa.PrimaryKeyConstraint('adjustment_id', 'ordinal', name=op.f('pk_adjustment_act'))
    )
    op.create_table('adjustment_edition',
    sa.Column('adjustment_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('list_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('edition_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('applied_at', service.store.column_types.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['adjustment_id'], ['adjustment.id'], name=op.f('fk_adjustment_edition_adjustment_id')),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_adjustment_edition_edition_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['list_id'], ['list.id'], name=op.f('fk_adjustment_edition_list_id')),
    sa.PrimaryKeyConstraint('adjustment_id', 'list_id', name=op.f('pk_adjustment_edition'))
    )
    with op.batch_alter_table('adjustment_edition', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_adjustment_edition_edition_id'), ['edition_id'], unique=False)

    op.create_table('adjustment_item',
    sa.Column('adjustment_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('item_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['adjustment_id'], ['adjustment.id'], name=op.f('fk_adjustment_item_adjustment_id')),
    sa.ForeignKeyConstraint(['item_id'], ['power_item.id'], name=op.f('fk_adjustment_item_item_id')),
    sa.PrimaryKeyConstraint('adjustment_id', 'item_id', name=op.f('pk_adjustment_item'))
    )
    with op.batch_alter_table('adjustment_item', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_adjustment_item_item_id'), ['item_id'], unique=False)

    op.create_table('adjustment_result',
    sa.Column('adjustment_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('item_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('edition_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['adjustment_id'], ['adjustment.id'], name=op.f('fk_adjustment_result_adjustment_id')),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_adjustment_result_edition_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['item_id'], ['power_item.id'], name=op.f('fk_adjustment_result_item_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('adjustment_id', 'item_id', name=op.f('pk_adjustment_result'))
    )
    with op.batch_alter_table('adjustment_result', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_adjustment_result_edition_id'), ['edition_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_adjustment_result_item_id'), ['item_id'], unique=False)

    op.create_table('adjustment_wording',
    sa.Column('adjustment_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('submission', sa.Integer(), nullable=False),
    sa.Column('proposal', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['adjustment_id'], ['adjustment.id'], name=op.f('fk_adjustment_wording_adjustment_id')),
    sa.PrimaryKeyConstraint('adjustment_id', 'submission', name=op.f('pk_adjustment_wording'))
    )
    op.create_table('book',
    sa.Column('edition_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('base_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('opened_at', service.store.column_types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('opened_by', sa.String(), nullable=False),
    sa.Column('closed_at', service.store.column_types.UtcDateTime(timezone=True), nullable=True),
    sa.Column('closed_by', sa.String(), nullable=True),
    sa.ForeignKeyConstraint(['base_id'], ['edition.id'], name=op.f('fk_book_base_id')),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_book_edition_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('edition_id', name=op.f('pk_book'))
    )
    op.create_table('correction',
    sa.Column('edition_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('corrects_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['corrects_id'], ['edition.id'], name=op.f('fk_correction_corrects_id')),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_correction_edition_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('edition_id', name=op.f('pk_correction'))
    )
    with op.batch_alter_table('correction', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_correction_corrects_id'), ['corrects_id'], unique=False)

    op.create_table('delegation',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('item_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('from_body_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('to_body_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('to_division', sa.String(), nullable=False),
    sa.Column('to_name', sa.String(), nullable=False),
    sa.Column('since', sa.Date(), nullable=False),
    sa.Column('until', sa.Date(), nullable=True),
    sa.Column('adjustment_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('edition_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('ended_on', sa.Date(), nullable=True),
    sa.Column('ended_in', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.ForeignKeyConstraint(['adjustment_id'], ['adjustment.id'], name=op.f('fk_delegation_adjustment_id')),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_delegation_edition_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['ended_in'], ['edition.id'], name=op.f('fk_delegation_ended_in'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['from_body_id'], ['body.id'], name=op.f('fk_delegation_from_body_id')),
    sa.ForeignKeyConstraint(['item_id'], ['power_item.id'], name=op.f('fk_delegation_item_id')),
    sa.ForeignKeyConstraint(['to_body_id'], ['body.id'], name=op.f('fk_delegation_to_body_id')),
    sa.ForeignKeyConstraint(['to_division'], ['division.code'], name=op.f('fk_delegation_to_division')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_delegation')),
    sa.UniqueConstraint('adjustment_id', 'item_id', 'to_division', 'to_name', name=op.f('uq_delegation_adjustment_id_item_id_to_division_to_name'))
    )
    with op.batch_alter_table('delegation', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_delegation_edition_id'), ['edition_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_delegation_ended_in'), ['ended_in'], unique=False)
        batch_op.create_index(batch_op.f('ix_delegation_item_id'), ['item_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_delegation_to_body_id'), ['to_body_id'], unique=False)

    op.create_table('reported_figure',
    sa.Column('edition_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('body_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('figure', sa.String(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('reported_at', service.store.column_types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('reported_by', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['body_id'], ['body.id'], name=op.f('fk_reported_figure_body_id')),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_reported_figure_edition_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('edition_id', 'body_id', 'figure', name=op.f('pk_reported_figure'))
    )
    op.bulk_insert(
        sa.table("number_series", sa.column("name"), sa.column("next_number")),
        [{"name": name, "next_number": 1} for name in _NUMBERED],
    )


def downgrade() -> None:
    for table in (
        "reported_figure",
        "delegation",
        "correction",
        "book",
        "adjustment_wording",
        "adjustment_result",
        "adjustment_item",
        "adjustment_edition",
        "adjustment_act",
        "adjustment",
        "code_series",
    ):
        op.drop_table(table)
    names = ", ".join(f"'{name}'" for name in _NUMBERED)
    op.execute(f"DELETE FROM number_series WHERE name IN ({names})")
