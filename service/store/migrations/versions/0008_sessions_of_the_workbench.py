"""sessions of the workbench

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

import service.store.column_types

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('access_session',
    sa.Column('text_hash', sa.LargeBinary(), nullable=False),
    sa.Column('token_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('opened_at', service.store.column_types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('used_at', service.store.column_types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('ends_at', service.store.column_types.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['token_id'], ['access_token.id'], name=op.f('fk_access_session_token_id')),
    sa.PrimaryKeyConstraint('text_hash', name=op.f('pk_access_session'))
    )
    with op.batch_alter_table('access_session', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_access_session_token_id'), ['token_id'], unique=False)


def downgrade() -> None:
    op.drop_table('access_session')
