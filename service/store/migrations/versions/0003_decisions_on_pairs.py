"""decisions on pairs

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

import service.store.column_types

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('pair_decision',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('edition_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('before_item_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('after_item_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('decision', sa.String(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('decided_by', sa.String(), nullable=False),
    sa.Column('decided_at', service.store.column_types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('superseded_at', service.store.column_types.UtcDateTime(timezone=True), nullable=True),
    sa.CheckConstraint("decision IN ('AUTOMATIC', 'STATED', 'CONFIRMED', 'REJECTED')", name=op.f('ck_pair_decision_decision_known')),
    sa.ForeignKeyConstraint(['after_item_id'], ['power_item.id'], name=op.f('fk_pair_decision_after_item_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['before_item_id'], ['power_item.id'], name=op.f('fk_pair_decision_before_item_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_pair_decision_edition_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pair_decision'))
    )
    with op.batch_alter_table('pair_decision', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_pair_decision_after_item_id'), ['after_item_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_pair_decision_before_item_id_after_item_id'), ['before_item_id', 'after_item_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_pair_decision_edition_id'), ['edition_id'], unique=False)
    op.bulk_insert(
        sa.table('number_series', sa.column('name'), sa.column('next_number')),
        [{'name': 'pair_decision', 'next_number': 1}],
    )


def downgrade() -> None:
    op.drop_table('pair_decision')
    op.execute("DELETE FROM number_series WHERE name = 'pair_decision'")
