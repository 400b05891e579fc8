"""sessions opened with a token of an issuer

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    # A session lasts a working day at most: whoever is signed in signs in anew.
    op.execute('DELETE FROM access_session')
    with op.batch_alter_table('access_session', schema=None) as batch_op:
        batch_op.add_column(sa.Column('subject', sa.String(), nullable=False))
        batch_op.add_column(sa.Column('principal', sa.String(), nullable=True))
        batch_op.alter_column('token_id', existing_type=sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True)
        batch_op.create_check_constraint(batch_op.f('ck_access_session_token_or_principal'), '(token_id IS NULL) <> (principal IS NULL)')
        batch_op.create_index(batch_op.f('ix_access_session_subject'), ['subject'], unique=False)


def downgrade() -> None:
    op.execute('DELETE FROM access_session')
    with op.batch_alter_table('access_session', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_access_session_subject'))
        batch_op.drop_constraint(batch_op.f('ck_access_session_token_or_principal'), type_='check')
        batch_op.alter_column('token_id', existing_type=sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False)
        batch_op.drop_column('principal')
        batch_op.drop_column('subject')
