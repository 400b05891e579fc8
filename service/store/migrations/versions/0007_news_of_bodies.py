"""news of bodies

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

import service.store.column_types

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('body_news',
    sa.Column('body_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('what', sa.String(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('edition_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.CheckConstraint("what IN ('alias', 'codes', 'succession')", name=op.f('ck_body_news_what_known')),
    sa.ForeignKeyConstraint(['body_id'], ['body.id'], name=op.f('fk_body_news_body_id')),
    sa.PrimaryKeyConstraint('body_id', 'what', 'key', name=op.f('pk_body_news'))
    )
    with op.batch_alter_table('body_news', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_body_news_edition_id'), ['edition_id'], unique=False)


def downgrade() -> None:
    op.drop_table('body_news')
